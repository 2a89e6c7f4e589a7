/**
 * What follows from a syntax error (bash's parse.y): `grammar` ends the reading with status 2; `conditional`, inside `[[ ]]`,
 * leaves the status as it was; `array`, inside `name=( )`, costs the command only; `substitution`, inside `$( )`, also ends a
 * shell that was reading a string, with 127.
 */
export type FailureKind = 'grammar' | 'conditional' | 'array' | 'substitution';

/** A text that is no shell command. */
export class SyntaxFailure extends Error {
  /** The line that bash shows below the message. */
  offending: string | undefined;
  /** What stood there, as dash names it (`"then"`, `word`, `end of file`), and what it expected. */
  found = '';
  expecting: string | undefined;

  constructor(
    /** Without the prefix; empty where bash says nothing. */
    message: string,
    /** Lines from the start of the unit. */
    readonly line: number,
    public kind: FailureKind = 'grammar',
    /** Whether the offending line is shown. */
    readonly showsLine = false,
    /** The text ended too early. */
    readonly atEnd = false,
  ) {
    super(message);
  }
}

/** `syntax error near unexpected token` with the token as bash writes it: control characters in `$'…'`. */
export function unexpectedToken(token: string, line: number): SyntaxFailure {
  const shown = /[\0-\x1f\x7f]/.test(token)
    ? `$'${token.replace(/[\0-\x1f\x7f\\']/g, (c) => ESCAPES[c] ?? `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`)}'`
    : token;
  return new SyntaxFailure(`syntax error near unexpected token \`${shown}'`, line, 'grammar', true);
}

const ESCAPES: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\x1b': '\\E',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  "'": "\\'",
};

/** `unexpected EOF while looking for matching`. */
export function unterminated(closer: string, line: number): SyntaxFailure {
  return new SyntaxFailure(`unexpected EOF while looking for matching \`${closer}'`, line, 'grammar', false, true);
}
