/** How fnmatch(3) reads a pattern. */
export interface GlobOptions {
  /** FNM_PERIOD: a leading dot is matched only by a dot. */
  period?: boolean;
  /** FNM_PATHNAME: a slash is matched only by a slash. */
  pathname?: boolean;
  /** FNM_CASEFOLD. */
  ignoreCase?: boolean;
  /** FNM_NOESCAPE: a backslash is an ordinary character. */
  noEscape?: boolean;
}

const CLASSES: Record<string, string> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: ' \\t\\n\\r\\f\\v',
  upper: 'A-Z',
  xdigit: '0-9A-Fa-f',
};

/** A shell pattern as a regular expression for the whole text, as fnmatch(3) matches it. */
export function globToRegExp(pattern: string, options: GlobOptions = {}): RegExp {
  const any = options.pathname ? '[^/]' : '[^]';
  let out = options.period && !pattern.startsWith('.') && !pattern.startsWith('\\.') ? '(?!\\.)' : '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') {
      if (!out.endsWith(`${any}*`)) out += `${any}*`;
    } else if (c === '?') out += any;
    else if (c === '[') {
      const bracket = readBracket(pattern, i, options);
      out += bracket?.source ?? '\\[';
      if (bracket) i = bracket.end;
    } else if (c === '\\' && !options.noEscape && i + 1 < pattern.length) out += literal(pattern[++i]!);
    else out += literal(c);
  }
  return new RegExp(`^${out}$`, options.ignoreCase ? 'ui' : 'u');
}

const literal = (c: string): string => c.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function readBracket(pattern: string, at: number, options: GlobOptions): { source: string; end: number } | undefined {
  let i = at + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  let body = '';
  for (let first = true; ; first = false) {
    const c = pattern[i];
    if (c === undefined) return undefined;
    if (c === ']' && !first) break;
    const named = /^\[:([a-z]+):\]/.exec(pattern.slice(i));
    if (named && CLASSES[named[1]!]) {
      body += CLASSES[named[1]!]!;
      i += named[0].length;
      continue;
    }
    const escaped = c === '\\' && !options.noEscape && pattern[i + 1] !== undefined;
    const low = escaped ? pattern[++i]! : c;
    i++;
    if (pattern[i] === '-' && pattern[i + 1] !== undefined && pattern[i + 1] !== ']') {
      const high = pattern[i + 1]!;
      i += 2;
      if (low <= high) body += `${inClass(low)}-${inClass(high)}`;
    } else body += inClass(low);
  }
  if (body === '') return { source: negated ? '[^]' : '[]', end: i };
  return { source: `[${negated ? '^' : ''}${negated && options.pathname ? '\\/' : ''}${body}]`, end: i };
}

const inClass = (c: string): string => c.replace(/[\\\]^[\-/]/g, '\\$&');
