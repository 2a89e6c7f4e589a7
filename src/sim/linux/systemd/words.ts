const BLANK = /[ \t\r\n]/;
const ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
  s: ' ',
};

const isBlank = (c: number): boolean => c === 32 || c === 9 || c === 10 || c === 13;

/** A line that cannot be taken apart: a quote that nobody closes. */
export class QuoteError extends Error {}

export interface Word {
  text: string;
  /** It, or a part of it, stood in quotes. */
  quoted: boolean;
  /** Where the rest of the line begins. */
  end: number;
}

/**
 * The next word of a setting, with systemd's quoting (systemd.syntax(7)): single and double quotes, C escapes. `undefined` at
 * the end of the line. An unknown escape stays as it is and is told through `unknown`. Throws QuoteError.
 */
export function nextWord(line: string, from: number, unknown?: (escape: string) => void): Word | undefined {
  let i = from;
  while (i < line.length && isBlank(line.charCodeAt(i))) i++;
  if (i >= line.length) return undefined;
  // most words are plain
  let end = i;
  for (; end < line.length; end++) {
    const c = line.charCodeAt(end);
    if (isBlank(c)) break;
    if (c === 34 || c === 39 || c === 92) return quotedWord(line, i, unknown);
  }
  return { text: line.slice(i, end), quoted: false, end };
}

function quotedWord(line: string, from: number, unknown?: (escape: string) => void): Word {
  let i = from;
  let text = '';
  let quote = '';
  let quoted = false;
  for (; i < line.length; i++) {
    const c = line[i]!;
    if (c === '\\') {
      const [value, length] = unescape(line, i + 1);
      if (value === undefined) unknown?.(`\\${line[i + 1] ?? ''}`);
      text += value ?? `\\${line[i + 1] ?? ''}`;
      i += value === undefined ? 1 : length;
    } else if (quote !== '') {
      if (c === quote) quote = '';
      else text += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      quoted = true;
    } else if (BLANK.test(c)) break;
    else text += c;
  }
  if (quote !== '') throw new QuoteError('unbalanced quoting');
  return { text, quoted, end: i };
}

/** The value of an escape whose backslash stands before `at`, and its length; no value where it is unknown. */
function unescape(line: string, at: number): [value: string | undefined, length: number] {
  const c = line[at];
  if (c === undefined) return [undefined, 0];
  if (Object.hasOwn(ESCAPES, c)) return [ESCAPES[c], 1];
  const hex = /^(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/.exec(line.slice(at, at + 9));
  if (hex) return [String.fromCodePoint(parseInt((hex[1] ?? hex[2] ?? hex[3])!, 16)), hex[0].length];
  const octal = /^[0-3][0-7]{2}/.exec(line.slice(at, at + 3));
  return octal ? [String.fromCharCode(parseInt(octal[0], 8)), 3] : [undefined, 1];
}

/** All words of a setting. Throws QuoteError. */
export function words(line: string, unknown?: (escape: string) => void): string[] {
  const out: string[] = [];
  for (let at = 0; ;) {
    const word = nextWord(line, at, unknown);
    if (!word) return out;
    out.push(word.text);
    at = word.end;
  }
}

/** Words without quoting: names of units. */
export const names = (line: string): string[] => line.split(/[ \t\r\n]+/).filter(Boolean);

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** `KEY=value` as an assignment; `undefined` where the text is none. */
export function assignment(text: string): [key: string, value: string] | undefined {
  const at = text.indexOf('=');
  const key = text.slice(0, at);
  return at > 0 && VARIABLE.test(key) ? [key, text.slice(at + 1)] : undefined;
}

/**
 * Environment in a command line (systemd.service(5)): `${X}` is replaced wherever it stands, a word that is `$X` becomes the
 * words of its value (none where it is empty), `$$` is a dollar.
 */
export function expandArguments(argv: readonly string[], env: Readonly<Record<string, string>>): string[] {
  return argv.flatMap((word) => {
    if (word[0] === '$' && VARIABLE.test(word.slice(1))) return splitValue(env[word.slice(1)] ?? '');
    return [expandBraces(word, env)];
  });
}

function splitValue(value: string): string[] {
  try {
    return words(value);
  } catch (e) {
    if (e instanceof QuoteError) return names(value);
    throw e;
  }
}

function expandBraces(word: string, env: Readonly<Record<string, string>>): string {
  return word.replace(/\$(?:\$|\{([A-Za-z_][A-Za-z0-9_]*)(?:(:[-+])([^}]*))?\})/g, (all, name?: string, op?: string, other = '') => {
    if (name === undefined) return '$';
    const value = env[name];
    if (op === ':-') return value ? value : other;
    if (op === ':+') return value ? other : '';
    return all === '$' ? all : (value ?? '');
  });
}

/**
 * An EnvironmentFile: one assignment a line, quotes as in a shell, comments with # or ;, a backslash at the end of a line
 * goes on. Lines that are no assignment are left out; `bad` is told of variables whose name is none.
 */
export function environmentFile(text: string, bad?: (entry: string) => void): [key: string, value: string][] {
  const out: [string, string][] = [];
  let i = 0;
  while (i < text.length) {
    const start = /[ \t\n\r]*/y;
    start.lastIndex = i;
    start.exec(text);
    i = start.lastIndex;
    if (i >= text.length) break;
    if (text[i] === '#' || text[i] === ';') {
      i = skipComment(text, i);
      continue;
    }
    const key = /[^=\n]*/y;
    key.lastIndex = i;
    const name = key.exec(text)![0].trim();
    i = key.lastIndex;
    if (text[i] !== '=') continue;
    const [value, end] = fileValue(text, i + 1);
    i = end;
    if (VARIABLE.test(name)) out.push([name, value]);
    else bad?.(`${name}=${value}`);
  }
  return out;
}

function skipComment(text: string, from: number): number {
  let i = from;
  while (i < text.length && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
  return i + 1;
}

function fileValue(text: string, from: number): [value: string, end: number] {
  let i = from;
  while (text[i] === ' ' || text[i] === '\t') i++;
  let value = '';
  let keep = 0; // unquoted blanks at the end do not belong to it
  let quote = '';
  for (; i < text.length; i++) {
    const c = text[i]!;
    if (quote === '' && (c === '\n' || c === '\r')) break;
    if (quote !== '' && c === quote) {
      quote = '';
      keep = value.length;
    } else if (quote === '' && (c === '"' || c === "'") && value.trim() === '') quote = c;
    else if (c === '\\' && quote !== "'") {
      const next = text[++i];
      if (next === undefined) break;
      if (next !== '\n') value += quote === '"' && !'"\\`$'.includes(next) ? `\\${next}` : next;
      keep = value.length;
    } else {
      value += c;
      if (quote !== '' || !BLANK.test(c)) keep = value.length;
    }
  }
  return [value.slice(0, keep), i + 1];
}

/** A text in double quotes, as `systemctl show` and transient units write it. */
export const quoted = (text: string): string =>
  `"${text
    .replace(/["\\$`]/g, '\\$&')
    .replace(/\n/g, '\\n')
    .replace(/\t/g, '\\t')}"`;
