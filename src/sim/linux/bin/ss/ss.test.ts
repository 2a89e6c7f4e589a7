import { describe, expect, test } from 'vitest';
import { HOUR } from '../../../kernel/time.ts';
import { TestMachine } from '../../testing.ts';
import ss from './index.ts';

function machine(): TestMachine {
  const m = new TestMachine([ss]);
  m.machine.calls.writeFile('/etc/services', 'ftp\t\t21/tcp\nssh\t\t22/tcp\t\t\t# SSH\n');
  m.machine.table.skip(74);
  m.init.fork(function* (p) {
    p.comm = 'sshd';
    p.sys.net.listen('0.0.0.0', 22, { backlog: 128 });
    p.sys.net.listen('::', 22, { backlog: 128, v6Only: true });
    yield* p.sleep(HOUR);
  });
  m.init.fork(function* (p) {
    p.comm = 'kube-apiserver';
    const server = p.sys.net.listen('::', 6443);
    p.sys.net.datagram('127.0.0.1', 53);
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
  const { out, err } = m.run(line.split(' '));
  return (out + err).split('\n').slice(0, -1);
};

describe('ss', () => {
  test('-tlnp, as narrow as its contents', () => {
    expect(run(machine(), 'ss -tlnp')).toEqual([
      'State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess                                ',
      'LISTEN 0      128          0.0.0.0:22        0.0.0.0:*    users:(("sshd",pid=74,fd=0))          ',
      'LISTEN 0      128             [::]:22           [::]:*    users:(("sshd",pid=74,fd=1))          ',
      'LISTEN 0      4096               *:6443            *:*    users:(("kube-apiserver",pid=75,fd=0))',
    ]);
  });

  test('-tulpn shows what kind, without -n names of services', () => {
    expect(run(machine(), 'ss -tul')).toEqual([
      'Netid State  Recv-Q Send-Q Local Address:Port Peer Address:PortProcess',
      'udp   UNCONN 0      0          127.0.0.1:53        0.0.0.0:*          ',
      'tcp   LISTEN 0      128          0.0.0.0:ssh       0.0.0.0:*          ',
      'tcp   LISTEN 0      128             [::]:ssh          [::]:*          ',
      'tcp   LISTEN 0      4096               *:6443            *:*          ',
    ]);
  });

  test('connections of both ends, and filters', () => {
    const m = machine();
    expect(run(m, 'ss -tn')).toEqual([
      'State Recv-Q Send-Q      Local Address:Port        Peer Address:Port Process',
      'ESTAB 0      0               127.0.0.1:32769          127.0.0.1:6443        ',
      'ESTAB 0      0      [::ffff:127.0.0.1]:6443  [::ffff:127.0.0.1]:32769       ',
    ]);
    expect(run(m, 'ss -Htln sport = :22').length).toBe(2);
    expect(run(m, 'ss -Htan ( dport = :6443 or sport = :6443 )').length).toBe(3);
    expect(run(m, 'ss -Htan dport = :6443')[0]!.startsWith('ESTAB')).toBe(true);
    expect(run(m, 'ss -o state established')[0]).toBe('Netid Recv-Q Send-Q      Local Address:Port        Peer Address:Port Process');
  });

  test('what it does not understand', () => {
    const m = machine();
    expect(run(m, 'ss foo')).toEqual(['Error: an inet prefix is expected rather than "foo".', 'Cannot parse dst/src address.']);
    expect(run(m, 'ss state foo')).toEqual(['ss: wrong state name: foo']);
    expect(run(m, 'ss -i')).toEqual(['mirrorpod: ss --info: not simulated']);
  });
});
