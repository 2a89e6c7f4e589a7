import { describe, expect, test } from 'vitest';
import { isErrno } from '../kernel/errno.ts';
import { program } from '../kernel/program.ts';
import { HOUR } from '../kernel/time.ts';
import { TestMachine } from './testing.ts';

const whoami = program({
  id: 'whoami',
  paths: ['/usr/bin/whoami'],
  *main(p) {
    yield* p.stdout.line(`${p.cred.uid} ${p.cred.realUid ?? p.cred.uid} ${p.comm}`);
  },
});

const NOBODY = { uid: 65534, gid: 65534, groups: [65534] };

describe('who a process is', () => {
  test('a setuid binary runs as its owner, unless new privileges are forbidden', () => {
    const m = new TestMachine([whoami]);
    m.machine.calls.chmod('/usr/bin/whoami', 0o4755);
    const ran = m.runMain(function* (p) {
      p.cred = NOBODY;
      yield* p.wait(p.spawn(['whoami']));
      p.security = { ...p.security, noNewPrivs: true };
      yield* p.wait(p.spawn(['whoami']));
    });
    expect(ran.out).toBe('0 65534 whoami\n65534 65534 whoami\n');
  });

  test('a link is named by its own name', () => {
    const m = new TestMachine([whoami]);
    m.machine.calls.symlink('whoami', '/usr/bin/id2');
    expect(m.run(['/usr/bin/id2']).out).toBe('0 0 id2\n');
  });

  test('kill finds nobody, or is not permitted, or reaches a group', () => {
    const said: string[] = [];
    new TestMachine([]).runMain(function* (p) {
      const attempt = (pid: number): void => {
        try {
          p.kill(pid, 'TERM');
          said.push('sent');
        } catch (e) {
          if (isErrno(e)) said.push(e.text);
        }
      };
      const child = p.fork(
        function* (c) {
          yield* c.sleep(HOUR);
        },
        { group: 'new' },
      );
      attempt(999_999);
      p.cred = NOBODY;
      attempt(child.pid);
      p.cred = { uid: 0, gid: 0, groups: [0] };
      attempt(-child.group);
      said.push(JSON.stringify(yield* p.wait(child)));
    });
    expect(said).toEqual(['No such process', 'Operation not permitted', 'sent', '{"signal":"TERM"}']);
  });
});
