import { alt, cat, CharSet, parsePerl, parsePosix, Regex, RegexError, type Node, type Parsed } from '../lib/regex.ts';
import { wordCharacters } from '../lib/regex/charset.ts';

/** Which language the patterns are in. */
export type Syntax = 'basic' | 'extended' | 'fixed' | 'perl';

export interface MatcherOptions {
  syntax: Syntax;
  ignoreCase: boolean;
  /** -w: whole words only. */
  words: boolean;
  /** -x: whole lines only. */
  lines: boolean;
  utf8: boolean;
}

/**
 * Compiles grep's patterns, one of which has to match. Throws RegexError with grep's texts; `warn` is told what grep warns of.
 */
export function compilePatterns(patterns: readonly string[], options: MatcherOptions, warn: (message: string) => void): Regex {
  if (options.syntax === 'perl') return new Regex(bounded(perl(patterns, options), options));
  const parsed = options.syntax === 'fixed' ? fixed(patterns, options) : posix(patterns, options, warn);
  return new Regex(bounded(parsed, options));
}

function perl(patterns: readonly string[], options: MatcherOptions): Parsed {
  if (patterns.length > 1) throw new RegexError('the -P option only supports a single pattern');
  return parsePerl(patterns[0] ?? '', { flavour: 'pcre', utf8: options.utf8, ignoreCase: options.ignoreCase });
}

function posix(patterns: readonly string[], options: MatcherOptions, warn: (message: string) => void): Parsed {
  const { utf8, ignoreCase } = options;
  let groups = 0;
  const roots = patterns.map((pattern) => {
    const extended = options.syntax === 'extended';
    const parsed = parsePosix(pattern, { extended, ignoreCase, utf8, dialect: 'grep', groupsBefore: groups }, warn);
    groups = parsed.groups;
    return parsed.root;
  });
  return { root: alt(roots), groups, names: new Map(), utf8, longest: true, word: wordCharacters(utf8) };
}

function fixed(patterns: readonly string[], options: MatcherOptions): Parsed {
  const roots = patterns.map((pattern) => cat([...pattern].map((char) => character(char, options))));
  return { root: alt(roots), groups: 0, names: new Map(), utf8: options.utf8, longest: true, word: wordCharacters(options.utf8) };
}

function character(char: string, options: MatcherOptions): Node {
  const set = CharSet.chars(char);
  return { kind: 'set', set: options.ignoreCase ? set.foldCase(options.utf8) : set };
}

/** Adds what -x and -w ask for. */
function bounded(parsed: Parsed, options: MatcherOptions): Parsed {
  const [before, after] = options.lines ? (['start', 'end'] as const) : (['not-after-word', 'not-before-word'] as const);
  if (!options.lines && !options.words) return parsed;
  const root = cat([{ kind: 'assert', what: before }, parsed.root, { kind: 'assert', what: after }]);
  return { ...parsed, root };
}
