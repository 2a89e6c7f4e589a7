import { byteLength } from '../go/quote.ts';
import { formatFloat } from '../go/strconv.ts';
import { encodeNumber } from '../json/encode.ts';
import { JsonNumber, JsonObject } from '../json/value.ts';
import { isBreak } from './chars.ts';
import { isBase60, resolve, TAG } from './resolve.ts';

type Style = 'plain' | 'single' | 'double' | 'literal';

/** What a text's characters allow, as libyaml's emitter finds it. */
interface Analysis {
  multiline: boolean;
  plain: boolean;
  single: boolean;
  block: boolean;
}

const isPrintable = (c: number) =>
  c === 0x0a || (c >= 0x20 && c <= 0x7e) || (c >= 0xa0 && c <= 0xd7ff) || (c >= 0xe000 && c <= 0xfffd && c !== 0xfeff);

/** Characters that begin no plain scalar in block context. */
const FIRST = new Set([...'#,[]{}&*!|>\'"%@`']);

function analyze(text: string): Analysis {
  if (text === '') return { multiline: false, plain: true, single: true, block: false };
  const chars = [...text];
  const is = {
    indicator: text.startsWith('---') || text.startsWith('...'),
    special: false,
    lines: false,
    breakSpace: false,
    spaceBreak: false,
  };
  let [previousSpace, previousBreak, spaceBefore] = [false, false, true];
  chars.forEach((char, i) => {
    const code = char.codePointAt(0)!;
    const next = chars[i + 1];
    const spaceAfter = next === undefined || next === ' ' || next === '\t';
    if (i === 0) {
      if (FIRST.has(char) || ('?:-'.includes(char) && spaceAfter)) is.indicator = true;
    } else if ((char === ':' && spaceAfter) || (char === '#' && spaceBefore)) is.indicator = true;
    if (!isPrintable(code)) is.special = true;
    const [space, lineBreak] = [char === ' ', isBreak(code)];
    if (space && previousBreak) is.breakSpace = true;
    if (lineBreak) is.lines = true;
    if (lineBreak && previousSpace) is.spaceBreak = true;
    [previousSpace, previousBreak] = [space, lineBreak];
    spaceBefore = space || char === '\t' || lineBreak;
  });
  const edge = (char: string) => char === ' ' || isBreak(char.codePointAt(0)!);
  const last = chars.at(-1)!;
  const broken = is.spaceBreak || is.special;
  return {
    multiline: is.lines,
    plain: !(edge(chars[0]!) || edge(last) || is.breakSpace || broken || is.lines || is.indicator),
    single: !is.breakSpace && !broken,
    block: last !== ' ' && !broken,
  };
}

const ESCAPES = new Map<number, string>([
  [0, '0'],
  [7, 'a'],
  [8, 'b'],
  [9, 't'],
  [10, 'n'],
  [11, 'v'],
  [12, 'f'],
  [13, 'r'],
  [0x1b, 'e'],
  [0x22, '"'],
  [0x5c, '\\'],
  [0x85, 'N'],
  [0xa0, '_'],
  [0x2028, 'L'],
  [0x2029, 'P'],
]);

function escape(code: number): string {
  const known = ESCAPES.get(code);
  if (known !== undefined) return `\\${known}`;
  const [letter, width] = code <= 0xff ? ['x', 2] : code <= 0xffff ? ['u', 4] : ['U', 8];
  return `\\${letter}${code
    .toString(16)
    .toUpperCase()
    .padStart(width as number, '0')}`;
}

/** Writes YAML as libyaml's emitter does: block style, two columns a level, sequences at their parent's column, lines never folded. */
class Emitter {
  out = '';
  #column = 0;
  #indent = -1;
  /** Whether white space, and nothing but indentation, stands before the place of writing. */
  #whitespace = true;
  #indention = true;

