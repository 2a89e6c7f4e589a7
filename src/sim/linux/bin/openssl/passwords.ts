import { isErrno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { bytes, concat, text } from '../../../kernel/text.ts';
import { DerReader, integer, NULL, octetString, oid, sequence, TAG } from '../../../crypto/der.ts';
import { digest, hex, type HashName } from '../../../crypto/hash.ts';
import { OID } from '../../../crypto/oids.ts';
import { encodePem, type PemBlock } from '../../../crypto/pem.ts';
import { decryptCbc, deriveKey, encryptCbc } from '../../../crypto/symmetric.ts';
import type { Tool } from './tool.ts';

/** Shortest pass phrase for something new. */
const MIN_LENGTH = 4;

/**
 * app_passwd: a password from its source (`pass:x`, `env:X`, `file:path`, `fd:n`, `stdin`). Complains and ends the command where
 * it cannot be had.
 */
export function* passwordFrom(tool: Tool, source: string | undefined): Step<string | undefined> {
  if (source === undefined) return undefined;
  const fail = function* (why: string): Step<never> {
    return yield* tool.fail(`${why}\nError getting passwords\n`);
  };
  const [, kind, value = ''] = /^(pass|env|file|fd|stdin)(?::(.*))?$/s.exec(source) ?? [];
  switch (kind) {
    case 'pass':
      return value;
    case 'env': {
      const found = tool.p.env[value];
      return found ?? (yield* fail(`No environment variable ${value}`));
    }
    case 'file':
      try {
        return text(tool.p.sys.readFile(value)).split('\n')[0]!.replace(/\r$/, '');
      } catch (e) {
        if (!isErrno(e)) throw e;
        return yield* fail(`Can't open file ${value}`);
      }
    case 'fd': {
      const fd = Number(value);
      if (fd === 0) return (yield* tool.line()) ?? '';
      return text(concat([...(yield* tool.p.readAll(fd)), new Uint8Array()])).split('\n')[0]!;
    }
    case 'stdin':
      return (yield* tool.line()) ?? (yield* fail('Error reading password from BIO'));
    default: {
      const colon = source.indexOf(':');
      if (colon >= 0) return yield* fail(`Invalid password argument, starting with "${source.slice(0, colon + 1)}"`);
      return yield* fail(`Invalid password argument, missing ':' within the first ${Math.min(source.length, 40)} chars`);
    }
  }
}

/** Asks for a new pass phrase, twice; says what OpenSSL says where the two differ or it is too short. */
export function* newPassword(tool: Tool, label: string): Step<string | undefined> {
  for (let tries = 0; tries < 3; tries++) {
    const first = yield* tool.askSecret(`Enter ${label}:`);
    if (first === undefined) return undefined;
    if (first.length < MIN_LENGTH) {
      yield* tool.say(`${first.length} characters is too short - please use at least ${MIN_LENGTH}\n`);
      continue;
    }
    const second = yield* tool.askSecret(`Verifying - Enter ${label}:`);
    if (second === first) return first;
    yield* tool.say('Verify failure\n');
  }
  return undefined;
}

/** Ciphers that keys can be encrypted with, by OpenSSL's names. */
const KEY_CIPHERS: Readonly<Record<string, { oid: string; size: number }>> = {
  'aes-128-cbc': { oid: OID.aes128Cbc, size: 16 },
  'aes-192-cbc': { oid: OID.aes192Cbc, size: 24 },
  'aes-256-cbc': { oid: OID.aes256Cbc, size: 32 },
};

/** Iterations that OpenSSL 3.0 uses for keys. */
const ITERATIONS = 2048;

/** The cipher that an option names; `aes256` stands for `aes-256-cbc`. */
export function keyCipher(name: string): string | undefined {
  const full = /^aes-?(128|192|256)(?:-cbc)?$/i.exec(name);
  return full ? `aes-${full[1]}-cbc` : undefined;
}

/** EncryptedPrivateKeyInfo: PBES2 with PBKDF2 (HMAC-SHA256) and AES. */
export function encryptPkcs8(tool: Tool, key: Uint8Array, password: string, cipher = 'aes-256-cbc'): string {
  const random = tool.p.kernel.random.stream('openssl salts');
  const { oid: cipherOid, size } = KEY_CIPHERS[cipher]!;
  const salt = random.bytes(8);
  const iv = random.bytes(16);
  const secret = deriveKey('SHA-256', bytes(password), salt, ITERATIONS, size);
  const kdf = sequence(oid(OID.pbkdf2), sequence(octetString(salt), integer(ITERATIONS), sequence(oid(OID.hmacWithSha256), NULL)));
  const scheme = sequence(oid(OID.pbes2), sequence(kdf, sequence(oid(cipherOid), octetString(iv))));
  return encodePem('ENCRYPTED PRIVATE KEY', sequence(scheme, octetString(encryptCbc(secret, iv, key))));
}

/** What an EncryptedPrivateKeyInfo holds; `wrong` under another password, nothing where it is made in a way that is not simulated. */
export function decryptPkcs8(der: Uint8Array, password: string): Uint8Array | 'wrong' | undefined {
  const body = new DerReader(der).inside(TAG.sequence);
  const scheme = body?.inside(TAG.sequence);
  const data = body?.content(TAG.octetString);
  if (scheme?.oid() !== OID.pbes2 || !data) return undefined;
  const parameters = scheme.inside(TAG.sequence);
  const kdf = parameters?.inside(TAG.sequence);
  const cipher = parameters?.inside(TAG.sequence);
  if (kdf?.oid() !== OID.pbkdf2) return undefined;
  const pbkdf2 = kdf.inside(TAG.sequence);
  const salt = pbkdf2?.content(TAG.octetString);
  const iterations = pbkdf2?.integer();
  if (pbkdf2?.tag === TAG.integer) pbkdf2.integer();
  const hash: HashName = pbkdf2?.inside(TAG.sequence)?.oid() === OID.hmacWithSha256 ? 'SHA-256' : 'SHA-1';
  const cipherOid = cipher?.oid();
  const size = Object.values(KEY_CIPHERS).find((c) => c.oid === cipherOid)?.size;
  const iv = cipher?.content(TAG.octetString);
  if (!salt || iterations === undefined || !size || !iv) return undefined;
  return decryptCbc(deriveKey(hash, bytes(password), salt, Number(iterations), size), iv, data) ?? 'wrong';
}

/** EVP_BytesToKey with MD5 and one round: how old PEM files derive their key. */
function oldKey(password: Uint8Array, salt: Uint8Array, size: number): Uint8Array {
  let key = new Uint8Array();
  let block = new Uint8Array();
  while (key.length < size) {
    block = digest('MD5', concat([block, password, salt])) as Uint8Array<ArrayBuffer>;
    key = concat([key, block]) as Uint8Array<ArrayBuffer>;
  }
  return key.subarray(0, size);
}

/** Whether a block is encrypted the old way, by its headers. */
export function isOldEncrypted(block: PemBlock): boolean {
  return block.headers['Proc-Type'] === '4,ENCRYPTED';
}

/** A key in its old form, encrypted: `Proc-Type: 4,ENCRYPTED` and `DEK-Info`. */
export function encryptOldPem(tool: Tool, type: string, der: Uint8Array, password: string, cipher = 'aes-256-cbc'): string {
  const iv = tool.p.kernel.random.stream('openssl salts').bytes(16);
  const key = oldKey(bytes(password), iv.subarray(0, 8), KEY_CIPHERS[cipher]!.size);
  const headers = { 'Proc-Type': '4,ENCRYPTED', 'DEK-Info': `${cipher.toUpperCase()},${hex(iv).toUpperCase()}` };
  return encodePem(type, encryptCbc(key, iv, der), headers);
}

export function decryptOldPem(block: PemBlock, password: string): Uint8Array | 'wrong' | undefined {
  const [, name = '', ivHex = ''] = /^([A-Z0-9-]+),([0-9A-F]+)$/i.exec(block.headers['DEK-Info'] ?? '') ?? [];
  const cipher = KEY_CIPHERS[name.toLowerCase()];
  if (!cipher || ivHex.length !== 32) return undefined;
  const iv = Uint8Array.from(ivHex.match(/../g)!, (pair) => parseInt(pair, 16));
  return decryptCbc(oldKey(bytes(password), iv.subarray(0, 8), cipher.size), iv, block.bytes) ?? 'wrong';
}
