import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { bytes, concat, fromBinary, text } from '../../../kernel/text.ts';
import type { Options } from './options.ts';
import { ErrorQueue, fileOpenErrors, type QueuedError } from './queue.ts';

/** Ends the command with an exit code; what there was to say has been said. */
export class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** Where a command's result goes: standard output, or a file that is written when it is closed. */
export class Sink {
  readonly #parts: Uint8Array[] = [];

  constructor(
    private readonly p: Process,
    private readonly path: string | undefined,
  ) {}

  /** Writes text. */
  *text(data: string): Step {
    yield* this.octets(bytes(data));
  }

  /** Writes text whose characters stand for octets, as names and certificates are shown. */
  *binary(data: string): Step {
    yield* this.octets(fromBinary(data));
  }

  *octets(data: Uint8Array): Step {
    if (this.path === undefined) yield* this.p.stdout.write(data);
    else this.#parts.push(data);
  }

  /** Writes the file. */
  close(): void {
    if (this.path !== undefined && this.#parts.length > 0) this.p.sys.writeFile(this.path, concat(this.#parts));
    this.#parts.length = 0;
  }
}

/** One run of a command: its options, its streams and its error queue. */
export class Tool {
  readonly queue = new ErrorQueue();
  readonly #sinks: Sink[] = [];
  #stdin = '';
  #stdinEnded = false;

  constructor(
    readonly p: Process,
    readonly options: Options,
  ) {}

  get command(): string {
    return this.options.command;
  }

  /** A message to standard error; unlike C programs' it does not flush standard output first. */
  *say(message: string): Step {
    try {
      yield* this.p.write(2, message);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }

  /** The same for text whose characters stand for octets. */
  *sayBinary(message: string): Step {
    try {
      yield* this.p.write(2, fromBinary(message));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
  }

  /** Prints the error queue, with what it ends with. */
  *errors(...more: QueuedError[]): Step {
    this.queue.push(...more);
    yield* this.say(this.queue.take(this.p));
  }

  /** Says something, prints the queue, and ends the command. */
  *fail(message: string, ...more: QueuedError[]): Step<never> {
    yield* this.say(message);
    yield* this.errors(...more);
    throw new Exit(1);
  }

  /** The same with the queue first and the message last. */
  *failAfter(error: QueuedError, message: string): Step<never> {
    yield* this.errors(error);
    return yield* this.fail(message);
  }

  /** What opt.c says after a command line that it does not take. */
  *usage(): Step<never> {
    throw new Exit(yield* this.usageHint());
  }

  *usageHint(): Step<number> {
    yield* this.say(`${this.command}: Use -help for summary.\n`);
    return 1;
  }

  /** A part of the command that is not simulated. */
  *refuse(what: string): Step<never> {
    yield* this.say(`mirrorpod: openssl ${this.command} ${what}: not simulated\n`);
    throw new Exit(1);
  }

  /** The whole of a file, or of standard input. Throws Errno. */
  *read(path: string | undefined): Step<Uint8Array> {
    if (path === undefined || path === '-') return concat([...(yield* this.p.readAll(0)), new Uint8Array()]);
    return this.p.sys.readFile(path);
  }

  /** The same as BIO_new_file reads it, which complains and ends the command. */
  *readOrFail(path: string | undefined, afterwards = '', mode = 'r'): Step<Uint8Array> {
    try {
      return yield* this.read(path);
    } catch (e) {
      if (!isErrno(e)) throw e;
      if (e.code === 'EISDIR') return new Uint8Array();
      yield* this.say(`Can't open "${path}" for reading, ${e.text}\n`);
      yield* this.errors(...fileOpenErrors(path!, e, mode));
      return yield* this.fail(afterwards);
    }
  }

  /** Opens what `-out` names; a private one is for its owner alone. Complains and ends the command where that fails. */
  *sink(path: string | undefined, isPrivate = false, mode = 'w'): Step<Sink> {
    const sink = new Sink(this.p, path === '-' ? undefined : path);
    this.#sinks.push(sink);
    if (path === undefined || path === '-') return sink;
    try {
      this.p.sys.writeFile(path, '', isPrivate ? 0o600 : 0o666);
    } catch (e) {
      if (!isErrno(e)) throw e;
      const message = `Can't open "${path}" for writing, ${e.text}\n`;
      if (isPrivate) return yield* this.fail(`${this.command}: ${message}`);
      yield* this.say(message);
      return yield* this.fail('', ...fileOpenErrors(path, e, mode));
    }
    return sink;
  }

  /** Writes what was opened for writing. */
  close(): void {
    for (const sink of this.#sinks) sink.close();
  }

  /** The next line of standard input without its end; `undefined` at the end. */
  *line(): Step<string | undefined> {
    for (;;) {
      const end = this.#stdin.indexOf('\n');
      if (end >= 0) {
        const line = this.#stdin.slice(0, end);
        this.#stdin = this.#stdin.slice(end + 1);
        return line;
      }
      const part = this.#stdinEnded ? new Uint8Array() : yield* this.p.read(0);
      if (part.length === 0) {
        this.#stdinEnded = true;
        const last = this.#stdin;
        this.#stdin = '';
        return last === '' ? undefined : last;
      }
      this.#stdin += text(part);
    }
  }

  /** Asks on the terminal without showing what is typed; on standard input where there is no terminal. Nothing at its end. */
  *askSecret(prompt: string): Step<string | undefined> {
    const { terminal } = this.p;
    if (!terminal) {
      yield* this.say(prompt);
      const line = yield* this.line();
      yield* this.say('\n');
      return line;
    }
    yield* terminal.write(this.p, bytes(prompt));
    const { echo } = terminal.mode;
    terminal.mode.echo = false;
    try {
      const typed = text(yield* terminal.read(this.p, 1024));
      yield* terminal.write(this.p, bytes('\n'));
      return typed === '' ? undefined : typed.replace(/\n$/, '');
    } finally {
      terminal.mode.echo = echo;
    }
  }
}
