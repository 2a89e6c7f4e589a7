import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { modeString, typeLetter } from '../lib/mode.ts';
import { humanSize } from '../lib/numbers.ts';
import { strftime } from '../lib/strftime.ts';
import { Accounts } from '../lib/users.ts';
import type { Tool } from '../lib/utility.ts';
import { zoneOf, type Zone } from '../lib/zone.ts';
import { Colours } from './colours.ts';
import { layOut } from './columns.ts';
import { indicatorOf, type Entry } from './entry.ts';
import { Names } from './names.ts';
import type { LsOptions } from './options.ts';

const HALF_YEAR_US = (31_556_952 / 2) * 1e6;

/** What comes before a name, in columns that are as wide as their widest cell. */
type Cells = { text: string; left?: boolean }[];

/** Prints lists of entries in ls's formats. */
export class Printer {
  readonly #names: Names;
  readonly #colours: Colours | undefined;
  readonly #accounts: Accounts;
  readonly #zone: Zone;
  #colourUsed = false;

  constructor(
    private readonly p: Process,
    t: Tool,
    private readonly o: LsOptions,
  ) {
    this.#names = new Names(o, t.utf8);
    this.#colours = o.color ? new Colours(p.env['LS_COLORS']) : undefined;
    this.#accounts = new Accounts(p);
    this.#zone = zoneOf(p.env['TZ']);
  }

  widthOf(name: string): number {
    return this.#names.show(name).width;
  }

  /** A directory's path over its list. */
  heading(path: string): string {
    return this.#names.show(path).text;
  }

  *total(entries: readonly Entry[]): Step {
    const { o } = this;
    if (o.format !== 'long' && !o.blocks) return;
    const blocks = entries.reduce((sum, e) => sum + (e.stat?.blocks ?? 0), 0);
    yield* this.p.stdout.write(`total ${this.#blocks(blocks)}${o.end}`);
  }

  *print(entries: readonly Entry[]): Step {
    const { o, p } = this;
    if (entries.length === 0) return;
    const shown = entries.map((e) => this.#names.show(e.name));
    // names without quotes move by one column where others have them
    const aligned = o.format === 'long' || ((o.format === 'columns' || o.format === 'across') && o.width > 0);
    const shift = aligned && /^(shell|shell-escape|c-maybe)$/.test(o.quoting) && shown.some((s) => s.quoted);
    const prefixes = this.#prefixes(entries);
    const items = entries.map((entry, i) => {
      const pad = shift && !shown[i]!.quoted ? ' ' : '';
      const name = this.#paint(entry, shown[i]!.text);
      const tail = o.format === 'long' ? this.#longTail(entry) : indicatorOf(entry.stat, o.indicator);
      return { text: `${prefixes[i]}${pad}${name}${tail}`, width: prefixes[i]!.length + pad.length + shown[i]!.width + tail.length };
    });
    let out = layOut(items, o);
    // the first colour of all is preceded by a reset
    if (!this.#colourUsed && out.includes('\x1b[')) {
      out = out.replace('\x1b[', '\x1b[0m\x1b[');
      this.#colourUsed = true;
    }
    yield* p.stdout.write(out);
  }

  #paint(entry: Entry, text: string, target = false): string {
    const code = this.#colours?.code(entry, target);
    return code ? `\x1b[${code}m${text}\x1b[0m` : text;
  }

  #longTail(entry: Entry): string {
    const { o } = this;
    if (!entry.link) return indicatorOf(entry.stat, o.indicator);
    if (entry.link.text === '') return '';
    const text = this.#paint(entry, this.#names.show(entry.link.text).text, true);
    return ` -> ${text}${indicatorOf(entry.link.target, o.indicator)}`;
  }

  /** Inode, blocks and, in the long format, everything else before the name. */
  #prefixes(entries: readonly Entry[]): string[] {
    const { o } = this;
    const rows = entries.map((entry) => this.#cells(entry, entries));
    const widths = (rows[0] ?? []).map((_, column) =>
      o.format === 'commas' ? 0 : Math.max(...rows.map((row) => row[column]!.text.length)),
    );
    return rows.map((row) =>
      row.map((cell, i) => `${cell.left ? cell.text.padEnd(widths[i]!) : cell.text.padStart(widths[i]!)} `).join(''),
    );
  }

  #cells(entry: Entry, entries: readonly Entry[]): Cells {
    const { o } = this;
    const { stat } = entry;
    const cells: Cells = [];
    if (o.inode) cells.push({ text: stat ? String(stat.ino) : '?' });
    if (o.blocks) cells.push({ text: stat ? this.#blocks(stat.blocks) : '?' });
    if (o.format !== 'long') {
      if (o.context) cells.push({ text: '?', left: true });
      return cells;
    }
    const unknown = `${typeLetter(entry.type)}?????????`;
    cells.push({ text: stat ? modeString(stat) : unknown }, { text: stat ? String(stat.nlink) : '?' });
    const user = stat ? this.#user(stat.uid) : '?';
    if (o.owner) cells.push({ text: user, left: true });
    if (o.group) cells.push({ text: stat ? this.#group(stat.gid) : '?', left: true });
    if (o.author) cells.push({ text: user, left: true });
    if (o.context) cells.push({ text: '?', left: true });
    cells.push({ text: this.#size(entry, entries) }, { text: this.#time(entry, entries) });
    return cells;
  }

  #user(uid: number): string {
    return (this.o.numeric ? undefined : this.#accounts.user(uid)) ?? String(uid);
  }

  #group(gid: number): string {
    return (this.o.numeric ? undefined : this.#accounts.group(gid)) ?? String(gid);
  }

  /** Blocks of 512 bytes in the unit that was asked for. */
  #blocks(blocks: number): string {
    const { o } = this;
    return o.human === 'no' ? `${Math.ceil((blocks * 512) / o.blockUnit)}${o.unitSuffix}` : humanSize(blocks * 512, o.human);
  }

  #size(entry: Entry, entries: readonly Entry[]): string {
    const { o } = this;
    const { stat } = entry;
    if (!stat) return '?';
    if (stat.type === 'char' || stat.type === 'block') {
      const devices = entries.flatMap((e) => (e.stat?.type === 'char' || e.stat?.type === 'block' ? [e.stat.rdev] : []));
      const majors = Math.max(...devices.map((d) => String(d >> 8).length));
      const minors = Math.max(...devices.map((d) => String(d & 255).length));
      return `${String(stat.rdev >> 8).padStart(majors)}, ${String(stat.rdev & 255).padStart(minors)}`;
    }
    return o.human === 'no' ? `${Math.ceil(stat.size / o.sizeUnit)}${o.unitSuffix}` : humanSize(stat.size, o.human);
  }

  #time(entry: Entry, entries: readonly Entry[]): string {
    const { o, p } = this;
    const when = entry.stat?.[o.time];
    if (when === undefined) {
      const widest = entries.find((e) => e.stat);
      return '?'.padStart(strftime(o.timeFormats[0], widest?.stat?.[o.time] ?? p.clock.now, this.#zone).length);
    }
    const { now } = p.clock;
    const recent = when > now - HALF_YEAR_US && when <= now;
    return strftime(o.timeFormats[recent ? 0 : 1], when, this.#zone);
  }
}
