import { describe, expect, test } from 'vitest';
import { fromCivil, DAY, HOUR } from '../../kernel/time.ts';
import { OID } from '../oids.ts';
import { testAuthority, TestAuthority } from '../testing.ts';
import { KEY_USAGE } from './extensions.ts';
import { curlHostnameError } from './hostname.ts';
import type { KeyPair } from './loaders.ts';
import type { Certificate } from './certificate.ts';
import { CertPool } from './pool.ts';
import { verifyCertificate, type VerifyOptions } from './verify.ts';

const NOW = fromCivil(2026, 11, 22, 4);
const ca = testAuthority(NOW);
const stranger = testAuthority(NOW, 'other');
const pool = (...of: { certificate: Certificate }[]): CertPool => new CertPool(of.map((a) => a.certificate));

/** Go's text, or how many chains there are. */
function verdict(pair: KeyPair, roots: CertPool | undefined, more: Partial<VerifyOptions> = {}): string | number {
  try {
    return verifyCertificate(pair.leaf, { roots, now: NOW, ...more }).length;
  } catch (e) {
    return (e as Error).message;
  }
}

const server = ca.server('kube-apiserver', ['controlplane', 'kubernetes', '10.96.0.1', '172.30.1.2']);
const roots = pool(ca);

describe('the host', () => {
  const host = (name: string, pair = server): string | number => verdict(pair, roots, { host: name });

  test('is found among the names', () => {
    const wild = ca.server('w', ['*.example.com', 'a_b']);
    expect([host('controlplane'), host('CONTROLPLANE.'), host('172.30.1.2'), host('[172.30.1.2]')]).toEqual([1, 1, 1, 1]);
    expect([host('x.example.com', wild), host('a_b', wild)]).toEqual([1, 1]);
  });

  test('is refused with the names there are', () => {
    expect([host('foo'), host('127.0.0.1'), host('x.y.example.com', ca.server('w', ['*.example.com']))]).toEqual([
      'x509: certificate is valid for controlplane, kubernetes, not foo',
      'x509: certificate is valid for 10.96.0.1, 172.30.1.2, not 127.0.0.1',
      'x509: certificate is valid for *.example.com, not x.y.example.com',
    ]);
  });

  test('without names of its kind', () => {
    const names = Array.from({ length: 100 }, (_, i) => `n${i}`);
    expect([
      host('1.2.3.4', ca.server('a', ['a'])),
      host('a', ca.server('b', ['1.2.3.4'])),
      host('legacy', ca.server('legacy', [])),
      host('foo', ca.server('bar', [])),
      host('foo', ca.server('many', names)),
    ]).toEqual([
      "x509: cannot validate certificate for 1.2.3.4 because it doesn't contain any IP SANs",
      'x509: certificate is not valid for any names, but wanted to match a',
      'x509: certificate relies on legacy Common Name field, use SANs instead',
      'x509: certificate is not valid for any names, but wanted to match foo',
      'x509: certificate is valid for 100 names, but none matched foo',
    ]);
  });

  test('as curl says it', () => {
    expect([
      curlHostnameError(server.leaf, 'controlplane'),
      curlHostnameError(server.leaf, '127.0.0.1'),
      curlHostnameError(ca.server('bar', []).leaf, 'foo'),
      curlHostnameError(ca.server('bar', []).leaf, 'bar'),
    ]).toEqual([
      undefined,
      "SSL: no alternative certificate subject name matches target host name '127.0.0.1'",
      "SSL: certificate subject name 'bar' does not match target host name 'foo'",
      undefined,
    ]);
  });
});

