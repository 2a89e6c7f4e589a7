import * as node from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { RandomStream } from '../kernel/random.ts';
import { bytes, text } from '../kernel/text.ts';
import { generateKey } from './keys/generate.ts';
import { publicKeyPem } from './keys/encode.ts';
import { keyId, parseJws, signJwt, verifyJws } from './jwt.ts';
import { checkPassword, cryptPassword } from './password.ts';
import { decryptCbc, decryptGcm, deriveKey, encryptCbc, encryptGcm, openSecretbox, sealSecretbox } from './symmetric.ts';

const stream = new RandomStream('secrets');

describe('tokens', () => {
  test.each([{ type: 'rsa', bits: 2048 } as const, { type: 'ec', curve: 'P-256' } as const, { type: 'ec', curve: 'P-384' } as const])(
    'signed with %o',
    (spec) => {
      const key = generateKey(spec, stream);
      const claims = { iss: 'https://kubernetes.default.svc.cluster.local', sub: 'system:serviceaccount:default:default' };
      const token = signJwt(claims, key);
      const jws = parseJws(token)!;
      expect(jws.header).toEqual({ alg: spec.type === 'rsa' ? 'RS256' : `ES${spec.curve.slice(2)}`, kid: keyId(key) });
      expect(JSON.parse(text(jws.payload))).toEqual(claims);
      expect(verifyJws(jws, key)).toBe(true);
      const hash = spec.type === 'ec' && spec.curve === 'P-384' ? 'sha384' : 'sha256';
      const theirs = { key: node.createPublicKey(publicKeyPem(key)), dsaEncoding: 'ieee-p1363' as const };
      expect(node.verify(hash, jws.signed, theirs, jws.signature)).toBe(true);
      expect(verifyJws(jws, generateKey(spec, stream))).toBe(false);
      expect(verifyJws(parseJws(`${token.slice(0, 40)}A${token.slice(41)}`) ?? { ...jws, header: {} }, key)).toBe(false);
    },
  );

  test('what is no token', () => {
    expect(['', 'a.b', 'a.b.c.d', '!.e30.e30', 'e30.e30', 'W10.e30.e30'].map(parseJws)).toEqual(new Array(6).fill(undefined));
  });
});

test('AES and secretbox come back, and notice damage', () => {
  const key = stream.bytes(32);
  const nonce = stream.bytes(24);
  const data = bytes('k8s:enc:aescbc:v1:key1:secret');
  const damaged = (box: Uint8Array): Uint8Array => Uint8Array.from(box, (b, i) => (i === box.length - 1 ? b ^ 1 : b));
  expect(decryptCbc(key, nonce.subarray(0, 16), encryptCbc(key, nonce.subarray(0, 16), data))).toEqual(data);
  const sealed = encryptGcm(key, nonce.subarray(0, 12), data);
  expect(decryptGcm(key, nonce.subarray(0, 12), sealed)).toEqual(data);
  expect(decryptGcm(key, nonce.subarray(0, 12), damaged(sealed))).toBeUndefined();
  const box = sealSecretbox(key, nonce, data);
  expect(openSecretbox(key, nonce, box)).toEqual(data);
  expect(openSecretbox(stream.bytes(32), nonce, box)).toBeUndefined();
  expect(deriveKey('SHA-256', bytes('pass'), bytes('salt'), 1000, 48)).toEqual(
    new Uint8Array(node.pbkdf2Sync('pass', 'salt', 1000, 48, 'sha256')),
  );
});

test('passwords are hashed as crypt(3) does it', () => {
  expect([
    cryptPassword('sha512', 'secret', 'abcdefgh'),
    cryptPassword(
      'sha512',
      'a much longer password than the sixty-four octets that a digest of SHA-512 has',
      'rounds=1400$anotherlongsaltstring',
    ),
    cryptPassword('sha256', 'secret', 'abcdefgh'),
    cryptPassword('md5', 'secret', 'abcdefgh'),
    cryptPassword('apr1', 'secret', 'abcdefgh'),
  ]).toEqual([
    '$6$abcdefgh$ltjgWl6579NluT/Vi1nwEvcil.G5Nbc4NiXZaNGStk8PSwGfQv72N2CKPPrVACtLtip/cZ/1GM/O6IND4WQhG.',
    '$6$rounds=1400$anotherlongsalts$6TgPbtDSxI0bngTnxzaX3p5kJEemgyXzpZ32YF39AsddZdt5zRx./Lt6Yo8of6kInO0XIoc6srr0mRd0mKNJT0',
    '$5$abcdefgh$gruCpC7VkOTspMQTTSAR8mtlO9Upms.fwqE5y16JVM.',
    '$1$abcdefgh$cHJi5PXp/ki/ktXzqlk6I1',
    '$apr1$abcdefgh$h9FWgUz3n9YxylKLlR5SQ/',
  ]);
  const stored = cryptPassword('sha512', 'secret', 'abcdefgh');
  expect([checkPassword('secret', stored), checkPassword('Secret', stored)]).toEqual([true, false]);
  expect(['', '!', '*', `!${stored}`, '$y$j9T$abc$def'].map((s) => checkPassword('secret', s))).toEqual([
    false,
    false,
    false,
    false,
    'unsupported',
  ]);
});
