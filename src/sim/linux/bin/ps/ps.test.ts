import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../../kernel/time.ts';
import { TestMachine } from '../../testing.ts';
import ps from './index.ts';

/** A machine with a daemon and its child that have been up for a while. */
function machine(): TestMachine {
  const m = new TestMachine([ps]);
  m.machine.calls.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nmessagebus:x:100:107::/nonexistent:/usr/sbin/nologin\n');
  m.machine.table.skip(40);
  const daemon = m.init.fork(
    function* (p) {
      p.comm = 'daemon';
      p.argv = ['/usr/sbin/daemon', '-f'];
      p.cpuUs = 65_000_000;
      const child = p.fork(function* (c) {
        c.comm = 'a-very-long-nam';
        c.argv = ['worker', '--config=/etc/x', 'a\nb'];
        yield* c.sleep(10 * HOUR);
      });
      yield* p.wait(child);
    },
    { session: true, cred: { uid: 100, gid: 107, groups: [107] } },
  );
  m.init.comm = 'systemd';
  m.kernel.run(m.kernel.clock.now + 26 * MINUTE);
  expect(daemon.alive).toBe(true);
  return m;
}

const numbers = (text: string): string => text.replace(/^((?:\S+ +){4})( *\d+)( +)(\d+)/gm, '$1');

describe('ps', () => {
  test('-ef', () => {
    expect(machine().run(['ps', '-ef']).out.split('\n').slice(0, 4)).toEqual([
      'UID          PID    PPID  C STIME TTY          TIME CMD',
      'root           1       0  0 04:00 ?        00:00:00 /sbin/init',
      'message+      40       1  4 04:00 ?        00:01:05 /usr/sbin/daemon -f',
      'message+      41      40  0 04:00 ?        00:00:00 worker --config=/etc/x a?b',
    ]);
  });

  test('aux', () => {
    expect(
      numbers(machine().run(['ps', 'aux']).out)
        .split('\n')
        .slice(0, 4),
    ).toEqual([
      'USER         PID %CPU %MEM    VSZ   RSS TTY      STAT START   TIME COMMAND',
      'root           1  0.0  0.0    ?        Ss   04:00   0:00 /sbin/init',
      'message+      40  4.1  0.0    ?        Ss   04:00   1:05 /usr/sbin/daemon -f',
      'message+      41  0.0  0.0    ?        S    04:00   0:00 worker --config=/etc/x a?b',
    ]);
  });

  test('chosen columns, headings and order', () => {
    const m = machine();
    expect(m.run(['ps', '-eo', 'pid,ppid,user,comm', '--sort=-pid']).out.split('\n').slice(-4)).toEqual([
      '     41      40 message+ a-very-long-nam',
      '     40       1 message+ daemon',
      '      1       0 root     systemd',
      '',
    ]);
    expect(m.run(['ps', '-o', 'pid=,comm=NAME', '-C', 'daemon']).out).toBe('        NAME\n     40 daemon\n');
    expect(m.run(['ps', '-C', 'daemon', '-o', 'comm=']).out).toBe('daemon\n');
    expect(m.run(['ps', 'h', '-p', '1,40', '-o', 'etime,time,lstart']).out).toBe(
      '      26:00 00:00:00 Sun Nov 22 04:00:00 2026\n      26:00 00:01:05 Sun Nov 22 04:00:00 2026\n',
    );
  });

  test('trees', () => {
    const m = machine();
    expect(m.run(['ps', 'axf', '-o', 'pid,comm']).out.split('\n').slice(0, 4)).toEqual([
      '    PID COMMAND',
      '      1 systemd',
      '     40  \\_ daemon',
      '     41  |   \\_ a-very-long-nam',
    ]);
    expect(m.run(['ps', '-eH', '-o', 'args']).out.split('\n')[3]).toBe('    worker --config=/etc/x a?b');
  });

  test('nothing found is a failure, and so is what it does not understand', () => {
    const m = machine();
    expect(m.run(['ps', '-C', 'nosuch'])).toEqual({ out: '    PID TTY          TIME CMD\n', err: '', code: 1 });
    expect(m.run(['ps', '-p', 'abc']).err.split('\n')[0]).toBe('error: process ID list syntax error');
    expect(m.run(['ps', '-eo', 'pid,foo']).err.split('\n')[0]).toBe('error: unknown user-defined format specifier "foo"');
    expect(m.run(['ps', '-aux', '--cols', '76']).out.split('\n')[2]!.slice(-22)).toBe('04:00   1:05 /usr/sbin');
  });
});
