import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { parseDecimal, parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, UsageError, utility, type Tool } from '../lib/utility.ts';
import { Follower, TailedFile, type Following } from './follow.ts';
import { dumpEnd, type Amount } from './last.ts';

type Options = 'bytes' | 'lines' | 'follow' | 'both' | 'retry' | 'pid' | 'quiet' | 'verbose' | 'interval' | 'zero' | 'unchanged';

export default utility({
  name: 'tail',
  family: FAMILIES.coreutils,
  sizeBytes: 76_944,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print the last 10 lines of each FILE; several are headed by their names.',
  options: {
    bytes: { flags: '-c, --bytes', arg: '[+]NUM', help: 'print the last NUM bytes; with +, from byte NUM on' },
    follow: { flags: '-f, --follow', arg: '[HOW]', help: 'print what is appended, by name or by descriptor (default)' },
    both: { flags: '-F', help: 'as --follow=name --retry' },
    lines: { flags: '-n, --lines', arg: '[+]NUM', help: 'print the last NUM lines; with +, from line NUM on' },
    unchanged: { flags: '--max-unchanged-stats', arg: 'N', help: '(ignored: files are watched)' },
    pid: { flags: '--pid', arg: 'PID', help: 'with -f, end when that process has ended' },
    quiet: { flags: '-q, --quiet, --silent', help: 'never print headers' },
    retry: { flags: '--retry', help: 'go on trying to open what is not accessible' },
    interval: { flags: '-s, --sleep-interval', arg: 'N', help: 'with -f, check every N seconds' },
    verbose: { flags: '-v, --verbose', help: 'always print headers' },
    zero: { flags: '-z, --zero-terminated', help: 'lines end with NUL, not newline' },
  },
  rewrite: obsolete,
  *main(p, t) {
    const following = howToFollow(t);
    const amount = howMuch(t);
    const interval = parseDecimal(t.value('interval') ?? '1');
    if (interval === undefined || interval < 0) throw new Failure(`invalid number of seconds: ${t.quote(t.value('interval')!)}`);
    const pid = t.value('pid');
    if (pid !== undefined && !/^\d+$/.test(pid)) throw new Failure(`invalid PID: ${t.quote(pid)}`);
    if (t.has('retry') && !following) yield* t.warn('warning: --retry ignored; --retry is useful only when following');
    else if (t.has('retry') && following?.by === 'descriptor') yield* t.warn('warning: --retry only effective for the initial open');
    if (pid !== undefined && !following) yield* t.warn('warning: PID ignored; --pid=PID is useful only when following');
    const paths = t.operands.length > 0 ? t.operands : ['-'];
    if (following?.by === 'name' && paths.includes('-')) throw new Failure(`cannot follow ${t.quoteaf('-')} by name`);
    const titles = t.last('quiet', 'verbose');
    const headers = titles === 'verbose' || (titles === undefined && paths.length > 1);
    const files = paths.map((path) => new TailedFile(path));
    const follower = new Follower(p, t, files, headers, following ?? { by: 'descriptor', retry: false });
    for (const file of files) yield* first(p, t, file, amount, follower, following);
    yield* p.flush();
    // following a pipe on standard input has no sense: it ends with its writer
    const pipe = t.operands.length === 0 && p.fds.get(0)?.file.kind === 'pipe';
    if (!following || pipe) return;
    yield* follower.run({ intervalUs: interval * 1e6, ...(pid === undefined ? {} : { pid: Number(pid) }) });
  },
});

/** The old forms `tail -5`, `tail -5f`, `tail -20c`, as the only argument before the file. */
function obsolete(args: readonly string[]): readonly string[] {
  const m = /^-(\d*)([bcl]?)(f?)$/.exec(args[0] ?? '');
  if (!m || (m[1] === '' && m[2] !== 'l' && m[2] !== 'b') || args.length > 2) return args;
  const [, digits, unit, follow] = m;
  const count = digits === '' ? '10' : digits!;
  const option = unit === 'b' ? [`-c${count}b`] : unit === 'c' ? [`-c${count}`] : [`-n${count}`];
  return [...option, ...(follow ? ['-f'] : []), ...args.slice(1)];
}

function howToFollow(t: Tool<Options>): Following | undefined {
  const last = t.last('follow', 'both');
  if (last === undefined) return undefined;
  if (last === 'both') return { by: 'name', retry: true };
  const how = t.value('follow') ?? 'descriptor';
  const by = (['descriptor', 'name'] as const).find((word) => word.startsWith(how));
  if (!by || how === '') {
    throw new UsageError(
      `invalid argument ${t.quote(how)} for ${t.quote('--follow')}\nValid arguments are:\n  - ${t.quote('descriptor')}\n  - ${t.quote('name')}`,
    );
  }
  return { by, retry: t.has('retry', 'both') };
}

function howMuch(t: Tool<Options>): Amount {
  const unit = t.last('bytes', 'lines') ?? 'lines';
  const given = t.value(unit) ?? '10';
  const fromStart = given.startsWith('+');
  const digits = given.replace(/^[-+]/, '');
  const count = /^[-+]/.test(digits) ? 'invalid' : parseInteger(digits, 'bkKmMGTPEZY0');
  if (typeof count !== 'number') {
    const why = count === 'overflow' ? ': Value too large for defined data type' : '';
    throw new Failure(`invalid number of ${unit}: ${t.quote(given.replace(/^-/, ''))}${why}`);
  }
  return { unit, count, fromStart, delimiter: t.has('zero') ? '\0' : '\n' };
}

/** Prints a file's end, and remembers how far it came. */
function* first(
  p: Process,
  t: Tool<Options>,
  file: TailedFile,
  amount: Amount,
  follower: Follower,
  following: Following | undefined,
): Step {
  try {
    file.open(p);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    file.missing(e.code, following?.retry ?? false);
    yield* t.fail(`cannot open ${t.quoteaf(file.shown)} for reading: ${e.text}`);
    return;
  }
  yield* follower.header(file);
  try {
    yield* dumpEnd(p, file.fd!, amount);
    file.readTo(p);
  } catch (e) {
    if (!(e instanceof Errno) || e.syscall === 'write') throw e;
    yield* t.fail(`error reading ${t.quoteaf(file.shown)}: ${e.text}`);
    if (following)
      yield* t.warn(
        `${t.quotef(file.shown)}: cannot follow end of this type of file${following.retry && following.by === 'name' ? '' : '; giving up on this name'}`,
      );
    file.close(p);
    if (following?.retry && following.by === 'name') file.missing('EISDIR', true);
    else file.ignored = true;
  }
}
