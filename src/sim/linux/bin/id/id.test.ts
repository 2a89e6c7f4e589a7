import { describe, expect, test } from 'vitest';
import { installBaseFiles } from '../../base/index.ts';
import { TestMachine } from '../../testing.ts';
import { recordBoot } from '../../utmp.ts';
import faillog from '../faillog/index.ts';
import groups from '../groups/index.ts';
import last from '../last/index.ts';
import lastlog from '../lastlog/index.ts';
import users from '../users/index.ts';
import who from '../who/index.ts';
import id from './index.ts';

function machine(): TestMachine {
  const m = new TestMachine([id, groups, users, who, last, lastlog, faillog]);
  installBaseFiles(m.machine);
  recordBoot(m.machine.calls, m.machine.bootedAt);
  return m;
}
const run = (line: string): string => {
  const { out, err, code } = machine().run(line.split(' '));
  return `${out}${err}${code}`;
};

describe('who somebody is', () => {
  test('id', () => {
    expect(run('id')).toBe('uid=0(root) gid=0(root) groups=0(root)\n0');
    expect(run('id -un')).toBe('root\n0');
    expect(run('id sync')).toBe('uid=4(sync) gid=65534(nogroup) groups=65534(nogroup)\n0');
    expect(run('id nosuch')).toBe("id: 'nosuch': no such user\n1");
    expect(run('id -n')).toBe('id: cannot print only names or real IDs in default format\n1');
    expect(run('id -ug')).toBe('id: cannot print "only" of more than one choice\n1');
  });

  test('groups', () => {
    expect(run('groups')).toBe('root\n0');
    expect(run('groups root nosuch')).toBe("root : root\ngroups: 'nosuch': no such user\n1");
  });

  test('nobody has logged in', () => {
    expect(run('who')).toBe('0');
    expect(run('who -b')).toBe('         system boot  2026-11-22 04:00\n0');
    expect(run('users')).toBe('0');
    expect(run('last')).toBe('reboot   system boot  6.1.0-41-amd64   Sun Nov 22 04:00   still running\n\nwtmp begins Sun Nov 22 04:00:00 2026\n0');
    expect(run('lastlog -u root')).toBe(
      'Username         Port     From                                       Latest\nroot                                                                **Never logged in**\n0',
    );
    expect(run('faillog')).toBe('0');
  });
});
