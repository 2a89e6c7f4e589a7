import { describe, expect, test } from 'vitest';
import { Machine } from '../../machine.ts';
import { TestMachine } from '../../testing.ts';
import echo from '../echo/index.ts';
import ip from './index.ts';

function machine(): TestMachine {
  const m = new TestMachine([ip, echo]);
  const { net } = m.machine.namespaces;
  net.interfaces.push(
    {
      name: 'cni0',
      mac: '5e:12:aa:00:00:01',
      mtu: 1500,
      up: true,
      addresses: [{ ip: '10.244.0.1', prefix: 24 }],
      index: 2,
      kind: 'bridge',
    },
    {
      name: 'eth0',
      mac: '02:42:ac:1e:01:02',
      mtu: 1500,
      up: true,
      addresses: [{ ip: '172.30.1.2', prefix: 16 }],
      index: 15,
      kind: 'veth',
      peer: { index: 16, netnsid: 0 },
    },
  );
  net.routes.push(
    { to: 'default', via: '172.30.0.1', device: 'eth0', protocol: 'boot' },
    { to: '10.244.0.0/24', device: 'cni0', source: '10.244.0.1', protocol: 'kernel' },
    { to: '172.30.0.0/16', device: 'eth0', source: '172.30.1.2', protocol: 'kernel' },
  );
  return m;
}
const run = (m: TestMachine, line: string): string => {
  const { out, err, code } = m.run(line.split(' '));
  return out + err + (code === 0 ? '' : `[${code}]`);
};

describe('ip address', () => {
  test('shows links and addresses, in full, in brief, in a line and as JSON', () => {
    const m = machine();
    expect(run(m, 'ip a')).toBe(
      [
        '1: lo: <LOOPBACK,UP,LOWER_UP> mtu 65536 qdisc noqueue state UNKNOWN group default qlen 1000',
        '    link/loopback 00:00:00:00:00:00 brd 00:00:00:00:00:00',
        '    inet 127.0.0.1/8 scope host lo',
        '       valid_lft forever preferred_lft forever',
        '2: cni0: <NO-CARRIER,BROADCAST,MULTICAST,UP> mtu 1500 qdisc noqueue state DOWN group default qlen 1000',
        '    link/ether 5e:12:aa:00:00:01 brd ff:ff:ff:ff:ff:ff',
        '    inet 10.244.0.1/24 brd 10.244.0.255 scope global cni0',
        '       valid_lft forever preferred_lft forever',
        '15: eth0@if16: <BROADCAST,MULTICAST,UP,LOWER_UP> mtu 1500 qdisc noqueue state UP group default ',
        '    link/ether 02:42:ac:1e:01:02 brd ff:ff:ff:ff:ff:ff link-netnsid 0',
        '    inet 172.30.1.2/16 brd 172.30.255.255 scope global eth0',
        '       valid_lft forever preferred_lft forever',
        '',
      ].join('\n'),
    );
    expect(run(m, 'ip -br a')).toBe(
      'lo               UNKNOWN        127.0.0.1/8 \ncni0             DOWN           10.244.0.1/24 \neth0@if16        UP             172.30.1.2/16 \n',
    );
    expect(run(m, 'ip -4 -o addr show dev eth0')).toBe(
      '15: eth0    inet 172.30.1.2/16 brd 172.30.255.255 scope global eth0\\       valid_lft forever preferred_lft forever\n',
    );
    expect(run(m, 'ip -j addr show lo')).toBe(
      '[{"ifindex":1,"ifname":"lo","flags":["LOOPBACK","UP","LOWER_UP"],"mtu":65536,"qdisc":"noqueue","operstate":"UNKNOWN",' +
        '"group":"default","txqlen":1000,"link_type":"loopback","address":"00:00:00:00:00:00","broadcast":"00:00:00:00:00:00",' +
        '"addr_info":[{"family":"inet","local":"127.0.0.1","prefixlen":8,"scope":"host","label":"lo",' +
        '"valid_life_time":4294967295,"preferred_life_time":4294967295}]}]\n',
    );
    expect(run(m, 'ip -br -j -p link show lo')).toBe(
      '[ {\n        "ifname": "lo",\n        "operstate": "UNKNOWN",\n        "address": "00:00:00:00:00:00",\n' +
        '        "flags": [ "LOOPBACK","UP","LOWER_UP" ]\n    } ]\n',
    );
    expect(run(m, 'ip -6 addr')).toBe('');
    expect(run(m, 'ip addr show nosuch')).toBe('Device "nosuch" does not exist.\n[1]');
  });

  test('adds and deletes addresses with their routes', () => {
    const m = machine();
    expect(run(m, 'ip addr add 192.168.7.1/24 dev cni0')).toBe('');
    expect(run(m, 'ip addr add 192.168.7.1/24 dev cni0')).toBe('Error: ipv4: Address already assigned.\n[2]');
    expect(run(m, 'ip route show dev cni0')).toBe(
      '10.244.0.0/24 proto kernel scope link src 10.244.0.1 linkdown \n192.168.7.0/24 proto kernel scope link src 192.168.7.1 linkdown \n',
    );
    expect(run(m, 'ip addr del 192.168.7.1/24 dev cni0')).toBe('');
    expect(run(m, 'ip addr del 192.168.7.1/24 dev cni0')).toBe('Error: ipv4: Address not found.\n[2]');
    expect(run(m, 'ip addr add 1.2.3.4/24')).toBe('Not enough information: "dev" argument is required.\n[1]');
    expect(run(m, 'ip addr add x dev eth0')).toBe('Error: any valid prefix is expected rather than "x".\n[1]');
    expect(run(m, 'ip addr add 1.2.3.4/24 dev nosuch')).toBe('Cannot find device "nosuch"\n[1]');
  });
});