  #put(text: string): void {
    this.out += text;
    const end = text.lastIndexOf('\n');
    this.#column = end < 0 ? this.#column + text.length : text.length - end - 1;
  }

  #writeIndent(): void {
    const indent = Math.max(this.#indent, 0);
    if (!this.#indention || this.#column > indent || (this.#column === indent && !this.#whitespace)) this.#put('\n');
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #indicator(text: string, needSpace: boolean, indention = false): void {
    if (needSpace && !this.#whitespace) this.#put(' ');
    this.#put(text);
    this.#whitespace = false;
    this.#indention &&= indention;
  }

  #deeper(write: () => void, options: { flow?: boolean; indentless?: boolean }): void {
    const before = this.#indent;
    if (before < 0) this.#indent = options.flow ? 2 : 0;
    else if (!options.indentless) this.#indent += 2;
    write();
    this.#indent = before;
  }

  document(value: unknown): string {
    this.node(value, 'root');
    this.#writeIndent();
    return this.out;
  }

  node(value: unknown, context: 'root' | 'item' | 'value'): void {
    if (value === null || value === undefined) this.#scalar('null', 'plain', false);
    else if (typeof value === 'string') this.#text(value, false);
    else if (typeof value === 'boolean' || typeof value === 'bigint') this.#scalar(String(value), 'plain', false);
    else if (typeof value === 'number') this.#scalar(numberText(encodeNumber(value)), 'plain', false);
    else if (value instanceof JsonNumber) this.#scalar(numberText(value.literal), 'plain', false);
    else if (Array.isArray(value)) this.#sequence(value, context);
    else this.#mapping(entriesOf(value));
  }

  #sequence(items: readonly unknown[], context: 'root' | 'item' | 'value'): void {
    if (items.length === 0) return this.#indicatorPair('[', ']');
    const indentless = context === 'value' && !this.#indention;
    this.#deeper(
      () => {
        for (const item of items) {
          this.#writeIndent();
          this.#indicator('-', true, true);
          this.node(item, 'item');
        }
      },
      { indentless },
    );
  }

  #indicatorPair(open: string, close: string): void {
    this.#indicator(open, true);
    this.#indicator(close, false);
  }

  #mapping(entries: readonly [string, unknown][]): void {
    if (entries.length === 0) return this.#indicatorPair('{', '}');
    this.#deeper(() => {
      for (const [key, value] of entries) {
        this.#writeIndent();
        if (!analyze(key).multiline && byteLength(key) <= 128) {
          this.#text(key, true);
          this.#indicator(':', false);
        } else {
          this.#indicator('?', true, true);
          this.#text(key, false);
          this.#writeIndent();
          this.#indicator(':', true, true);
        }
        this.node(value, 'value');
      }
    }, {});
  }

  #text(value: string, simpleKey: boolean): void {
    const text = value.includes('\x85') ? foldNextLines(value) : value;
    this.#scalar(text, preferredStyle(text), simpleKey);
  }

  #scalar(text: string, wanted: Style, simpleKey: boolean): void {
    const can = analyze(text);
    let style = wanted;
    if (simpleKey && can.multiline) style = 'double';
    if (style === 'plain' && (!can.plain || (text === '' && simpleKey))) style = 'single';
    if (style === 'single' && !can.single) style = 'double';
    if (style === 'literal' && (!can.block || simpleKey)) style = 'double';
    this.#deeper(() => this.#write(text, style), { flow: true });
  }

  #write(text: string, style: Style): void {
    switch (style) {
      case 'plain':
        if (!this.#whitespace) this.#put(' ');
        this.#put(text);
        this.#whitespace = false;
        this.#indention = false;
        return;
      case 'single':
        return this.#writeSingle(text);
      case 'double': {
        let body = '';
        // libyaml looks for a byte order mark at the text's start whatever character it is at
        const marked = text.startsWith('\ufeff');
        for (const char of text) {
          const code = char.codePointAt(0)!;
          body += marked || !isPrintable(code) || isBreak(code) || char === '"' || char === '\\' ? escape(code) : char;
        }
        return this.#indicator(`"${body}"`, true);
      }
      case 'literal':
        return this.#writeLiteral(text);
    }
  }

  #writeSingle(text: string): void {
    this.#indicator("'", true);
    let breaks = false;
    for (const char of text) {
      if (isBreak(char.codePointAt(0)!)) {
        if (!breaks && char === '\n') this.#put('\n');
        this.#put(char);
        this.#column = 0;
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        this.#put(char === "'" ? "''" : char);
        this.#indention = false;
        breaks = false;
      }
    }
    this.#indicator("'", false);
  }

  #writeLiteral(text: string): void {
    const chars = [...text];
    const broken = (char: string | undefined) => char !== undefined && isBreak(char.codePointAt(0)!);
    this.#indicator('|', true);
    if (chars[0] === ' ' || broken(chars[0])) this.#indicator('2', false);
    if (!broken(chars.at(-1))) this.#indicator('-', false);
    else if (chars.length === 1 || broken(chars.at(-2))) this.#indicator('+', false);
    this.#put('\n');
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    for (const char of chars) {
      if (broken(char)) {
        this.#put(char);
        this.#column = 0;
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#writeIndent();
        this.#put(char);
        this.#indention = false;
        breaks = false;
      }
    }
  }
}

