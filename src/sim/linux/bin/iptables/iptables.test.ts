import { describe, expect, test } from 'vitest';
import { HOUR, SECOND } from '../../../kernel/time.ts';
import { isErrno } from '../../../kernel/errno.ts';
import { TestMachine } from '../../testing.ts';
import iptables from './index.ts';

function machine(): TestMachine {
  const m = new TestMachine([iptables]);
  m.machine.calls.writeFile('/etc/services', 'ssh 22/tcp\n');
  const { net } = m.machine.namespaces;
  net.interfaces.push({ name: 'eth0', mac: '02:42:ac:1e:01:02', mtu: 1500, up: true, addresses: [{ ip: '172.30.1.2', prefix: 16 }] });
  net.routes.push({ to: 'default', via: '172.30.0.1', device: 'eth0' });
  return m;
}
const run = (m: TestMachine, line: string, stdin = ''): string => {
  const { out, err, code } = m.run(line.split(' '), { stdin });
  return `${out}${err}${code}`;
};

describe('iptables', () => {
  test('adds, lists and deletes rules', () => {
    const m = machine();
    expect(run(m, 'iptables -A INPUT -p tcp --dport 9999 -j DROP')).toBe('0');
    expect(
      run(
        m,
        'iptables -I INPUT -s 10.0.0.0/8 ! -d 10.1.2.3 -i eth0 -m conntrack --ctstate ESTABLISHED,NEW -m comment --comment hello -j ACCEPT',
      ),
    ).toBe('0');
    expect(run(m, 'iptables -nL INPUT').split('\n')).toEqual([
      'Chain INPUT (policy ACCEPT)',
      'target     prot opt source               destination         ',
      'ACCEPT     0    --  10.0.0.0/8          !10.1.2.3             ctstate NEW,ESTABLISHED /* hello */',
      'DROP       6    --  0.0.0.0/0            0.0.0.0/0            tcp dpt:9999',
      '0',
    ]);
    expect(run(m, 'iptables -S INPUT')).toBe(
      '-P INPUT ACCEPT\n-A INPUT -s 10.0.0.0/8 ! -d 10.1.2.3/32 -i eth0 -m conntrack --ctstate NEW,ESTABLISHED -m comment --comment hello -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 9999 -j DROP\n0',
    );
    expect(run(m, 'iptables -D INPUT -p tcp --dport 9999 -j DROP')).toBe('0');
    expect(run(m, 'iptables -D INPUT -p tcp --dport 9999 -j DROP')).toBe(
      'iptables: Bad rule (does a matching rule exist in that chain?).\n1',
    );
    expect(run(m, 'iptables -L INPUT 1 -v -n --line-numbers').split('\n')[0]).toBe(
      '1        0     0 ACCEPT     0    --  eth0   *       10.0.0.0/8          !10.1.2.3             ctstate NEW,ESTABLISHED /* hello */',
    );
  });

  test('what it refuses', () => {
    const m = machine();
    const hint = "Try `iptables -h' or 'iptables --help' for more information.\n2";
    expect(run(m, 'iptables -A NOSUCH -j DROP')).toBe('iptables: No chain/target/match by that name.\n1');
    expect(run(m, 'iptables -A INPUT -j NOSUCH')).toBe(`iptables v1.8.9 (nf_tables): Chain 'NOSUCH' does not exist\n${hint}`);
    expect(run(m, 'iptables -A INPUT --dport 22 -j DROP')).toBe(`iptables v1.8.9 (nf_tables): unknown option "--dport"\n${hint}`);
    expect(run(m, 'iptables -A INPUT -p tcp --dport abc -j DROP')).toBe(
      `iptables v1.8.9 (nf_tables): invalid port/service \`abc' specified\n${hint}`,
    );
    expect(run(m, 'iptables')).toBe(`iptables v1.8.9 (nf_tables): no command specified\n${hint}`);
    expect(run(m, 'iptables -t foo -L')).toBe(
      "iptables v1.8.9 (nf_tables): table 'foo' does not exist\nPerhaps iptables or your kernel needs to be upgraded.\n3",
    );
    expect(run(m, 'iptables -N A')).toBe('0');
    expect(run(m, 'iptables -N A')).toBe('iptables: Chain already exists.\n1');
    expect(run(m, 'iptables -A INPUT -m set --match-set x src -j DROP')).toBe('mirrorpod: iptables -m set: not simulated\n1');
  });

  test('saves and restores', () => {
    const m = machine();
    const rules = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
:KUBE-SEP-A - [0:0]
:KUBE-SERVICES - [0:0]
-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A KUBE-SEP-A -p tcp -m tcp -j DNAT --to-destination 127.0.0.1:8080
-A KUBE-SERVICES -d 10.96.0.1/32 -p tcp -m comment --comment "default/kubernetes:https cluster IP" -m tcp --dport 443 -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-A
-A KUBE-SERVICES -p tcp -j MARK --set-xmark 0x4000/0x4000
COMMIT
`;
    expect(run(m, 'iptables-restore', rules)).toBe('0');
    expect(run(m, 'iptables-save').split('\n').slice(1, -2).join('\n')).toBe(rules.trim());
    expect(run(m, 'iptables -t nat -nL KUBE-SERVICES')).toBe(
      `Chain KUBE-SERVICES (1 references)
target     prot opt source               destination\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020\u0020
KUBE-SEP-A  6    --  0.0.0.0/0            10.96.0.1            /* default/kubernetes:https cluster IP */ tcp dpt:443 statistic mode random probability 0.50000000000
MARK       6    --  0.0.0.0/0            0.0.0.0/0            MARK or 0x4000
0`,
    );
    expect(run(m, 'iptables-restore', '*filter\n-A NOSUCH -j DROP\nCOMMIT\n')).toBe(
      "iptables-restore: line 2 failed: Chain 'NOSUCH' does not exist.\n1",
    );
  });

  test('a dropped port cannot be connected to, a rejected one refuses, a service leads elsewhere', () => {
    const m = machine();
    m.init.fork(function* (p) {
      const server = p.sys.net.listen('127.0.0.1', 8080);
      for (;;) yield* p.select({ c: server.accepted });
    });
    const attempt = (ip: string, port: number): string => {
      let out = '';
      m.runMain(function* (p) {
        try {
          const c = yield* p.sys.net.connect(ip, port, 3 * SECOND);
          out = `connected ${JSON.stringify(c.remote)}`;
        } catch (e) {
          if (!isErrno(e)) throw e;
          out = e.code;
        }
      });
      return out;
    };
    expect(attempt('127.0.0.1', 8080)).toBe('connected {"ip":"127.0.0.1","port":8080}');
    run(m, 'iptables -A INPUT -p tcp --dport 8080 -j REJECT');
    expect(attempt('127.0.0.1', 8080)).toBe('ECONNREFUSED');
    run(m, 'iptables -R INPUT 1 -p tcp --dport 8080 -j DROP');
    expect(attempt('127.0.0.1', 8080)).toBe('ETIMEDOUT');
    run(m, 'iptables -F');
    run(m, 'iptables -t nat -A OUTPUT -d 10.96.0.1 -p tcp --dport 443 -j DNAT --to-destination 127.0.0.1:8080');
    expect(attempt('10.96.0.1', 443)).toBe('connected {"ip":"10.96.0.1","port":443}');
    run(m, 'iptables -P OUTPUT DROP');
    expect(attempt('127.0.0.1', 8080)).toBe('ETIMEDOUT');
  });

  test('a rule cuts what is connected, and what was sent comes when it goes', () => {
    const m = machine();
    const heard: string[] = [];
    m.init.fork(function* (p) {
      const server = p.sys.net.listen('127.0.0.1', 8080);
      const { value: c } = yield* p.select({ c: server.accepted });
      for (;;) {
        const { value } = yield* p.select({ got: c.incoming });
        if (value.kind !== 'message') return;
        heard.push(String(value.message));
      }
    });
    m.init.fork(function* (p) {
      const c = yield* p.sys.net.connect('127.0.0.1', 8080);
      for (let i = 1; i < 100; i++) {
        c.send(i);
        yield* p.sleep(SECOND);
      }
      yield* p.sleep(HOUR);
    });
    const wait = (seconds: number): void => void m.kernel.run(m.kernel.clock.now + seconds * SECOND);
    wait(1.5);
    run(m, 'iptables -A INPUT -p tcp --dport 8080 -j DROP');
    wait(3);
    expect(heard).toEqual(['1', '2']);
    run(m, 'iptables -F INPUT');
    wait(5);
    expect(heard.slice(0, 6)).toEqual(['1', '2', '3', '4', '5', '6']);
  });
});
