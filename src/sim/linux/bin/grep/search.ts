import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { hasStrayBytes, type Encoding } from '../lib/encoding.ts';
import { LineReader } from '../lib/lines.ts';
import type { Match, Regex } from '../lib/regex.ts';
import type { GrepOptions } from './options.ts';

/** What is the same for all files of one run. */
export interface Run {
  p: Process;
  options: GrepOptions;
  encoding: Encoding;
  /** Undefined: no pattern at all, which matches nothing. */
  regex: Regex | undefined;
  /** Whether lines get their file's name in front. */
  named: boolean;
  /** Something was printed, so that a separator makes sense. */
  printed: boolean;
  diagnose(message: string): Step;
}

/** SGR sequences as GREP_COLORS has them by default, with what grep puts behind each. */
const COLORS = { match: '01;31', name: '35', number: '32', separator: '36' } as const;

function paint(run: Run, color: keyof typeof COLORS, text: string): string {
  return run.options.color ? `\x1b[${COLORS[color]}m\x1b[K${text}\x1b[m\x1b[K` : text;
}

interface Held {
  line: string;
  number: number;
  offset: number;
}

/**
 * Searches one open file, line by line as it comes in, and prints what the options ask for. After grep.c's `grep` and
 * `prtext`.
 */
export class Search {
  /** Lines selected. */
  count = 0;
  readonly #reader: LineReader;
  readonly #silent: boolean;
  readonly #stopAtFirst: boolean;
  #binary = false;
  #hidden = false;
  #held: Held[] = [];
  #pending = 0;
  /** Number of the line printed last; what is adjacent to it needs no separator. */
  #last = -1;
  #number = 0;
  #offsetWidth = 0;

  constructor(
    private readonly run: Run,
    fd: number,
    private readonly name: string,
  ) {
    const { options, p, encoding } = run;
    this.#reader = new LineReader(p, fd, encoding, options.nullData ? 0 : 10, 98_304);
    this.#stopAtFirst = options.quiet || options.list !== 'none';
    this.#silent = options.count || this.#stopAtFirst;
    if (options.binaryFiles !== 'text' && !options.nullData) this.#reader.onBlock = (data) => this.#zap(data);
    if (!options.initialTab) return;
    const stat = p.fds.file(fd).stat();
    this.#offsetWidth = stat.type === 'file' ? String(stat.size + (options.lineNumber ? 1 : 0)).length : 20;
  }

