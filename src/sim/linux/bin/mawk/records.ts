import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { binary } from '../../../kernel/text.ts';
import { awkRegex, type Regex } from '../lib/regex.ts';

/** How records are separated (RS). */
export type Separator = { kind: 'character'; character: string } | { kind: 'regex'; regex: Regex } | { kind: 'paragraph' };

/** RS as a separator: one character as it is, none for paragraphs, else a regular expression. Throws RegexError. */
export function separatorOf(rs: string): Separator {
  if (rs === '') return { kind: 'paragraph' };
  return rs.length === 1 ? { kind: 'character', character: rs } : { kind: 'regex', regex: awkRegex(rs) };
}

const BLOCK_BYTES = 4096;

/**
 * Reads records from a descriptor. As mawk does, it waits until a block of 4 KiB is full or the input ends, except on terminals
 * and with `-W interactive`.
 */
export class RecordReader {
  #buffer = '';
  #at = 0;
  #ended = false;

  constructor(
    private readonly p: Process,
    readonly fd: number,
    private readonly interactive: boolean,
  ) {}

  /** The next record; undefined at the end. Throws Errno. */
  *next(separator: Separator): Step<string | undefined> {
    if (separator.kind === 'paragraph') yield* this.#skipNewlines();
    for (let from = this.#at; ;) {
      const found = this.#find(separator, from);
      if (found) {
        const record = this.#buffer.slice(this.#at, found.start);
        this.#at = found.end;
        return record;
      }
      if (this.#ended) return this.#rest(separator);
      from = Math.max(this.#at, this.#buffer.length - 1) - this.#at;
      yield* this.#fill();
      // a regular expression or an empty line may have begun before what came in
      from = separator.kind === 'character' ? this.#at + from : this.#at;
    }
  }

  #find(separator: Separator, from: number): { start: number; end: number } | undefined {
    if (separator.kind === 'character') {
      const at = this.#buffer.indexOf(separator.character, from);
      return at < 0 ? undefined : { start: at, end: at + 1 };
    }
    if (separator.kind === 'paragraph') {
      const start = this.#buffer.indexOf('\n\n', from);
      if (start < 0) return undefined;
      let end = start + 2;
      while (this.#buffer[end] === '\n') end++;
      return end === this.#buffer.length && !this.#ended ? undefined : { start, end };
    }
    // a match at the end of what is known might grow
    const match = separator.regex.exec(this.#buffer, from);
    if (!match || match.end === match.start || (match.end === this.#buffer.length && !this.#ended)) return undefined;
    return { start: match.start, end: match.end };
  }

  #rest(separator: Separator): string | undefined {
    if (this.#at >= this.#buffer.length) return undefined;
    const rest = this.#buffer.slice(this.#at);
    this.#at = this.#buffer.length;
    return separator.kind === 'paragraph' ? rest.replace(/\n+$/, '') : rest;
  }

  *#skipNewlines(): Step {
    for (;;) {
      while (this.#buffer[this.#at] === '\n') this.#at++;
      if (this.#at < this.#buffer.length || this.#ended) return;
      yield* this.#fill();
    }
  }

  *#fill(): Step {
    this.#buffer = this.#buffer.slice(this.#at);
    this.#at = 0;
    if (this.#buffer.length > LIMITS.lineBytes) throw new Errno('ENOMEM', 'read');
    let wanted = BLOCK_BYTES;
    do {
      const data = yield* this.p.read(this.fd, Math.max(wanted, 65_536));
      if (data.length === 0) {
        this.#ended = true;
        break;
      }
      this.#buffer += binary(data);
      wanted -= data.length;
      yield* this.p.burn(Math.ceil(data.length / 50));
    } while (wanted > 0 && !this.interactive);
  }
}
