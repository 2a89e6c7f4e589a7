import { describe, expect, test } from 'vitest';
import { testAuthority } from '../../crypto/testing.ts';
import { cipherSuite } from '../../crypto/tls/cipher-suites.ts';
import type { TlsClientConfig, TlsServerConfig } from '../../crypto/tls/config.ts';
import { goVerifier, opensslVerifier } from '../../crypto/tls/verifiers.ts';
import { TLS11, TLS12, TLS13 } from '../../crypto/tls/versions.ts';
import { commonName } from '../../crypto/x509/name.ts';
import { CertPool } from '../../crypto/x509/pool.ts';
import type { Connection } from '../../kernel/network.ts';
import type { Process } from '../../kernel/process.ts';
import { block, within, type Step } from '../../kernel/step.ts';
import { bytes } from '../../kernel/text.ts';
import { fromCivil, HOUR, SECOND } from '../../kernel/time.ts';
import { TestMachine } from '../testing.ts';
import { TlsError, tlsClient, tlsServer, type TlsConnection } from './tls.ts';

const NOW = fromCivil(2026, 11, 22, 4);
const ca = testAuthority(NOW);
const other = testAuthority(NOW, 'other');
const roots = new CertPool([ca.certificate]);
const server = ca.server('kube-apiserver', ['controlplane', '10.96.0.1']);
const client = ca.client('kubernetes-admin', ['kubeadm:cluster-admins']);
const trusting: TlsClientConfig = { serverName: 'controlplane', verify: goVerifier(roots, 'controlplane') };
const asking: TlsServerConfig = { certificate: server, clientAuth: 'require-and-verify', clientCas: roots };

const said = (e: unknown): string => (e instanceof TlsError ? e.message : String(e)).replace(/127\.0\.0\.1:3\d{4}/, '127.0.0.1:PORT');

interface Sides {
  client: (p: Process, raw: Connection) => Step<string>;
  server: (p: Process, raw: Connection) => Step<string>;
}

/** What each side had to say, on one machine. */
function play(sides: Sides): { client: string; server: string } {
  const m = new TestMachine([]);
  const result = { client: 'waits', server: 'waits' };
  const ran = m.runMain(function* (p) {
    const listener = p.sys.net.listen('127.0.0.1', 6443);
    p.thread(
      'server',
      (function* () {
        const raw = yield* block(listener.accepted);
        try {
          result.server = yield* sides.server(p, raw);
        } catch (e) {
          result.server = said(e);
        }
        raw.close();
      })(),
    );
    const raw = yield* p.sys.net.connect('127.0.0.1', 6443);
    try {
      result.client = yield* sides.client(p, raw);
    } catch (e) {
      result.client = said(e);
    }
    raw.close();
    yield* p.sleep(SECOND);
  });
  expect(ran).toEqual({ out: '', err: '', code: 0 });
  return result;
}

function* exchange(connection: TlsConnection): Step<string> {
  connection.send('ping');
  const got = yield* block(connection.incoming);
  if (got.kind === 'reset') return `read: ${got.error?.message ?? 'reset'}`;
  return got.kind === 'message' ? `got ${String(got.message)}` : got.kind;
}

function* serve(connection: TlsConnection): Step<string> {
  const { peerCertificates } = connection.state;
  const got = yield* block(connection.incoming);
  if (got.kind === 'message') connection.send('pong');
  return peerCertificates[0] ? `${commonName(peerCertificates[0].subject)}, ${got.kind}` : `anonymous, ${got.kind}`;
}

const tls = (c: TlsClientConfig, s: TlsServerConfig): { client: string; server: string } =>
  play({
    *client(p, raw) {
      return yield* exchange(yield* tlsClient(p, raw, c));
    },
    *server(p, raw) {
      return yield* serve(yield* tlsServer(p, raw, s));
    },
  });

