import { Errno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromBinary, text } from '../../../kernel/text.ts';
import { argmatch } from '../lib/argmatch.ts';
import { Input } from '../lib/input.ts';
import { parseDate } from '../lib/parse-date.ts';
import { strftime } from '../lib/strftime.ts';
import { FAMILIES, Failure, NotSimulated, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';
import { UTC, zoneOf } from '../lib/zone.ts';

const OPTIONS = {
  date: { flags: '-d, --date', arg: 'STRING', help: 'show the time that STRING describes, not now' },
  debug: { flags: '--debug', help: 'tell how the date was understood', refused: true },
  file: { flags: '-f, --file', arg: 'DATEFILE', help: 'as --date, once for each line of DATEFILE' },
  iso: { flags: '-I, --iso-8601', arg: '[FMT]', help: "ISO 8601: 'date' (default), 'hours', 'minutes', 'seconds' or 'ns'" },
  resolution: { flags: '--resolution', help: 'print the resolution of timestamps' },
  email: { flags: '-R, --rfc-email, --rfc-2822, --rfc-822', help: 'RFC 5322: Mon, 14 Aug 2006 02:34:56 -0600' },
  rfc3339: { flags: '--rfc-3339', arg: 'FMT', help: "RFC 3339: 'date', 'seconds' or 'ns'" },
  reference: { flags: '-r, --reference', arg: 'FILE', help: "show FILE's last modification time" },
  set: { flags: '-s, --set', arg: 'STRING', help: 'set the time' },
  utc: { flags: '-u, --utc, --universal, --uct', help: 'use Coordinated Universal Time' },
} as const satisfies Record<string, Option>;

const ISO = {
  hours: '%Y-%m-%dT%H%:z',
  minutes: '%Y-%m-%dT%H:%M%:z',
  date: '%Y-%m-%d',
  seconds: '%Y-%m-%dT%H:%M:%S%:z',
  ns: '%Y-%m-%dT%H:%M:%S,%N%:z',
} as const;
const RFC3339 = { date: '%Y-%m-%d', seconds: '%Y-%m-%d %H:%M:%S%:z', ns: '%Y-%m-%d %H:%M:%S.%N%:z' } as const;
const DEFAULT_FORMAT = '%a %b %e %H:%M:%S %Z %Y';

export default utility({
  name: 'date',
  family: FAMILIES.coreutils,
  sizeBytes: 121_904,
  usage: ['[OPTION]... [+FORMAT]', '[-u|--utc|--universal] [MMDDhhmm[[CC]YY][.ss]]'],
  summary: 'Show the time, or the time that is described, as FORMAT says (see strftime(3)).',
  options: OPTIONS,
  *main(p, t) {
    let format = formatOption(t);
    const [first, extra] = t.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${t.quote(extra)}`);
    const sources = (['date', 'file', 'reference', 'resolution'] as const).filter((id) => t.has(id));
    if (sources.length > 1) throw new UsageError('the options to specify dates for printing are mutually exclusive');
    if (t.has('set') && sources.length > 0) throw new UsageError('the options to print and set the time may not be used together');
    if (first?.startsWith('+')) {
      if (format !== undefined) throw new Failure('multiple output formats specified');
      format = first.slice(1);
    } else if (first !== undefined) {
      if (sources.length > 0 || t.has('set')) {
        throw new UsageError(
          `the argument ${t.quote(first)} lacks a leading '+';\nwhen using an option to specify date(s), any non-option\nargument must be a format string beginning with '+'`,
        );
      }
      if (!/^\d{8}(\d\d|\d{4})?(\.\d\d)?$/.test(first)) throw new Failure(`invalid date ${t.quote(first)}`);
    }
    if (t.has('set') || (first !== undefined && !first.startsWith('+'))) throw new NotSimulated('date -s');
    const zone = t.has('utc') ? UTC : zoneOf(p.env['TZ']);
    const show = function* (at: number): Step {
      yield* p.stdout.line(strftime(format ?? (t.has('resolution') ? '%s.%N' : DEFAULT_FORMAT), at, zone));
    };
    const given = t.value('date');
    const file = t.value('file');
    const reference = t.value('reference');
    if (t.has('resolution')) yield* p.stdout.line('0.000000001');
    else if (given !== undefined) {
      const at = parseDate(given, p.clock.now, zone);
      if (at === undefined) throw new Failure(`invalid date ${t.quote(given)}`);
      yield* show(at);
    } else if (reference !== undefined) yield* show(modified(t, reference));
    else if (file !== undefined) yield* each(t, file, (line) => parseDate(line, p.clock.now, zone), show);
    else yield* show(p.clock.now);
  },
});

function formatOption(t: Tool<keyof typeof OPTIONS>): string | undefined {
  const formats: string[] = [];
  if (t.has('iso')) {
    const words = (Object.keys(ISO) as (keyof typeof ISO)[]).map((word) => [word] as const);
    const given = t.value('iso');
    formats.push(ISO[given === undefined ? 'date' : argmatch(t, '--iso-8601', given, words)]);
  }
  if (t.has('rfc3339')) {
    const words = (Object.keys(RFC3339) as (keyof typeof RFC3339)[]).map((word) => [word] as const);
    formats.push(RFC3339[argmatch(t, '--rfc-3339', t.value('rfc3339')!, words)]);
  }
  if (t.has('email')) formats.push('%a, %d %b %Y %H:%M:%S %z');
  if (formats.length > 1) throw new Failure('multiple output formats specified');
  return formats[0];
}

function modified(t: Tool, path: string): number {
  try {
    return t.p.sys.stat(path).mtime;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`${t.quotef(path)}: ${e.text}`);
  }
}

function* each(t: Tool, path: string, parse: (line: string) => number | undefined, show: (at: number) => Step): Step {
  let input: Input;
  try {
    input = Input.open(t.p, path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`${t.quotef(path)}: ${e.text}`);
  }
  for (let line = yield* input.line(); line; line = yield* input.line()) {
    const words = text(fromBinary(line.text));
    const at = parse(words);
    if (at === undefined) yield* t.fail(`invalid date ${t.quote(words)}`);
    else yield* show(at);
  }
  input.close();
}
