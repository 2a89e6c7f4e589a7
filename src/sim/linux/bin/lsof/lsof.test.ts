import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../kernel/time.ts';
import { TestMachine } from '../../testing.ts';
import lsof from './index.ts';

function machine(): TestMachine {
  const m = new TestMachine([lsof]);
  m.machine.calls.writeFile('/etc/hosts', '127.0.0.1 localhost\n');
  m.machine.calls.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
  m.machine.calls.writeFile('/root/data', 'abc');
  m.machine.table.skip(422);
  m.init.fork(function* (p) {
    p.comm = 'kube-apiserver';
    const server = p.sys.net.listen('::', 6443);
    p.open('/root/data', { read: true, write: true });
    for (;;) yield* p.select({ c: server.accepted });
  });
  m.init.fork(function* (p) {
    p.comm = 'kubelet';
    yield* p.sys.net.connect('127.0.0.1', 6443);
    yield* p.sleep(HOUR);
  });
  m.kernel.run(m.kernel.clock.now + 100_000);
  return m;
}
const run = (m: TestMachine, line: string): string[] => {
  const { out, err, code } = m.run(line.split(' '));
  return [
    ...(out + err)
      .replace(/\b2\d{4}\b/g, 'INODE')
      .split('\n')
      .slice(0, -1),
    String(code),
  ];
};

describe('lsof', () => {
  test('-i :PORT, with names of hosts', () => {
    expect(run(machine(), 'lsof -i :6443')).toEqual([
      'COMMAND   PID USER   FD   TYPE DEVICE SIZE/OFF NODE NAME',
      'kube-apis 422 root    0u  IPv6  INODE      0t0  TCP *:6443 (LISTEN)',
      'kube-apis 422 root    2u  IPv6  INODE      0t0  TCP localhost:6443->localhost:32769 (ESTABLISHED)',
      'kubelet   423 root    0u  IPv4  INODE      0t0  TCP localhost:32769->localhost:6443 (ESTABLISHED)',
      '0',
    ]);
  });

  test('states, numbers, processes, files', () => {
    const m = machine();
    expect(run(m, 'lsof -nP -iTCP -sTCP:LISTEN')[1]).toBe('kube-apis 422 root    0u  IPv6  INODE      0t0  TCP *:6443 (LISTEN)');
    expect(run(m, 'lsof -ti :6443')).toEqual(['422', '423', '0']);
    expect(run(m, 'lsof -i :9999')).toEqual(['1']);
    expect(run(m, 'lsof /root/data').slice(1)).toEqual(
      ['kube-apis 422 root    1u   REG  254,1        3  NNN /root/data', '0'].map((l) =>
        l.replace('NNN', String(m.machine.calls.stat('/root/data').ino).padStart(3)),
      ),
    );
    expect(run(m, 'lsof -p 423 -a -d cwd')[1]!.replace(/ +/g, ' ')).toMatch(/^kubelet 423 root cwd DIR 254,1 4096 \d+ \/$/);
    expect(run(m, 'lsof +D /root -a -c kube -t')).toEqual(['422', '0']);
  });

  test('what it does not understand', () => {
    const m = machine();
    expect(run(m, 'lsof -i foo')[0]).toBe('lsof: unknown protocol name (foo) in: -i foo');
    expect(run(m, 'lsof -i :abc')[0]).toBe('lsof: unknown service abc in: -i :abc');
    expect(run(m, 'lsof /nosuch')).toEqual(['lsof: status error on /nosuch: No such file or directory', '1']);
  });
});
