import { posixRegex, RegexError, type Regex } from '../lib/regex.ts';
import { Failure } from '../lib/utility.ts';

export const REGEX_TYPES: readonly string[] = [
  'findutils-default',
  'ed',
  'emacs',
  'gnu-awk',
  'grep',
  'posix-awk',
  'awk',
  'posix-basic',
  'posix-egrep',
  'egrep',
  'posix-extended',
  'posix-minimal-basic',
  'sed',
];

const EXTENDED = new Set(['gnu-awk', 'posix-awk', 'awk', 'posix-egrep', 'egrep', 'posix-extended']);

/** Emacs' syntax, find's default, as an extended expression: groups and alternatives are escaped there, braces are plain. */
function emacsToExtended(pattern: string): string {
  return pattern.replace(/\[\^?\]?[^\]]*\]|\\?[^]/g, (token) => {
    if (token.length > 1 && token[0] === '[') return token;
    if (/^\\[()|]$/.test(token)) return token[1]!;
    if (/^[(){}|]$/.test(token)) return `\\${token}`;
    return token;
  });
}

/** Compiles the expression of -regex. Throws Failure. */
export function compileRegex(pattern: string, type: string, ignoreCase: boolean, utf8: boolean): Regex {
  const emacs = type === 'findutils-default' || type === 'emacs';
  try {
    return posixRegex(emacs ? emacsToExtended(pattern) : pattern, { extended: emacs || EXTENDED.has(type), ignoreCase, utf8 });
  } catch (e) {
    if (!(e instanceof RegexError)) throw e;
    throw new Failure(`failed to compile regular expression '${pattern}': ${e.message}`);
  }
}
