/** The order of one character in a version: `~` first, then the end, letters, and all else (gnulib's filevercmp). */
function order(c: string | undefined): number {
  if (c === undefined || /\d/.test(c)) return 0;
  if (c === '~') return -1;
  return /[A-Za-z]/.test(c) ? c.charCodeAt(0) : c.charCodeAt(0) + 256;
}

function compareVersions(a: string, b: string): number {
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    while ((i < a.length && !/\d/.test(a[i]!)) || (j < b.length && !/\d/.test(b[j]!))) {
      const difference = order(a[i]) - order(b[j]);
      if (difference !== 0) return difference;
      i++;
      j++;
    }
    const [x, y] = [/^0*(\d*)/.exec(a.slice(i))!, /^0*(\d*)/.exec(b.slice(j))!];
    const [m, n] = [x[1]!, y[1]!];
    if (m.length !== n.length) return m.length - n.length;
    if (m !== n) return m < n ? -1 : 1;
    i += x[0].length;
    j += y[0].length;
  }
  return 0;
}

/** A name without its suffixes (`.tar.gz`). */
const stem = (name: string): string => name.replace(/(?:\.[A-Za-z~][A-Za-z0-9~]*)*$/, '');

/** Compares file names with numbers by value, as `ls -v` and `sort -V` do (gnulib's filevercmp). */
export function compareFileVersions(a: string, b: string): number {
  if (a === b) return 0;
  for (const special of ['', '.', '..']) {
    if (a === special) return -1;
    if (b === special) return 1;
  }
  const [hiddenA, hiddenB] = [a.startsWith('.'), b.startsWith('.')];
  if (hiddenA !== hiddenB) return hiddenA ? -1 : 1;
  const [stemA, stemB] = [stem(a), stem(b)];
  return (stemA === stemB ? 0 : compareVersions(stemA, stemB)) || compareVersions(a, b) || (a < b ? -1 : 1);
}
