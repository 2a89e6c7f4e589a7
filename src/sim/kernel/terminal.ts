import { Errno } from './errno.ts';
import { anonymousStat } from './pipe.ts';
import type { Kernel } from './kernel.ts';
import type { OpenFile, Stat } from './file.ts';
import { LIMITS } from './limits.ts';
import type { Process, ProcessTable } from './process.ts';
import type { SignalName } from './signals.ts';
import { block, sleeping, type Step, type Wait } from './step.ts';
import { WaitQueue } from './sync.ts';
import { bytes, concat, EMPTY } from './text.ts';
import { SECOND } from './time.ts';

/** The termios settings that matter here (termios(3)). */
export interface TerminalMode {
  /** ICANON: input comes by lines, with erase and kill. */
  canonical: boolean;
  echo: boolean;
  /** ISIG: ^C, ^\ and ^Z send signals. */
  signals: boolean;
  /** ICRNL and ONLCR. */
  newlines: boolean;
}

export const COOKED: TerminalMode = { canonical: true, echo: true, signals: true, newlines: true };

/** How fast a terminal takes output, so that `yes` does not flood the host: bytes per virtual second. */
const DRAIN_BYTES_PER_SECOND = 2_000_000;
/** Output that may wait undrained before a writer waits. */
const OUTPUT_WINDOW_BYTES = 65_536;

const CTRL = { c: 3, d: 4, r: 18, u: 21, v: 22, w: 23, z: 26, backslash: 28, backspace: 8, delete: 127 };

/**
 * A pseudo-terminal with its line discipline. Programs have its slave side as an open file; the master side belongs to
 * whoever made it: the host (a tab of the page) or sshd.
 */
export class Terminal {
  #mode: TerminalMode = { ...COOKED };
  columns = 80;
  rows = 24;
  /** The process group in the foreground: who gets ^C. */
  foreground = 0;
  /** Called with what programs write; bytes, with newlines as the mode makes them. */
  onOutput: (data: Uint8Array) => void = () => undefined;

  #line: number[] = [];
  #input: Uint8Array[] = [];
  #inputBytes = 0;
  #endOfFile = 0;
  #hungUp = false;
  readonly #readers = new WaitQueue();
  #sentBytes = 0;
  #windowStart = 0;

  constructor(
    readonly kernel: Kernel,
    readonly table: ProcessTable,
    /** `pts/0`, `tty1`. */
    readonly name: string,
  ) {}

  get mode(): TerminalMode {
    return this.#mode;
  }