  /** Searches to the end, or as far as needed. Throws Errno, RegexTooExpensive. */
  *search(): Step {
    const { options } = this.run;
    for (;;) {
      const offset = this.#reader.consumed;
      const line = yield* this.#reader.next();
      if (line === undefined) break;
      this.#number++;
      if (this.#binary && options.binaryFiles === 'without-match') {
        this.count = 0;
        return;
      }
      const selected = this.#matches(line) !== options.invert;
      if (selected) {
        this.count++;
        if (this.#stopAtFirst) break;
        if (this.#binary && !options.count) break;
        if (!this.#silent) yield* this.#selected({ line, number: this.#number, offset });
        if (this.count >= options.maxCount) {
          yield* this.#trailing();
          break;
        }
      } else if (!this.#silent) yield* this.#unselected({ line, number: this.#number, offset });
    }
    if (!this.#silent && ((this.#binary && this.count > 0) || this.#hidden)) yield* this.run.diagnose(`${this.name}: binary file matches`);
  }

  /** Leaves the input's position where a following reader goes on. */
  finish(): void {
    this.#reader.restore();
  }

  /** Notices that a file is binary; from then on zero bytes end lines too. */
  #zap(data: Uint8Array): Uint8Array {
    if (!this.#binary && !data.includes(0)) return data;
    this.#binary = true;
    return data.map((byte) => byte || 10);
  }

  #matches(line: string): boolean {
    return this.run.regex?.test(line) ?? false;
  }

  /** Context behind the last line that -m allows. */
  *#trailing(): Step {
    while (this.#pending > 0 && !this.#silent) {
      const offset = this.#reader.consumed;
      const line = yield* this.#reader.next();
      if (line === undefined || this.#matches(line) !== this.run.options.invert) return;
      this.#number++;
      yield* this.#unselected({ line, number: this.#number, offset });
    }
  }

  *#selected(at: Held): Step {
    const { options } = this.run;
    const first = this.#held[0] ?? at;
    const context = options.before !== undefined || options.after !== undefined;
    if (context && this.run.printed && first.number !== this.#last + 1 && options.separator !== undefined) {
      yield* this.run.p.stdout.line(paint(this.run, 'separator', options.separator));
    }
    for (const held of this.#held) yield* this.#print(held, '-');
    this.#held = [];
    yield* this.#print(at, ':');
    this.#pending = options.after ?? 0;
  }

  *#unselected(at: Held): Step {
    if (this.#pending > 0) {
      this.#pending--;
      yield* this.#print(at, '-');
      return;
    }
    const { before } = this.run.options;
    if (!before) return;
    this.#held.push(at);
    if (this.#held.length > before) this.#held.shift();
  }

  /** Prints a line; `mark` is `:` for a selected one, `-` for context. */
  *#print(at: Held, mark: ':' | '-'): Step {
    const { options, encoding, p } = this.run;
    this.run.printed = true;
    this.#last = at.number;
    if (encoding.utf8 && options.binaryFiles !== 'text' && hasStrayBytes(at.line)) {
      this.#hidden = true;
      return;
    }
    const end = options.nullData ? '\0' : '\n';
    const matching = (mark === ':') !== options.invert;
    let text = '';
    if (options.onlyMatching) {
      if (matching) for (const m of this.#found(at.line)) text += this.#only(at, m, options.invert ? '-' : ':') + end;
    } else text = this.#head(at, mark, 0, at.line !== '') + (matching && options.color ? this.#painted(at.line) : at.line) + end;
    yield* p.stdout.write(encoding.encode(text));
    if (options.lineBuffered) yield* p.stdout.flush();
  }

  #only(at: Held, match: Match, mark: ':' | '-'): string {
    const text = at.line.slice(match.start, match.end);
    return this.#head(at, mark, this.run.encoding.byteLength(at.line.slice(0, match.start)), true) + paint(this.run, 'match', text);
  }

  #painted(line: string): string {
    let out = '';
    let done = 0;
    for (const { start, end } of this.#found(line)) {
      out += line.slice(done, start) + paint(this.run, 'match', line.slice(start, end));
      done = end;
    }
    return out + line.slice(done);
  }

  /** The matches in a line that are not empty. */
  *#found(line: string): Generator<Match> {
    let at = 0;
    while (at < line.length && this.run.regex) {
      const match = this.run.regex.exec(line, at);
      if (!match || match.start === line.length) return;
      if (match.end > match.start) yield match;
      // an empty match moves on by one character; there may be others behind it
      at = match.end > match.start ? match.end : match.end + (line.codePointAt(match.end)! > 0xffff ? 2 : 1);
    }
  }

  #head(at: Held, mark: ':' | '-', within: number, tab: boolean): string {
    const { run } = this;
    const { options } = run;
    const separator = paint(run, 'separator', mark);
    const named = run.named ? paint(run, 'name', run.encoding.fromText(this.name)) + (options.nullName ? '\0' : separator) : '';
    const number = options.lineNumber ? paint(run, 'number', String(at.number).padStart(this.#offsetWidth)) + separator : '';
    const offset = options.byteOffset ? paint(run, 'number', String(at.offset + within).padStart(this.#offsetWidth)) + separator : '';
    const head = named + number + offset;
    return options.initialTab && head !== '' && tab ? `${head}\t` : head;
  }

  /** -c, -l, -L: the line about the file as a whole. */
  *summary(): Step {
    const { run } = this;
    const { options } = run;
    const name = paint(run, 'name', run.encoding.fromText(this.name));
    let text = '';
    if (options.count && options.list === 'none' && !options.quiet) {
      const head = run.named ? name + (options.nullName ? '\0' : paint(run, 'separator', ':')) : '';
      text += `${head}${this.count}\n`;
    }
    if (!options.quiet && options.list === (this.count > 0 ? 'matching' : 'nonmatching')) text += name + (options.nullName ? '\0' : '\n');
    yield* run.p.stdout.write(run.encoding.encode(text));
    if (options.lineBuffered) yield* run.p.stdout.flush();
  }
}
