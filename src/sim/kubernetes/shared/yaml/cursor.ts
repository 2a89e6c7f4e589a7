import { CH, isBreak } from './chars.ts';
import { YamlError, type Mark } from './error.ts';
import { Reader } from './reader.ts';

/** The scanner's place in the text: reads characters and counts lines and columns. */
export class Cursor extends Reader {
  index = 0;
  line = 0;
  column = 0;

  mark(): Mark {
    return { index: this.index, line: this.line, column: this.column };
  }

  /** Passes one character that is no line break. */
  skip(): void {
    this.pos++;
    this.index++;
    this.column++;
  }

  /** Passes one character and gives it as text. */
  read(): string {
    const char = String.fromCodePoint(this.at(0));
    this.skip();
    return char;
  }

  /** Passes a line break, if one stands here, and gives what it counts as in a text. */
  readLine(): string {
    const c = this.at(0);
    if (!isBreak(c)) return '';
    const both = c === CH.CR && this.at(1) === CH.LF;
    this.pos += both ? 2 : 1;
    this.index += both ? 2 : 1;
    this.column = 0;
    this.line++;
    return c === CH.LS || c === CH.PS ? String.fromCodePoint(c) : '\n';
  }

  /** Fails as the scanner does: the line named is the one that was reached. */
  fail(problem: string, context?: Mark): never {
    throw YamlError.at(problem, this.mark(), context, 'scanner');
  }

  /** Passes a comment up to its line's end. */
  skipComment(): void {
    if (this.at(0) !== CH.HASH) return;
    while (this.at(0) !== CH.NUL && !isBreak(this.at(0))) this.skip();
  }
}
