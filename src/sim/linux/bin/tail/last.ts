import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat, fromBinary } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';

/** How much of a file's end to print, or from where on. */
export interface Amount {
  unit: 'lines' | 'bytes';
  count: number;
  fromStart: boolean;
  delimiter: string;
}

const BLOCK_BYTES = 65_536;

/** Writes the end of an open file, or all from a place on. Throws Errno. */
export function* dumpEnd(p: Process, fd: number, amount: Amount): Step {
  if (amount.fromStart) {
    yield* skip(p, fd, amount);
    return;
  }
  const file = p.fds.get(fd)!.file;
  // a file that knows its size is read from its end; others to their end
  if (file.kind === 'file' && file.seek && file.stat().size > 0) {
    const start = file.seek(0, 'current');
    const size = Math.max(start, file.stat().size);
    const from =
      amount.unit === 'bytes'
        ? Math.max(start, size - amount.count)
        : yield* lineFromEnd(p, fd, start, size, amount.count, amount.delimiter);
    file.seek(from, 'start');
    yield* copy(p, fd);
    return;
  }
  if (amount.unit === 'bytes') yield* lastBytes(p, fd, amount.count);
  else yield* lastLines(p, fd, amount);
}

function* copy(p: Process, fd: number): Step {
  for (;;) {
    const part = yield* p.read(fd, BLOCK_BYTES);
    if (part.length === 0) return;
    yield* p.stdout.write(part);
  }
}

/** Where the last `count` lines of a file begin. */
function* lineFromEnd(p: Process, fd: number, start: number, size: number, count: number, delimiter: string): Step<number> {
  if (count === 0) return size;
  const file = p.fds.get(fd)!.file;
  const end = delimiter.charCodeAt(0);
  let found = 0;
  for (let to = size; to > start;) {
    const from = Math.max(start, to - BLOCK_BYTES);
    file.seek!(from, 'start');
    const block = yield* p.read(fd, to - from);
    for (let i = block.length - 1; i >= 0; i--) {
      // the file's last end of line ends its last line
      if (block[i] === end && from + i !== size - 1 && ++found === count) return from + i + 1;
    }
    to = from;
  }
  return start;
}

function* skip(p: Process, fd: number, amount: Amount): Step {
  let left = Math.max(0, amount.count - 1);
  const end = amount.delimiter.charCodeAt(0);
  while (left > 0) {
    const part = yield* p.read(fd, BLOCK_BYTES);
    if (part.length === 0) return;
    let at = 0;
    if (amount.unit === 'bytes') {
      at = Math.min(left, part.length);
      left -= at;
    } else {
      while (left > 0 && at < part.length) {
        const found = part.indexOf(end, at);
        at = found < 0 ? part.length : found + 1;
        if (found >= 0) left--;
      }
    }
    yield* p.stdout.write(part.subarray(at));
  }
  yield* copy(p, fd);
}

function* lastBytes(p: Process, fd: number, count: number): Step {
  let held: Uint8Array = new Uint8Array(0);
  for (;;) {
    const part = yield* p.read(fd, BLOCK_BYTES);
    if (part.length === 0) break;
    const all = concat([held, part]);
    held = all.slice(Math.max(0, all.length - count));
  }
  yield* p.stdout.write(held);
}

function* lastLines(p: Process, fd: number, amount: Amount): Step {
  const input = new Input(p, fd, '-');
  const held: Uint8Array[] = [];
  for (let line = yield* input.line(amount.delimiter); line; line = yield* input.line(amount.delimiter)) {
    held.push(fromBinary(line.text + (line.ended ? amount.delimiter : '')));
    if (held.length > amount.count) held.shift();
  }
  for (const line of held) yield* p.stdout.write(line);
}