  /** tcsetattr(3). A line that was being typed can be read at once when lines end to matter. */
  set mode(mode: TerminalMode) {
    this.#mode = mode;
    if (!mode.canonical && this.#line.length > 0) this.#giveLine();
  }

  // ---- master side ----------------------------------------------------------------------------

  /** What was typed. Throws nothing: input beyond the terminal's limit is dropped, as a real one beeps. */
  input(data: Uint8Array | string): void {
    const raw = typeof data === 'string' ? bytes(data) : data;
    if (this.#mode.canonical || this.#mode.echo) for (const byte of raw) this.#key(byte);
    else this.#keys(raw);
  }

  /** Input without lines and echo: a paste arrives in large pieces. */
  #keys(raw: Uint8Array): void {
    const { signals, newlines } = this.#mode;
    let start = 0;
    for (let i = 0; i <= raw.length; i++) {
      const c = raw[i];
      const special = signals && (c === CTRL.c || c === CTRL.backslash || c === CTRL.z);
      if (i < raw.length && !special) continue;
      if (i > start) {
        const piece = raw.slice(start, i);
        this.#give(newlines ? piece.map((b) => (b === 13 ? 10 : b)) : piece);
      }
      if (special) this.#key(c!);
      start = i + 1;
    }
  }

  /** The window has another size now. */
  resize(columns: number, rows: number): void {
    if (columns === this.columns && rows === this.rows) return;
    this.columns = columns;
    this.rows = rows;
    this.kernel.signalGroup(this.table, this.foreground, 'WINCH');
  }

  /** The master side closed, or the session's leader ended: SIGHUP to the foreground, end of file to readers. */
  hangup(kernel: Kernel, table: ProcessTable): void {
    if (this.#hungUp) return;
    this.#hungUp = true;
    for (const p of table.list()) {
      if (p.terminal !== this || !p.alive) continue;
      kernel.signal(p, 'HUP');
      kernel.signal(p, 'CONT');
    }
    this.#readers.wakeAll();
  }

  #key(byte: number): void {
    const { mode } = this;
    let c = byte;
    if (mode.newlines && c === 13) c = 10;
    if (mode.signals) {
      const signal: SignalName | undefined = c === CTRL.c ? 'INT' : c === CTRL.backslash ? 'QUIT' : c === CTRL.z ? 'TSTP' : undefined;
      if (signal) {
        if (mode.echo) this.#echo(c);
        this.#line = [];
        this.#input = [];
        this.#inputBytes = 0;
        this.kernel.signalGroup(this.table, this.foreground, signal);
        return;
      }
    }
    if (!mode.canonical) {
      if (mode.echo) this.#echo(c);
      this.#give(Uint8Array.of(c));
      return;
    }
    switch (c) {
      case CTRL.d:
        if (this.#line.length > 0) this.#giveLine();
        else {
          this.#endOfFile++;
          this.#readers.wakeAll();
        }
        return;
      case CTRL.delete:
      case CTRL.backspace:
        this.#erase(1);
        return;
      case CTRL.u:
        this.#erase(this.#line.length);
        return;
      case CTRL.w: {
        let n = 0;
        const at = (i: number): number | undefined => this.#line[this.#line.length - 1 - i];
        while (at(n) === 32) n++;
        while (at(n) !== undefined && at(n) !== 32) n++;
        this.#erase(n);
        return;
      }
      default:
        if (this.#line.length >= 4095 && c !== 10) return;
        this.#line.push(c);
        if (mode.echo) this.#echo(c);
        if (c === 10) this.#giveLine();
    }
  }

  #echo(c: number): void {
    if (c === 10) this.#send(bytes('\n'));
    else if (c < 32 && c !== 9) this.#send(Uint8Array.of(94, c + 64));
    else this.#send(Uint8Array.of(c));
  }

  #erase(count: number): void {
    for (let i = 0; i < count && this.#line.length > 0; i++) {
      // one character may be several bytes of UTF-8
      let c = this.#line.pop()!;
      while ((c & 0xc0) === 0x80 && this.#line.length > 0) c = this.#line.pop()!;
      if (this.mode.echo) this.#send(bytes(c < 32 && c !== 9 ? '\b \b\b \b' : '\b \b'));
    }
  }

  #giveLine(): void {
    const line = Uint8Array.from(this.#line);
    this.#line = [];
    this.#give(line);
  }

  #give(data: Uint8Array): void {
    if (this.#inputBytes + data.length > LIMITS.terminalInputBytes) return;
    this.#input.push(data);
    this.#inputBytes += data.length;
    this.#readers.wakeAll();
  }

  #send(data: Uint8Array): void {
    this.onOutput(this.mode.newlines ? withCarriageReturns(data) : data);
  }

  // ---- slave side -----------------------------------------------------------------------------

  /** Input that could be read now, in bytes. */
  get available(): number {
    return this.#inputBytes;
  }

  readonly untilReadable: Wait<void> = (wake) => (this.#readable() ? wake() : this.#readers.wait(wake));

  #readable(): boolean {
    return this.#inputBytes > 0 || this.#endOfFile > 0 || this.#hungUp;
  }

  *read(p: Process, max: number): Step<Uint8Array> {
    for (;;) {
      // a background job that reads the terminal is stopped
      if (p.terminal === this && p.group !== this.foreground && this.foreground !== 0) {
        if (p.disposition('TTIN') === 'ignore') throw new Errno('EIO', 'read');
        p.kernel.signalGroup(p.table, p.group, 'TTIN');
        yield* p.sleep(0);
        continue;
      }
      if (this.#inputBytes > 0) break;
      if (this.#endOfFile > 0) {
        this.#endOfFile--;
        return EMPTY;
      }
      if (this.#hungUp) return EMPTY;
      yield* block(this.#readers.wait);
    }
    const first = this.#input[0]!;
    // what was typed before lines mattered may hold several of them
    const lineEnd = this.mode.canonical ? first.indexOf(10) + 1 : 0;
    const most = lineEnd > 0 ? Math.min(max, lineEnd) : max;
    let out = first;
    if (first.length <= most) this.#input.shift();
    else {
      out = first.subarray(0, most);
      this.#input[0] = first.subarray(most);
    }
    // without lines, everything that is there comes at once
    if (!this.mode.canonical) {
      const parts = [out];
      let length = out.length;
      while (this.#input.length > 0 && length + this.#input[0]!.length <= max) {
        const next = this.#input.shift()!;
        parts.push(next);
        length += next.length;
      }
      out = concat(parts);
    }
    this.#inputBytes -= out.length;
    return out;
  }

  *write(p: Process, data: Uint8Array): Step<number> {
    if (this.#hungUp) throw new Errno('EIO', 'write');
    this.#send(data);
    const { now } = p.clock;
    const drained = ((now - this.#windowStart) * DRAIN_BYTES_PER_SECOND) / SECOND;
    this.#sentBytes = Math.max(0, this.#sentBytes - drained) + data.length;
    this.#windowStart = now;
    const excess = this.#sentBytes - OUTPUT_WINDOW_BYTES;
    if (excess > 0) yield* block(sleeping(p.clock, Math.ceil((excess * SECOND) / DRAIN_BYTES_PER_SECOND)));
    return data.length;
  }

  /** Puts input back that was read too early. */
  unread(data: Uint8Array): void {
    if (data.length === 0) return;
    this.#input.unshift(data);
    this.#inputBytes += data.length;
  }

  /** Opens the slave side. */
  file(): OpenFile {
    return new TerminalFile(this);
  }

  stat(): Stat {
    return {
      ...anonymousStat('char', 3 + Number(/\d+/.exec(this.name)?.[0] ?? 0)),
      mode: 0o620,
      gid: 5,
      rdev: (136 << 8) | Number(/\d+/.exec(this.name)?.[0] ?? 0),
    };
  }
}

class TerminalFile implements OpenFile {
  readonly kind = 'terminal';
  readonly name: string;
  readonly untilReadable: Wait<void>;

  constructor(readonly terminal: Terminal) {
    this.name = `/dev/${terminal.name}`;
    this.untilReadable = terminal.untilReadable;
  }

  readable(): boolean {
    return this.terminal.available > 0;
  }

  read(p: Process, max: number): Step<Uint8Array> {
    return this.terminal.read(p, max);
  }

  write(p: Process, data: Uint8Array): Step<number> {
    return this.terminal.write(p, data);
  }

  reopen(): OpenFile {
    return this.terminal.file();
  }

  unread(data: Uint8Array): void {
    this.terminal.unread(data);
  }

  close(): void {
    // the terminal lives as long as its master side
  }

  stat(): Stat {
    return this.terminal.stat();
  }
}

function withCarriageReturns(data: Uint8Array): Uint8Array {
  let newlines = 0;
  for (const byte of data) if (byte === 10) newlines++;
  if (newlines === 0) return data;
  const out = new Uint8Array(data.length + newlines);
  let at = 0;
  for (const byte of data) {
    if (byte === 10) out[at++] = 13;
    out[at++] = byte;
  }
  return out;
}
