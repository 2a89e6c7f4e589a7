import { parse } from 'unbash';
import type * as U from 'unbash';
import { ansiCText, backquotedSource } from './quoting.ts';
import { withQuotes } from './sections.ts';
import type { Expression, Operation, Part, ParameterPart, Subscript, TextPart, Word } from './tree.ts';

/** Where a word stands: it decides where a tilde is a home directory. */
export type WordUse = 'word' | 'assignment' | 'operand' | 'quoted';

const NAME = /^(?:[A-Za-z_]\w*|\d+|[@*#?$!-])$/;
const PLAIN_OPERATIONS = new Set(['default', 'remove', 'replace', 'slice', 'bad']);
const LOOKS_LIKE_ASSIGNMENT = /^[A-Za-z_]\w*(?:\[[^\]]*\])?\+?=/;

/** Takes the words of unbash's tree apart; `line` tells the line of a place in its text. */
export class WordLowering {
  constructor(
    private readonly line: (position: number) => number,
    private readonly posix: boolean,
  ) {}

  word(word: U.Word, use: WordUse): Word {
    const quoted = use === 'quoted';
    let parts = word.parts ? this.#parts(word.parts, quoted) : plainParts(word.text, quoted);
    if (!quoted) parts = this.#tildes(parts, use, word.text);
    return finish(word.text, parts, use === 'word' && !this.posix);
  }

  #parts(parts: readonly U.WordPart[], quoted: boolean): Part[] {
    const out: Part[] = [];
    for (const part of parts) this.#part(part, quoted, out);
    return merged(out);
  }

  #part(part: U.WordPart, quoted: boolean, out: Part[]): void {
    switch (part.type) {
      case 'Literal':
        if (quoted) out.push({ kind: 'text', text: withQuotes(part.value), quoted: true });
        else out.push(...plainParts(part.text, false));
        return;
      case 'SingleQuoted':
        out.push({ kind: 'text', text: part.value, quoted: true });
        return;
      case 'AnsiCQuoted':
        out.push({ kind: 'text', text: ansiCText(part.text.slice(2, -1)), quoted: true });
        return;
      case 'DoubleQuoted':
      case 'LocaleString': {
        const inner = this.#parts(part.parts, true);
        if (inner.every((p) => p.kind === 'text')) out.push({ kind: 'text', text: inner.map((p) => p.text).join(''), quoted: true });
        else if (quoted) out.push(...inner);
        else out.push({ kind: 'quoted', parts: inner });
        return;
      }
      case 'Glob':
        if (part.kind === 'bracket') this.#bracketed('[', part.parts, ']', quoted, out);
        else out.push({ kind: 'text', text: part.text, quoted });
        return;
      case 'ExtendedGlob':
        if (part.parts) this.#bracketed(`${part.operator}(`, part.parts, ')', quoted, out);
        else out.push(...plainParts(part.text, quoted));
        return;
      case 'BraceExpansion':
        if (part.parts) this.#bracketed('{', part.parts, '}', quoted, out);
        else out.push(...plainParts(part.text, quoted));
        return;
      case 'SimpleExpansion':
        out.push(parameter(part.text, part.text.slice(1), quoted));
        return;
      case 'ParameterExpansion':
        out.push(this.#parameter(part, quoted));
        return;
      case 'CommandExpansion':
        out.push(this.#command(part, quoted));
        return;
      case 'ArithmeticExpansion': {
        const inner = part.text.startsWith('$[') ? part.text.slice(2, -1) : part.text.slice(3, -2);
        out.push({ kind: 'arithmetic', quoted, expression: expressionOf(inner, this.posix) });
        return;
      }
      case 'ProcessSubstitution':
        out.push({ kind: 'process', direction: part.operator, source: part.text.slice(2, -1), line: this.line(part.pos) });
    }
  }

  #bracketed(open: string, parts: readonly U.WordPart[], close: string, quoted: boolean, out: Part[]): void {
    out.push({ kind: 'text', text: open, quoted });
    for (const part of parts) this.#part(part, quoted, out);
    out.push({ kind: 'text', text: close, quoted });
  }

  #command(part: U.CommandExpansionPart, quoted: boolean): Part {
    const { text } = part;
    const line = this.line(part.pos);
    if (text.startsWith('`')) return { kind: 'command', quoted, source: backquotedSource(text.slice(1, -1), quoted), backquoted: true, line };
    // `${ command; }` is of a later bash
    if (text.startsWith('${')) return { ...parameter(text, '', quoted), operation: { type: 'bad' } };
    return { kind: 'command', quoted, source: text.slice(2, -1), backquoted: false, line };
  }

  #parameter(part: U.ParameterExpansionPart, quoted: boolean): ParameterPart {
    const out = parameter(part.text, part.parameter, quoted);
    out.length = part.prefix === '#';
    out.indirect = part.prefix === '!';
    out.subscript = part.index && this.subscript(part.index);
    out.operation = part.operation && this.#operation(part.operation, quoted);
    if (!NAME.test(out.name) || (out.length && out.operation)) out.operation = { type: 'bad' };
    // what POSIX does not have; ash has some of it, and its shell tells the rest
    if (this.posix && (out.indirect || out.subscript || !PLAIN_OPERATIONS.has(out.operation?.type ?? 'default'))) out.operation = { type: 'bad' };
    if (out.subscript && /^(?:\d+|[@*#?$!-])$/.test(out.name)) out.operation = { type: 'bad' };
    return out;
  }

  #operation(operation: U.ParameterOperation, quoted: boolean): Operation {
    // inside double quotes the word of `${x:-word}` is quoted too, a pattern is not
    const operand = (word: U.Word): Word => this.word(word, quoted ? 'quoted' : 'operand');
    const pattern = (word: U.Word): Word => this.word(word, 'operand');
    switch (operation.type) {
      case 'Default': {
        const { operator } = operation;
        return { type: 'default', operator: operator.slice(-1) as '-', orEmpty: operator.length === 2, word: operand(operation.operand) };
      }
      case 'Remove': {
        const { operator } = operation;
        const end = operator.startsWith('#') ? 'prefix' : 'suffix';
        return { type: 'remove', end, longest: operator.length === 2, pattern: pattern(operation.operand) };
      }
      case 'Replace': {
        const mode = ({ '/': 'first', '//': 'all', '/#': 'prefix', '/%': 'suffix' } as const)[operation.operator];
        return { type: 'replace', mode, pattern: pattern(operation.pattern), replacement: pattern(operation.replacement) };
      }
      case 'Slice':
        return {
          type: 'slice',
          offset: expressionOf(operation.offset.text, this.posix),
          length: operation.length && expressionOf(operation.length.text, this.posix),
        };
      case 'CaseModification':
        return { type: 'case', operator: operation.operator, pattern: operation.operand && pattern(operation.operand) };
      case 'Transform':
        return { type: 'transform', operator: operation.operand.text };
      case 'Names':
        return { type: 'names', operator: operation.operator };
      case 'Unknown':
        return { type: 'bad' };
    }
  }

  subscript(index: U.Word): Subscript {
    const { text } = index;
    if (text === '@' || text === '*') return { text, parts: undefined, all: text };
    return { text, parts: /[$`\\'"]/.test(text) ? this.word(index, 'quoted').parts : undefined, all: undefined };
  }

  /** Splits off the tildes that may be home directories: at the word's start, in an assignment also after `=` and `:`. */
  #tildes(parts: Part[], use: WordUse, text: string): Part[] {
    if (!text.includes('~')) return parts;
    const assignment = use === 'assignment' || (use === 'word' && !this.posix && LOOKS_LIKE_ASSIGNMENT.test(text));
    const out: Part[] = [];
    let atStart = use !== 'word' || !assignment || !LOOKS_LIKE_ASSIGNMENT.test(text);
    let seenEquals = use === 'assignment';
    parts.forEach((part, index) => {
      if (part.kind !== 'text' || part.quoted) {
        out.push(part);
        atStart = false;
        return;
      }
      let rest = part.text;
      while (rest !== '') {
        const tilde = atStart ? /^~([^/:]*)(?=[/:]|$)/.exec(rest) : null;
        // the prefix must end in this part: `~"x"` is no home directory
        if (tilde && (tilde[0].length < rest.length || index === parts.length - 1)) {
          out.push({ kind: 'tilde', user: tilde[1]! });
          rest = rest.slice(tilde[0].length);
        }
        atStart = false;
        if (!assignment) break;
        const next = seenEquals ? rest.indexOf(':') : rest.indexOf('=');
        if (next < 0) break;
        seenEquals = true;
        out.push({ kind: 'text', text: rest.slice(0, next + 1), quoted: false });
        rest = rest.slice(next + 1);
        atStart = true;
      }
      if (rest !== '') out.push({ kind: 'text', text: rest, quoted: false });
    });
    return out;
  }
}

function parameter(text: string, name: string, quoted: boolean): ParameterPart {
  return { kind: 'parameter', quoted, text, name, length: false, indirect: false, subscript: undefined, operation: undefined };
}

/** Text without expansions: backslashes quote the character after them. */
function plainParts(text: string, quoted: boolean): TextPart[] {
  if (quoted) return [{ kind: 'text', text: withQuotes(text).replace(/\\([$`"\\])|\\\n/g, '$1'), quoted: true }];
  if (!text.includes('\\')) return text === '' ? [] : [{ kind: 'text', text, quoted: false }];
  const out: TextPart[] = [];
  for (const piece of text.split(/(\\[^])/)) {
    if (piece === '' || piece === '\\\n') continue;
    if (piece.length === 2 && piece[0] === '\\') out.push({ kind: 'text', text: piece[1]!, quoted: true });
    else out.push({ kind: 'text', text: piece, quoted: false });
  }
  return out;
}

/** Joins neighbouring texts of the same kind. */
function merged(parts: Part[]): Part[] {
  const out: Part[] = [];
  for (const part of parts) {
    const last = out[out.length - 1];
    if (part.kind === 'text' && last?.kind === 'text' && last.quoted === part.quoted) {
      out[out.length - 1] = { ...last, text: last.text + part.text };
    } else out.push(part);
  }
  return out;
}

const MAY_BE_PATTERN = /[*?]|\[[^]*\]|[?*+@!]\(/;

function finish(source: string, parts: Part[], mayHaveBraces: boolean): Word {
  const text = withQuotes(source);
  const plain = parts.map((p) => (p.kind === 'text' ? (p.quoted ? '' : p.text) : '\0')).join('');
  const braces = mayHaveBraces && /\{[^]*(?:,|\.\.)[^]*\}/.test(plain);
  const literal =
    !braces && parts.length > 0 && parts.every((p) => p.kind === 'text') && !MAY_BE_PATTERN.test(plain)
      ? parts.map((p) => (p as TextPart).text).join('')
      : undefined;
  return { text, parts, literal, braces };
}

// ---- texts that are taken apart on their own ----------------------------------------------------------

const EXPANDS = /[$`\\"]/;
const LIMIT = 2000;
const cache = new Map<string, readonly Part[]>();

/** The parts of a text that is expanded as between double quotes: arithmetic, prompts, here-documents. */
export function quotedParts(text: string, posix: boolean): readonly Part[] {
  const key = posix ? `p${text}` : text;
  const known = cache.get(key);
  if (known) return known;
  let delimiter = 'END';
  while (text.includes(delimiter)) delimiter += '_';
  const script = parse(`: <<${delimiter}\n${text}\n${delimiter}\n`);
  const command = script.commands[0]?.command;
  const document = command?.type === 'Command' ? command.redirects[0] : undefined;
  const body = document?.type === 'HereDoc' ? document.body : undefined;
  const lowering = new WordLowering(() => 0, posix);
  const word = lowering.word({ type: 'Word', text: body?.text ?? '', value: '', pos: 0, end: 0, parts: body?.parts }, 'quoted');
  const parts = withoutLastNewline(word.parts);
  if (cache.size >= LIMIT) cache.clear();
  cache.set(key, parts);
  return parts;
}

function withoutLastNewline(parts: readonly Part[]): readonly Part[] {
  const last = parts[parts.length - 1];
  if (last?.kind !== 'text') return parts;
  const text = last.text.replace(/\n$/, '');
  return text === '' ? parts.slice(0, -1) : [...parts.slice(0, -1), { ...last, text }];
}

/** An arithmetic expression of a text: quotes in it vanish, expansions are made. */
export function expressionOf(text: string, posix: boolean): Expression {
  if (!EXPANDS.test(text)) return { text, parts: undefined };
  const parts = quotedParts(text, posix).map((p) => (p.kind === 'text' ? { ...p, text: p.text.replace(/"/g, '') } : p));
  return { text, parts };
}

/** A subscript given as a text while running (`unset 'a[$i]'`). */
export function subscriptOf(text: string, posix: boolean): Subscript {
  if (text === '@' || text === '*') return { text, parts: undefined, all: text };
  if (!/[$`\\'"]/.test(text)) return { text, parts: undefined, all: undefined };
  return { text, parts: wordOf(text, posix, 'quoted').parts, all: undefined };
}

/** A word given as a text; `undefined` use takes it as an argument. */
export function wordOf(text: string, posix: boolean, use: WordUse = 'word'): Word {
  const command = parse(`_[${use === 'quoted' ? text : '0'}]=${use === 'quoted' ? '' : text}`).commands[0]?.command;
  const assignment = command?.type === 'Command' ? command.prefix[0] : undefined;
  const lowering = new WordLowering(() => 0, posix);
  const found = assignment?.type === 'Assignment' ? (use === 'quoted' ? assignment.index : assignment.value) : undefined;
  if (found?.type === 'Word') return lowering.word(found, use);
  return { text, parts: [{ kind: 'text', text, quoted: true }], literal: text, braces: false };
}
