import { LIMITS } from '../../kernel/limits.ts';
import type { Micros } from '../../kernel/time.ts';

export interface HistoryEntry {
  text: string;
  /** When it was entered; 0 where that is not known. */
  at: Micros;
}

/** The lines entered so far, numbered from `base` on. */
export class History {
  entries: HistoryEntry[] = [];
  /** Number of the first entry: grows as old ones are dropped. */
  base = 1;
  /** Entries of this session, and how many of them are in the file already (`history -a`). */
  added = 0;
  /** How many entries are kept; no limit where it is negative. */
  limit = 500;
  /** Whether lines are being entered now (`set -o history`). */
  enabled = true;
  /** The entry of the command that is being run. */
  current: string | undefined;

  /** The number that the next entry gets. */
  get nextNumber(): number {
    return this.base + this.entries.length;
  }

  add(text: string, at: Micros): void {
    this.entries.push({ text, at });
    this.added++;
    this.trim();
  }

  /** Drops the oldest entries beyond the limit. */
  trim(): void {
    const limit = this.limit < 0 ? LIMITS.historyEntries : Math.min(this.limit, LIMITS.historyEntries);
    const excess = this.entries.length - limit;
    if (excess <= 0) return;
    this.entries.splice(0, excess);
    this.base += excess;
  }

  clear(): void {
    this.entries = [];
    this.base = 1;
    this.added = 0;
  }

  /** Position of the entry with a number, -1 without one. */
  indexOf(number: number): number {
    const i = number - this.base;
    return i >= 0 && i < this.entries.length ? i : -1;
  }

  /** The file's text: each entry on lines of its own, after its time where times are kept. */
  static format(entries: readonly HistoryEntry[], withTimes: boolean): string {
    return entries.map((e) => `${withTimes && e.at > 0 ? `#${Math.floor(e.at / 1_000_000)}\n` : ''}${e.text}\n`).join('');
  }

  /** Entries of a file's text. Lines of `#` and digits are times. */
  static parse(text: string): HistoryEntry[] {
    const out: HistoryEntry[] = [];
    let at = 0;
    let timed = false;
    for (const line of text.split('\n')) {
      const time = /^#(\d+)$/.exec(line);
      if (time) {
        at = Number(time[1]) * 1_000_000;
        timed = true;
        continue;
      }
      if (line !== '') out.push({ text: line, at: timed ? at : 0 });
      at = 0;
      timed = false;
    }
    return out;
  }
}
