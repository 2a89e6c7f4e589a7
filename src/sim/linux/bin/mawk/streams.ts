import { Errno } from '../../../kernel/errno.ts';
import type { ExitStatus, Process } from '../../../kernel/process.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import { Stdout } from '../../../kernel/stdout.ts';
import type { Step } from '../../../kernel/step.ts';
import { BYTES } from '../lib/encoding.ts';
import { pclose, popen, type PipedCommand } from '../lib/popen.ts';
import { RecordReader } from './records.ts';

/** A run-time error: the message without the program's name. */
export class AwkError extends Error {
  constructor(
    message: string,
    /** Said with the place in the input. */
    readonly located = true,
    /** What printf had made before the error; it is printed. */
    readonly partial = '',
  ) {
    super(message);
  }
}

interface OutputStream {
  name: string;
  kind: 'file' | 'command';
  fd: number;
  stream: Stdout;
  pending: string;
  command: PipedCommand | undefined;
}

interface InputStream {
  name: string;
  kind: 'file' | 'command';
  reader: RecordReader;
  command: PipedCommand | undefined;
}

/** What is printed and not yet handed on before it is, in bytes. */
const MOST_PENDING = 8192;

/** The files and commands that a program has open, by name. */
export class Streams {
  readonly #outputs: OutputStream[] = [];
  readonly #inputs: InputStream[] = [];
  readonly #standard: OutputStream;
  #pending = 0;

  constructor(
    private readonly p: Process,
    readonly interactive: boolean,
  ) {
    this.#standard = { name: '/dev/stdout', kind: 'file', fd: 1, stream: p.stdout, pending: '', command: undefined };
    if (interactive) p.stdout.lineBuffered();
    this.#outputs.push(this.#standard);
  }

  // ---- output -----------------------------------------------------------------------------------

  /** Whether enough was printed that it should be handed on. */
  get full(): boolean {
    return this.#pending > MOST_PENDING;
  }

  print(text: string, to?: { kind: '>' | '>>' | '|'; name: string }): void {
    const output = to ? this.#output(to.kind, to.name) : this.#standard;
    output.pending += text;
    this.#pending += text.length;
  }

  #output(kind: '>' | '>>' | '|', name: string): OutputStream {
    const wanted = kind === '|' ? 'command' : 'file';
    const known = this.#outputs.find((o) => o.name === name && o.kind === wanted);
    if (known) return known;
    const path = BYTES.toText(name);
    const opened = { name, kind: wanted, pending: '' } as const;
    if (kind === '|') {
      const command = popen(this.p, path, 'w');
      this.#outputs.push({ ...opened, fd: command.fd, stream: new Stdout(this.p, command.fd), command });
    } else {
      const fd = name === '/dev/stderr' ? 2 : this.#openFile(path, kind);
      this.#outputs.push({ ...opened, fd, stream: new Stdout(this.p, fd), command: undefined });
    }
    return this.#outputs.at(-1)!;
  }

  #openFile(path: string, kind: '>' | '>>'): number {
    try {
      return this.p.open(path, { write: true, create: true, ...(kind === '>' ? { truncate: true } : { append: true }) });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new AwkError(`cannot open "${path}" for output (${e.text})`, false);
    }
  }

  /** Hands on what was printed; standard error and commands' own buffering are not disturbed. */
  *drain(): Step {
    this.#pending = 0;
    for (const output of this.#outputs) {
      if (output.pending === '') continue;
      const data = BYTES.encode(output.pending);
      output.pending = '';
      yield* output.stream.write(data);
      if (output.fd === 2) yield* output.stream.flush();
    }
  }

  /** Writes everything out. */
  *flush(name?: string): Step<number> {
    yield* this.drain();
    let found = name === undefined;
    for (const output of this.#outputs) {
      if (name !== undefined && output.name !== name) continue;
      found = true;
      yield* output.stream.flush();
    }
    return found ? 0 : -1;
  }

  /** Something that may wait follows: what was printed must be out by then where it goes to a terminal. */
  *settle(): Step {
    if (this.#pending > 0) yield* this.drain();
  }

  // ---- input ------------------------------------------------------------------------------------

  /** The reader of a file or a command; undefined where a file cannot be opened. */
  *input(kind: 'file' | 'command', name: string): Step<RecordReader | undefined> {
    const known = this.#inputs.find((i) => i.name === name && i.kind === kind);
    if (known) return known.reader;
    const path = BYTES.toText(name);
    let fd: number;
    let command: PipedCommand | undefined;
    if (kind === 'command') {
      yield* this.flush();
      command = popen(this.p, path, 'r');
      ({ fd } = command);
    } else if (name === '-' || name === '/dev/stdin') fd = 0;
    else {
      try {
        fd = this.p.open(path, { read: true });
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        return undefined;
      }
    }
    const reader = this.reader(fd);
    this.#inputs.push({ name, kind, reader, command });
    return reader;
  }

  reader(fd: number): RecordReader {
    const terminal = this.p.fds.get(fd)?.file.terminal !== undefined;
    return new RecordReader(this.p, fd, terminal || (this.interactive && fd === 0));
  }

  // ---- closing ----------------------------------------------------------------------------------

  /** close(): the exit status of a command, 0 for a file, -1 where nothing of that name is open. */
  *close(name: string): Step<number> {
    yield* this.drain();
    let result = -1;
    for (const output of this.#outputs.filter((o) => o.name === name)) result = yield* this.#closeOutput(output);
    for (const input of this.#inputs.filter((i) => i.name === name)) {
      this.#inputs.splice(this.#inputs.indexOf(input), 1);
      if (input.command) result = waitStatus(yield* pclose(this.p, input.command));
      else {
        if (input.reader.fd !== 0) this.p.fds.close(input.reader.fd);
        result = 0;
      }
    }
    return result;
  }

  *#closeOutput(output: OutputStream): Step<number> {
    yield* output.stream.flush();
    this.#outputs.splice(this.#outputs.indexOf(output), 1);
    if (output.command) return waitStatus(yield* pclose(this.p, output.command));
    if (output.fd > 2) this.p.fds.close(output.fd);
    return 0;
  }

  /** The end of the program: all output is written, and commands that are fed are waited for. */
  *closeAll(): Step {
    yield* this.drain();
    yield* this.#standard.stream.flush();
    for (const output of this.#outputs.slice(1)) yield* this.#closeOutput(output);
  }
}

/** What close() and system() make of a command's end. */
export function waitStatus(status: ExitStatus): number {
  return status.signal ? 256 + signalNumber(status.signal) : status.code;
}
