/** Columns of ss's table (misc/ss.c), with what stands before each. */
const COLUMNS = [
  { header: 'Netid', delimiter: '', right: false },
  { header: 'State', delimiter: ' ', right: false },
  { header: 'Recv-Q', delimiter: ' ', right: false },
  { header: 'Send-Q', delimiter: ' ', right: false },
  { header: 'Local Address:', delimiter: ' ', right: true },
  { header: 'Port', delimiter: '', right: false },
  { header: 'Peer Address:', delimiter: ' ', right: true },
  { header: 'Port', delimiter: '', right: false },
  { header: 'Process', delimiter: '', right: false },
  { header: '', delimiter: '', right: false },
] as const;

export type Row = readonly [
  netid: string,
  state: string,
  receive: string,
  send: string,
  local: string,
  port: string,
  peer: string,
  peerPort: string,
  process: string,
  extra: string,
];

/** Spreads the room that is left on each screen line over its columns, breaking lines between columns (render_calc_width). */
function spread(widths: number[], screen: number): void {
  let first = 0;
  let length = 0;
  let count = 0;
  for (let c = 0; c < widths.length; c++) {
    if (!widths[c]) continue;
    count++;
    length += widths[c]!;
    const last = widths.slice(c + 1).every((w) => !w);
    if (!last && length < screen) continue;
    if (length !== screen) {
      if (length > screen) {
        length -= widths[c]!;
        c--;
        count--;
      }
      const room = screen - length;
      const each = Math.floor(room / Math.max(1, count));
      let rest = room % Math.max(1, count);
      for (let i = c; i >= first; i--) {
        if (!widths[i]) continue;
        widths[i]! += each + (rest > 0 ? 1 : 0);
        if (rest > 0) rest--;
      }
    }
    first = c + 1;
    length = 0;
    count = 0;
  }
}

/** The table as lines: as narrow as it can be, or spread over a screen's width where there is one. */
export function renderTable(rows: readonly Row[], hidden: ReadonlySet<number>, header: boolean, screen: number | undefined): string[] {
  const all: (readonly string[])[] = header ? [COLUMNS.map((c) => c.header), ...rows] : [...rows];
  let started = false;
  const widths = COLUMNS.map((column, c) => {
    if (hidden.has(c)) return 0;
    const longest = Math.max(0, ...all.map((row) => row[c]!.length));
    if (longest === 0) return 0;
    const width = longest + (started ? column.delimiter.length : 0);
    started = true;
    return screen === undefined ? width : Math.min(width, screen);
  });
  if (screen !== undefined) spread(widths, screen);
  return all.map((row) => {
    let line = '';
    COLUMNS.forEach((column, c) => {
      if (hidden.has(c)) return;
      const lead = line === '' && !COLUMNS.slice(0, c).some((_, i) => !hidden.has(i)) ? '' : column.delimiter;
      const pad = ' '.repeat(Math.max(0, widths[c]! - lead.length - row[c]!.length));
      line += column.right ? lead + pad + row[c]! : lead + row[c]! + pad;
    });
    return line;
  });
}
