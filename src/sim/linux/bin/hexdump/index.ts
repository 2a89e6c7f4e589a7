import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat, fromBinary, text } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, utility, type Tool } from '../lib/utility.ts';
import { parseFormat, render, renderEnd, sizeOf, type FormatString } from './format.ts';

const ADDRESS = '"%07.7_ax "';
const END = '"%07.7_Ax\\n"';
/** hexdump's options as the format strings that they stand for (hexdump(1)). */
const STANDARD: Record<string, string[]> = {
  b: [END, `${ADDRESS} 16/1 "%03o " "\\n"`],
  c: [END, `${ADDRESS} 16/1 "%3_c " "\\n"`],
  C: ['"%08.8_Ax\\n"', '"%08.8_ax  " 8/1 "%02x " "  " 8/1 "%02x " ', '"  |" 16/1 "%_p" "|\\n"'],
  d: [END, `${ADDRESS} 8/2 "  %05u " "\\n"`],
  o: [END, `${ADDRESS} 8/2 " %06o " "\\n"`],
  x: [END, `${ADDRESS} 8/2 "   %04x " "\\n"`],
};
const DEFAULT = [END, `${ADDRESS} 8/2 "%04x " "\\n"`];

export default utility({
  name: 'hexdump',
  paths: ['/usr/bin/hexdump', '/usr/bin/hd'],
  family: FAMILIES.bsdExtra,
  sizeBytes: 59_720,
  usage: ['[options] <file>...', '<file>...'],
  summary: 'Show file contents in hexadecimal, decimal, octal, or ascii.',
  options: {
    b: { flags: '-b, --one-byte-octal', help: 'bytes in octal' },
    c: { flags: '-c, --one-byte-char', help: 'bytes as characters' },
    C: { flags: '-C, --canonical', help: 'bytes in hexadecimal and as text' },
    d: { flags: '-d, --two-bytes-decimal', help: 'pairs in decimal' },
    o: { flags: '-o, --two-bytes-octal', help: 'pairs in octal' },
    x: { flags: '-x, --two-bytes-hex', help: 'pairs in hexadecimal' },
    colour: { flags: '-L, --color', arg: '[<mode>]', help: 'interpret colour formats', refused: true },
    format: { flags: '-e, --format', arg: '<format>', help: 'format string' },
    formatFile: { flags: '-f, --format-file', arg: '<file>', help: 'file of format strings' },
    length: { flags: '-n, --length', arg: '<length>', help: 'only so many bytes' },
    skip: { flags: '-s, --skip', arg: '<offset>', help: 'leave out so many bytes' },
    all: { flags: '-v, --no-squeezing', help: 'show equal lines too, not *' },
  },
  *main(p, t) {
    const formats: FormatString[] = [];
    if (t.name.endsWith('hd')) for (const f of STANDARD['C']!) formats.push(parseFormat(f));
    for (const { id, value } of t.given) {
      if (id === 'format') formats.push(parseFormat(value!));
      else if (id === 'formatFile') for (const line of yield* readFormats(p, value!)) formats.push(parseFormat(line));
      else for (const f of STANDARD[id] ?? []) formats.push(parseFormat(f));
    }
    if (formats.length === 0) for (const f of DEFAULT) formats.push(parseFormat(f));
    const number = (id: 'length' | 'skip', what: string, fallback: number): number => {
      const given = t.value(id);
      if (given === undefined) return fallback;
      const n = /^0[xX][\da-fA-F]+$/.test(given) ? Number(given) : parseInteger(given, 'KMGTPEZY0');
      if (typeof n !== 'number') throw new Failure(`failed to parse ${what}: '${given}': Invalid argument`);
      return n;
    };
    const length = number('length', 'length', Infinity);
    yield* dump(p, t, formats, number('skip', 'offset', 0), length);
  },
});

function* readFormats(p: Process, path: string): Step<string[]> {
  try {
    const input = Input.open(p, path);
    const lines = text(yield* input.all()).split('\n');
    input.close();
    return lines.filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`can't read ${path}: ${e.text}`);
  }
}

function* dump(p: Process, t: Tool<'all'>, formats: readonly FormatString[], skip: number, length: number): Step {
  const size = Math.max(1, ...formats.map(sizeOf));
  let offset = 0;
  let toSkip = skip;
  let left = length;
  let held: Uint8Array = new Uint8Array(0);
  let last: string | undefined;
  let starred = false;
  let opened = 0;
  const block = function* (data: Uint8Array): Step {
    const key = String.fromCharCode(...data);
    if (!t.has('all') && key === last && data.length === size) {
      if (!starred) yield* p.stdout.write('*\n');
      starred = true;
    } else {
      starred = false;
      last = key;
      for (const format of formats) yield* p.stdout.write(fromBinary(render(format, data, offset)));
    }
    offset += data.length;
  };
  for (const path of t.operands.length > 0 ? t.operands : ['-']) {
    let input: Input | undefined;
    try {
      input = Input.open(p, path);
      opened++;
      while (left > 0) {
        let part = yield* input.read();
        if (part.length === 0) break;
        const cut = Math.min(toSkip, part.length);
        toSkip -= cut;
        offset += cut;
        part = part.subarray(cut, cut + Math.min(left, part.length - cut));
        left -= part.length;
        held = concat([held, part]);
        for (; held.length >= size; held = held.slice(size)) yield* block(held.subarray(0, size));
      }
    } catch (e) {
      if (!(e instanceof Errno) || e.syscall === 'write') throw e;
      // a file that cannot be read counts as an empty one
      if (input) yield* t.warn(`${path}: ${e.text}`);
      else yield* t.fail(`${path}: ${e.text}`);
    } finally {
      input?.close();
    }
  }
  if (opened === 0) {
    yield* t.fail(`all input file arguments failed`);
    return;
  }
  if (held.length > 0) yield* block(held);
  if (last === undefined) return;
  for (const format of formats) yield* p.stdout.write(fromBinary(renderEnd(format, offset)));
}
