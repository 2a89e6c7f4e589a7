import { displayLength, formatNumber, parseFormat } from './format.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

const NUMBER = /^[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?inf(inity)?$/i;

export default utility({
  name: 'seq',
  family: FAMILIES.coreutils,
  sizeBytes: 60_336,
  usage: ['[OPTION]... LAST', '[OPTION]... FIRST LAST', '[OPTION]... FIRST INCREMENT LAST'],
  summary: 'Print the numbers from FIRST to LAST in steps of INCREMENT; both are 1 where left out.',
  options: {
    format: { flags: '-f, --format', arg: 'FORMAT', help: "use printf's FORMAT (%e, %f or %g)" },
    separator: { flags: '-s, --separator', arg: 'STRING', help: 'put STRING between numbers, not newlines' },
    width: { flags: '-w, --equal-width', help: 'pad with leading zeros to equal width' },
  },
  inOrder: true,
  // a negative number is no option
  rewrite: (args) => {
    const first = args.findIndex((a, i) => /^-[\d.]/.test(a) && !/^-[fs]$/.test(args[i - 1] ?? ''));
    const operand = args.findIndex((a, i) => !a.startsWith('-') && !/^-[fs]$/.test(args[i - 1] ?? ''));
    return first >= 0 && (operand < 0 || first < operand) && !args.slice(0, first).includes('--')
      ? [...args.slice(0, first), '--', ...args.slice(first)]
      : args;
  },
  *main(p, t) {
    const { operands } = t;
    if (operands.length === 0) throw new UsageError('missing operand');
    if (operands.length > 3) throw new UsageError(`extra operand ${t.quote(operands[3]!)}`);
    const formatText = t.value('format');
    for (const operand of operands) {
      if (/^[+-]?nan$/i.test(operand)) throw new UsageError(`invalid 'not-a-number' argument: ${t.quote(operand)}`);
      if (!NUMBER.test(operand)) throw new UsageError(`invalid floating point argument: ${t.quote(operand)}`);
    }
    if (formatText !== undefined && t.has('width')) {
      throw new UsageError('format string may not be specified when printing equal width strings');
    }
    const [first, step, last] =
      operands.length === 1
        ? ['1', '1', operands[0]!]
        : operands.length === 2
          ? [operands[0]!, '1', operands[1]!]
          : (operands as [string, string, string]);
    const [from, by, to] = [
      Number(first),
      Number(step),
      last.toLowerCase().includes('inf') ? (last.startsWith('-') ? -Infinity : Infinity) : Number(last),
    ];
    if (by === 0) throw new UsageError(`invalid Zero increment value: ${t.quote(step)}`);
    const decimals = Math.max(places(first), places(step));
    const format = formatText === undefined ? undefined : parseFormat(formatText, t);
    const show = (n: number): string => (format ? formatNumber(format, n) : n.toFixed(decimals));
    const width = t.has('width')
      ? Math.max(displayLength(first, decimals), displayLength(to === Infinity ? first : lastText(from, by, to, decimals), decimals))
      : 0;
    const separator = t.value('separator') ?? '\n';
    const end = to + (by > 0 ? 1 : -1) * Math.abs(by) * 1e-9;
    let any = false;
    for (let i = 0; ; i++) {
      const n = from + i * by;
      if (by > 0 ? n > end : n < end) break;
      const text = show(Math.abs(n) < Math.abs(by) * 1e-9 ? 0 : n);
      yield* p.stdout.write((any ? separator : '') + pad(text, width));
      any = true;
    }
    if (any) yield* p.stdout.write('\n');
  },
});

/** Digits after the point of a number as written. */
function places(text: string): number {
  const [, fraction = '', exponent = '0'] =
    /\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(
      text.includes('.') ? text.slice(text.indexOf('.')) : /[eE]/.test(text) ? `.${text.slice(text.search(/[eE]/))}` : '',
    ) ?? [];
  return Math.max(0, fraction.length - Number(exponent));
}

function lastText(from: number, by: number, to: number, decimals: number): string {
  const steps = Math.max(0, Math.floor((to - from) / by + 1e-9));
  return (from + steps * by).toFixed(decimals);
}

function pad(text: string, width: number): string {
  if (text.length >= width) return text;
  return text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');
}
