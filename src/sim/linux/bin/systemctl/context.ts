import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { ManagerClient, NoManager } from '../../systemd/client.ts';
import type { Chosen } from '../../systemd/options.ts';
import { columnsOf, openPager, usesColors, type Pager } from '../../systemd/pager.ts';
import type { BusError } from '../../systemd/protocol.ts';
import { COLORS } from '../../systemd/table.ts';
import { parseBoolean } from '../../systemd/values.ts';
import { isGlob, mangle, matchesGlob } from '../../systemd/unit-name.ts';
import type { UnitRow } from '../../systemd/protocol.ts';

/** Ends systemctl: a message on standard error, and its exit code. */
export class Quit extends Error {
  constructor(
    message: string,
    readonly code = 1,
  ) {
    super(message);
  }
}

/** One call of systemctl: its options, its connection to PID 1, and how it prints. */
export class Context {
  #client: ManagerClient | undefined;
  #pager: Pager | undefined;
  readonly colors: boolean;
  readonly terminal: boolean;

  constructor(
    readonly p: Process,
    readonly chosen: Chosen,
    readonly verb: string,
    readonly operands: readonly string[],
  ) {
    this.terminal = p.fds.get(1)?.file.terminal !== undefined;
    this.colors = usesColors(p);
  }

  get quiet(): boolean {
    return this.chosen.has('quiet');
  }
  get all(): boolean {
    return this.chosen.has('all');
  }
  get full(): boolean {
    return this.chosen.has('full') || !this.terminal || this.#pager !== undefined;
  }
  get legend(): boolean {
    return !this.chosen.has('no-legend') && !this.quiet && parseBoolean(this.chosen.value('legend') ?? 'yes') !== false;
  }
  get plain(): boolean {
    return this.chosen.has('plain');
  }
  get columns(): number {
    return columnsOf(this.p);
  }

  /** Columns that a table may take. */
  get tableWidth(): { width?: number } {
    return this.full ? {} : { width: this.columns };
  }

  paint(color: keyof typeof COLORS, text: string): string {
    return this.colors && text !== '' ? COLORS[color] + text + COLORS.normal : text;
  }

  /** A path or address that the terminal can open. */
  link(url: string, text: string): string {
    return this.colors ? `\u001b]8;;${url}\u0007${text}\u001b]8;;\u0007` : text;
  }

  fileLink(path: string, text = path): string {
    return this.link(`file://${this.p.sys.hostname()}${path}`, text);
  }

  *print(text: string): Step {
    yield* this.p.stdout.write(text);
  }

  /** Prints a list that was asked for instead of the verb. */
  *listed(text: string): Step<true> {
    yield* this.print(text);
    return true;
  }

  /** Says something on standard error; errors are red and warnings yellow on a terminal. */
  *warn(text: string, level: 'error' | 'warning' | 'info' = 'error'): Step {
    const colors = this.p.fds.get(2)?.file.terminal !== undefined && level !== 'info';
    const color = level === 'error' ? COLORS.red : COLORS.yellow;
    const lines = colors ? text.split('\n').map((line) => `${color}${line}${COLORS.normal}`) : [text];
    yield* this.p.error(`${lines.join('\n')}\n`);
  }

  /** Uses the pager for what is printed from now on. */
  *page(): Step {
    if (this.#pager || this.chosen.has('no-pager')) return;
    this.#pager = yield* openPager(this.p);
  }

  *end(): Step {
    if (this.#pager) yield* this.#pager.close();
    this.#client?.close();
  }

  /** The connection to PID 1. Throws Quit. */
  *client(): Step<ManagerClient> {
    if (this.#client) return this.#client;
    try {
      return (this.#client = yield* ManagerClient.connect(this.p));
    } catch (e) {
      if (!(e instanceof NoManager)) throw e;
      throw new Quit(
        "System has not been booted with systemd as init system (PID 1). Can't operate.\nFailed to connect to bus: Host is down",
      );
    }
  }

  *call<T>(method: string, ...args: unknown[]): Step<T> {
    return yield* (yield* this.client()).call<T>(method, ...args);
  }

  /** What was typed as units' names; characters that had to be escaped are told of. */
  *names(words: readonly string[], suffix = '.service'): Step<string[]> {
    const out: string[] = [];
    for (const word of words) {
      const { name, changed } = mangle(word, { suffix, glob: true });
      if (changed) yield* this.warn(`Invalid unit name "${word}" escaped as "${name}" (maybe you should use systemd-escape?).`, 'warning');
      out.push(name);
    }
    return out;
  }

  /** The same, with patterns replaced by the units in memory that they match. */
  *expand(words: readonly string[], suffix?: string): Step<string[]> {
    const names = yield* this.names(words, suffix);
    if (!names.some(isGlob)) return names;
    const rows = yield* this.call<UnitRow[]>('ListUnits');
    return names.flatMap((name) =>
      isGlob(name)
        ? rows
            .filter((row) => matchesGlob(name, row.id) && (this.all || row.active !== 'inactive' || this.verb !== 'status'))
            .map((row) => row.id)
            .sort()
        : [name],
    );
  }
}

/** Errors of D-Bus that have exit codes of their own (LSB). */
export function exitCodeOf(e: BusError): number {
  switch (e.name_.slice(e.name_.lastIndexOf('.') + 1)) {
    case 'AccessDenied':
    case 'OnlyByDependency':
    case 'NoIsolation':
    case 'TransactionIsDestructive':
      return 4;
    case 'NoSuchUnit':
      return 5;
    case 'JobTypeNotApplicable':
    case 'NotSupported':
      return 3;
    default:
      return 1;
  }
}
