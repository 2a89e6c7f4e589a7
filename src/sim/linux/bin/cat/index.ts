import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { binary, fromBinary } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { FAMILIES, utility, type Tool } from '../lib/utility.ts';

type Options = 'numberNonblank' | 'ends' | 'number' | 'squeeze' | 'tabs' | 'nonprinting' | 'all' | 'e' | 't';

export default utility({
  name: 'cat',
  family: FAMILIES.coreutils,
  sizeBytes: 44_016,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Write the FILEs one after another; standard input where none is given or FILE is -.',
  options: {
    all: { flags: '-A, --show-all', help: 'as -vET' },
    numberNonblank: { flags: '-b, --number-nonblank', help: 'number the lines that are not empty; overrides -n' },
    e: { flags: '-e', help: 'as -vE' },
    ends: { flags: '-E, --show-ends', help: 'show a $ at the end of each line' },
    number: { flags: '-n, --number', help: 'number all lines' },
    squeeze: { flags: '-s, --squeeze-blank', help: 'show several empty lines as one' },
    t: { flags: '-t', help: 'as -vT' },
    tabs: { flags: '-T, --show-tabs', help: 'show tabs as ^I' },
    unbuffered: { flags: '-u', help: '(ignored)' },
    nonprinting: { flags: '-v, --show-nonprinting', help: 'show other control characters and bytes beyond ASCII with ^ and M-' },
  },
  *main(p, t) {
    const show = new Filter(t);
    for (const path of t.operands.length > 0 ? t.operands : ['-']) {
      let input: Input | undefined;
      try {
        input = Input.open(p, path);
        if (isOutput(p, input)) {
          yield* t.fail(`${t.quotef(path)}: input file is output file`);
          continue;
        }
        if (show.plain) yield* copy(p, input);
        else yield* show.file(p, input);
      } catch (e) {
        if (!(e instanceof Errno) || e.syscall === 'write') throw e;
        yield* t.fail(`${t.quotef(path)}: ${e.text}`);
      } finally {
        input?.close();
      }
    }
  },
});

/** Writes what it reads at once, as read(2) and write(2) without stdio do. */
function* copy(p: Process, input: Input): Step {
  for (;;) {
    const part = yield* input.read(131_072);
    if (part.length === 0) return;
    yield* p.write(1, part);
  }
}

/** A regular file that is appended to while it is read would have no end. */
function isOutput(p: Process, input: Input): boolean {
  const [from, to] = [p.fds.get(input.fd)?.file, p.fds.get(1)?.file];
  if (!from || !to || from.kind !== 'file' || to.kind !== 'file') return false;
  const [a, b] = [from.stat(), to.stat()];
  return a.ino === b.ino && a.dev === b.dev && a.size > 0 && (from.seek?.(0, 'current') ?? 0) < a.size && to.seek?.(0, 'current') !== 0;
}

/** cat with options: lines are numbered and squeezed across files. */
class Filter {
  readonly plain: boolean;
  readonly #ends: boolean;
  readonly #tabs: boolean;
  readonly #nonprinting: boolean;
  readonly #numbers: 'all' | 'nonblank' | undefined;
  readonly #squeeze: boolean;
  #line = 0;
  #atStart = true;
  #blanks = 0;

  constructor(t: Tool<Options>) {
    this.#ends = t.has('ends', 'all', 'e');
    this.#tabs = t.has('tabs', 'all', 't');
    this.#nonprinting = t.has('nonprinting', 'all', 'e', 't');
    this.#numbers = t.has('numberNonblank') ? 'nonblank' : t.has('number') ? 'all' : undefined;
    this.#squeeze = t.has('squeeze');
    this.plain = !this.#ends && !this.#tabs && !this.#nonprinting && !this.#numbers && !this.#squeeze;
  }

  *file(p: Process, input: Input): Step {
    for (;;) {
      const part = yield* input.read();
      if (part.length === 0) return;
      yield* p.stdout.write(fromBinary(this.#show(binary(part))));
    }
  }

  #show(text: string): string {
    let out = '';
    for (const piece of text.split(/(?<=\n)/)) {
      const ended = piece.endsWith('\n');
      const body = ended ? piece.slice(0, -1) : piece;
      const blank = this.#atStart && body === '';
      this.#blanks = blank ? this.#blanks + 1 : 0;
      if (blank && this.#squeeze && this.#blanks > 1) continue;
      if (this.#atStart && (this.#numbers === 'all' || (this.#numbers === 'nonblank' && !blank))) {
        out += `${String(++this.#line).padStart(6)}\t`;
      }
      out += this.#visible(body);
      // a carriage return before the end is shown with it
      if (ended && this.#ends && !this.#nonprinting && out.endsWith('\r')) out = `${out.slice(0, -1)}^M`;
      if (ended) out += this.#ends ? '$\n' : '\n';
      this.#atStart = ended;
    }
    return out;
  }

  #visible(text: string): string {
    if (this.#nonprinting) return text.replace(/[^\x20-\x7e]/g, (c) => (c === '\t' ? (this.#tabs ? '^I' : '\t') : caret(c.charCodeAt(0))));
    return this.#tabs ? text.replaceAll('\t', '^I') : text;
  }
}

function caret(code: number): string {
  if (code >= 128) {
    const low = code - 128;
    return `M-${low >= 32 && low < 127 ? String.fromCharCode(low) : caret(low)}`;
  }
  return code === 127 ? '^?' : `^${String.fromCharCode(code + 64)}`;
}
