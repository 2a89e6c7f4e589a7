import type { Micros } from '../../kernel/time.ts';
import { WaitQueue } from '../../kernel/sync.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Inode } from '../fs/inode.ts';
import type { Fields } from './message.ts';

/** What entries have in common that come from one sender by one way: kept once. */
export interface Origin {
  readonly fields: Fields;
  /** The unit whose entry it is. */
  readonly unit: string | undefined;
  readonly pid: string | undefined;
  readonly identifier: string | undefined;
  readonly slice: string | undefined;
}

export interface Entry {
  readonly seq: number;
  readonly realtime: Micros;
  readonly monotonic: Micros;
  readonly boot: string;
  readonly priority: number | undefined;
  readonly message: string;
  readonly origin: Origin;
  /** Fields that only this entry has. */
  readonly own: Fields;
}

const NOTHING: Fields = [];

/** Bytes that an entry takes in a journal file, about. */
const ENTRY_BYTES = 220;

/** A journal: entries in order, those of a unit found without looking at the others. Old entries go when there are too many. */
export class JournalStore {
  #entries: Entry[] = [];
  #first = 1;
  #next = 1;
  readonly #byUnit = new Map<string, number[]>();
  readonly #places = new Map<string, number>();
  /** Number of the sequence (part of each cursor). */
  readonly #appended = new WaitQueue();
  /** Bytes of messages that are kept. */
  bytes = 0;
  /** Files with their first sequence number, oldest first; the last one is written to. */
  files: { name: string; from: number }[] = [];

  constructor(
    readonly seqnumId: string,
    readonly machineId: string,
    readonly limit: number = LIMITS.journalEntries,
  ) {}

  get length(): number {
    return this.#entries.length;
  }

  get firstSeq(): number {
    return this.#first;
  }

  get nextSeq(): number {
    return this.#next;
  }

  /** The entry at a position, 0 is the oldest. */
  at(index: number): Entry | undefined {
    return this.#entries[index];
  }

  /** Ends a wait when something is appended. */
  readonly appended = this.#appended.wait;

  append(entry: Omit<Entry, 'seq' | 'own'> & { own?: Fields }): Entry {
    const { own = NOTHING } = entry;
    const kept: Entry = {
      seq: this.#next++,
      realtime: entry.realtime,
      monotonic: entry.monotonic,
      boot: entry.boot,
      priority: entry.priority,
      message: entry.message,
      origin: entry.origin,
      own,
    };
    this.#entries.push(kept);
    this.bytes += ENTRY_BYTES + kept.message.length;
    for (const unit of unitsOf(kept)) {
      const list = this.#byUnit.get(unit);
      if (list) list.push(kept.seq);
      else this.#byUnit.set(unit, [kept.seq]);
    }
    if (this.#entries.length > this.limit) this.drop(Math.ceil(this.limit / 10));
    this.#appended.wakeAll();
    return kept;
  }

  /** Forgets the oldest entries. */
  drop(count: number): void {
    const gone = this.#entries.splice(0, count);
    for (const entry of gone) this.bytes -= ENTRY_BYTES + entry.message.length;
    this.#first += gone.length;
    for (const [unit, seqs] of this.#byUnit) {
      const keep = seqs.findIndex((seq) => seq >= this.#first);
      if (keep < 0) this.#byUnit.delete(unit);
      else if (keep > 0) seqs.splice(0, keep);
    }
  }

  /** Names of the units that have entries. */
  units(): string[] {
    return [...this.#byUnit.keys()];
  }

  /** Positions of the entries of some units, in order. */
  positionsOf(units: readonly string[]): number[] {
    const lists = units.map((unit) => this.#byUnit.get(unit) ?? []).filter((list) => list.length > 0);
    const seqs = lists.length === 1 ? lists[0]! : [...new Set(lists.flat())].sort((a, b) => a - b);
    return seqs.map((seq) => seq - this.#first);
  }

  /** First position whose entry is not older than a moment. */
  positionAt(realtime: Micros): number {
    let low = 0;
    let high = this.#entries.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#entries[middle]!.realtime < realtime) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Boots that have entries, oldest first. */
  boots(): { id: string; first: Entry; last: Entry }[] {
    const out: { id: string; first: Entry; last: Entry }[] = [];
    for (const entry of this.#entries) {
      const boot = out.at(-1);
      if (boot?.id === entry.boot) boot.last = entry;
      else out.push({ id: entry.boot, first: entry, last: entry });
    }
    return out;
  }

  /** Where a value stands in the file: values that came first stand first, which is the order in which fields are shown. */
  placeOf(name: string, value: string): number {
    const key = `${name}=${value}`;
    let place = this.#places.get(key);
    if (place === undefined && this.#places.size < 20_000) this.#places.set(key, (place = this.#places.size));
    return place ?? Infinity;
  }
}

/** Units that an entry is shown for: its own, and the one that PID 1 speaks of. */
export function unitsOf(entry: Entry): string[] {
  const { unit, pid } = entry.origin;
  const out = unit ? [unit] : [];
  if (pid === '1') for (const [name, value] of entry.own) if (name === 'UNIT' && value !== unit) out.push(value);
  return out;
}

/** All fields of an entry but its time stamps, in the order in which the journal file has them. */
export function fieldsOf(store: JournalStore, entry: Entry): [name: string, value: string][] {
  const all: [string, string][] = entry.origin.fields.map(([n, v]) => [n, v]);
  if (entry.priority !== undefined) all.push(['PRIORITY', String(entry.priority)]);
  const placed = all.map((field) => ({ field, place: store.placeOf(field[0], field[1]) }));
  placed.sort((a, b) => a.place - b.place);
  const own = entry.own.map(([n, v]): [string, string] => [n, v]);
  return [
    ...placed.map((p) => p.field),
    ...own.filter(([n]) => n !== '_SOURCE_REALTIME_TIMESTAMP'),
    ['MESSAGE', entry.message],
    ...own.filter(([n]) => n === '_SOURCE_REALTIME_TIMESTAMP'),
  ];
}

/** One field of an entry. */
export function fieldOf(entry: Entry, name: string): string | undefined {
  if (name === 'MESSAGE') return entry.message;
  if (name === 'PRIORITY') return entry.priority === undefined ? undefined : String(entry.priority);
  return entry.own.find((f) => f[0] === name)?.[1] ?? entry.origin.fields.find((f) => f[0] === name)?.[1];
}

/** `s=…;i=…;b=…;m=…;t=…;x=…`: what finds an entry again. */
export function cursorOf(store: JournalStore, entry: Entry): string {
  const hex = (n: number): string => Math.floor(n).toString(16);
  return `s=${store.seqnumId};i=${hex(entry.seq)};b=${entry.boot};m=${hex(entry.monotonic)};t=${hex(entry.realtime)};x=${hash(entry.message)}`;
}

function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 16777619);
    b = Math.imul(b + text.charCodeAt(i), 0x5bd1e995) ^ (b >>> 13);
  }
  return ((a >>> 0).toString(16) + (b >>> 0).toString(16).padStart(8, '0')).replace(/^0+/, '');
}

const stores = new WeakMap<Inode, JournalStore>();

/** Makes a file the journal file of a store: what reads the file reads the store. */
export function attachStore(inode: Inode, store: JournalStore): void {
  stores.set(inode, store);
}

/** The journal that a file holds. */
export function storeOf(inode: Inode): JournalStore | undefined {
  return stores.get(inode);
}
