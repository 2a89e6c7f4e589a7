import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat, fromBinary } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, utility, type Tool } from '../lib/utility.ts';
import { parseTypes, typeOf, Types, type TypeSpec } from './types.ts';

/** The old letters and the types that they stand for. */
const LETTERS: Record<string, string> = { a: 'a', b: 'o1', c: 'c', d: 'u2', f: 'fF', i: 'dI', l: 'dL', o: 'o2', s: 'd2', x: 'x2' };

export default utility({
  name: 'od',
  family: FAMILIES.coreutils,
  sizeBytes: 80_912,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print the bytes of the FILEs, in octal unless told otherwise.',
  options: {
    address: { flags: '-A, --address-radix', arg: 'RADIX', help: 'd, o, x or n (none)' },
    endian: { flags: '--endian', arg: '{big|little}', help: 'byte order of the input' },
    skip: { flags: '-j, --skip-bytes', arg: 'BYTES', help: 'leave out the first BYTES' },
    count: { flags: '-N, --read-bytes', arg: 'BYTES', help: 'print at most BYTES' },
    strings: { flags: '-S, --strings', arg: '[BYTES]', help: 'print strings', refused: true },
    type: { flags: '-t, --format', arg: 'TYPE', help: 'a, c, or one of d o u x with a size; z after it adds the text' },
    all: { flags: '-v, --output-duplicates', help: 'show equal lines too, not *' },
    width: { flags: '-w, --width', arg: '[BYTES]', help: 'bytes in a line' },
    traditional: { flags: '--traditional', help: 'take offsets as operands', refused: true },
    a: { flags: '-a', help: 'as -t a' },
    b: { flags: '-b', help: 'as -t o1' },
    c: { flags: '-c', help: 'as -t c' },
    d: { flags: '-d', help: 'as -t u2' },
    f: { flags: '-f', help: 'as -t fF', refused: true },
    i: { flags: '-i', help: 'as -t dI' },
    l: { flags: '-l', help: 'as -t dL' },
    o: { flags: '-o', help: 'as -t o2' },
    s: { flags: '-s', help: 'as -t d2' },
    x: { flags: '-x', help: 'as -t x2' },
  },
  *main(p, t) {
    const radix = t.value('address') ?? 'o';
    if (!/^[doxn]$/.test(radix))
      throw new Failure(`invalid output address radix '${radix[0] ?? ''}'; it must be one character from [doxn]`);
    const specs: TypeSpec[] = [];
    for (const { id, value } of t.given) {
      if (id === 'type') specs.push(...parseTypes(value!, (s) => t.quote(s)));
      else if (LETTERS[id]) specs.push(...parseTypes(LETTERS[id], (s) => t.quote(s)));
    }
    const types = new Types(specs.length > 0 ? specs : [typeOf('o', 2)], t.value('endian')?.startsWith('b') ?? false);
    const unit = types.unit;
    const asked = t.has('width') ? number(t, 'width', 32) : Math.max(unit, Math.floor(16 / unit) * unit);
    let width = asked;
    if (width === 0 || width % unit !== 0) {
      width = unit;
      yield* t.warn(`warning: invalid width ${asked}; using ${unit} instead`);
    }
    yield* new Dump(p, t, types, width, radix).run(number(t, 'skip', 0), t.has('count') ? number(t, 'count', 0) : Infinity);
  },
});

function number(t: Tool<'skip' | 'count' | 'width'>, id: 'skip' | 'count' | 'width', fallback: number): number {
  const text = t.value(id);
  if (text === undefined) return fallback;
  const n =
    /^0[xX][0-9a-fA-F]+$/.test(text) || /^0[0-7]+$/.test(text)
      ? Number(text.replace(/^0(?=[0-7])/, '0o'))
      : parseInteger(text, 'bEGKkMmPTYZ0');
  const letter = { skip: 'j', count: 'N', width: 'w' }[id];
  if (typeof n !== 'number') {
    throw new Failure(
      n === 'suffix' ? `invalid suffix in -${letter} argument ${t.quote(text)}` : `invalid -${letter} argument ${t.quote(text)}`,
    );
  }
  return n;
}

/** Reads the files as one, and prints lines. */
class Dump {
  #last: string | undefined;
  #starred = false;

  constructor(
    private readonly p: Process,
    private readonly t: Tool<'all'>,
    private readonly types: Types,
    private readonly width: number,
    private readonly radix: string,
  ) {}

  *run(skip: number, count: number): Step {
    let offset = 0;
    let toSkip = skip;
    let left = count;
    let held: Uint8Array = new Uint8Array(0);
    const paths = this.t.operands.length > 0 ? this.t.operands : ['-'];
    for (const path of paths) {
      let input: Input | undefined;
      try {
        input = Input.open(this.p, path);
        while (left > 0 || toSkip > 0) {
          let part = yield* input.read();
          if (part.length === 0) break;
          if (toSkip > 0) {
            const cut = Math.min(toSkip, part.length);
            toSkip -= cut;
            offset += cut;
            part = part.subarray(cut);
          }
          part = part.subarray(0, Math.min(left, part.length));
          left -= part.length;
          held = concat([held, part]);
          const whole = held.length - (held.length % this.width);
          for (let at = 0; at < whole; at += this.width) yield* this.#line(offset + at, held.subarray(at, at + this.width));
          offset += whole;
          held = held.slice(whole);
        }
      } catch (e) {
        if (!(e instanceof Errno) || e.syscall === 'write') throw e;
        yield* this.t.fail(`${this.t.quotef(path)}: ${e.text}`);
      } finally {
        input?.close();
      }
    }
    if (toSkip > 0) throw new Failure('cannot skip past end of combined input');
    if (held.length > 0) yield* this.#line(offset, held);
    if (this.radix !== 'n') yield* this.p.stdout.line(this.#address(offset + held.length));
  }

  #address(offset: number): string {
    if (this.radix === 'n') return '';
    const base = { d: 10, o: 8, x: 16 }[this.radix]!;
    return offset.toString(base).padStart(this.radix === 'x' ? 6 : 7, '0');
  }

  *#line(offset: number, data: Uint8Array): Step {
    const key = String.fromCharCode(...data);
    if (!this.t.has('all') && key === this.#last && data.length === this.width) {
      if (!this.#starred) yield* this.p.stdout.write('*\n');
      this.#starred = true;
      return;
    }
    this.#last = key;
    this.#starred = false;
    const rows = this.types.rows(data, this.width);
    const address = this.#address(offset);
    for (const [i, row] of rows.entries()) {
      yield* this.p.stdout.write(fromBinary(`${i === 0 ? address : ' '.repeat(address.length)}${row}\n`));
    }
  }
}
