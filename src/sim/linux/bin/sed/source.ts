import { ScriptError } from './script.ts';

/** One piece of a script: the text of -e, or a file of -f. */
export interface ScriptPart {
  text: string;
  file: string | undefined;
}

/** Reads a script character by character, and knows where it is for error messages. */
export class Source {
  #at = 0;
  #line = 1;

  constructor(
    private readonly part: ScriptPart,
    /** Number of the -e expression. */
    private readonly expression: number,
  ) {}

  /** The next character; undefined at the end. */
  next(): string | undefined {
    const char = this.part.text[this.#at];
    if (char === undefined) return undefined;
    this.#at++;
    if (char === '\n') this.#line++;
    return char;
  }

  /** Gives a character back. */
  back(char: string | undefined): void {
    if (char === undefined) return;
    this.#at--;
    if (char === '\n') this.#line--;
  }

  /** The next character that is no blank. */
  nonblank(): string | undefined {
    let char = this.next();
    while (char === ' ' || char === '\t') char = this.next();
    return char;
  }

  /** A number whose first digit has been read. */
  integer(first: string): number {
    let value = 0;
    let char: string | undefined = first;
    while (char !== undefined && char >= '0' && char <= '9') {
      value = value * 10 + Number(char);
      char = this.next();
    }
    this.back(char);
    return value;
  }

  get line(): number {
    return this.#line;
  }

  get offset(): number {
    return this.#at;
  }

  /** An error at this place, or, with `unplaced`, one that is found only at the end. */
  error(message: string, unplaced = false): ScriptError {
    if (this.part.file !== undefined) return new ScriptError(`file ${this.part.file} line ${this.#line}: ${message}`);
    return new ScriptError(`-e expression #${this.expression}, char ${unplaced ? 0 : this.#at}: ${message}`);
  }
}
