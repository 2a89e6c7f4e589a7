import { Errno } from '../../kernel/errno.ts';
import type { OpenFile } from '../../kernel/file.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { bytes, concat, EMPTY } from '../../kernel/text.ts';
import { timeNano } from '../go/text.ts';

const NEWLINE = 10;

/** Cuts what a container writes to one stream into lines, and long ones into pieces. */
class Lines {
  #rest: Uint8Array = EMPTY;

  constructor(
    private readonly stream: 'stdout' | 'stderr',
    private readonly max: number,
  ) {}

  /** The log's text of what `data` completes; of all that is left where there is no more to come. */
  take(data: Uint8Array, end: boolean, stamp: () => string): Uint8Array[] {
    const out: Uint8Array[] = [];
    let all = this.#rest.length > 0 ? concat([this.#rest, data]) : data;
    const put = (tag: 'F' | 'P', line: Uint8Array): void => {
      out.push(bytes(`${stamp()} ${this.stream} ${tag} `), line, LINE_END);
    };
    for (;;) {
      const at = all.indexOf(NEWLINE);
      const length = at < 0 ? all.length : at;
      if (this.max > 0 && length > this.max) {
        put('P', all.subarray(0, this.max));
        all = all.subarray(this.max);
      } else if (at >= 0) {
        put('F', all.subarray(0, at));
        all = all.subarray(at + 1);
      } else break;
    }
    if (end && all.length > 0) {
      put('F', all);
      all = EMPTY;
    }
    this.#rest = all.length > 0 ? all.slice() : EMPTY;
    return out;
  }
}

const LINE_END = bytes('\n');

/**
 * A container's log file in the CRI's format: `TIME stdout F line`. Follows internal/cri/io/logger.go @v2.2.
 */
export class ContainerLog {
  #file: OpenFile | undefined;
  #last = 0;
  readonly #streams: Record<'stdout' | 'stderr', Lines>;

  constructor(
    private readonly p: Process,
    /** Empty: what comes is thrown away. */
    readonly path: string,
    maxLine: number,
  ) {
    this.#streams = { stdout: new Lines('stdout', maxLine), stderr: new Lines('stderr', maxLine) };
  }

  /** Opens the file, making it and its directory; again, after it was rotated. Throws Errno. */
  open(): void {
    if (!this.path) return;
    const { sys } = this.p;
    const directory = this.path.slice(0, this.path.lastIndexOf('/'));
    if (!sys.exists(directory)) sys.mkdirp(directory, 0o755);
    const opened = sys.open(this.path, { write: true, append: true, create: true }, 0o640);
    this.#file?.close();
    this.#file = opened;
  }

  /** No two lines have the same time: what comes within a microsecond is counted on. */
  readonly #stamp = (): string => {
    this.#last = Math.max(this.p.clock.now, this.#last + 1);
    return timeNano(this.#last);
  };

  /** Writes what a container wrote to a stream; nothing means that the stream has ended. */
  *write(stream: 'stdout' | 'stderr', data: Uint8Array): Step {
    const parts = this.#streams[stream].take(data, data.length === 0, this.#stamp);
    if (!this.#file || parts.length === 0) return;
    try {
      yield* this.#file.write(this.p, concat(parts));
    } catch (e) {
      // a full disk loses lines
      if (!(e instanceof Errno)) throw e;
    }
  }

  close(): void {
    this.#file?.close();
    this.#file = undefined;
  }
}
