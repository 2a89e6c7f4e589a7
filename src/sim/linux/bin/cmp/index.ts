import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { EMPTY } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';

const OPTIONS = {
  bytes: { flags: '-b, --print-bytes', help: 'print the differing bytes' },
  skip: { flags: '-i, --ignore-initial', arg: 'SKIP', help: 'leave out the first SKIP bytes of both, or SKIP1:SKIP2' },
  all: { flags: '-l, --verbose', help: 'print numbers and values of all differing bytes' },
  limit: { flags: '-n, --bytes', arg: 'LIMIT', help: 'compare at most LIMIT bytes' },
  quiet: { flags: '-s, --quiet, --silent', help: 'print nothing' },
} as const satisfies Record<string, Option>;

type T = Tool<keyof typeof OPTIONS>;

export default utility({
  name: 'cmp',
  family: { ...FAMILIES.diffutils, hint: (name) => `${name}: Try '${name} --help' for more information.\n` },
  sizeBytes: 52_176,
  usage: ['[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]'],
  summary: 'Compare two files byte by byte.',
  options: OPTIONS,
  failure: 2,
  *main(p, t) {
    const [one, two = '-', skip1, skip2, extra] = t.operands;
    if (one === undefined) throw new UsageError(`missing operand after '${t.name}'`);
    if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
    const skips = skipped(t, skip1, skip2);
    const limitText = t.value('limit');
    const limit = limitText === undefined ? Infinity : parseInteger(limitText, 'kKMGTPEZY0');
    if (typeof limit !== 'number') throw new UsageError(`invalid --bytes value '${limitText}'`);
    const inputs: Input[] = [];
    let current = one;
    try {
      for (const path of [one, two]) {
        current = path;
        inputs.push(Input.open(p, path));
      }
      return yield* compare(p, t, inputs as [Input, Input], skips, limit);
    } catch (e) {
      if (!(e instanceof Errno) || e.syscall === 'write') throw e;
      if (!t.has('quiet')) yield* t.warn(`${e.path || current}: ${e.text}`);
      return 2;
    } finally {
      for (const input of inputs) input.close();
    }
  },
});

function skipped(t: T, skip1: string | undefined, skip2: string | undefined): [number, number] {
  const [a, b] = (t.value('skip') ?? '0').split(':');
  const words = [skip1 ?? a!, skip2 ?? b ?? (skip1 === undefined ? a! : '0')];
  return words.map((word) => {
    const n = parseInteger(word, 'kKMGTPEZY0');
    if (typeof n !== 'number') throw new UsageError(`invalid --ignore-initial value '${word}'`);
    return n;
  }) as [number, number];
}

/** Reads bytes of one side, as many at a time as the other has too. */
class Side {
  #held: Uint8Array = EMPTY;
  ended = false;

  constructor(private readonly input: Input) {}

  *fill(): Step<Uint8Array> {
    if (this.#held.length === 0 && !this.ended) {
      const part = yield* this.input.read();
      if (part.length === 0) this.ended = true;
      this.#held = part;
    }
    return this.#held;
  }

  drop(count: number): void {
    this.#held = this.#held.subarray(count);
  }

  *skip(count: number): Step {
    for (let left = count; left > 0;) {
      const part = yield* this.fill();
      if (part.length === 0) return;
      const cut = Math.min(left, part.length);
      this.drop(cut);
      left -= cut;
    }
  }
}

function visible(byte: number): string {
  const low = byte & 127;
  const meta = byte >= 128 ? 'M-' : '';
  return meta + (low < 32 ? `^${String.fromCharCode(low + 64)}` : low === 127 ? '^?' : String.fromCharCode(low));
}

function* compare(p: Process, t: T, inputs: [Input, Input], skips: [number, number], limit: number): Step<number> {
  const [left, right] = inputs.map((input) => new Side(input)) as [Side, Side];
  yield* left.skip(skips[0]);
  yield* right.skip(skips[1]);
  const names = inputs.map((input) => input.path) as [string, string];
  let at = 0;
  let line = 1;
  let differs = false;
  let last = 10;
  for (let room = limit; room > 0;) {
    const [a, b] = [yield* left.fill(), yield* right.fill()];
    const length = Math.min(a.length, b.length, room);
    for (let i = 0; i < length; i++) {
      if (a[i] !== b[i]) {
        differs = true;
        if (t.has('quiet')) return 1;
        yield* p.stdout.write(difference(t, names, at + i + 1, line, a[i]!, b[i]!, inputs));
        if (!t.has('all')) return 1;
      }
      last = a[i]!;
      if (last === 10) line++;
    }
    at += length;
    room -= length;
    left.drop(length);
    right.drop(length);
    if (length > 0) continue;
    if (a.length === 0 && b.length === 0) break;
    const shorter = a.length === 0 ? names[0] : names[1];
    if (!t.has('quiet')) {
      const where =
        at === 0 ? ' which is empty' : ` after byte ${at}${t.has('all') ? '' : last === 10 ? `, line ${line - 1}` : `, in line ${line}`}`;
      yield* t.warn(`EOF on ${shorter === '-' ? '-' : shorter}${where}`);
    }
    return 1;
  }
  return differs ? 1 : 0;
}

function difference(t: T, names: [string, string], byte: number, line: number, a: number, b: number, inputs: [Input, Input]): string {
  const octal = (n: number): string => n.toString(8).padStart(3);
  if (t.has('all')) {
    const width = widest(inputs);
    const shown = t.has('bytes') ? `${octal(a)} ${visible(a).padEnd(4)} ${octal(b)} ${visible(b)}` : `${octal(a)} ${octal(b)}`;
    return `${String(byte).padStart(width)} ${shown}\n`;
  }
  const start = `${names[0]} ${names[1]} differ: ${t.has('bytes') ? 'byte' : 'char'} ${byte}, line ${line}`;
  return `${start}${t.has('bytes') ? ` is ${octal(a)} ${visible(a)} ${octal(b)} ${visible(b)}` : ''}\n`;
}

/** -l makes its column as wide as the smaller file's size. */
function widest(inputs: [Input, Input]): number {
  const sizes = inputs.map((input) => {
    const file = input.p.fds.get(input.fd)?.file;
    return file?.kind === 'file' ? file.stat().size : Infinity;
  });
  const smaller = Math.min(...sizes);
  return smaller === Infinity ? 19 : String(smaller).length;
}
