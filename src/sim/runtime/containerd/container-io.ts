import type { OpenFile } from '../../kernel/file.ts';
import { Pipe } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { Stdio } from '../task/api.ts';

/** Takes what a process in a container writes; no bytes: the stream has ended. */
export type Sink = (stream: 'stdout' | 'stderr', data: Uint8Array) => Step;

/** The pipe behind a FIFO. */
function fifo(p: Process, path: string): Pipe {
  const { inode } = (p.sys as LinuxCalls).place(path);
  return (inode.pipe ??= new Pipe(p.kernel.anonymousInode()));
}

export interface IoOptions {
  stdin: boolean;
  /** Without it, what it would carry is thrown away. */
  stdout?: boolean;
  stderr?: boolean;
  terminal: boolean;
}

/** The FIFOs between containerd and a shim that carry one process's streams, and who listens. */
export class ContainerIo {
  readonly stdio: Stdio;
  readonly #sinks = new Set<Sink>();
  readonly #ends: OpenFile[] = [];
  #input: OpenFile | undefined;
  #open = 0;
  /** All that the process wrote has been passed on. */
  readonly drained = new Latch();

  private constructor(
    private readonly p: Process,
    readonly directory: string,
    stdio: Stdio,
  ) {
    this.stdio = stdio;
  }

  /** Makes the FIFOs in a directory of their own below `base`. */
  static make(p: Process, base: string, id: string, options: IoOptions): ContainerIo {
    const directory = `${base}/${p.kernel.random.stream(`fifo ${p.table.machine}`).between(1_000_000, 4_000_000_000)}`;
    const { sys } = p;
    sys.mkdirp(directory, 0o700);
    const path = (name: string, wanted: boolean): string => {
      if (!wanted) return '';
      sys.mkfifo(`${directory}/${id}-${name}`, 0o700);
      return `${directory}/${id}-${name}`;
    };
    return new ContainerIo(p, directory, {
      stdin: path('stdin', options.stdin),
      stdout: path('stdout', options.stdout ?? true),
      stderr: path('stderr', (options.stderr ?? true) && !options.terminal),
      terminal: options.terminal,
    });
  }

  /** Those that were made before containerd was started again. */
  static of(p: Process, directory: string, stdio: Stdio): ContainerIo {
    return new ContainerIo(p, directory, stdio);
  }

  add(sink: Sink): void {
    this.#sinks.add(sink);
  }

  remove(sink: Sink): void {
    this.#sinks.delete(sink);
  }

  /** Begins to pass on what is written. */
  pipe(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const path = this.stdio[stream];
      if (!path) continue;
      const end = fifo(this.p, path).reader();
      this.#ends.push(end);
      this.#open++;
      this.p.thread('io', this.#copy(stream, end));
    }
    if (this.#open === 0) this.drained.open();
    if (this.stdio.stdin) this.#input = fifo(this.p, this.stdio.stdin).writer();
  }

  *#copy(stream: 'stdout' | 'stderr', end: OpenFile): Step {
    for (;;) {
      const data = yield* end.read(this.p, 65_536);
      for (const sink of this.#sinks) yield* sink(stream, data);
      if (data.length === 0) break;
    }
    end.close();
    if (--this.#open === 0) this.drained.open();
  }

  /** Gives the process input. */
  *input(data: Uint8Array): Step {
    if (this.#input) yield* this.#input.write(this.p, data);
  }

  closeInput(): void {
    this.#input?.close();
    this.#input = undefined;
  }

  /** Waits until all output has been passed on, which takes as long as a process holds the streams open. */
  *wait(): Step {
    yield* block(this.drained.opened);
  }

  /** Ends it: where nobody ever wrote, readers are told so. Takes the FIFOs away. */
  close(): void {
    this.closeInput();
    for (const path of [this.stdio.stdout, this.stdio.stderr]) {
      if (path && this.p.sys.exists(path)) {
        const pipe = fifo(this.p, path);
        if (!pipe.hadWriter) pipe.writer().close();
      }
    }
    this.p.sys.removeTree(this.directory);
  }
}
