import { Errno } from './errno.ts';
import { FileDescription, type OpenFile, type Stat } from './file.ts';
import { LIMITS } from './limits.ts';
import type { Process } from './process.ts';
import { block, never, type Step } from './step.ts';
import { WaitQueue } from './sync.ts';
import { EMPTY } from './text.ts';

/** A pipe's buffer: bytes in order, writers wait when it is full, readers when it is empty. A FIFO file has one too. */
export class Pipe {
  #chunks: Uint8Array[] = [];
  #length = 0;
  readonly #readers = new WaitQueue();
  readonly #writers = new WaitQueue();
  readonly #opened = new WaitQueue();
  readonly #broken = new WaitQueue();
  readEnds = 0;
  writeEnds = 0;
  /** A FIFO's first reader and first writer wait for each other; a pipe is born with both ends. */
  hadReader = false;
  hadWriter = false;

  constructor(readonly ino: number) {}

  get readable(): boolean {
    return this.#length > 0 || (this.writeEnds === 0 && this.hadWriter);
  }

  *read(max: number): Step<Uint8Array> {
    while (this.#length === 0) {
      if (this.writeEnds === 0 && this.hadWriter) return EMPTY;
      yield* block(this.#readers.wait);
    }
    const first = this.#chunks[0]!;
    let out: Uint8Array;
    if (first.length <= max) {
      this.#chunks.shift();
      out = first;
    } else {
      out = first.subarray(0, max);
      this.#chunks[0] = first.subarray(max);
    }
    this.#length -= out.length;
    this.#writers.wakeAll();
    return out;
  }

  *write(p: Process, data: Uint8Array): Step<number> {
    let rest = data;
    while (rest.length > 0) {
      while (this.readEnds === 0 && !this.hadReader) yield* block(this.#opened.wait);
      if (this.readEnds === 0) {
        p.kernel.signal(p, 'PIPE');
        if (!p.alive) yield* block(never);
        throw new Errno('EPIPE', 'write');
      }
      const room = LIMITS.pipeBytes - this.#length;
      if (room > 0) {
        const part = rest.length <= room ? rest : rest.subarray(0, room);
        this.#chunks.push(part);
        this.#length += part.length;
        rest = rest.subarray(part.length);
        this.#readers.wakeAll();
      } else yield* block(this.#writers.wait);
    }
    return data.length;
  }

  /** Puts bytes back in front of those that wait. */
  unread(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#chunks.unshift(data);
    this.#length += data.length;
  }

  /** Opens the reading end. */
  reader(name = `pipe:[${this.ino}]`): OpenFile {
    this.readEnds++;
    this.hadReader = true;
    this.#opened.wakeAll();
    return new PipeEnd(
      this,
      'read',
      name,
      () => {
        if (--this.readEnds > 0) return;
        this.#writers.wakeAll();
        this.#broken.wakeAll();
      },
      (wake) => (this.readable ? wake() : this.#readers.wait(wake)),
    );
  }

  writer(name = `pipe:[${this.ino}]`): OpenFile {
    this.writeEnds++;
    this.hadWriter = true;
    return new PipeEnd(
      this,
      'write',
      name,
      () => {
        if (--this.writeEnds === 0) this.#readers.wakeAll();
      },
      undefined,
      (wake) => (this.readEnds === 0 && this.hadReader ? wake() : this.#broken.wait(wake)),
    );
  }
}

class PipeEnd implements OpenFile {
  readonly kind = 'pipe';
  readonly readable = (): boolean => this.pipe.readable;

  constructor(
    private readonly pipe: Pipe,
    private readonly end: 'read' | 'write',
    readonly name: string,
    readonly close: () => void,
    readonly untilReadable?: OpenFile['untilReadable'],
    readonly untilBroken?: OpenFile['untilBroken'],
  ) {}

  *read(_p: Process, max: number): Step<Uint8Array> {
    if (this.end !== 'read') throw new Errno('EBADF', 'read');
    return yield* this.pipe.read(max);
  }

  *write(p: Process, data: Uint8Array): Step<number> {
    if (this.end !== 'write') throw new Errno('EBADF', 'write');
    return yield* this.pipe.write(p, data);
  }

  unread(data: Uint8Array): void {
    this.pipe.unread(data);
  }

  reopen(writes: boolean): OpenFile {
    return writes ? this.pipe.writer(this.name) : this.pipe.reader(this.name);
  }

  stat(): Stat {
    return anonymousStat('fifo', this.pipe.ino);
  }
}

/** stat(2) of something that has no inode in a file system. */
export function anonymousStat(type: Stat['type'], ino: number): Stat {
  return { type, dev: 13, ino, mode: 0o600, nlink: 1, uid: 0, gid: 0, size: 0, blocks: 0, rdev: 0, atime: 0, mtime: 0, ctime: 0, birth: 0 };
}

/** pipe(2): the reading and the writing end, as descriptions. */
export function openPipe(p: Process): [read: FileDescription, write: FileDescription] {
  const pipe = new Pipe(p.kernel.anonymousInode());
  pipe.hadReader = true;
  return [new FileDescription(pipe.reader(), true, false), new FileDescription(pipe.writer(), false, true)];
}
