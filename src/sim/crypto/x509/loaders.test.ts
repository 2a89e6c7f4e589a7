import { describe, expect, test } from 'vitest';
import { bytes } from '../../kernel/text.ts';
import { fromCivil } from '../../kernel/time.ts';
import { generateKey } from '../keys/generate.ts';
import { pkcs8Pem, privateKeyPem, publicKeyPem } from '../keys/encode.ts';
import { publicKeyOf } from '../keys/keys.ts';
import { encodePem } from '../pem.ts';
import { testAuthority } from '../testing.ts';
import { certificatesPem, certPoolOf, parseCertificatesPem, parsePrivateKeyPem, parsePublicKeysPem, x509KeyPair } from './loaders.ts';

const ca = testAuthority(fromCivil(2026, 11, 22, 4));
const pair = ca.server('srv', ['srv']);
const other = ca.server('other', ['other']);
const ec = generateKey({ type: 'ec', curve: 'P-256' }, ca.stream);
const certificate = certificatesPem(pair.leaf);
const key = privateKeyPem(pair.key);

const said = (body: () => unknown): unknown => {
  try {
    return body();
  } catch (e) {
    return (e as Error).message;
  }
};

describe('a key pair', () => {
  const load = (certificatePem: string, keyPem: string): unknown =>
    said(() => x509KeyPair(bytes(certificatePem), bytes(keyPem)).chain.length);

  test('with its chain, in every form of the key, with text around it', () => {
    const chain = `subject=CN = srv\n${certificate}${certificatesPem(ca.certificate)}`;
    expect([
      load(chain, key),
      load(certificate.replace(/\n/g, '\r\n'), pkcs8Pem(pair.key)),
      load(certificate, `${certificate}${key}`),
    ]).toEqual([2, 1, 1]);
  });

  test('what is wrong with the certificate', () => {
    const request = encodePem('CERTIFICATE REQUEST', Uint8Array.of(1));
    const broken = encodePem('CERTIFICATE', pair.leaf.raw.subarray(0, 200));
    expect([
      load('', key),
      load('not a certificate', key),
      load(certificate.replace('-----END CERTIFICATE-----', ''), key),
      load(certificate.replace(/.{10}\n/, '!!!\n'), key),
      load(key, certificate),
      load(`${request}${key}`, key),
      load(broken, key),
    ]).toEqual([
      'tls: failed to find any PEM data in certificate input',
      'tls: failed to find any PEM data in certificate input',
      'tls: failed to find any PEM data in certificate input',
      'tls: failed to find any PEM data in certificate input',
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
      'tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: ' +
        '[CERTIFICATE REQUEST RSA PRIVATE KEY]',
      'x509: malformed certificate',
    ]);
  });

  test('what is wrong with the key', () => {
    const skipped =
      'tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: ';
    expect([
      load(certificate, ''),
      load(certificate, certificate),
      load(certificate, publicKeyPem(publicKeyOf(pair.key))),
      load(certificate, encodePem('RSA PRIVATE KEY', Uint8Array.of(0x30, 0))),
      load(certificate, privateKeyPem(other.key)),
      load(certificate, privateKeyPem(ec)),
    ]).toEqual([
      'tls: failed to find any PEM data in key input',
      'tls: found a certificate rather than a key in the PEM for the private key',
      `${skipped}[PUBLIC KEY]`,
      'tls: failed to parse private key',
      'tls: private key does not match public key',
      'tls: private key type does not match public key type',
    ]);
  });
});

describe('client-go\u2019s loaders', () => {
  test('certificates', () => {
    const garbage = encodePem('CERTIFICATE', bytes('garbage'));
    expect([
      said(() => parseCertificatesPem(bytes(certificate + certificate)).length),
      said(() => parseCertificatesPem(bytes(key))),
      said(() => parseCertificatesPem(bytes(certificate + garbage))),
      said(() => certPoolOf(bytes('')).size),
      said(() => certPoolOf(bytes(certificate)) === certPoolOf(bytes(certificate))),
    ]).toEqual([
      2,
      'data does not contain any valid RSA or ECDSA certificates',
      'x509: malformed certificate',
      'data does not contain any valid RSA or ECDSA certificates',
      true,
    ]);
  });

  test('keys', () => {
    expect([
      said(() => parsePrivateKeyPem(bytes(certificate + key)).type),
      said(() => parsePrivateKeyPem(bytes(privateKeyPem(ec))).type),
      said(() => parsePrivateKeyPem(bytes(certificate))),
      said(() => parsePublicKeysPem(bytes(key + publicKeyPem(ec) + certificate)).map((k) => k.type)),
      said(() => parsePublicKeysPem(bytes('x'))),
    ]).toEqual([
      'rsa',
      'ec',
      'data does not contain a valid RSA or ECDSA private key',
      ['rsa', 'ec', 'rsa'],
      'data does not contain any valid RSA or ECDSA public keys',
    ]);
  });
});
