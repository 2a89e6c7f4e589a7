import { posixRegex, RegexError } from '../lib/regex.ts';
import { convertEscapes } from './escapes.ts';
import type { Output } from './output.ts';
import type { CaseChange, Pattern, Piece, Substitution } from './script.ts';
import type { Source } from './source.ts';

/** How regular expressions of a script are read. */
export interface RegexSettings {
  extended: boolean;
  utf8: boolean;
}

/**
 * Reads up to the delimiter: a regular expression (where a bracket expression may hold the delimiter) or the other part of s
 * and y. Undefined where it does not end.
 */
export function delimited(source: Source, delimiter: string, regex: boolean): string | undefined {
  let out = '';
  for (;;) {
    let char = source.next();
    if (char === undefined) return undefined;
    if (char === delimiter) return out;
    if (char === '\n') {
      source.back(char);
      return undefined;
    }
    if (regex && char === '[') {
      const bracket = bracketText(source);
      if (bracket === undefined) return undefined;
      out += bracket;
      continue;
    }
    if (char === '\\') {
      char = source.next();
      if (char === undefined) return undefined;
      if (char === 'n' && regex) char = '\n';
      else if (char !== '\n' && (char !== delimiter || (!regex && char === '&'))) out += '\\';
      else if (char === '\n' && !regex) out += '\\';
    }
    out += char;
  }
}

/** A bracket expression, the opening bracket already read. */
function bracketText(source: Source): string | undefined {
  let out = '[';
  let char = source.next();
  if (char === '^') {
    out += char;
    char = source.next();
  }
  for (let first = true; first || char !== ']'; first = false) {
    if (char === undefined || char === '\n') {
      source.back(char);
      return undefined;
    }
    out += char;
    const before = char;
    char = source.next();
    if (before === '\\' && char === 'n') {
      out = `${out.slice(0, -1)}\n`;
      char = source.next();
    } else if (before === '[' && (char === ':' || char === '.' || char === '=')) {
      const kind = char;
      do {
        out += char ?? '';
        char = source.next();
      } while (char !== undefined && char !== '\n' && !(out.endsWith(kind) && char === ']' && !out.endsWith(`[${kind}`)));
      if (char !== ']') {
        source.back(char);
        return undefined;
      }
      out += char;
      char = source.next();
    }
  }
  return `${out}]`;
}

/** Compiles a regular expression; an empty one is the one used last. */
export function compilePattern(source: Source, text: string, flags: { i: boolean; m: boolean }, settings: RegexSettings): Pattern {
  if (text === '') {
    if (flags.i || flags.m) throw source.error('cannot specify modifiers on empty regexp');
    return undefined;
  }
  try {
    return posixRegex(convertEscapes(text, 'regex'), { ...settings, dialect: 'sed', ignoreCase: flags.i, multiline: flags.m });
  } catch (e) {
    if (e instanceof RegexError) throw e.message.startsWith('character class') ? e : source.error(e.message);
    throw e;
  }
}

/** Reads the rest of an s command. `openOutput` opens the file of its flag w. */
export function substitution(source: Source, settings: RegexSettings, openOutput: () => Output, sandbox: boolean): Substitution {
  const delimiter = source.next();
  const pattern = delimiter === undefined || delimiter === '\n' || delimiter === '\\' ? undefined : delimited(source, delimiter, true);
  const replacement = pattern === undefined ? undefined : delimited(source, delimiter!, false);
  if (replacement === undefined) throw source.error("unterminated `s' command");
  const { pieces, highest } = parseReplacement(convertEscapes(replacement, 'replacement'));
  const out: Substitution = {
    regex: undefined,
    pieces,
    highest,
    global: false,
    number: 0,
    print: 'no',
    evaluate: false,
    output: undefined,
  };
  const flags = readFlags(source, out, openOutput, sandbox);
  out.regex = compilePattern(source, pattern!, flags, settings);
  if (out.regex && highest > out.regex.groups) throw source.error(`invalid reference \\${highest} on \`s' command's RHS`);
  out.number ||= 1;
  return out;
}

