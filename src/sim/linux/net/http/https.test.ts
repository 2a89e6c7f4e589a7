import { expect, test } from 'vitest';
import { testAuthority } from '../../../crypto/testing.ts';
import type { TlsServerConfig } from '../../../crypto/tls/config.ts';
import { goVerifier } from '../../../crypto/tls/verifiers.ts';
import { CertPool } from '../../../crypto/x509/pool.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromCivil, SECOND } from '../../../kernel/time.ts';
import { TestMachine } from '../../testing.ts';
import { tlsClient, tlsServer } from '../tls.ts';
import { Transport, TransportError } from './client.ts';
import { bodyText, bytesBody } from './messages.ts';
import { HttpServer } from './server.ts';

const ca = testAuthority(fromCivil(2026, 11, 22, 4));
const roots = new CertPool([ca.certificate]);
const certificate = ca.server('kube-apiserver', ['127.0.0.1']);

function* noNames(_p: Process, host: string): Step<string[]> {
  return [host];
}

/** One request to a server; what the client got, and what the server logged. */
function get(secureClient: boolean, config: TlsServerConfig | undefined, trusted = roots): { client: string; log: string[] } {
  const log: string[] = [];
  let client = '';
  const ran = new TestMachine([]).runMain(function* (p) {
    const server = new HttpServer(p, {
      *handler(x) {
        x.respond(200, {}, bytesBody('ok'));
      },
      ...(config ? { secure: (q, raw) => tlsServer(q, raw, config) } : {}),
      onHandshakeError: (e) => log.push(`http: TLS handshake error from 127.0.0.1: ${(e as Error).message}`),
    });
    server.serve(p.sys.net.listen('127.0.0.1', 6443));
    const verify = goVerifier(trusted, '127.0.0.1');
    const secure = secureClient
      ? { secure: (q: Process, raw: Parameters<typeof tlsClient>[1]) => tlsClient(q, raw, { serverName: '127.0.0.1', verify }) }
      : {};
    const transport = new Transport(p, { resolve: noNames, ...secure });
    try {
      const r = yield* transport.roundTrip({ secure: secureClient, host: '127.0.0.1', port: 6443 }, { method: 'GET', target: '/livez' });
      client = `${r.status} ${bodyText(r.body)}`;
    } catch (e) {
      if (!(e instanceof TransportError)) throw e;
      client = e.message;
    }
    yield* p.sleep(SECOND);
  });
  expect(ran).toEqual({ out: '', err: '', code: 0 });
  return { client, log };
}

test('a request over TLS', () => {
  expect(get(true, { certificate })).toEqual({ client: '200 ok', log: [] });
});

test('a client that trusts another authority', () => {
  expect(get(true, { certificate }, new CertPool())).toEqual({
    client: 'tls: failed to verify certificate: x509: certificate signed by unknown authority',
    log: ['http: TLS handshake error from 127.0.0.1: remote error: tls: bad certificate'],
  });
});

test('a client without the certificate that it needs', () => {
  expect(get(true, { certificate, clientAuth: 'require-and-verify', clientCas: roots })).toEqual({
    client: 'remote error: tls: certificate required',
    log: ["http: TLS handshake error from 127.0.0.1: tls: client didn't provide a certificate"],
  });
});

test('plain HTTP to a secure port, and the reverse', () => {
  expect(get(false, { certificate })).toEqual({
    client: '400 Client sent an HTTP request to an HTTPS server.\n',
    log: ['http: TLS handshake error from 127.0.0.1: client sent an HTTP request to an HTTPS server'],
  });
  expect(get(true, undefined)).toEqual({ client: 'http: server gave HTTP response to HTTPS client', log: [] });
});
