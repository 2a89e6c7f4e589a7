import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { text } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { displayWidth } from '../lib/quoting.ts';
import { FAMILIES, Failure, UsageError, utility, type Tool } from '../lib/utility.ts';

const FIELDS = ['lines', 'words', 'chars', 'bytes', 'longest'] as const;
type Field = (typeof FIELDS)[number];
type Counts = Record<Field, number>;

export default utility({
  name: 'wc',
  family: FAMILIES.coreutils,
  sizeBytes: 52_280,
  usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
  summary: 'Print newline, word and byte counts of each FILE, and a total of several.',
  options: {
    bytes: { flags: '-c, --bytes', help: 'print the byte counts' },
    chars: { flags: '-m, --chars', help: 'print the character counts' },
    lines: { flags: '-l, --lines', help: 'print the newline counts' },
    files: { flags: '--files0-from', arg: 'F', help: 'read the names of the FILEs from F, each ended by NUL' },
    longest: { flags: '-L, --max-line-length', help: "print the longest line's width" },
    words: { flags: '-w, --words', help: 'print the word counts' },
  },
  *main(p, t) {
    const paths = yield* names(p, t);
    const asked = FIELDS.filter((f) => t.has(f));
    const fields = asked.length > 0 ? asked : (['lines', 'words', 'bytes'] as const);
    const width = columnWidth(p, t.value('files') === '-' ? [] : paths, fields.length);
    const total: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
    const show = function* (counts: Counts, name: string | undefined): Step {
      const numbers = fields.map((f) => String(counts[f]).padStart(width)).join(' ');
      yield* p.stdout.line(name === undefined ? numbers : `${numbers} ${name.includes('\n') ? t.quotef(name) : name}`);
    };
    for (const path of paths ?? ['-']) {
      const counts = yield* countFile(p, t, path, fields);
      if (!counts) continue;
      for (const f of FIELDS) total[f] = f === 'longest' ? Math.max(total[f], counts[f]) : total[f] + counts[f];
      yield* show(counts, paths ? path : undefined);
    }
    if (paths && paths.length > 1) yield* show(total, 'total');
  },
});

/** The files to count; none: standard input, without a name. */
function* names(p: Process, t: Tool<'files'>): Step<readonly string[] | undefined> {
  const from = t.value('files');
  if (from === undefined) return t.operands.length > 0 ? t.operands : undefined;
  if (t.operands.length > 0) {
    throw new UsageError(`extra operand ${t.quoteaf(t.operands[0]!)}\nfile operands cannot be combined with --files0-from`);
  }
  try {
    const input = Input.open(p, from);
    const all = text(yield* input.all()).split('\0');
    input.close();
    if (all.at(-1) === '') all.pop();
    return all;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`cannot open ${t.quoteaf(from)} for reading: ${e.text}`);
  }
}

/** wc knows the sizes of regular files before it counts, and makes its columns that wide; 7 where it cannot know. */
function columnWidth(p: Process, paths: readonly string[] | undefined, fields: number): number {
  if (fields === 1 && (paths === undefined || paths.length === 1)) return 1;
  let width = 1;
  let sum = 0;
  for (const path of paths ?? ['-']) {
    let st;
    try {
      st = path === '-' ? p.fds.get(0)?.file.stat() : p.sys.stat(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      continue;
    }
    if (st?.type === 'file') sum += st.size;
    else width = 7;
  }
  return Math.max(width, String(sum).length);
}

function* countFile(p: Process, t: Tool, path: string, fields: readonly Field[]): Step<Counts | undefined> {
  const counter = new Counter(t.utf8, fields);
  let input: Input;
  try {
    input = Input.open(p, path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`${t.quotef(path)}: ${e.text}`);
    return undefined;
  }
  try {
    for (;;) {
      const part = yield* input.read();
      if (part.length === 0) break;
      counter.push(part);
    }
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`${t.quotef(path)}: ${e.text}`);
  } finally {
    input.close();
  }
  return counter.finish();
}

class Counter {
  readonly #counts: Counts = { lines: 0, words: 0, chars: 0, bytes: 0, longest: 0 };
  readonly #widths: boolean;
  #inWord = false;
  #width = 0;
  #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(
    private readonly utf8: boolean,
    fields: readonly Field[],
  ) {
    this.#widths = fields.includes('longest');
  }

  push(part: Uint8Array): void {
    const c = this.#counts;
    c.bytes += part.length;
    for (const byte of part) {
      const space = byte === 32 || (byte >= 9 && byte <= 13);
      if (byte === 10) c.lines++;
      if (space) this.#inWord = false;
      else if (!this.#inWord && (byte > 32 || this.utf8) && byte !== 127) {
        this.#inWord = true;
        c.words++;
      }
      if (!this.utf8 || (byte & 0xc0) !== 0x80) c.chars++;
    }
    if (this.#widths) this.#measure(this.utf8 ? this.#decoder.decode(part, { stream: true }) : String.fromCharCode(...part));
  }

  #measure(characters: string): void {
    for (const c of characters) {
      if (c === '\n' || c === '\r' || c === '\f') {
        this.#counts.longest = Math.max(this.#counts.longest, this.#width);
        this.#width = 0;
      } else if (c === '\t') this.#width += 8 - (this.#width % 8);
      else if (this.utf8) this.#width += displayWidth(c);
      else if (c >= ' ' && c < '\x7f') this.#width++;
    }
  }

  finish(): Counts {
    this.#counts.longest = Math.max(this.#counts.longest, this.#width);
    return this.#counts;
  }
}
