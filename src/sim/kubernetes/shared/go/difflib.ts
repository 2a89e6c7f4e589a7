/** A run of lines that two texts have in common: where it starts in each, and how long it is. */
type Match = readonly [a: number, b: number, size: number];

/** Lines that come too often in long texts say nothing about where they belong (difflib's autojunk). */
const LONG = 200;

function places(lines: readonly string[]): Map<string, number[]> {
  const at = new Map<string, number[]>();
  lines.forEach((line, i) => at.set(line, [...(at.get(line) ?? []), i]));
  if (lines.length >= LONG) {
    const limit = Math.floor(lines.length / 100) + 1;
    for (const [line, list] of at) if (list.length > limit) at.delete(line);
  }
  return at;
}

/** The longest common run between a[alo..ahi) and b[blo..bhi), the first of equals, made longer by lines that were left out. */
function longest(a: readonly string[], b: readonly string[], at: Map<string, number[]>, range: readonly number[]): Match {
  const [alo, ahi, blo, bhi] = range as [number, number, number, number];
  let [i, j, size] = [alo, blo, 0];
  let lengths = new Map<number, number>();
  for (let x = alo; x < ahi; x++) {
    const next = new Map<number, number>();
    for (const y of at.get(a[x]!) ?? []) {
      if (y < blo) continue;
      if (y >= bhi) break;
      const k = (lengths.get(y - 1) ?? 0) + 1;
      next.set(y, k);
      if (k > size) [i, j, size] = [x - k + 1, y - k + 1, k];
    }
    lengths = next;
  }
  while (i > alo && j > blo && a[i - 1] === b[j - 1]) [i, j, size] = [i - 1, j - 1, size + 1];
  while (i + size < ahi && j + size < bhi && a[i + size] === b[j + size]) size++;
  return [i, j, size];
}

function matches(a: readonly string[], b: readonly string[]): Match[] {
  const at = places(b);
  const found: Match[] = [];
  const visit = (alo: number, ahi: number, blo: number, bhi: number) => {
    const match = longest(a, b, at, [alo, ahi, blo, bhi]);
    const [i, j, size] = match;
    if (!size) return;
    if (alo < i && blo < j) visit(alo, i, blo, j);
    found.push(match);
    if (i + size < ahi && j + size < bhi) visit(i + size, ahi, j + size, bhi);
  };
  visit(0, a.length, 0, b.length);
  const joined: Match[] = [];
  for (const [i, j, size] of found) {
    const last = joined[joined.length - 1];
    if (last && last[0] + last[2] === i && last[1] + last[2] === j) joined[joined.length - 1] = [last[0], last[1], last[2] + size];
    else joined.push([i, j, size]);
  }
  return [...joined, [a.length, b.length, 0]];
}

interface Change {
  equal: boolean;
  a: readonly [number, number];
  b: readonly [number, number];
}

function changes(a: readonly string[], b: readonly string[]): Change[] {
  const out: Change[] = [];
  let [i, j] = [0, 0];
  for (const [x, y, size] of matches(a, b)) {
    if (i < x || j < y) out.push({ equal: false, a: [i, x], b: [j, y] });
    if (size) out.push({ equal: true, a: [x, x + size], b: [y, y + size] });
    [i, j] = [x + size, y + size];
  }
  return out;
}

const CONTEXT = 3;

/** Changes that stand near each other, with a few equal lines around them. */
function groups(list: Change[]): Change[][] {
  const first = list[0];
  if (first?.equal) {
    const keep = Math.min(CONTEXT, first.a[1] - first.a[0]);
    list[0] = { equal: true, a: [first.a[1] - keep, first.a[1]], b: [first.b[1] - keep, first.b[1]] };
  }
  const last = list[list.length - 1];
  if (last?.equal) list[list.length - 1] = head(last);
  const out: Change[][] = [];
  let group: Change[] = [];
  for (const change of list) {
    let next = change;
    if (change.equal && change.a[1] - change.a[0] > 2 * CONTEXT) {
      group.push(head(change));
      out.push(group);
      group = [];
      next = { equal: true, a: [change.a[1] - CONTEXT, change.a[1]], b: [change.b[1] - CONTEXT, change.b[1]] };
    }
    group.push(next);
  }
  if (group.some(({ equal }) => !equal)) out.push(group);
  return out;
}

function head({ equal, a, b }: Change): Change {
  return { equal, a: [a[0], Math.min(a[1], a[0] + CONTEXT)], b: [b[0], Math.min(b[1], b[0] + CONTEXT)] };
}

function range(start: number, end: number): string {
  const length = end - start;
  if (length === 1) return String(start + 1);
  return `${length ? start + 1 : start},${length}`;
}

/** The unified difference of two texts without file names, three lines around each change, as difflib gives it. */
export function unifiedDiff(before: string, after: string): string {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let out = '';
  for (const group of groups(changes(a, b))) {
    const [first, last] = [group[0]!, group[group.length - 1]!];
    out += `@@ -${range(first.a[0], last.a[1])} +${range(first.b[0], last.b[1])} @@\n`;
    for (const change of group) {
      const removed = a.slice(...change.a);
      if (change.equal) out += removed.map((line) => ` ${line}\n`).join('');
      else
        out +=
          removed.map((line) => `-${line}\n`).join('') +
          b
            .slice(...change.b)
            .map((line) => `+${line}\n`)
            .join('');
    }
  }
  return out;
}
