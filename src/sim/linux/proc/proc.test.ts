import { describe, expect, test } from 'vitest';
import { isErrno } from '../../kernel/errno.ts';
import { FdTable } from '../../kernel/file.ts';
import { PidNamespace, type Process } from '../../kernel/process.ts';
import type { LinuxCalls } from '../calls.ts';
import { TestMachine } from '../testing.ts';

/** Runs code as root and gives what it said. */
function said(body: (p: Process, say: (text: string) => void) => Generator<never, void> | void): string[] {
  const lines: string[] = [];
  new TestMachine([]).runMain(function* (p) {
    const steps = body(p, (text) => void lines.push(text));
    if (steps) yield* steps;
  });
  return lines;
}

const failure = (attempt: () => unknown): string => {
  try {
    attempt();
    return 'nothing';
  } catch (e) {
    if (isErrno(e)) return e.text;
    throw e;
  }
};

describe('/proc', () => {
  test('shows the processes of the namespace, and self', () => {
    const lines = said((p, say) => {
      say(p.sys.readlink('/proc/self') === String(p.pid) ? 'self' : 'not self');
      say(p.sys.readText('/proc/self/cmdline'));
      say(p.sys.readText(`/proc/${p.parent!.pid}/status`).split('\n').slice(0, 4).join(' '));
      say(p.sys.readText('/proc/self/cgroup').split('\n')[0]!);
      say(p.sys.realpath('/proc/self/cwd'));
      say(failure(() => p.sys.readText('/proc/4000000/stat')));
      say(failure(() => p.sys.writeFile('/proc/x', '')));
      say(failure(() => p.sys.writeFile('/proc/version', 'a')));
      say(failure(() => p.sys.writeFile('/sys/nosuch', 'a')));
    });
    expect(lines).toEqual([
      'self',
      '/sbin/init\0',
      'Name:	 Umask:	0022 State:	S (sleeping) Tgid:	2',
      '9:name=systemd:/',
      '/root',
      'No such file or directory',
      'No such file or directory',
      'Input/output error',
      'Read-only file system',
    ]);
  });

  test('a container sees itself as process 1', () => {
    const lines: string[] = [];
    new TestMachine([]).runMain(function* (p) {
      const child = p.fork(
        function* (c) {
          const calls = c.sys as LinuxCalls;
          calls.mount({ source: 'proc', target: '/mnt', type: 'proc' });
          lines.push(
            c.sys
              .readdir('/mnt')
              .filter((e) => /^\d/.test(e.name))
              .map((e) => e.name)
              .join(' '),
          );
          lines.push(c.sys.readText('/mnt/self/stat').split(' ').slice(0, 5).join(' '));
          lines.push(
            c.sys
              .readText('/mnt/1/status')
              .split('\n')
              .filter((l) => l.startsWith('NSpid'))
              .join(),
          );
        },
        { pidNamespace: new PidNamespace() },
      );
      yield* p.wait(child);
    });
    expect(lines).toEqual(['1', '1 () R 0 0', 'NSpid:	1']);
  });

  test('a descriptor leads to its file, also after that was removed, and to the pipe itself', () => {
    const lines = said(function* (p, say) {
      p.sys.writeFile('/tmp/f', 'content');
      const fd = p.open('/tmp/f', { read: true });
      say(p.sys.readlink(`/proc/self/fd/${fd}`));
      p.sys.unlink('/tmp/f');
      say(p.sys.readlink(`/proc/self/fd/${fd}`));
      say(p.sys.readText(`/proc/self/fd/${fd}`));
      say(p.sys.stat('/dev/stdout').type);
      say(p.sys.readlink('/dev/stdout').replace(/\d+/g, 'N'));
    });
    expect(lines).toEqual(['/tmp/f', '/tmp/f (deleted)', 'content', 'fifo', '/proc/self/fd/N']);
  });

  test("another user's process cannot be looked into", () => {
    const lines = said((p, say) => {
      p.cred = { uid: 1000, gid: 1000, groups: [1000] };
      say(failure(() => p.sys.readlink('/proc/1/exe')));
      say(failure(() => p.sys.readdir('/proc/1/fd')));
      say(failure(() => p.sys.readText('/proc/1/environ')));
      say(p.sys.readText('/proc/uptime').replace(/\d+/g, 'N'));
    });
    expect(lines).toEqual(['Permission denied', 'Permission denied', 'Permission denied', 'N.N N.N\n']);
  });

  test('kernel parameters are read and written, and refuse what they are not', () => {
    const lines = said((p, say) => {
      const sys = '/proc/sys/net/ipv4';
      say(p.sys.readText(`${sys}/ip_forward`));
      p.sys.writeFile(`${sys}/ip_forward`, '0\n');
      say(p.sys.readText(`${sys}/conf/lo/forwarding`));
      say(failure(() => p.sys.writeFile(`${sys}/ip_forward`, '2x')));
      say(failure(() => p.sys.writeFile('/proc/sys/kernel/osrelease', '7')));
      say(failure(() => p.sys.readText('/proc/sys/kernel/nosuchkey')));
      p.sys.writeFile('/proc/sys/kernel/hostname', 'other\n');
      say(p.sys.hostname());
      say(p.sys.readText('/proc/sys/net/ipv4/tcp_rmem'));
    });
    expect(lines).toEqual([
      '1\n',
      '0\n',
      'Invalid argument',
      'Permission denied',
      'No such file or directory',
      'other',
      '4096\t131072\t6291456\n',
    ]);
  });

  test('control groups show limits and members', () => {
    const m = new TestMachine([]);
    const group = m.machine.cgroups.at('/system.slice/x.service');
    group.memoryMax = 1024;
    const lines: string[] = [];
    m.runMain(function* (p) {
      const child = p.fork(
        function* (c) {
          lines.push(c.sys.readText('/proc/self/cgroup').split('\n')[3]!);
          lines.push(c.sys.readText('/sys/fs/cgroup/memory/system.slice/x.service/memory.limit_in_bytes'));
          lines.push(String(c.sys.readText('/sys/fs/cgroup/systemd/system.slice/x.service/cgroup.procs').trim() === String(c.pid)));
          lines.push(c.sys.readText('/sys/fs/cgroup/memory/memory.limit_in_bytes').length > 5 ? 'limited' : 'none');
        },
        { cgroup: group, fds: new FdTable() },
      );
      yield* p.wait(child);
    });
    expect(lines).toEqual(['6:memory:/system.slice/x.service', '1024\n', 'true', 'limited']);
  });
});
