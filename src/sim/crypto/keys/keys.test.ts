import * as node from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../kernel/random.ts';
import { bytes, text } from '../../kernel/text.ts';
import { isProbablePrime } from '../numbers.ts';
import { pemBlocks } from '../pem.ts';
import { encodePkcs1, encodeSec1, pkcs8Pem, privateKeyPem, publicKeyPem } from './encode.ts';
import { generateKey, generateRsaKey, pooledKey, pooledKeys, type KeySpec } from './generate.ts';
import { publicKeyOf, sameKey, sign, verify } from './keys.ts';
import { parsePkcs1, parsePkcs8, parseSec1, parseSpki } from './parse.ts';

const MESSAGE = bytes('whole outputs');
const SPECS: KeySpec[] = [
  { type: 'rsa', bits: 2048 },
  { type: 'rsa', bits: 4096 },
  { type: 'ec', curve: 'P-256' },
  { type: 'ec', curve: 'P-384' },
  { type: 'ec', curve: 'P-521' },
  { type: 'ed25519' },
];
const HASH = { type: 'SHA-256', node: 'sha256' } as const;
const stream = (): RandomStream => new RandomStream('keys of a test');

describe.each(SPECS.map((spec) => [`${spec.type} ${'bits' in spec ? spec.bits : 'curve' in spec ? spec.curve : ''}`, spec] as const))(
  '%s',
  (_name, spec) => {
    const key = generateKey(spec, stream());
    const nodeHash = spec.type === 'ed25519' ? null : HASH.node;

    test('is the same for the same stream', () => {
      expect(generateKey(spec, stream())).toEqual(key);
    });

    test('another implementation reads it and agrees on signatures', () => {
      const theirs = node.createPrivateKey(pkcs8Pem(key));
      expect(theirs.export({ type: 'pkcs8', format: 'pem' })).toBe(pkcs8Pem(key));
      expect(node.createPublicKey(theirs).export({ type: 'spki', format: 'pem' })).toBe(publicKeyPem(key));
      expect(node.verify(nodeHash, MESSAGE, node.createPublicKey(theirs), sign(key, HASH.type, MESSAGE))).toBe(true);
      const signature = new Uint8Array(node.sign(nodeHash, MESSAGE, theirs));
      expect(verify(publicKeyOf(key), HASH.type, MESSAGE, signature)).toBe(true);
      signature[9]! ^= 1;
      expect(verify(publicKeyOf(key), HASH.type, MESSAGE, signature)).toBe(false);
    });

    test('comes back from its own encodings', () => {
      const der = (pem: string): Uint8Array => pemBlocks(bytes(pem))[0]!.bytes;
      expect(parsePkcs8(der(pkcs8Pem(key)))).toEqual(key);
      expect(sameKey(parseSpki(der(publicKeyPem(key))), key)).toBe(true);
      if (key.type === 'rsa') expect(parsePkcs1(encodePkcs1(key))).toEqual(key);
      if (key.type === 'ec') expect(parseSec1(encodeSec1(key))).toEqual(key);
    });
  },
);

test('an RSA key is written in the form of its own', () => {
  const key = generateRsaKey(2048, stream());
  expect(privateKeyPem(key)).toBe(node.createPrivateKey(pkcs8Pem(key)).export({ type: 'pkcs1', format: 'pem' }));
  expect(text(pemBlocks(bytes(`junk\n${privateKeyPem(key)}`))[0]!.bytes)).not.toBe('');
});

test('a stream gives no key of the pool twice, and goes on beyond it', () => {
  const draws = stream();
  const moduli = new Set(Array.from({ length: pooledKeys(1024) + 1 }, () => generateRsaKey(1024, draws).n));
  expect(moduli.size).toBe(pooledKeys(1024) + 1);
});

test('the primes of the pool are primes', () => {
  const bad: string[] = [];
  for (const [bits, every] of [
    [1024, 1],
    [2048, 16],
    [3072, 8],
    [4096, 48],
  ] as const) {
    for (let i = 0; i < pooledKeys(bits); i += every) {
      const { n, p, q } = pooledKey(bits, i);
      if (n.toString(2).length !== bits || ![p, q].every((prime) => node.checkPrimeSync(prime, { checks: 1 }))) bad.push(`${bits}/${i}`);
    }
  }
  expect(bad).toEqual([]);
  expect(isProbablePrime(pooledKey(1024, 0).p)).toBe(true);
});

test('keys in the wrong form are refused with the advice that Go gives', () => {
  const rsa = generateRsaKey(2048, stream());
  const ec = generateKey({ type: 'ec', curve: 'P-256' }, stream());
  const pkcs8 = pemBlocks(bytes(pkcs8Pem(rsa)))[0]!.bytes;
  const said = (body: () => unknown): string => {
    try {
      body();
    } catch (e) {
      return (e as Error).message;
    }
    return '';
  };
  expect([
    said(() => parsePkcs1(pkcs8)),
    said(() => parsePkcs8(encodePkcs1(rsa))),
    said(() => parseSec1(encodePkcs1(rsa))),
    said(() => ec.type === 'ec' && parsePkcs1(encodeSec1(ec))),
    said(() => parsePkcs1(Uint8Array.of(...encodePkcs1(rsa), 0))),
  ]).toEqual([
    'x509: failed to parse private key (use ParsePKCS8PrivateKey instead for this key format)',
    'x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)',
    'x509: failed to parse private key (use ParsePKCS1PrivateKey instead for this key format)',
    'x509: failed to parse private key (use ParseECPrivateKey instead for this key format)',
    'asn1: syntax error: trailing data',
  ]);
});
