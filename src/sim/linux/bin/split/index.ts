import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromBinary } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';

const OPTIONS = {
  length: { flags: '-a, --suffix-length', arg: 'N', help: 'suffixes of N characters (default 2)' },
  additional: { flags: '--additional-suffix', arg: 'SUFFIX', help: 'append SUFFIX to the names' },
  bytes: { flags: '-b, --bytes', arg: 'SIZE', help: 'SIZE bytes in each file' },
  lineBytes: { flags: '-C, --line-bytes', arg: 'SIZE', help: 'at most SIZE bytes of whole lines', refused: true },
  numeric: { flags: '-d', help: 'numbers as suffixes, not letters' },
  numericFrom: { flags: '--numeric-suffixes', arg: '[FROM]', help: 'likewise, from FROM on' },
  hex: { flags: '-x', help: 'hexadecimal suffixes' },
  hexFrom: { flags: '--hex-suffixes', arg: '[FROM]', help: 'likewise, from FROM on' },
  elide: { flags: '-e, --elide-empty-files', help: 'no empty files with -n' },
  filter: { flags: '--filter', arg: 'COMMAND', help: 'write to a shell command', refused: true },
  lines: { flags: '-l, --lines', arg: 'NUMBER', help: 'NUMBER lines in each file (default 1000)' },
  number: { flags: '-n, --number', arg: 'CHUNKS', help: 'so many files' },
  separator: { flags: '-t, --separator', arg: 'SEP', help: 'lines end with SEP' },
  unbuffered: { flags: '-u, --unbuffered', help: 'with -n r/..., copy at once', refused: true },
  verbose: { flags: '--verbose', help: 'tell of each file' },
} as const satisfies Record<string, Option>;

type T = Tool<keyof typeof OPTIONS>;

export default utility({
  name: 'split',
  family: FAMILIES.coreutils,
  sizeBytes: 60_984,
  usage: ['[OPTION]... [FILE [PREFIX]]'],
  summary: 'Write pieces of FILE to PREFIXaa, PREFIXab, ...; 1000 lines each, and PREFIX x, unless told otherwise.',
  options: OPTIONS,
  rewrite: (args) => args.map((a) => (/^-\d+$/.test(a) ? `-l${a.slice(1)}` : a)),
  *main(p, t) {
    const [path = '-', prefix = 'x', extra] = t.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${t.quote(extra)}`);
    const kinds = (['bytes', 'lines', 'number'] as const).filter((id) => t.has(id));
    if (kinds.length > 1) throw new UsageError('cannot split in more than one way');
    const kind = kinds[0] ?? 'lines';
    const size = amount(t, kind);
    const out = new Pieces(p, t, prefix);
    let input: Input;
    try {
      input = Input.open(p, path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`cannot open ${t.quoteaf(path)} for reading: ${e.text}`);
    }
    try {
      if (kind === 'lines') yield* byLines(input, out, size, t.value('separator') ?? '\n');
      else if (kind === 'bytes') yield* byBytes(input, out, size);
      else yield* byNumber(t, input, out, size);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`${t.quotef(path)}: ${e.text}`);
    } finally {
      out.close();
    }
  },
});

function amount(t: T, kind: 'bytes' | 'lines' | 'number'): number {
  const text = t.value(kind) ?? '1000';
  const what = { bytes: 'bytes', lines: 'lines', number: 'chunks' }[kind];
  const n = parseInteger(text, 'bEGKkMmPTYZ0');
  if (typeof n !== 'number') throw new Failure(`invalid number of ${what}: ${t.quote(text)}`);
  if (n < 1) throw new Failure(`invalid number of ${what}: ${t.quote(text)}${kind === 'number' ? '' : ': Numerical result out of range'}`);
  return n;
}

/** Names and opens one piece after another. */
class Pieces {
  #next: number;
  #fd: number | undefined;
  readonly #alphabet: string;
  #length: number;
  readonly #grows: boolean;

  constructor(
    private readonly p: Process,
    private readonly t: T,
    private readonly prefix: string,
  ) {
    const kind = t.last('numeric', 'numericFrom', 'hex', 'hexFrom');
    this.#alphabet = kind === undefined ? 'abcdefghijklmnopqrstuvwxyz' : kind.startsWith('hex') ? '0123456789abcdef' : '0123456789';
    const length = t.value('length');
    if (length !== undefined && !/^\d+$/.test(length)) throw new Failure(`invalid suffix length: ${t.quote(length)}`);
    this.#length = Number(length ?? 2) || 2;
    const from = kind === 'numericFrom' || kind === 'hexFrom' ? t.value(kind) : undefined;
    this.#next = from === undefined ? 0 : parseInt(from, this.#alphabet.length);
    this.#grows = length === undefined && from === undefined;
  }

  /** The next name; without a given length, suffixes grow before they run out (`yz`, `zaaa`). */
  #name(): string {
    const base = this.#alphabet.length;
    const last = base ** this.#length - base ** (this.#length - 1);
    if (this.#grows && this.#next >= last && base ** (this.#length - 1) > 1) {
      const digits = this.#suffix(this.#next - last, this.#length + 1);
      return this.prefix + this.#alphabet.at(-1)! + digits;
    }
    if (this.#next >= base ** this.#length) throw new Failure('output file suffixes exhausted');
    return this.prefix + this.#suffix(this.#next, this.#length);
  }

  #suffix(n: number, length: number): string {
    const base = this.#alphabet.length;
    let out = '';
    for (let i = 0, rest = n; i < length; i++, rest = Math.floor(rest / base)) out = this.#alphabet[rest % base]! + out;
    return out;
  }

  /** Closes the piece and begins another. Throws Failure. */
  *begin(): Step {
    this.close();
    const name = this.#name() + (this.t.value('additional') ?? '');
    this.#next++;
    if (this.t.has('verbose')) yield* this.p.stdout.line(`creating file ${this.t.quoteaf(name)}`);
    try {
      this.#fd = this.p.open(name, { write: true, create: true, truncate: true });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`${this.t.quotef(name)}: ${e.text}`);
    }
  }

  *write(data: Uint8Array): Step {
    yield* this.p.write(this.#fd!, data);
  }

  close(): void {
    if (this.#fd !== undefined) this.p.fds.close(this.#fd);
    this.#fd = undefined;
  }
}

function* byLines(input: Input, out: Pieces, size: number, separator: string): Step {
  let count = 0;
  for (let line = yield* input.line(separator); line; line = yield* input.line(separator)) {
    if (count++ % size === 0) yield* out.begin();
    yield* out.write(fromBinary(line.text + (line.ended ? separator : '')));
  }
}

function* byBytes(input: Input, out: Pieces, size: number): Step {
  let room = 0;
  for (;;) {
    let part = yield* input.read();
    if (part.length === 0) return;
    while (part.length > 0) {
      if (room === 0) {
        yield* out.begin();
        room = size;
      }
      const piece = part.subarray(0, room);
      yield* out.write(piece);
      room -= piece.length;
      part = part.subarray(piece.length);
    }
  }
}

function* byNumber(t: T, input: Input, out: Pieces, count: number): Step {
  const all = yield* input.all();
  const size = Math.floor(all.length / count);
  for (let i = 0; i < count; i++) {
    const piece = all.subarray(i * size, i === count - 1 ? all.length : (i + 1) * size);
    if (piece.length === 0 && t.has('elide')) continue;
    yield* out.begin();
    yield* out.write(piece);
  }
}
