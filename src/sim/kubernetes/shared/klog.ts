import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { bytes } from '../../kernel/text.ts';
import { toCivil, type Micros } from '../../kernel/time.ts';
import { errorText } from './go/error.ts';
import { quote } from './go/quote.ts';
import { encodeJson } from './json/encode.ts';

/** Keys and values behind a message, in their order. Strings are quoted; numbers, booleans and objects stand as JSON. */
export type LogFields = Readonly<Record<string, unknown>>;

export type Severity = 'I' | 'W' | 'E' | 'F';

/** An object's name as klog.KObj prints it: `namespace/name`, or the name alone. */
export function kobj(object: { metadata?: { name?: string; namespace?: string } } | undefined): string {
  const { name = '', namespace = '' } = object?.metadata ?? {};
  return namespace ? `${namespace}/${name}` : name;
}

/** The same of a name and a namespace (klog.KRef). */
export function kref(namespace: string, name: string): string {
  return namespace ? `${namespace}/${name}` : name;
}

const pad = (n: number, width: number) => String(n).padStart(width, '0');

/** `I1122 05:01:34.744890   87956 file.go:251] `. The time is UTC, as the nodes' is. */
export function klogHeader(severity: Severity, at: Micros, pid: number, file: string, line: number): string {
  const c = toCivil(at);
  const time = `${pad(c.hour, 2)}:${pad(c.minute, 2)}:${pad(c.second, 2)}.${pad(c.micros, 6)}`;
  return `${severity}${pad(c.month, 2)}${pad(c.day, 2)} ${time} ${String(pid).padStart(7)} ${file}:${line}] `;
}

/** A value as it stands behind its key: on one line quoted, of several lines set off by tabs. */
function formatField(key: string, value: unknown): string {
  if (value === undefined || value === null) return ` ${key}=null`;
  const text = value instanceof Error ? value.message : value;
  if (typeof text !== 'string') return ` ${key}=${encodeJson(text, { keepOrder: true })}`;
  if (!text.includes('\n')) return ` ${key}=${quote(text)}`;
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return ` ${key}=<\n${lines.map((line) => `\t${line}\n`).join('')} >`;
}

/** The text of a structured message: `"message" err="…" key="value"`. */
export function formatStructured(message: string, fields: LogFields = {}, err?: unknown): string {
  let out = quote(message);
  if (err !== undefined) out += formatField('err', err instanceof Error ? err : errorText(err));
  for (const [key, value] of Object.entries(fields)) out += formatField(key, value);
  return out;
}

export interface KlogOptions {
  /** -v: messages of a higher level are left out. */
  verbosity?: number;
  /** --logging-format. */
  format?: 'text' | 'json';
}

interface Sink {
  verbosity: number;
  format: 'text' | 'json';
  /** Lines that wait for one that the reader of standard error keeps waiting. */
  queue: Uint8Array[];
  busy: boolean;
}

/**
 * klog of a Go program: writes to standard error at once, each message with its source file and line as upstream has them.
 * A write that would wait is finished by a thread, so that logging itself never waits.
 */
export class Klog {
  readonly #sink: Sink;

  constructor(
    private readonly p: Process,
    options: KlogOptions = {},
    private readonly values: LogFields = {},
    sink?: Sink,
  ) {
    this.#sink = sink ?? { verbosity: options.verbosity ?? 0, format: options.format ?? 'text', queue: [], busy: false };
  }

  /** Whether messages of a level are written (klog.V(level).Enabled()). */
  v(level: number): boolean {
    return level <= this.#sink.verbosity;
  }

  setVerbosity(level: number): void {
    this.#sink.verbosity = level;
  }

  /** A logger whose messages begin with `logger="name"`; names of names are joined by dots. */
  named(name: string): Klog {
    const outer = this.values['logger'];
    return this.with({ logger: outer === undefined ? name : `${String(outer)}.${name}` });
  }

  /** A logger whose messages have these fields first. */
  with(fields: LogFields): Klog {
    return new Klog(this.p, {}, { ...this.values, ...fields }, this.#sink);
  }

  /** InfoS: a structured message. */
  info(file: string, line: number, message: string, fields?: LogFields): void {
    this.#structured('I', file, line, message, fields);
  }

  /** ErrorS: the error, if there is one, comes first. */
  error(file: string, line: number, err: unknown, message: string, fields?: LogFields): void {
    this.#structured('E', file, line, message, fields, err);
  }

  /** Infof: a text as it is. */
  infof(file: string, line: number, text: string): void {
    this.#plain('I', file, line, text);
  }

  warningf(file: string, line: number, text: string): void {
    this.#plain('W', file, line, text);
  }

  errorf(file: string, line: number, text: string): void {
    this.#plain('E', file, line, text);
  }

  /** What Fatalf writes; it is the caller who ends the program, with 255. */
  fatalf(file: string, line: number, text: string): void {
    this.#plain('F', file, line, text);
  }

  #structured(severity: Severity, file: string, line: number, message: string, fields: LogFields = {}, err?: unknown): void {
    const merged = { ...this.values, ...fields };
    if (this.#sink.format === 'json') return this.#json(file, line, message, merged, err);
    this.#write(klogHeader(severity, this.p.clock.now, this.p.nsPid, file, line) + formatStructured(message, merged, err));
  }

  #plain(severity: Severity, file: string, line: number, text: string): void {
    if (this.#sink.format === 'json') return this.#json(file, line, text.replace(/\n$/, ''), this.values);
    this.#write(klogHeader(severity, this.p.clock.now, this.p.nsPid, file, line) + text);
  }

  /** zap's JSON; `file` may have its package in front (`kubelet/kubelet.go`), which zap shows. */
  #json(file: string, line: number, msg: string, fields: LogFields, err?: unknown): void {
    const { logger, ...rest } = fields;
    const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, value instanceof Error ? value.message : value]));
    const entry = {
      ts: this.p.clock.now / 1000,
      ...(logger === undefined ? {} : { logger }),
      caller: `${file}:${line}`,
      msg,
      ...(err === undefined ? { v: 0 } : {}),
      ...plain,
      ...(err === undefined ? {} : { err: errorText(err) }),
    };
    this.#write(encodeJson(entry, { keepOrder: true, html: false }));
  }

  #write(text: string): void {
    const data = bytes(text.endsWith('\n') ? text : `${text}\n`);
    const sink = this.#sink;
    if (sink.busy) {
      sink.queue.push(data);
      return;
    }
    const writing = writeAll(this.p, data);
    const first = writing.next();
    if (first.done) return;
    sink.busy = true;
    this.p.thread('klog', finish(this.p, sink, writing, first));
  }
}

/** Writes to standard error; what is wrong with that is nobody's business. */
function* writeAll(p: Process, data: Uint8Array): Step {
  try {
    yield* p.write(2, data);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
  }
}

/** Goes on with a write that waits, then with what was logged meanwhile. */
function* finish(p: Process, sink: Sink, writing: Step, first: IteratorResult<Parameters<Step['next']>[0], void>): Step {
  let result = first;
  while (!result.done) result = writing.next(yield result.value as never);
  for (let data = sink.queue.shift(); data; data = sink.queue.shift()) yield* writeAll(p, data);
  sink.busy = false;
}