/** The way through JSON reads a next-line character (U+0085) as a line break in double quotes, which is folded. */
function foldNextLines(text: string): string {
  return text.replace(/ *\x85[ \x85]*/g, (run) => '\n'.repeat(run.split('\x85').length - 2) || ' ');
}

/** How go-yaml wants a string: as a block where it has lines, plain where that reads back as a string, else in double quotes. */
function preferredStyle(text: string): Style {
  if (text.includes('\n')) return 'literal';
  return resolve('', text).tag === TAG.str && !isBase60(text) ? 'plain' : 'double';
}

/** A JSON number as go-yaml writes what it read: integers in full, floats in their shortest form. */
function numberText(literal: string): string {
  const { value } = resolve('', literal);
  if (typeof value !== 'number') return String(value);
  const text = formatFloat(value);
  return text === '+Inf' ? '.inf' : text === '-Inf' ? '-.inf' : text === 'NaN' ? '.nan' : text;
}

function entriesOf(value: object): [string, unknown][] {
  const entries: [string, unknown][] =
    value instanceof JsonObject ? [...new Map(value.entries)] : Object.entries(value).filter((e) => e[1] !== undefined);
  return entries.sort((a, b) => (keyLess(a[0], b[0]) ? -1 : keyLess(b[0], a[0]) ? 1 : 0));
}

const isLetter = (char: string) => /^\p{L}$/u.test(char);
const isDigit = (char: string | undefined) => char !== undefined && /^\p{Nd}$/u.test(char);

/** The number at a place, and where it ends. A zero that continues a number does not make it smaller. */
function numberAt(chars: readonly string[], at: number, lead: bigint): [value: bigint, end: number] {
  let [n, i] = [lead, at];
  for (; isDigit(chars[i]); i++) n = n * 10n + BigInt(chars[i]!.codePointAt(0)! - 0x30);
  return [n, i];
}

/** go-yaml's order of keys: letters by code and behind all else, numbers by value. */
function keyLess(a: string, b: string): boolean {
  const [x, y] = [[...a], [...b]];
  for (let i = 0; i < x.length && i < y.length; i++) {
    const [p, q] = [x[i]!, y[i]!];
    if (p === q) continue;
    const [pl, ql] = [isLetter(p), isLetter(q)];
    if (pl && ql) return p.codePointAt(0)! < q.codePointAt(0)!;
    if (pl || ql) return ql;
    let lead = 0n;
    if (p === '0' || q === '0') {
      for (let j = i - 1; j >= 0 && isDigit(x[j]); j--) {
        if (x[j] !== '0') {
          lead = 1n;
          break;
        }
      }
    }
    const [[n, ni], [m, mi]] = [numberAt(x, i, lead), numberAt(y, i, lead)];
    if (n !== m) return n < m;
    if (ni !== mi) return ni < mi;
    return p.codePointAt(0)! < q.codePointAt(0)!;
  }
  return x.length < y.length;
}

/**
 * sigs.k8s.io/yaml's Marshal of a value (plain JavaScript values or the decoder's): keys sorted, `- ` at the parent's column,
 * long lines kept whole. Ends with a line break.
 */
export function emitYaml(value: unknown): string {
  return new Emitter().document(value);
}
