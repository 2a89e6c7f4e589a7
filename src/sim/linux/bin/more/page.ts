import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromBinary } from '../../../kernel/text.ts';
import type { Input } from '../lib/input.ts';
import type { Keyboard } from '../lib/keyboard.ts';
import { posixRegex, RegexError, type Regex } from '../lib/regex.ts';

interface MoreOptions {
  /** Lines of a screenful; 0 for the terminal's own. */
  lines: number;
  squeeze: boolean;
  exitAtEnd: boolean;
  /** Line to begin with, from 1. */
  from: number;
}

/** more at a terminal: a screenful, a prompt, a key. */
export class More {
  #lines: string[] = [];
  #ended = false;
  #next = 0;
  #pattern: Regex | undefined;
  /** Rows of the screenful that are still free. */
  #room = 0;
  /** A prompt stands on the current row. */
  #prompted = false;

  constructor(
    private readonly p: Process,
    private readonly keyboard: Keyboard,
    private readonly o: MoreOptions,
  ) {}

  get #page(): number {
    return this.o.lines || Math.max(1, this.keyboard.terminal.rows - 1);
  }

  *#write(data: string): Step {
    yield* this.p.write(1, data);
  }

  *#line(input: Input, index: number): Step<string | undefined> {
    while (!this.#ended && this.#lines.length <= index) {
      const line = yield* input.line();
      if (!line) this.#ended = true;
      else if (!(this.o.squeeze && line.text === '' && this.#lines.at(-1) === '')) this.#lines.push(line.text);
    }
    return this.#lines[index];
  }

  /** Shows a file; false where the user has left. */
  *show(input: Input, path: string, title: string, nextFile: string | undefined): Step<boolean> {
    this.#lines = [];
    this.#ended = false;
    this.#next = this.o.from - 1;
    yield* this.#write(title);
    yield* this.#print(input, this.#page - (title === '' ? 0 : 3));
    while ((yield* this.#line(input, this.#next)) !== undefined) {
      if (!(yield* this.#command(input, path))) return false;
    }
    if (nextFile !== undefined) {
      yield* this.#prompt(`(Next file: ${nextFile})`);
      return yield* this.#command(input, path);
    }
    if (this.o.exitAtEnd) return true;
    // the end is shown at the bottom, and waits for a key
    yield* this.#write(`${'\n'.repeat(Math.max(0, this.#room))}\x1b[7m--More--\r\x1b[K(END)\x1b[27m`);
    yield* this.keyboard.next();
    yield* this.#write('\r\x1b[K');
    return true;
  }

  *#print(input: Input, count: number): Step {
    const { columns } = this.keyboard.terminal;
    this.#room = count;
    while (this.#room > 0) {
      const line = yield* this.#line(input, this.#next);
      if (line === undefined) return;
      yield* this.p.write(1, fromBinary(this.#prompted ? `\r${line}\x1b[K\n` : `${line}\n`));
      this.#prompted = false;
      this.#room -= Math.max(1, Math.ceil(line.length / columns));
      this.#next++;
    }
  }

  *#prompt(text: string): Step {
    yield* this.#write(`\x1b[7m--More--${text}\x1b[27m`);
  }

  /** How much has been shown, where the size is known. */
  #percent(input: Input): string {
    const file = this.p.fds.get(input.fd)?.file;
    const size = file?.kind === 'file' ? file.stat().size : 0;
    if (size === 0) return '';
    const shown = this.#lines.slice(0, this.#next).reduce((sum, line) => sum + line.length + 1, 0);
    return `(${Math.floor((100 * shown) / size)}%)`;
  }

  /** One prompt and its key; false for q. */
  *#command(input: Input, path: string): Step<boolean> {
    yield* this.#prompt(this.#percent(input));
    let count = '';
    for (;;) {
      const event = yield* this.keyboard.next();
      if (!event) continue;
      if ('signal' in event) {
        if (event.signal === 'WINCH') continue;
        yield* this.#write('\r\x1b[K');
        return false;
      }
      const { key } = event;
      if (/^\d$/.test(key)) {
        count += key;
        continue;
      }
      this.#prompted = /[ zfd\n\r\x04]/.test(key);
      if (!this.#prompted) yield* this.#write('\r\x1b[K');
      return yield* this.#key(input, path, key, count === '' ? undefined : Number(count));
    }
  }

  *#key(input: Input, path: string, key: string, count: number | undefined): Step<boolean> {
    switch (key) {
      case 'q':
      case 'Q':
      case '\x03':
        return false;
      case ' ':
      case 'z':
      case 'f':
        yield* this.#print(input, count ?? this.#page);
        return true;
      case '\n':
      case '\r':
        yield* this.#print(input, count ?? 1);
        return true;
      case 'd':
      case '\x04':
        yield* this.#print(input, count ?? 11);
        return true;
      case 'b':
      case '\x02':
        this.#next = Math.max(0, this.#next - this.#page * ((count ?? 1) + 1));
        yield* this.#write(`...back ${count ?? 1} page${(count ?? 1) === 1 ? '' : 's'}\n`);
        yield* this.#print(input, this.#page);
        return true;
      case '=':
        yield* this.#write(`${this.#next}\n`);
        return true;
      case ':':
        yield* this.#write(`"${path}" line ${this.#next}\n`);
        return true;
      case '/':
        yield* this.#search(input);
        return true;
      case 'n':
        yield* this.#find(input);
        return true;
      case 'h':
      case '?':
        yield* this.#write('SPACE next screen, RETURN next line, d half a screen, b back, /pattern, n again, = line number, q leave\n');
        return true;
      default:
        yield* this.#write('\x07');
        return true;
    }
  }

  *#search(input: Input): Step {
    let pattern = '';
    yield* this.#write('/');
    for (;;) {
      const event = yield* this.keyboard.next();
      if (!event || 'signal' in event) return;
      if (event.key === '\n' || event.key === '\r') break;
      if (event.key === '\x7f') pattern = pattern.slice(0, -1);
      else pattern += event.key;
      yield* this.#write(event.key === '\x7f' ? '\b \b' : event.key);
    }
    yield* this.#write('\r\x1b[K');
    try {
      this.#pattern = posixRegex(pattern, { extended: false, utf8: false });
    } catch (e) {
      if (!(e instanceof RegexError)) throw e;
      yield* this.#write(`${e.message}\n`);
      return;
    }
    yield* this.#find(input);
  }

  *#find(input: Input): Step {
    for (let i = this.#next; this.#pattern; i++) {
      const line = yield* this.#line(input, i);
      if (line === undefined) break;
      if (!this.#pattern.test(line)) continue;
      yield* this.#write('...skipping\n');
      this.#next = Math.max(0, i - 2);
      yield* this.#print(input, this.#page - 1);
      return;
    }
    yield* this.#write('\nPattern not found\n');
  }
}