describe('a handshake', () => {
  test('settles version, suite and protocol', () => {
    const states: unknown[] = [];
    const look = (c: TlsClientConfig, s: TlsServerConfig): void => {
      play({
        *client(p, raw) {
          const { state } = yield* tlsClient(p, raw, c);
          states.push([state.version, state.cipherSuite.openssl, state.group, state.alpn, state.peerScheme]);
          return '';
        },
        *server(p, raw) {
          yield* tlsServer(p, raw, s);
          return '';
        },
      });
    };
    const ecdsa = ca.server('ec', ['controlplane'], {}, { type: 'ec', curve: 'P-256' });
    look({ ...trusting, alpn: ['h2', 'http/1.1'] }, { certificate: server, alpn: ['h2', 'http/1.1'] });
    look({ ...trusting, stack: 'openssl' }, { certificate: server });
    look({ ...trusting, versions: { max: TLS12 } }, { certificate: server, alpn: ['h2'] });
    look({ ...trusting, versions: { max: TLS12 } }, { certificate: ecdsa });
    look({ ...trusting, stack: 'openssl' }, { certificate: server, stack: 'openssl' });
    expect(states).toEqual([
      [TLS13, 'TLS_AES_128_GCM_SHA256', 'X25519MLKEM768', 'h2', 'RSA-PSS+SHA256'],
      [TLS13, 'TLS_AES_128_GCM_SHA256', 'X25519', undefined, 'RSA-PSS+SHA256'],
      [TLS12, 'ECDHE-RSA-AES128-GCM-SHA256', 'X25519', undefined, 'RSA-PSS+SHA256'],
      [TLS12, 'ECDHE-ECDSA-AES128-GCM-SHA256', 'X25519', undefined, 'ECDSA+SHA256'],
      [TLS13, 'TLS_AES_256_GCM_SHA384', 'X25519', undefined, 'RSA-PSS+SHA256'],
    ]);
  });

  test('passes messages both ways, with and without a client certificate', () => {
    expect(tls(trusting, { certificate: server })).toEqual({ client: 'got pong', server: 'anonymous, message' });
    expect(tls({ ...trusting, certificate: client }, asking)).toEqual({ client: 'got pong', server: 'kubernetes-admin, message' });
    expect(tls(trusting, { ...asking, clientAuth: 'request' })).toEqual({ client: 'got pong', server: 'anonymous, message' });
    expect(tls({ ...trusting, certificate: client, versions: { max: TLS12 } }, asking)).toEqual({
      client: 'got pong',
      server: 'kubernetes-admin, message',
    });
  });

  test('takes virtual time on both sides', () => {
    let took = 0;
    play({
      *client(p, raw) {
        const before = p.cpuUs;
        const answer = yield* exchange(yield* tlsClient(p, raw, trusting));
        took = p.cpuUs - before;
        return answer;
      },
      *server(p, raw) {
        return yield* serve(yield* tlsServer(p, raw, { certificate: server }));
      },
    });
    expect(took).toBe(1800);
  });
});

describe('a server that the client does not trust', () => {
  const refused = (verify: TlsClientConfig['verify'], pair = server, more: Partial<TlsClientConfig> = {}): unknown =>
    tls({ serverName: 'x', verify, ...more }, { certificate: pair });

  test('is refused with Go\u2019s text and bad certificate', () => {
    const expired = ca.server('old', ['controlplane'], { notAfter: NOW - HOUR });
    const bad = 'remote error: tls: bad certificate';
    expect(refused(goVerifier(new CertPool([other.certificate]), 'controlplane'))).toEqual({
      client: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
      server: bad,
    });
    expect(refused(goVerifier(roots, '127.0.0.1'))).toEqual({
      client: 'tls: failed to verify certificate: x509: certificate is valid for 10.96.0.1, not 127.0.0.1',
      server: bad,
    });
    expect(refused(goVerifier(roots, 'controlplane'), expired)).toEqual({
      client:
        'tls: failed to verify certificate: x509: certificate has expired or is not yet valid: ' +
        'current time 2026-11-22T04:00:00Z is after 2026-11-22T03:00:00Z',
      server: bad,
    });
  });

  test('is refused by OpenSSL with an alert that fits, which Go can read only before TLS 1.3', () => {
    const verify = opensslVerifier({ trusted: [] });
    const text = 'tls: failed to verify certificate: unable to get local issuer certificate';
    expect(refused(verify, server, { stack: 'openssl' })).toEqual({ client: text, server: 'local error: tls: bad record MAC' });
    expect(refused(verify, server, { stack: 'openssl', versions: { max: TLS12 } })).toEqual({
      client: text,
      server: 'remote error: tls: unknown certificate authority',
    });
  });

  test('with a key that is not its certificate\u2019s is found out', () => {
    expect(refused(goVerifier(roots, 'controlplane'), { ...server, key: client.key })).toEqual({
      client: 'tls: invalid signature by the server certificate: crypto/rsa: verification error',
      server: 'remote error: tls: error decrypting message',
    });
  });
});

