/** Characters that mean something to the scanner, by code. */
export const CH = {
  NUL: 0,
  TAB: 0x09,
  LF: 0x0a,
  CR: 0x0d,
  SPACE: 0x20,
  BANG: 0x21,
  QUOTE: 0x22,
  HASH: 0x23,
  PERCENT: 0x25,
  AMP: 0x26,
  APOSTROPHE: 0x27,
  STAR: 0x2a,
  PLUS: 0x2b,
  COMMA: 0x2c,
  MINUS: 0x2d,
  DOT: 0x2e,
  ZERO: 0x30,
  COLON: 0x3a,
  LESS: 0x3c,
  GREATER: 0x3e,
  QUESTION: 0x3f,
  AT: 0x40,
  OPEN: 0x5b,
  BACKSLASH: 0x5c,
  CLOSE: 0x5d,
  BACKTICK: 0x60,
  OPEN_BRACE: 0x7b,
  PIPE: 0x7c,
  CLOSE_BRACE: 0x7d,
  NEL: 0x85,
  LS: 0x2028,
  PS: 0x2029,
  BOM: 0xfeff,
} as const;

export const isBlank = (c: number) => c === CH.SPACE || c === CH.TAB;
export const isBreak = (c: number) => c === CH.LF || c === CH.CR || c === CH.NEL || c === CH.LS || c === CH.PS;
export const isBreakOrEnd = (c: number) => c === CH.NUL || isBreak(c);
export const isBlankOrEnd = (c: number) => isBlank(c) || isBreakOrEnd(c);
export const isDigit = (c: number) => c >= 0x30 && c <= 0x39;
/** What an anchor, a tag handle or a directive's name is made of. */
export const isWord = (c: number) => isDigit(c) || (c >= 0x41 && c <= 0x5a) || (c >= 0x61 && c <= 0x7a) || c === 0x5f || c === CH.MINUS;
export const isHex = (c: number) => isDigit(c) || (c >= 0x41 && c <= 0x46) || (c >= 0x61 && c <= 0x66);
