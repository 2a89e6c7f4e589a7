import type { Micros } from '../../kernel/time.ts';
import { matchesGlob } from '../systemd/unit-name.ts';
import { fieldOf, type Entry, type JournalStore } from './store.ts';

/** Which entries are wanted. Everything that is given must hold. */
export interface Query {
  /** Units by full name; those with `*` are looked up. */
  units?: readonly string[];
  identifiers?: readonly string[];
  priorities?: ReadonlySet<number>;
  facilities?: ReadonlySet<number>;
  boot?: string;
  transport?: string;
  /** `FIELD=value` terms: groups of which one must hold (`+`), in a group values of one field are alternatives. */
  matches?: readonly (readonly (readonly [name: string, value: string])[])[];
  since?: Micros;
  until?: Micros;
  pattern?: { test(text: string): boolean };
}

/** Units of a journal that patterns name; none where none does. */
export function expandUnits(store: JournalStore, patterns: readonly string[]): string[] {
  const known = store.units();
  return patterns.flatMap((pattern) => (/[*?[]/.test(pattern) ? known.filter((unit) => matchesGlob(pattern, unit)) : [pattern]));
}

function groupHolds(entry: Entry, group: readonly (readonly [string, string])[]): boolean {
  const byField = new Map<string, string[]>();
  for (const [name, value] of group) {
    const list = byField.get(name);
    if (list) list.push(value);
    else byField.set(name, [value]);
  }
  for (const [name, values] of byField) if (!values.includes(fieldOf(entry, name) ?? '\u0000')) return false;
  return true;
}

function ofUnits(entry: Entry, units: ReadonlySet<string>): boolean {
  const { unit, slice, pid } = entry.origin;
  if (unit !== undefined && units.has(unit)) return true;
  if (slice !== undefined && units.has(slice)) return true;
  if (entry.own.length === 0) return false;
  // what PID 1 and its children say of a unit
  const about = pid === '1' ? fieldOf(entry, 'UNIT') : undefined;
  return about !== undefined && units.has(about);
}

/** Whether an entry is wanted; times and the pattern aside. */
export function predicate(query: Query): (entry: Entry) => boolean {
  const tests: ((entry: Entry) => boolean)[] = [];
  if (query.units) {
    const units = new Set(query.units);
    tests.push((entry) => ofUnits(entry, units));
  }
  const { identifiers, priorities, facilities, boot, transport, matches, pattern } = query;
  if (identifiers) tests.push((entry) => identifiers.includes(entry.origin.identifier ?? ''));
  if (priorities) tests.push((entry) => entry.priority !== undefined && priorities.has(entry.priority));
  if (facilities) tests.push((entry) => facilities.has(Number(fieldOf(entry, 'SYSLOG_FACILITY') ?? -1)));
  if (boot !== undefined) tests.push((entry) => entry.boot === boot);
  if (transport !== undefined) tests.push((entry) => fieldOf(entry, '_TRANSPORT') === transport);
  if (matches) tests.push((entry) => matches.some((group) => groupHolds(entry, group)));
  if (pattern) tests.push((entry) => pattern.test(entry.message));
  return (entry) => tests.every((test) => test(entry));
}

/** Positions that can hold wanted entries, in order: those of the units where units are asked for, else all. */
export function* candidates(store: JournalStore, query: Query, backwards: boolean): Iterable<Entry> {
  const slices = query.units?.some((unit) => unit.endsWith('.slice'));
  if (query.units && !slices) {
    const positions = store.positionsOf(query.units);
    if (backwards) positions.reverse();
    for (const position of positions) yield store.at(position)!;
    return;
  }
  const first = query.since === undefined ? 0 : store.positionAt(query.since);
  const last = query.until === undefined ? store.length : store.positionAt(query.until + 1);
  if (backwards) for (let i = last - 1; i >= first; i--) yield store.at(i)!;
  else for (let i = first; i < last; i++) yield store.at(i)!;
}

/** Wanted entries within the times, at most `limit`, from the oldest or from the newest on. */
export function select(store: JournalStore, query: Query, options: { backwards: boolean; limit: number }): Entry[] {
  const wanted = predicate(query);
  const { since = -Infinity, until = Infinity } = query;
  const out: Entry[] = [];
  if (options.limit <= 0) return out;
  for (const entry of candidates(store, query, options.backwards)) {
    if (options.backwards ? entry.realtime < since : entry.realtime > until) break;
    if (entry.realtime < since || entry.realtime > until || !wanted(entry)) continue;
    out.push(entry);
    if (out.length >= options.limit) break;
  }
  return out;
}