describe('a client that the server does not take', () => {
  test('learns it with its first read in TLS 1.3, and in the handshake before', () => {
    expect(tls(trusting, asking)).toEqual({
      client: 'read: remote error: tls: certificate required',
      server: "tls: client didn't provide a certificate",
    });
    expect(tls({ ...trusting, versions: { max: TLS12 } }, asking)).toEqual({
      client: 'remote error: tls: bad certificate',
      server: "tls: client didn't provide a certificate",
    });
  });

  test('gets an alert that says what is wrong with its certificate', () => {
    const stranger = other.client('eve');
    const old = ca.client('old', [], { notAfter: NOW - HOUR });
    const late = 'current time 2026-11-22T04:00:00Z is after 2026-11-22T03:00:00Z';
    expect(tls({ ...trusting, certificate: () => stranger }, asking)).toEqual({
      client: 'read: remote error: tls: unknown certificate authority',
      server: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    });
    expect(tls({ ...trusting, certificate: old }, asking)).toEqual({
      client: 'read: remote error: tls: expired certificate',
      server: `tls: failed to verify certificate: x509: certificate has expired or is not yet valid: ${late}`,
    });
    expect(tls({ ...trusting, certificate: () => server }, asking)).toEqual({
      client: 'read: remote error: tls: bad certificate',
      server: 'tls: failed to verify certificate: x509: certificate specifies an incompatible key usage',
    });
  });

  test('shows no certificate that no acceptable authority has issued', () => {
    expect(tls({ ...trusting, certificate: other.client('eve') }, asking)).toEqual({
      client: 'read: remote error: tls: certificate required',
      server: "tls: client didn't provide a certificate",
    });
  });
});

describe('nothing in common', () => {
  test('versions, suites and protocols', () => {
    expect(tls({ ...trusting, versions: { min: TLS11, max: TLS11 } }, { certificate: server })).toEqual({
      client: 'remote error: tls: protocol version not supported',
      server: 'tls: client offered only unsupported versions: [302]',
    });
    const weak = { ...trusting, versions: { max: TLS12 }, cipherSuites: [cipherSuite('AES128-SHA')!] } as const;
    expect(tls(weak, { certificate: server })).toEqual({
      client: 'remote error: tls: handshake failure',
      server: 'tls: no cipher suite supported by both client and server',
    });
    expect(tls({ ...trusting, alpn: ['ssh'] }, { certificate: server, alpn: ['h2'] })).toEqual({
      client: 'remote error: tls: no application protocol',
      server: 'tls: client requested unsupported application protocols (["ssh"])',
    });
    expect(tls({ serverName: '', verify: goVerifier(roots) }, { certificate: server })).toEqual({
      client: 'tls: either ServerName or InsecureSkipVerify must be specified in the tls.Config',
      server: 'EOF',
    });
  });
});

describe('no TLS at all', () => {
  const over = (message: unknown): unknown =>
    play({
      *client(p, raw) {
        raw.send(message);
        return (yield* within(p.clock, SECOND, raw.incoming))?.kind ?? 'waits';
      },
      *server(p, raw) {
        return yield* serve(yield* tlsServer(p, raw, { certificate: server }));
      },
    });

  test('is recognised by the server', () => {
    const text = 'tls: first record does not look like a TLS handshake';
    expect(over({ method: 'GET' })).toEqual({ client: 'end', server: text });
    expect(over(bytes('GET / HTTP/1.0\r\n\r\n'))).toEqual({ client: 'end', server: text });
    expect(over(Uint8Array.of(0x80, 0x2e, 1, 0, 2))).toEqual({ client: 'message', server: 'tls: unsupported SSLv2 handshake received' });
    expect(over(bytes('x\n'))).toEqual({ client: 'waits', server: 'unexpected EOF' });
  });

  test('is recognised by the client, as are an end and a reset', () => {
    const against = (answer: (raw: Connection) => void): string =>
      play({
        *client(p, raw) {
          return yield* exchange(yield* tlsClient(p, raw, trusting));
        },
        *server(_p, raw) {
          yield* block(raw.incoming);
          answer(raw);
          return '';
        },
      }).client;
    expect(against((raw) => raw.send(bytes('HTTP/1.0 400 Bad Request\r\n')))).toBe('tls: first record does not look like a TLS handshake');
    expect(against((raw) => raw.close())).toBe('EOF');
    expect(against((raw) => raw.abort())).toBe('read tcp 127.0.0.1:PORT->127.0.0.1:6443: read: connection reset by peer');
  });

  test('a deadline ends the wait', () => {
    expect(
      play({
        *client(p, raw) {
          return yield* exchange(yield* tlsClient(p, raw, { ...trusting, deadline: p.clock.now + 10 * SECOND }));
        },
        *server(p) {
          yield* p.sleep(HOUR);
          return '';
        },
      }).client,
    ).toBe('read tcp 127.0.0.1:PORT->127.0.0.1:6443: i/o timeout');
  });
});