describe('ip link', () => {
  test('an interface that goes down takes its routes along and cuts who needs it', () => {
    const m = machine();
    const other = new Machine(m.kernel, 'node01', m.machine.namespaces.net.fabric);
    other.namespaces.net.interfaces.push({
      name: 'eth0',
      mac: '02:42:ac:1e:02:02',
      mtu: 1500,
      up: true,
      addresses: [{ ip: '172.30.2.2', prefix: 16 }],
    });
    const connect = (): string =>
      m.runMain(function* (p) {
        try {
          yield* p.sys.net.connect('172.30.2.2', 22);
        } catch (e) {
          yield* p.stdout.write((e as Error).message);
        }
      }).out;
    expect(connect()).toBe('connect Connection refused');
    expect(run(m, 'ip link set eth0 down')).toBe('');
    expect(run(m, 'ip -br link show eth0')).toBe('eth0@if16        DOWN           02:42:ac:1e:01:02 <BROADCAST,MULTICAST> \n');
    expect(run(m, 'ip route')).toBe('10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1 linkdown \n');
    expect(connect()).toBe('connect Network is unreachable');
    expect(run(m, 'ip link set dev eth0 up')).toBe('');
    expect(run(m, 'ip route show dev eth0')).toBe('172.30.0.0/16 proto kernel scope link src 172.30.1.2 \n');
    expect(connect()).toBe('connect Connection refused');
  });

  test('adds pairs and bridges, joins them, and takes them away', () => {
    const m = machine();
    expect(run(m, 'ip link add br0 type bridge')).toBe('');
    expect(run(m, 'ip link add va type veth peer name vb')).toBe('');
    expect(run(m, 'ip link set va master br0 up')).toBe('');
    expect(run(m, 'ip -o link show va').replace(/link\/ether \S+/, 'link/ether MAC')).toBe(
      '17: va@vb: <NO-CARRIER,BROADCAST,MULTICAST,UP,M-DOWN> mtu 1500 qdisc noqueue master br0 state LOWERLAYERDOWN mode DEFAULT group default \\    link/ether MAC brd ff:ff:ff:ff:ff:ff\n',
    );
    run(m, 'ip link set vb up');
    expect(run(m, 'ip -br link show master br0')).toMatch(/^va@vb {12}UP {13}\S+ <BROADCAST,MULTICAST,UP,LOWER_UP> \n$/);
    expect(run(m, 'ip link add br0 type bridge')).toBe('RTNETLINK answers: File exists\n[2]');
    expect(run(m, 'ip link del vb')).toBe('');
    expect(run(m, 'ip link show va')).toBe('Device "va" does not exist.\n[1]');
    expect(run(m, 'ip link del lo')).toBe('RTNETLINK answers: Operation not supported\n[2]');
    expect(run(m, 'ip link set nosuch up')).toBe('Cannot find device "nosuch"\n[1]');
    expect(run(m, 'ip link set eth0 mtu foo')).toBe('Error: argument "foo" is wrong: Invalid "mtu" value\n\n[255]');
  });
});

