import { Errno, isErrno } from '../../../kernel/errno.ts';
import { fromCivil, SECOND, toCivil } from '../../../kernel/time.ts';
import { argmatch } from '../lib/argmatch.ts';
import { parseDate } from '../lib/parse-date.ts';
import { FAMILIES, Failure, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';
import { fromLocal, zoneOf, type Zone } from '../lib/zone.ts';

const OPTIONS = {
  access: { flags: '-a', help: 'change only the access time' },
  noCreate: { flags: '-c, --no-create', help: 'do not make files' },
  date: { flags: '-d, --date', arg: 'STRING', help: 'use that time, not now' },
  f: { flags: '-f', help: '(ignored)' },
  noDereference: { flags: '-h, --no-dereference', help: 'change symbolic links themselves' },
  modification: { flags: '-m', help: 'change only the modification time' },
  reference: { flags: '-r, --reference', arg: 'FILE', help: "use that file's times" },
  stamp: { flags: '-t', arg: 'STAMP', help: 'use [[CC]YY]MMDDhhmm[.ss]' },
  time: { flags: '--time', arg: 'WORD', help: 'access, atime, use (-a), modify or mtime (-m)' },
} as const satisfies Record<string, Option>;

const TIMES = [
  ['atime', 'access', 'use'],
  ['mtime', 'modify'],
] as const;

export default utility({
  name: 'touch',
  family: FAMILIES.coreutils,
  sizeBytes: 109_616,
  usage: ['[OPTION]... FILE...'],
  summary: 'Set the access and modification times of each FILE to now; a FILE that does not exist is made.',
  options: OPTIONS,
  *main(p, t) {
    const words = t.values('time').map((word) => argmatch(t, '--time', word, TIMES));
    const onlyAccess = t.has('access') || words.includes('atime');
    const onlyModification = t.has('modification') || words.includes('mtime');
    const both = onlyAccess === onlyModification;
    const source = sourceTimes(t);
    if (t.operands.length === 0) throw new UsageError('missing file operand');
    const follow = !t.has('noDereference');
    for (const path of t.operands) {
      try {
        let made = false;
        if (!t.has('noCreate') && follow) {
          made = !p.sys.exists(path);
          try {
            p.sys.open(path, { write: true, create: true }, 0o666).close();
          } catch (e) {
            // a directory, or a file that may not be written: its times may be set all the same
            if (!isErrno(e, 'EISDIR', 'EACCES', 'EROFS', 'EPERM') || made) throw e;
          }
        }
        if (made && !source && both) continue;
        const st = follow ? p.sys.stat(path) : p.sys.lstat(path);
        const now = p.clock.now;
        const [atime, mtime] = source ?? [now, now];
        p.sys.utimes(path, both || onlyAccess ? atime : st.atime, both || onlyModification ? mtime : st.mtime, follow);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        if (t.has('noCreate') && isErrno(e, 'ENOENT')) continue;
        const setting = e.syscall === 'utime' || (t.has('noDereference') && e.code === 'ENOENT');
        yield* t.fail(`${setting ? 'setting times of' : 'cannot touch'} ${t.quoteaf(path)}: ${e.text}`);
      }
    }
  },
});

/** The times that were given: of access and of modification. Throws Failure and UsageError. */
function sourceTimes(t: Tool<keyof typeof OPTIONS>): [atime: number, mtime: number] | undefined {
  const { p } = t;
  const zone = zoneOf(p.env['TZ']);
  const [date, stamp, reference] = [t.value('date'), t.value('stamp'), t.value('reference')];
  if (stamp !== undefined && (date !== undefined || reference !== undefined))
    throw new UsageError('cannot specify times from more than one source');
  if (stamp !== undefined) {
    const at = parseStamp(stamp, p.clock.now, zone);
    if (at === undefined) throw new Failure(`invalid date format ${t.quote(stamp)}`);
    return [at, at];
  }
  let base: [number, number] | undefined;
  if (reference !== undefined) {
    try {
      const st = t.has('noDereference') ? p.sys.lstat(reference) : p.sys.stat(reference);
      base = [st.atime, st.mtime];
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`failed to get attributes of ${t.quoteaf(reference)}: ${e.text}`);
    }
  }
  if (date === undefined) return base;
  const read = (now: number): number => {
    const at = parseDate(date, now, zone);
    if (at === undefined) throw new Failure(`invalid date format ${t.quote(date)}`);
    return at;
  };
  return base ? [read(base[0]), read(base[1])] : [read(p.clock.now), read(p.clock.now)];
}

/** `[[CC]YY]MMDDhhmm[.ss]` (POSIX touch -t). */
function parseStamp(text: string, now: number, zone: Zone): number | undefined {
  const m = /^(\d\d)?(\d\d)?(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d\d))?$/.exec(text);
  if (!m) return undefined;
  const [century, year] = m[2] === undefined ? [undefined, m[1]] : [m[1], m[2]];
  const thisYear = toCivil(now + zone.at(now).seconds * SECOND).year;
  const short = Number(year);
  const y = year === undefined ? thisYear : century === undefined ? short + (short < 69 ? 2000 : 1900) : Number(century) * 100 + short;
  const [month, day, hour, minute, second] = [m[3], m[4], m[5], m[6], m[7] ?? '0'].map(Number) as [number, number, number, number, number];
  const local = fromCivil(y, month, day, hour, minute, second);
  const c = toCivil(local);
  if (c.month !== month || c.day !== day || hour > 23 || minute > 59 || second > 60) return undefined;
  return fromLocal(zone, local);
}
