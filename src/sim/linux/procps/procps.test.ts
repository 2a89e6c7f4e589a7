import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../kernel/time.ts';
import free from '../bin/free/index.ts';
import kill from '../bin/kill/index.ts';
import pgrep from '../bin/pgrep/index.ts';
import pidof from '../bin/pidof/index.ts';
import renice from '../bin/renice/index.ts';
import uptime from '../bin/uptime/index.ts';
import vmstat from '../bin/vmstat/index.ts';
import w from '../bin/w/index.ts';
import { TestMachine } from '../testing.ts';
import { recordBoot, recordSession, UTMP_KINDS } from '../utmp.ts';

/** A machine with three daemons: pids 40 to 42. */
function machine(): TestMachine {
  const m = new TestMachine([pgrep, kill, pidof, free, uptime, w, vmstat, renice]);
  m.machine.calls.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\njane:x:1000:1000::/home/jane:/bin/bash\n');
  m.machine.table.skip(40);
  for (const [name, args] of [
    ['etcd', ['etcd', '--name=a']],
    ['kube-apiserver', ['/usr/bin/kube-apiserver', '--etcd-servers=x']],
    ['etcd', ['etcd', '--name=b']],
  ] as const) {
    m.init.fork(function* (p) {
      p.comm = name;
      p.argv = [...args];
      yield* p.sleep(10 * HOUR);
    });
  }
  m.kernel.run(m.kernel.clock.now + 80 * MINUTE);
  return m;
}

const run = (m: TestMachine, line: string): string => {
  const { out, err, code } = m.run(line.split(' '));
  return `${out}${err}${code}`;
};

describe('pgrep and its kin', () => {
  test('find by name, by command line, the newest, and count', () => {
    const m = machine();
    expect(run(m, 'pgrep etcd')).toBe('40\n42\n0');
    expect(run(m, 'pgrep -x kube-api')).toBe('1');
    expect(run(m, 'pgrep -fa etcd')).toBe('40 etcd --name=a\n41 /usr/bin/kube-apiserver --etcd-servers=x\n42 etcd --name=b\n0');
    expect(run(m, 'pgrep -l -n etcd')).toBe('42 etcd\n0');
    expect(run(m, 'pgrep -d, etcd')).toBe('40,42\n0');
    expect(run(m, 'pgrep -c nosuch')).toBe('0\n1');
    expect(run(m, 'pgrep -u jane etcd')).toBe('1');
  });

  test('say what is wrong with the question', () => {
    const m = machine();
    expect(run(m, 'pgrep')).toBe("pgrep: no matching criteria specified\nTry `pgrep --help' for more information.\n2");
    expect(run(m, 'pgrep -u nosuch')).toBe('pgrep: invalid user name: nosuch\n2');
    expect(run(m, 'pgrep kube-controller-manager')).toBe(
      "pgrep: pattern that searches for process name longer than 15 characters will result in zero matches\nTry `pgrep -f' option to match against the complete command line.\n1",
    );
    expect(run(m, 'pgrep -Z').split('\n').slice(0, 4)).toEqual([
      "pgrep: invalid option -- 'Z'",
      '',
      'Usage:',
      ' pgrep [options] <pattern>',
    ]);
  });

  test('pkill sends a signal, pidwait waits for the end', () => {
    const m = machine();
    expect(run(m, 'pkill -9 -e -f name=a')).toBe('etcd killed (pid 40)\n0');
    expect(run(m, 'pgrep etcd')).toBe('42\n0');
    expect(run(m, 'pkill nosuch')).toBe('1');
    m.kernel.clock.after(SECOND, () => m.kernel.signal(m.machine.table.processes.get(42)!, 'TERM'));
    expect(run(m, 'pidwait -e etcd')).toBe('waiting for etcd (pid 42)\n0');
  });

  test('kill says what it cannot do', () => {
    const m = machine();
    expect(run(m, 'kill 999999')).toBe('kill: (999999): No such process\n1');
    expect(run(m, 'kill abc')).toBe("kill: failed to parse argument: 'abc'\n1");
    expect(run(m, 'kill -s FOO 40')).toBe('kill: (40): Invalid argument\n1');
    expect(run(m, 'kill -l 9')).toBe('KILL\n0');
    expect(run(m, 'kill -L').split('\n').slice(0, 1).concat(run(m, 'kill -l').split('\n')[0]!)).toEqual([
      ' 1 HUP      2 INT      3 QUIT     4 ILL      5 TRAP     6 ABRT     7 BUS',
      'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT',
    ]);
  });

  test('pidof names the youngest first, program by program', () => {
    const m = machine();
    expect(run(m, 'pidof etcd kube-apiserver')).toBe('42 40 41\n0');
    expect(run(m, 'pidof -s etcd')).toBe('42\n0');
    expect(run(m, 'pidof nosuch')).toBe('1');
  });
});

describe('what the system is doing', () => {
  test('uptime and w', () => {
    const m = machine();
    expect(run(m, 'uptime')).toBe(' 05:20:00 up  1:20,  0 user,  load average: 0.00, 0.00, 0.00\n0');
    expect(run(m, 'uptime -p')).toBe('up 1 hour, 20 minutes\n0');
    expect(run(m, 'uptime -s')).toBe('2026-11-22 04:00:00\n0');
    const { calls, kernel } = m.machine;
    recordBoot(calls, m.machine.bootedAt);
    recordSession(calls, {
      kind: UTMP_KINDS.user,
      pid: 40,
      line: 'pts/0',
      id: 'ts/0',
      user: 'root',
      host: '172.30.2.2',
      at: kernel.clock.now,
    });
    expect(run(m, 'w').split('\n').slice(1)).toEqual([
      'USER     TTY      FROM             LOGIN@   IDLE   JCPU   PCPU WHAT',
      'root     pts/0    172.30.2.2       05:20    0.00s  0.00s  0.00s -',
      '0',
    ]);
  });

  test('free, in its units', () => {
    const m = machine();
    const out = run(m, 'free -h').split('\n');
    expect(out[0]).toBe('               total        used        free      shared  buff/cache   available');
    expect(out[1]!.slice(0, 20)).toBe('Mem:            23Gi');
    expect(out[2]).toBe('Swap:             0B          0B          0B');
    expect(run(m, 'free -m').split('\n')[1]!.slice(0, 20)).toBe('Mem:           24105');
    expect(run(m, 'vmstat').split('\n').slice(0, 2)).toEqual([
      'procs -----------memory---------- ---swap-- -----io---- -system-- ------cpu-----',
      ' r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st',
    ]);
  });

  test('renice', () => {
    const m = machine();
    expect(run(m, 'renice -n 5 -p 40')).toBe('40 (process ID) old priority 0, new priority 5\n0');
    expect(run(m, 'renice -n 5 -p 999999')).toBe('renice: failed to set priority for 999999 (process ID): No such process\n1');
  });
});