describe('ip route', () => {
  test('shows, gets, adds and deletes', () => {
    const m = machine();
    expect(run(m, 'ip r')).toBe(
      'default via 172.30.0.1 dev eth0 \n10.244.0.0/24 dev cni0 proto kernel scope link src 10.244.0.1 linkdown \n' +
        '172.30.0.0/16 dev eth0 proto kernel scope link src 172.30.1.2 \n',
    );
    expect(run(m, 'ip route get 8.8.8.8')).toBe('8.8.8.8 via 172.30.0.1 dev eth0 src 172.30.1.2 uid 0 \n    cache \n');
    expect(run(m, 'ip route get 172.30.1.2')).toBe('local 172.30.1.2 dev lo src 172.30.1.2 uid 0 \n    cache <local> \n');
    expect(run(m, 'ip route add 10.244.1.0/24 via 172.30.2.2')).toBe('');
    expect(run(m, 'ip route add 10.244.1.0/24 via 172.30.2.2')).toBe('RTNETLINK answers: File exists\n[2]');
    expect(run(m, 'ip -j route show 10.244.1.0/24')).toBe('[{"dst":"10.244.1.0/24","gateway":"172.30.2.2","dev":"eth0","flags":[]}]\n');
    expect(run(m, 'ip route del 10.244.1.0/24')).toBe('');
    expect(run(m, 'ip route del 10.244.1.0/24')).toBe('RTNETLINK answers: No such process\n[2]');
    expect(run(m, 'ip route add 10.9.0.0/16 via 9.9.9.9 dev cni0')).toBe('Error: Nexthop has invalid gateway.\n[2]');
    expect(run(m, 'ip route del default')).toBe('');
    expect(run(m, 'ip route get 8.8.8.8')).toBe('RTNETLINK answers: Network is unreachable\n[2]');
    expect(run(m, 'ip route show table local dev lo')).toBe(
      'local 127.0.0.0/8 proto kernel scope host src 127.0.0.1 \nlocal 127.0.0.1 proto kernel scope host src 127.0.0.1 \n' +
        'broadcast 127.255.255.255 proto kernel scope link src 127.0.0.1 \n',
    );
    expect(run(m, 'ip rule')).toBe('0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default\n');
  });
});

describe('ip netns', () => {
  test('makes namespaces, runs programs in them, and moves interfaces there', () => {
    const m = machine();
    expect(run(m, 'ip netns add blue')).toBe('');
    expect(run(m, 'ip netns add blue')).toBe('Cannot create namespace file "/run/netns/blue": File exists\n[1]');
    expect(run(m, 'ip netns exec blue ip -br link')).toBe('lo               DOWN           00:00:00:00:00:00 <LOOPBACK> \n');
    run(m, 'ip link add va type veth peer name vb netns blue');
    expect(run(m, 'ip netns')).toBe('blue (id: 0)\n');
    expect(run(m, 'ip -n blue -br link show vb')).toMatch(/^vb@if16 {10}DOWN {11}\S+ <BROADCAST,MULTICAST> \n$/);
    expect(run(m, 'ip -n blue link set lo up') + run(m, 'ip -n blue -br a show lo')).toBe('lo               UNKNOWN        127.0.0.1/8 \n');
    expect(run(m, 'ip netns exec nosuch echo')).toBe('Cannot open network namespace "nosuch": No such file or directory\n[255]');
    expect(run(m, 'ip netns del blue')).toBe('');
    expect(run(m, 'ip netns')).toBe('');
  });
});

test('words that it does not know', () => {
  const m = machine();
  expect(run(m, 'ip foo')).toBe('Object "foo" is unknown, try "ip help".\n[1]');
  expect(run(m, 'ip link foo')).toBe('Command "foo" is unknown, try "ip link help".\n[255]');
  expect(run(m, 'ip -z')).toBe('Option "-z" is unknown, try "ip -help".\n[255]');
  expect(run(m, 'ip -s link')).toBe('mirrorpod: ip -s: not simulated\n[1]');
});
