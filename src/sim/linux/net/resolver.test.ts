import { describe, expect, test } from 'vitest';
import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { TestMachine } from '../testing.ts';
import { type DnsQuery, DnsResponse, type DnsRecord } from './dns.ts';
import { getaddrinfo, goLookupHost, reverseLookup } from './resolver.ts';

/** A machine with a name server on 127.0.0.1 that knows some records, or none. */
function machine(records?: readonly DnsRecord[], asked: string[] = []): TestMachine {
  const m = new TestMachine([]);
  m.machine.calls.writeFile('/etc/hosts', '127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n172.30.1.2\tcontrolplane cp # a\n');
  m.machine.calls.writeFile(
    '/etc/resolv.conf',
    'nameserver 127.0.0.1\nsearch default.svc.cluster.local svc.cluster.local\noptions ndots:2 timeout:1 attempts:2\n',
  );
  if (!records) return m;
  m.init.fork(function* (p) {
    const socket = p.sys.net.datagram('127.0.0.1', 53);
    for (;;) {
      const { value } = yield* p.select({ d: socket.received });
      const query = value.message as DnsQuery;
      const { name, type } = query.question;
      asked.push(`${name} ${type}`);
      const own = records.filter((r) => r.name === name);
      const answers = own.filter((r) => r.type === type || r.type === 'CNAME');
      if (name.startsWith('silent')) continue;
      const rcode = name.startsWith('broken') ? 'SERVFAIL' : own.length > 0 ? 'NOERROR' : 'NXDOMAIN';
      socket.sendTo(value.from, new DnsResponse(query.id, query.question, rcode, answers));
    }
  });
  return m;
}

function ask(m: TestMachine, body: (p: Process) => Step<unknown>): string {
  let out = '';
  m.runMain(function* (p) {
    try {
      out = JSON.stringify(yield* body(p));
    } catch (e) {
      if (isErrno(e)) throw e;
      out = (e as Error).message;
    }
  });
  return out.replace(/127\.0\.0\.1:\d{4,}/g, 'SELF');
}

const WEB: DnsRecord[] = [
  { name: 'web.default.svc.cluster.local', type: 'A', ttl: 30, data: '10.96.5.5' },
  { name: 'alias.example.com', type: 'CNAME', ttl: 30, data: 'real.example.com.' },
  { name: 'alias.example.com', type: 'A', ttl: 30, data: '192.0.2.7' },
  { name: '5.5.96.10.in-addr.arpa', type: 'PTR', ttl: 30, data: 'web.default.svc.cluster.local.' },
];

describe('resolving names', () => {
  test('addresses and /etc/hosts need no server', () => {
    const m = machine();
    expect(ask(m, (p) => getaddrinfo(p, '10.0.0.1'))).toBe('{"canonical":"10.0.0.1","addresses":["10.0.0.1"]}');
    expect(ask(m, (p) => getaddrinfo(p, 'cp'))).toBe('{"canonical":"controlplane","addresses":["172.30.1.2"]}');
    expect(ask(m, (p) => getaddrinfo(p, 'localhost'))).toBe('{"canonical":"localhost","addresses":["127.0.0.1","::1"]}');
    expect(ask(m, (p) => goLookupHost(p, 'LOCALHOST'))).toBe('["127.0.0.1","::1"]');
  });

  test('search domains are tried in order, and aliases followed', () => {
    const asked: string[] = [];
    const m = machine(WEB, asked);
    expect(ask(m, (p) => getaddrinfo(p, 'web'))).toBe('{"canonical":"web.default.svc.cluster.local","addresses":["10.96.5.5"]}');
    expect(ask(m, (p) => goLookupHost(p, 'alias.example.com'))).toBe('["192.0.2.7"]');
    expect(ask(m, (p) => reverseLookup(p, '10.96.5.5'))).toBe('"web.default.svc.cluster.local"');
    expect(asked[0]).toBe('web.default.svc.cluster.local A');
  });

  test('a name that is not there', () => {
    const m = machine(WEB);
    expect(ask(m, (p) => getaddrinfo(p, 'nosuch'))).toBe('Name or service not known');
    expect(ask(m, (p) => goLookupHost(p, 'nosuch'))).toBe('lookup nosuch on 127.0.0.1:53: no such host');
  });

  test('a server that answers nothing, refuses, or fails', () => {
    const m = machine(WEB);
    expect(ask(m, (p) => goLookupHost(p, 'silent.example.com'))).toBe(
      'lookup silent.example.com on 127.0.0.1:53: read udp SELF->127.0.0.1:53: i/o timeout',
    );
    expect(ask(m, (p) => goLookupHost(p, 'broken.example.com'))).toBe('lookup broken.example.com on 127.0.0.1:53: server misbehaving');
    expect(ask(m, (p) => getaddrinfo(p, 'broken.example.com'))).toBe('Temporary failure in name resolution');
    expect(ask(machine(), (p) => goLookupHost(p, 'a.b.c'))).toBe(
      'lookup a.b.c on 127.0.0.1:53: read udp SELF->127.0.0.1:53: read: connection refused',
    );
    expect(ask(machine(), (p) => getaddrinfo(p, 'a.b.c'))).toBe('Temporary failure in name resolution');
  });
});
