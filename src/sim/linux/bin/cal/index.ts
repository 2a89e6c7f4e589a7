import { daysFromCivil, toCivil, DAY } from '../../../kernel/time.ts';
import { FAMILIES, Failure, utility } from '../lib/utility.ts';

const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const WIDTH = 20;
const USAGE =
  'Usage: cal [general options] [-y] [[month] year]\n       cal [general options] [-m month] [year]\nGeneral options: [-31] [-A months] [-B months]\n';
const family = { ...FAMILIES.bsdExtra, package: 'ncal', layout: 'gnu' as const, versionLetters: '', helpLetters: '', hint: () => USAGE };

export default utility({
  name: 'cal',
  family,
  sizeBytes: 35_496,
  usage: ['[-1 | -3] [-hjy] [-A months] [-B months] [[month] year]'],
  summary: 'Print a calendar.',
  options: {
    one: { flags: '-1', help: 'this month (default)' },
    three: { flags: '-3', help: 'the month before, this one, and the next' },
    julian: { flags: '-j', help: 'days of the year', refused: true },
    year: { flags: '-y', help: 'the whole year' },
    month: { flags: '-m', arg: 'month', help: 'that month' },
    after: { flags: '-A', arg: 'months', help: 'so many months after it too' },
    before: { flags: '-B', arg: 'months', help: 'so many months before it too' },
  },
  failure: 64,
  *main(p, t) {
    const today = toCivil(p.clock.now);
    const { operands } = t;
    const yearText = operands.at(-1);
    if (yearText !== undefined && (!/^\d+$/.test(yearText) || +yearText < 1 || +yearText > 9999))
      throw new Failure(`year \`${yearText}' not in range 1..9999`);
    const year = yearText === undefined ? today.year : Number(yearText);
    const monthText = operands.length > 1 ? operands[0] : t.value('month');
    const month = monthText === undefined ? today.month : monthOf(monthText);
    if (month === undefined) throw new Failure(`${monthText} is neither a month number (1..12) nor a name`);
    const wholeYear = t.has('year') || (operands.length === 1 && monthText === undefined);
    const mark = p.fds.get(1)?.file.terminal ? today : undefined;
    const from = wholeYear ? 1 : month - Number(t.value('before') ?? (t.has('three') ? 1 : 0));
    const to = wholeYear ? 12 : month + Number(t.value('after') ?? (t.has('three') ? 1 : 0));
    const blocks: string[][] = [];
    for (let m = from; m <= to; m++) {
      const [y, n] = [year + Math.floor((m - 1) / 12), ((((m - 1) % 12) + 12) % 12) + 1];
      blocks.push(monthLines(y, n, !wholeYear, mark && mark.year === y && mark.month === n ? mark.day : undefined));
    }
    if (wholeYear) yield* p.stdout.line(String(year).padStart(32));
    for (let i = 0; i < blocks.length; i += 3) {
      const row = blocks.slice(i, i + 3);
      if (i > 0) yield* p.stdout.line('');
      for (let line = 0; line < 8; line++) yield* p.stdout.line(row.map((block) => block[line]).join(''));
    }
  },
});

function monthOf(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) >= 1 && Number(text) <= 12 ? Number(text) : undefined;
  const at = MONTH_NAMES.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase()));
  return at < 0 || text.length < 3 ? undefined : at + 1;
}

/** A month's eight lines, each as wide as a week and two blanks. */
function monthLines(year: number, month: number, withYear: boolean, today: number | undefined): string[] {
  const start = daysFromCivil(year, month, 1);
  const length = (month === 12 ? daysFromCivil(year + 1, 1, 1) : daysFromCivil(year, month + 1, 1)) - start;
  const offset = toCivil(start * DAY).weekday;
  const title = withYear ? `${MONTH_NAMES[month - 1]} ${year}` : MONTH_NAMES[month - 1]!;
  const left = Math.floor((WIDTH - title.length) / 2);
  const lines = [`${' '.repeat(left)}${title}`.padEnd(WIDTH + 2), 'Su Mo Tu We Th Fr Sa  '];
  for (let week = 0; week < 6; week++) {
    let line = '';
    for (let weekday = 0; weekday < 7; weekday++) {
      const day = week * 7 + weekday - offset + 1;
      const text = day < 1 || day > length ? '  ' : String(day).padStart(2);
      line += `${day === today ? `\x1b[7m${text}\x1b[0m` : text} `;
    }
    lines.push(`${line} `);
  }
  return lines;
}
