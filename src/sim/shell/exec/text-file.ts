import { Errno } from '../../kernel/errno.ts';
import type { OpenFile, Stat } from '../../kernel/file.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';

/** The unnamed temporary file that holds a long here-document. */
export class TextFile implements OpenFile {
  readonly kind = 'file';
  readonly name: string;
  readonly #ino: number;
  readonly #uid: number;
  readonly #made: number;
  #at = 0;

  constructor(
    private readonly data: Uint8Array,
    p: Process,
  ) {
    this.#ino = p.kernel.anonymousInode();
    this.#uid = p.cred.uid;
    this.#made = p.clock.now;
    this.name = `/tmp/sh-thd.${this.#ino} (deleted)`;
  }

  *read(_p: Process, max: number): Step<Uint8Array> {
    const out = this.data.subarray(this.#at, this.#at + max);
    this.#at += out.length;
    return out;
  }

  *write(): Step<number> {
    throw new Errno('EBADF', 'write');
  }

  close(): void {
    // nothing keeps it but its descriptors
  }

  seek(offset: number, from: 'start' | 'current' | 'end'): number {
    this.#at = Math.max(0, offset + (from === 'start' ? 0 : from === 'current' ? this.#at : this.data.length));
    return this.#at;
  }

  stat(): Stat {
    const time = this.#made;
    const size = this.data.length;
    const blocks = Math.ceil(size / 4096) * 8;
    return { type: 'file', dev: 1, ino: this.#ino, mode: 0o600, nlink: 0, uid: this.#uid, gid: 0, size, blocks, rdev: 0, atime: time, mtime: time, ctime: time, birth: time };
  }
}
