/**
 * Regular expressions as the programs of a Debian node know them: POSIX basic and extended ones with GNU's extensions
 * (`posixRegex`), mawk's (`awkRegex`), and Perl's as PCRE2, Oniguruma and Perl read them (`perlRegex`).
 */
import { parseAwk } from './regex/awk.ts';
import { parsePerl, type PerlOptions } from './regex/perl.ts';
import { parsePosix, type PosixOptions } from './regex/posix.ts';
import { Regex } from './regex/regex.ts';

export { alt, cat, RegexError, RegexTooExpensive, type Node, type Parsed } from './regex/ast.ts';
export { CharSet } from './regex/charset.ts';
export { parsePerl } from './regex/perl.ts';
export { parsePosix } from './regex/posix.ts';
export { Regex, type Match } from './regex/regex.ts';
export type { PerlOptions } from './regex/perl.ts';
export type { PosixOptions } from './regex/posix.ts';

/** Compiles a POSIX regular expression. Throws RegexError with glibc's texts. `warn` is told what GNU grep warns of. */
export function posixRegex(pattern: string, options: PosixOptions, warn?: (message: string) => void): Regex {
  return new Regex(parsePosix(pattern, options, warn));
}

/** Compiles a regular expression of mawk, on bytes. Throws RegexError with mawk's texts. */
export function awkRegex(pattern: string): Regex {
  return new Regex(parseAwk(pattern));
}

/** Compiles a Perl-like regular expression. Throws RegexError with the texts of the library in question. */
export function perlRegex(pattern: string, options: PerlOptions): Regex {
  return new Regex(parsePerl(pattern, options));
}