describe('the chain', () => {
  test('ends in a root, over intermediates', () => {
    const inter = ca.intermediate('inter');
    const leaf = inter.server('leaf', ['leaf']);
    const self = stranger.pair;
    expect([
      verdict(leaf, roots, { intermediates: [inter.certificate] }),
      verdict(leaf, roots),
      verdict(self, pool(stranger)),
      verdict(self, roots),
      verdict(self, undefined),
    ]).toEqual([
      1,
      'x509: certificate signed by unknown authority',
      1,
      'x509: certificate signed by unknown authority',
      'x509: failed to load system roots and no roots provided',
    ]);
  });

  test('an authority of the same name and another key gives a hint', () => {
    const impostor = new TestAuthority(NOW, stranger.stream, { name: 'kubernetes' });
    const why = 'possibly because of "crypto/rsa: verification error" while trying to verify candidate authority certificate "kubernetes"';
    expect(verdict(server, pool(impostor))).toBe(`x509: certificate signed by unknown authority (${why})`);
    expect(verdict(server, pool(impostor, ca))).toBe(1);
  });

  test('authorities that may not sign', () => {
    const plain = new TestAuthority(NOW, ca.stream, { name: 'plain', isCa: false });
    const noSigning = new TestAuthority(NOW, ca.stream, { name: 'nosign', keyUsage: KEY_USAGE.digitalSignature });
    const narrow = ca.intermediate('narrow', { maxPathLen: 0 });
    const below = narrow.intermediate('below');
    const hint = (name: string): string =>
      'x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: parent certificate cannot ' +
      `sign this kind of certificate" while trying to verify candidate authority certificate "${name}")`;
    expect([
      verdict(plain.server('a', ['a']), pool(plain)),
      verdict(noSigning.server('a', ['a']), pool(noSigning)),
      verdict(below.server('a', ['a']), roots, { intermediates: [below.certificate, narrow.certificate] }),
    ]).toEqual([hint('plain'), hint('nosign'), 'x509: too many intermediates for path length constraint']);
  });

  test('name constraints', () => {
    const permitted = new TestAuthority(NOW, ca.stream, {
      nameConstraints: { permitted: [{ kind: 'dns', value: 'example.com' }], excluded: [{ kind: 'dns', value: 'bad.example.com' }] },
    });
    const prefix = 'x509: a root or intermediate certificate is not authorized to sign for this name: ';
    expect(
      ['a.example.com', 'localhost', 'x.bad.example.com'].map((name) => verdict(permitted.server('x', [name]), pool(permitted))),
    ).toEqual([
      1,
      `${prefix}DNS name "localhost" is not permitted by any constraint`,
      `${prefix}DNS name "x.bad.example.com" is excluded by constraint "bad.example.com"`,
    ]);
  });
});

describe('time and use', () => {
  test('before, after, and an authority that has expired', () => {
    const old = new TestAuthority(NOW, ca.stream, { name: 'old', notAfter: NOW - HOUR });
    const prefix = 'x509: certificate has expired or is not yet valid: current time';
    const expired = ca.server('a', ['a'], { notAfter: NOW - HOUR });
    expect([
      verdict(expired, roots),
      verdict(ca.server('a', ['a'], { notBefore: NOW + DAY }), roots),
      verdict(old.server('a', ['a']), pool(old)),
    ]).toEqual([
      `${prefix} 2026-11-22T04:00:00Z is after 2026-11-22T03:00:00Z`,
      `${prefix} 2026-11-22T04:00:00Z is before 2026-11-23T04:00:00Z`,
      `${prefix} 2026-11-22T04:00:00Z is after 2026-11-22T03:00:00Z`,
    ]);
  });

  test('extended key usage', () => {
    const wrong = 'x509: certificate specifies an incompatible key usage';
    expect([
      verdict(server, roots, { usages: [OID.clientAuth] }),
      verdict(ca.client('c'), roots),
      verdict(ca.client('c'), roots, { usages: [OID.clientAuth] }),
      verdict(ca.client('c'), roots, { usages: [OID.anyExtKeyUsage] }),
    ]).toEqual([wrong, wrong, 1, 1]);
  });

  test('an answer is remembered only while its certificates are valid', () => {
    const brief = ca.server('brief', ['brief'], { notAfter: NOW + HOUR });
    expect(verdict(brief, roots, { host: 'brief' })).toBe(1);
    expect(verifyCertificate(brief.leaf, { roots, now: NOW + 1, host: 'brief' })).toBe(
      verifyCertificate(brief.leaf, { roots, now: NOW, host: 'brief' }),
    );
    expect(verdict(brief, roots, { host: 'brief', now: NOW + 2 * HOUR })).toBe(
      'x509: certificate has expired or is not yet valid: current time 2026-11-22T06:00:00Z is after 2026-11-22T05:00:00Z',
    );
  });
});
