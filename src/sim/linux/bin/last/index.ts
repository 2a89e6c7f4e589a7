import { MONTHS, pad, SECOND, toCivil, WEEKDAYS, type Micros } from '../../../kernel/time.ts';
import { readUtmp, UTMP_KINDS, WTMP, type UtmpRecord } from '../../utmp.ts';
import { Failure, FAMILIES, utility } from '../lib/utility.ts';

function moment(at: Micros, full: boolean): string {
  const c = toCivil(at);
  const day = `${WEEKDAYS[c.weekday]} ${MONTHS[c.month - 1]} ${String(c.day).padStart(2)}`;
  const time = `${pad(c.hour)}:${pad(c.minute)}`;
  return full ? `${day} ${time}:${pad(c.second)} ${c.year}` : `${day} ${time}`;
}

function duration(us: number): string {
  const minutes = Math.floor(us / SECOND / 60);
  const days = Math.floor(minutes / 1440);
  return `(${days > 0 ? `${days}+` : ''}${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)})`;
}

/** How a session ended: what stands after its start. */
function ending(all: readonly UtmpRecord[], at: number, full: boolean): string {
  const start = all[at]!;
  for (const later of all.slice(at + 1)) {
    if (later.kind === UTMP_KINDS.dead && later.line === start.line && start.kind === UTMP_KINDS.user) {
      const end = full ? moment(later.at, true) : moment(later.at, false).slice(-5);
      return ` - ${end}  ${duration(later.at - start.at)}`;
    }
    if (later.kind === UTMP_KINDS.boot) {
      if (start.kind === UTMP_KINDS.boot)
        return ` - ${full ? moment(later.at, true) : moment(later.at, false).slice(-5)}  ${duration(later.at - start.at)}`;
      return ` - crash  ${duration(later.at - start.at)}`;
    }
  }
  return start.kind === UTMP_KINDS.boot ? '   still running' : '   still logged in';
}

export default utility({
  name: 'last',
  paths: ['/usr/bin/last', '/usr/bin/lastb'],
  family: FAMILIES.utilLinux,
  sizeBytes: 51_608,
  usage: ['[options] [<username>...] [<tty>...]'],
  summary: 'Show a listing of last logged in users.',
  options: {
    hostLast: { flags: '-a, --hostlast', help: 'display hostnames in the last column', refused: true },
    dns: { flags: '-d, --dns', help: 'translate the IP number back into a hostname' },
    file: { flags: '-f, --file', arg: '<file>', help: 'use a specific file instead of /var/log/wtmp' },
    fullTimes: { flags: '-F, --fulltimes', help: 'print full login and logout times and dates' },
    ip: { flags: '-i, --ip', help: 'display IP numbers in numbers-and-dots notation' },
    limit: { flags: '-n, --limit', arg: '<number>', help: 'how many lines to show' },
    noHostname: { flags: '-R, --nohostname', help: "don't display the hostname field" },
    since: { flags: '-s, --since', arg: '<time>', help: 'display the lines since the specified time', refused: true },
    until: { flags: '-t, --until', arg: '<time>', help: 'display the lines until the specified time', refused: true },
    present: { flags: '-p, --present', arg: '<time>', help: 'display who were present at the specified time', refused: true },
    fullNames: { flags: '-w, --fullnames', help: 'display full user and domain names' },
    system: { flags: '-x, --system', help: 'display system shutdown entries and run level changes' },
    timeFormat: { flags: '--time-format', arg: '<format>', help: 'show timestamps in the specified <format>', refused: true },
  },
  rewrite: (args) => args.map((a) => (/^-\d+$/.test(a) ? `--limit=${a.slice(1)}` : a)),
  *main(p, t) {
    const bad = t.name.endsWith('lastb');
    const path = t.value('file') ?? (bad ? '/var/log/btmp' : WTMP);
    if (!p.sys.exists(path)) throw new Failure(`cannot open ${path}: No such file or directory`);
    const all = readUtmp(p.sys, path);
    const full = t.has('fullTimes');
    const limit = Number(t.value('limit') ?? Infinity);
    let shown = 0;
    for (let at = all.length - 1; at >= 0 && shown < limit; at--) {
      const r = all[at]!;
      if (r.kind !== UTMP_KINDS.user && r.kind !== UTMP_KINDS.boot) continue;
      const tty = r.kind === UTMP_KINDS.boot ? 'system boot' : r.line;
      if (t.operands.length > 0 && !t.operands.some((o) => o === r.user || o === r.line || o === r.line.replace(/^tty|^pts\//, '')))
        continue;
      const host = t.has('noHostname') ? '' : ` ${(t.has('fullNames') ? r.host : r.host.slice(0, 16)).padEnd(16)}`;
      yield* p.stdout.line(`${r.user.slice(0, 8).padEnd(8)} ${tty.padEnd(12)}${host} ${moment(r.at, full)}${ending(all, at, full)}`);
      shown++;
    }
    const first = all[0]?.at ?? p.sys.stat(path).ctime;
    yield* p.stdout.write(`\n${bad ? 'btmp' : 'wtmp'} begins ${moment(first, true)}\n`);
  },
});
