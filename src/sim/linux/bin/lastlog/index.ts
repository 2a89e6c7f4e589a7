import { pad, toCivil, MONTHS, WEEKDAYS, type Micros } from '../../../kernel/time.ts';
import { readUsers } from '../../accounts.ts';
import { readUtmp, UTMP_KINDS, WTMP } from '../../utmp.ts';
import { Failure, FAMILIES, utility } from '../lib/utility.ts';

function moment(at: Micros): string {
  const c = toCivil(at);
  return `${WEEKDAYS[c.weekday]} ${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)} +0000 ${c.year}`;
}

/** lastlog(8) of shadow. The last login of each user is the last one in wtmp: the file /var/log/lastlog is not kept apart. */
export default utility({
  name: 'lastlog',
  family: FAMILIES.shadow,
  package: 'login',
  sizeBytes: 23_136,
  usage: ['[options]'],
  summary: 'Report the most recent login of all users or of a given user.',
  options: {
    before: { flags: '-b, --before', arg: 'DAYS', help: 'print only lastlog records older than DAYS', refused: true },
    clear: { flags: '-C, --clear', help: 'clear lastlog record of an user', refused: true },
    set: { flags: '-S, --set', help: 'set lastlog record to current time', refused: true },
    time: { flags: '-t, --time', arg: 'DAYS', help: 'print only lastlog records more recent than DAYS', refused: true },
    user: { flags: '-u, --user', arg: 'LOGIN', help: 'print lastlog record of the specified LOGIN' },
  },
  *main(p, t) {
    const logins = readUtmp(p.sys, WTMP).filter((r) => r.kind === UTMP_KINDS.user);
    const wanted = t.value('user');
    const users = readUsers(p.sys).filter((u) => wanted === undefined || u.name === wanted || String(u.uid) === wanted);
    if (wanted !== undefined && users.length === 0) throw new Failure(`Unknown user or range: ${wanted}`);
    yield* p.stdout.line(`${'Username'.padEnd(16)} ${'Port'.padEnd(8)} ${'From'.padEnd(43)}Latest`);
    for (const user of users) {
      const last = logins.findLast((r) => r.user === user.name);
      const when = last ? moment(last.at) : '**Never logged in**';
      yield* p.stdout.line(`${user.name.padEnd(16)} ${(last?.line ?? '').padEnd(8)} ${(last?.host ?? '').padEnd(42)}${when}`);
    }
  },
});
