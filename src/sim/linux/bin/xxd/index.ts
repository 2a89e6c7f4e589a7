import { Errno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { parseArguments, USAGE, XxdUsage, type XxdOptions } from './options.ts';
import { reverse } from './reverse.ts';

const VERSION = 'xxd 2022-01-14 by Juergen Weigert et al.\n';

export default program({
  id: 'xxd',
  paths: ['/usr/bin/xxd'],
  package: 'xxd',
  sizeBytes: 18_648,
  *main(p) {
    const name = p.argv[0] ?? 'xxd';
    let options: XxdOptions;
    try {
      options = parseArguments(p.argv.slice(1));
    } catch (e) {
      if (!(e instanceof XxdUsage)) throw e;
      if (e.message !== '') yield* p.error(`${name}: ${e.message}\n`);
      else yield* p.error(USAGE.replaceAll('%s', name));
      return 1;
    }
    if (options.version) {
      yield* p.error(VERSION);
      return 0;
    }
    let input: Input | undefined;
    let output = 1;
    try {
      input = Input.open(p, options.input);
      if (options.output !== undefined) output = p.open(options.output, { write: true, create: true, truncate: !options.revert });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* p.error(`${name}: ${input ? options.output : options.input}: ${e.text}\n`);
      return input ? 3 : 2;
    }
    try {
      const write = function* (data: string | Uint8Array): Step {
        if (output === 1) yield* p.stdout.write(data);
        else yield* p.write(output, data);
      };
      if (options.revert) return yield* reverse(p, input, options, write, name);
      yield* dump(p, input, options, write);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* p.error(`${name}: ${e.text}\n`);
      return 2;
    } finally {
      input.close();
    }
    return 0;
  },
});

type Write = (data: string | Uint8Array) => Step;

function* dump(p: Process, input: Input, o: XxdOptions, write: Write): Step {
  const all: Uint8Array[] = [];
  let skip = start(p, input, o.seek);
  let left = o.length;
  let offset = skip;
  let held: Uint8Array = new Uint8Array(0);
  let zeros = 0;
  const line = function* (data: Uint8Array, last = false): Step {
    const blank = o.autoskip && !last && data.every((b) => b === 0);
    zeros = blank ? zeros + 1 : 0;
    if (blank && zeros > 1) {
      if (zeros === 2) yield* write('*\n');
    } else yield* write(hexLine(data, offset + o.displayOffset, o));
    offset += data.length;
  };
  while (left > 0) {
    let part = yield* input.read();
    if (part.length === 0) break;
    const cut = Math.min(skip, part.length);
    skip -= cut;
    part = part.subarray(cut, cut + Math.min(left, part.length - cut));
    left -= part.length;
    if (o.mode === 'include') {
      all.push(part);
      continue;
    }
    held = concat([held, part]);
    // the last line is shown even where it is blank
    for (; held.length > o.columns; held = held.slice(o.columns)) yield* line(held.subarray(0, o.columns));
  }
  if (o.mode === 'include') yield* write(include(concat([new Uint8Array(0), ...all]), o));
  else if (held.length > 0) yield* line(held, true);
}

/** Where the dump begins; a negative seek counts from the end of a file. */
function start(p: Process, input: Input, seek: number): number {
  if (seek >= 0) return seek;
  const file = p.fds.get(input.fd)?.file;
  return file?.kind === 'file' ? Math.max(0, file.stat().size + seek) : 0;
}

function hexLine(data: Uint8Array, offset: number, o: XxdOptions): string {
  const hex = (b: number): string => {
    const digits = b.toString(16).padStart(2, '0');
    return o.upper ? digits.toUpperCase() : digits;
  };
  if (o.mode === 'plain') return `${Array.from(data, hex).join('')}\n`;
  const cells = Array.from(data, (b) => (o.mode === 'bits' ? b.toString(2).padStart(8, '0') : hex(b)));
  const cellWidth = o.mode === 'bits' ? 8 : 2;
  const group = o.group === 0 ? o.columns : o.group;
  let body = '';
  for (let i = 0; i < o.columns; i++) {
    let at = i;
    if (o.mode === 'little') {
      const start = i - (i % group);
      at = start + group - 1 - (i % group);
    }
    body += cells[at] ?? ' '.repeat(cellWidth);
    if ((i + 1) % group === 0) body += ' ';
  }
  if (o.columns % group !== 0) body += ' ';
  const text = Array.from(data, (b) => (b >= 32 && b < 127 ? String.fromCharCode(b) : '.')).join('');
  const address = o.decimal ? String(offset).padStart(8, '0') : hex8(offset, o.upper);
  return `${address}: ${body} ${text}\n`;
}

function hex8(n: number, upper: boolean): string {
  const digits = n.toString(16).padStart(8, '0');
  return upper ? digits.toUpperCase() : digits;
}

/** -i: the bytes as a C array, named after the file. */
function include(data: Uint8Array, o: XxdOptions): string {
  const prefix = o.upper ? '0X' : '0x';
  const items = Array.from(data, (b) => prefix + (o.upper ? b.toString(16).toUpperCase() : b.toString(16)).padStart(2, '0'));
  const lines: string[] = [];
  for (let i = 0; i < items.length; i += o.columns) lines.push(`  ${items.slice(i, i + o.columns).join(', ')}`);
  const body = lines.join(',\n');
  if (o.input === '-') return body ? `${body}\n` : '';
  const name = o.input.replace(/[^A-Za-z0-9]/g, '_').replace(/^(?=\d)/, '__');
  return `unsigned char ${name}[] = {\n${body}\n};\nunsigned int ${name}_len = ${data.length};\n`;
}
