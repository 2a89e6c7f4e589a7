/** What can be wrong with a Perl-like regular expression. */
export type PerlProblem =
  | 'missing-close'
  | 'unmatched-close'
  | 'missing-bracket'
  | 'nothing-to-repeat'
  | 'repeat-order'
  | 'repeat-size'
  | 'trailing-backslash'
  | 'backref'
  | 'group-option'
  | 'range-order'
  | 'range-end'
  | 'property'
  | 'posix-class'
  | 'posix-outside'
  | 'lookbehind'
  | 'code-point'
  | 'escape'
  | 'case-escape'
  | 'name-expected'
  | 'name-end'
  | 'name-digit'
  | 'name-twice'
  | 'comment';

/** Whose syntax and messages hold: PCRE2 (grep -P), Oniguruma with Perl's syntax (jq), Perl itself. */
export type PerlFlavour = 'pcre' | 'oniguruma' | 'perl';

/** pcre2_get_error_message(3). */
const PCRE: Readonly<Record<PerlProblem, string>> = {
  'missing-close': 'missing closing parenthesis',
  'unmatched-close': 'unmatched closing parenthesis',
  'missing-bracket': 'missing terminating ] for character class',
  'nothing-to-repeat': 'quantifier does not follow a repeatable item',
  'repeat-order': 'numbers out of order in {} quantifier',
  'repeat-size': 'number too big in {} quantifier',
  'trailing-backslash': '\\ at end of pattern',
  backref: 'reference to non-existent subpattern',
  'group-option': 'unrecognized character after (? or (?-',
  'range-order': 'range out of order in character class',
  'range-end': 'invalid range in character class',
  property: 'unknown property after \\P or \\p',
  'posix-class': 'unknown POSIX class name',
  'posix-outside': 'POSIX named classes are supported only within a class',
  lookbehind: 'lookbehind assertion is not fixed length',
  'code-point': 'character code point value in \\x{} or \\o{} is too large',
  escape: 'unrecognized character follows \\',
  'case-escape': 'PCRE2 does not support \\F, \\L, \\l, \\N{name}, \\U, or \\u',
  'name-expected': 'subpattern name expected',
  'name-end': 'syntax error in subpattern name (missing terminator?)',
  'name-digit': 'subpattern name must start with a non-digit',
  'name-twice': 'two named subpatterns have the same name (PCRE2_DUPNAMES not set)',
  comment: 'missing ) after (?# comment',
};

/** onig_error_code_to_str. */
const ONIGURUMA: Readonly<Record<PerlProblem, string>> = {
  'missing-close': 'end pattern with unmatched parenthesis',
  'unmatched-close': 'unmatched close parenthesis',
  'missing-bracket': 'premature end of char-class',
  'nothing-to-repeat': 'target of repeat operator is not specified',
  'repeat-order': 'upper is smaller than lower in repeat range',
  'repeat-size': 'too big number range in repeat range',
  'trailing-backslash': 'end pattern at escape',
  backref: 'invalid backref number/name',
  'group-option': 'undefined group option',
  'range-order': 'empty range in char class',
  'range-end': 'char-class value at end of range',
  property: 'invalid character property name {%n}',
  'posix-class': 'invalid POSIX bracket type',
  'posix-outside': 'invalid POSIX bracket type',
  lookbehind: 'invalid pattern in look-behind',
  'code-point': 'too big wide-char value',
  escape: 'end pattern at escape',
  'case-escape': 'end pattern at escape',
  'name-expected': 'group name is empty',
  'name-end': 'invalid group name <>',
  'name-digit': 'invalid group name <%n>',
  'name-twice': 'multiplex defined name <%n>',
  comment: 'end pattern in group',
};

/** perldiag(1). */
const PERL: Readonly<Record<PerlProblem, string>> = {
  ...PCRE,
  'missing-close': 'Unmatched (',
  'unmatched-close': 'Unmatched )',
  'missing-bracket': 'Unmatched [',
  'nothing-to-repeat': 'Quantifier follows nothing',
  'repeat-order': "Can't do {n,m} with n > m",
  'trailing-backslash': 'Trailing \\',
  backref: 'Reference to nonexistent group',
  'range-order': 'Invalid [] range "%n"',
  'group-option': 'Sequence (?%n...) not recognized',
  'posix-class': 'POSIX class [:%n:] unknown',
};

/** The library's text for a problem; `%n` stands for a name in it. */
export function perlMessage(flavour: PerlFlavour, problem: PerlProblem, name = ''): string {
  const table = flavour === 'pcre' ? PCRE : flavour === 'oniguruma' ? ONIGURUMA : PERL;
  return table[problem].replace('%n', name);
}
