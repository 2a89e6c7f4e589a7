import type { Process } from '../../../kernel/process.ts';
import { race, block, type Step, type Wait, type Waits } from '../../../kernel/step.ts';
import { Channel } from '../../../kernel/sync.ts';
import type { SignalName } from '../../../kernel/signals.ts';
import type { Terminal, TerminalMode } from '../../../kernel/terminal.ts';
import { text } from '../../../kernel/text.ts';

/** Keys that send several characters, by what xterm sends. */
const SEQUENCES: Record<string, string> = {
  '\x1b[A': 'up',
  '\x1b[B': 'down',
  '\x1b[C': 'right',
  '\x1b[D': 'left',
  '\x1bOA': 'up',
  '\x1bOB': 'down',
  '\x1bOC': 'right',
  '\x1bOD': 'left',
  '\x1b[H': 'home',
  '\x1b[F': 'end',
  '\x1bOH': 'home',
  '\x1bOF': 'end',
  '\x1b[1~': 'home',
  '\x1b[4~': 'end',
  '\x1b[5~': 'page-up',
  '\x1b[6~': 'page-down',
};
const SIGNALS: readonly SignalName[] = ['INT', 'TERM', 'WINCH', 'TSTP', 'HUP'];

/** What a program at a terminal waits for: a key (a character, or a name such as `up`), or a signal. */
export type KeyEvent = { key: string } | { signal: SignalName };

/** Reads single keys from a terminal, without echo, and gathers the signals that come meanwhile. */
export class Keyboard {
  readonly #signals = new Channel<SignalName>(16);
  readonly #saved: TerminalMode;
  #buffer = '';
  #returned: string | undefined;

  /** `fd` is a descriptor of the terminal, open for reading. */
  constructor(
    private readonly p: Process,
    readonly terminal: Terminal,
    private readonly fd: number,
  ) {
    this.#saved = { ...terminal.mode };
    for (const signal of SIGNALS) p.handle(signal, (name) => void this.#signals.trySend(name));
    this.raw();
  }

  /** Keys come one by one; signals and newlines as usual. */
  raw(): void {
    this.terminal.mode = { ...this.terminal.mode, canonical: false, echo: false };
  }

  /** The terminal as it was found. */
  restore(): void {
    this.terminal.mode = { ...this.#saved };
  }

  /** Lets go of terminal and signals. */
  release(): void {
    this.restore();
    for (const signal of SIGNALS) this.p.handle(signal, 'default');
  }

  /** Stops, as ^Z asks; comes back when it is continued. */
  *stop(): Step {
    this.restore();
    this.p.handle('TSTP', 'default');
    this.p.kernel.signalGroup(this.p.table, this.p.group, 'TSTP');
    yield* this.p.sleep(0);
    this.p.handle('TSTP', (name) => void this.#signals.trySend(name));
    this.raw();
  }

  /** Waits for a key or a signal, or for `other` (then it gives nothing). */
  *next(other?: Wait<unknown>): Step<KeyEvent | undefined> {
    for (;;) {
      const key = this.#take();
      if (key !== undefined) return { key };
      const waits: Waits = { signal: this.#signals.received, input: this.terminal.untilReadable, ...(other ? { other } : {}) };
      const won = yield* block(race(waits));
      if (won.key === 'other') return undefined;
      if (won.key === 'signal') return { signal: (won.value as { value: SignalName }).value };
      const data = yield* this.p.read(this.fd, 4096);
      // the terminal is gone
      if (data.length === 0) return { signal: 'HUP' };
      this.#buffer += text(data);
    }
  }

  /** Waits for a signal, or for `other` (then it gives nothing); keys stay where they are. */
  *signalled(other: Wait<unknown>): Step<SignalName | undefined> {
    const won = yield* block(race({ signal: this.#signals.received, other }));
    return won.key === 'signal' ? won.value.value : undefined;
  }

  /** Puts a key back, to be read next. */
  unread(key: string): void {
    this.#returned = key;
  }

  #take(): string | undefined {
    const returned = this.#returned;
    this.#returned = undefined;
    if (returned !== undefined) return returned;
    if (this.#buffer === '') return undefined;
    for (const [sequence, name] of Object.entries(SEQUENCES)) {
      if (!this.#buffer.startsWith(sequence)) continue;
      this.#buffer = this.#buffer.slice(sequence.length);
      return name;
    }
    const [key = ''] = this.#buffer;
    this.#buffer = this.#buffer.slice(key.length);
    return key;
  }
}
