import { Failure, type Tool } from './utility.ts';

/** Where the tab stops of expand(1) and unexpand(1) are. */
export interface TabStops {
  /** The next stop after a column; none where the list has ended. */
  next(column: number): number | undefined;
}

/** Reads `8`, `4,8,12`, `4,/8` or `4,+8`. Throws Failure. */
export function tabStops(t: Tool, lists: readonly string[]): TabStops {
  const words = lists.flatMap((list) => list.split(/[, \t]+/)).filter(Boolean);
  if (words.length === 0) words.push('8');
  const stops: number[] = [];
  let every: { size: number; from: number } | undefined;
  for (const word of words) {
    const m = /^([/+]?)(\d+)$/.exec(word);
    if (!m) throw new Failure(`tab size contains invalid character(s): ${t.quote(word.replace(/^\d+/, ''))}`);
    const n = Number(m[2]);
    if (m[1]) {
      if (n > 0) every = { size: n, from: m[1] === '+' ? (stops.at(-1) ?? 0) : 0 };
      continue;
    }
    if (n === 0) throw new Failure('tab size cannot be 0');
    if (stops.length > 0 && n <= stops.at(-1)!) throw new Failure('tab sizes must be ascending');
    stops.push(n);
  }
  if (stops.length === 1 && !every) every = { size: stops.pop()!, from: 0 };
  return {
    next(column) {
      const listed = stops.find((stop) => stop > column);
      if (listed !== undefined) return listed;
      return every && column + every.size - ((((column - every.from) % every.size) + every.size) % every.size);
    },
  };
}