function readFlags(source: Source, out: Substitution, openOutput: () => Output, sandbox: boolean): { i: boolean; m: boolean } {
  const flags = { i: false, m: false };
  for (;;) {
    const char = source.next();
    switch (char) {
      case undefined:
      case '\n':
      case ';':
        return flags;
      case '}':
      case '#':
        source.back(char);
        return flags;
      case ' ':
      case '\t':
        break;
      case 'i':
      case 'I':
        flags.i = true;
        break;
      case 'm':
      case 'M':
        flags.m = true;
        break;
      case 'e':
        if (sandbox) throw source.error('e/r/w commands disabled in sandbox mode');
        out.evaluate = true;
        break;
      case 'p':
        if (out.print !== 'no') throw source.error("multiple `p' options to `s' command");
        out.print = out.evaluate ? 'after' : 'before';
        break;
      case 'g':
        if (out.global) throw source.error("multiple `g' options to `s' command");
        out.global = true;
        break;
      case 'w':
        out.output = openOutput();
        return flags;
      default:
        if (char < '0' || char > '9') throw source.error("unknown option to `s'");
        if (out.number) throw source.error("multiple number options to `s' command");
        out.number = source.integer(char);
        if (out.number === 0) throw source.error("number option to `s' command may not be zero");
    }
  }
}

const NO_CHANGE: CaseChange = { all: undefined, first: undefined };

/** Takes a replacement apart: text, groups, changes of case. */
function parseReplacement(text: string): { pieces: Piece[]; highest: number } {
  const pieces: Piece[] = [];
  let highest = 0;
  let change = NO_CHANGE;
  let literal = '';
  const end = (group: number | undefined): void => {
    if (literal !== '' || group !== undefined || change.first) pieces.push({ text: literal, group, change });
    literal = '';
    if (change.first) change = { ...change, first: undefined };
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (char === '&') {
      end(0);
      continue;
    }
    if (char !== '\\' || i + 1 >= text.length) {
      literal += char;
      continue;
    }
    const letter = text[++i]!;
    if (letter >= '0' && letter <= '9') {
      highest = Math.max(highest, Number(letter));
      end(Number(letter));
    } else if ('ULE'.includes(letter)) {
      if (literal !== '') end(undefined);
      change = { all: letter === 'U' ? 'upper' : letter === 'L' ? 'lower' : undefined, first: change.first };
    } else if (letter === 'u' || letter === 'l') {
      if (literal !== '') end(undefined);
      change = { all: change.all, first: letter === 'u' ? 'upper' : 'lower' };
    } else literal += letter;
  }
  end(undefined);
  return { pieces, highest };
}

/** The replacement of a match. */
export function expand(pieces: readonly Piece[], groups: readonly (string | undefined)[], utf8: boolean): string {
  let out = '';
  let pending: CaseChange['first'];
  for (const { text, group, change } of pieces) {
    let first = change.first ?? pending;
    pending = undefined;
    if (text !== '') {
      out += changed(text, { all: change.all, first }, utf8);
      first = undefined;
    }
    if (group === undefined) continue;
    const value = groups[group] ?? '';
    if (value !== '') out += changed(value, { all: change.all, first }, utf8);
    else pending = first;
  }
  return out;
}

function changed(text: string, change: CaseChange, utf8: boolean): string {
  const all = change.all ? inCase(text, change.all, utf8) : text;
  if (!change.first) return all;
  const head = String.fromCodePoint(all.codePointAt(0)!);
  return inCase(head, change.first, utf8) + all.slice(head.length);
}

/** Letters in the other case; in the C locale only ASCII has any, and none may change its length (towupper(3)). */
function inCase(text: string, to: 'upper' | 'lower', utf8: boolean): string {
  const letters = utf8 ? /\p{L}/gu : /[A-Za-z]/g;
  return text.replace(letters, (letter) => {
    const other = to === 'upper' ? letter.toUpperCase() : letter.toLowerCase();
    return other.length === letter.length ? other : letter;
  });
}
