import { binary } from '../../kernel/text.ts';
import { CryptoError } from '../error.ts';
import { sameKey, type PrivateKey, type PublicKey } from '../keys/keys.ts';
import { parsePkcs1, parsePkcs8, parseSec1, parseSpki } from '../keys/parse.ts';
import { publicKeyOf } from '../keys/keys.ts';
import { encodePem, pemBlocks, type PemBlock } from '../pem.ts';
import { parseCertificate, type Certificate } from './certificate.ts';
import { CertPool } from './pool.ts';

/** A certificate with what follows it in its file, and its private key (Go's tls.Certificate). */
export interface KeyPair {
  readonly chain: readonly Certificate[];
  readonly leaf: Certificate;
  readonly key: PrivateKey;
}

/** The first of some attempts that does not fail with a CryptoError. */
function firstOf<T>(...attempts: (() => T)[]): T | undefined {
  for (const attempt of attempts) {
    try {
      return attempt();
    } catch (e) {
      if (!(e instanceof CryptoError)) throw e;
    }
  }
  return undefined;
}

function parseAnyPrivateKey(der: Uint8Array): PrivateKey | undefined {
  return firstOf<PrivateKey>(
    () => parsePkcs1(der),
    () => parsePkcs8(der),
    () => parseSec1(der),
  );
}

const isPrivateKey = (type: string): boolean => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY');

/** tls.X509KeyPair: a certificate and its key from PEM. Throws CryptoError with Go's texts. */
export function x509KeyPair(certificatePem: Uint8Array, keyPem: Uint8Array): KeyPair {
  const blocks = pemBlocks(certificatePem);
  const certificates = blocks.filter((block) => block.type === 'CERTIFICATE');
  if (certificates.length === 0) throw noCertificate(blocks.map((block) => block.type));
  const keyBlocks = pemBlocks(keyPem);
  const keyBlock = keyBlocks.find((block) => isPrivateKey(block.type));
  if (!keyBlock) throw noKey(keyBlocks.map((block) => block.type));
  const leaf = parseCertificate(certificates[0]!.bytes);
  const key = parseAnyPrivateKey(keyBlock.bytes);
  if (!key) throw new CryptoError('tls: failed to parse private key');
  if (!leaf.publicKey) throw new CryptoError('tls: unknown public key algorithm');
  if (leaf.publicKey.type !== key.type) throw new CryptoError('tls: private key type does not match public key type');
  if (!sameKey(leaf.publicKey, key)) throw new CryptoError('tls: private key does not match public key');
  return { chain: [leaf, ...certificates.slice(1).flatMap(readable)], leaf, key };
}

/** The rest of a chain is sent as it stands; what cannot be read is of no use to anybody here. */
function readable(block: PemBlock): Certificate[] {
  const certificate = firstOf(() => parseCertificate(block.bytes));
  return certificate ? [certificate] : [];
}

function noCertificate(types: readonly string[]): CryptoError {
  if (types.length === 0) return new CryptoError('tls: failed to find any PEM data in certificate input');
  if (types.length === 1 && types[0]!.endsWith('PRIVATE KEY'))
    return new CryptoError(
      'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched',
    );
  const skipped = `after skipping PEM blocks of the following types: [${types.join(' ')}]`;
  return new CryptoError(`tls: failed to find "CERTIFICATE" PEM block in certificate input ${skipped}`);
}

function noKey(types: readonly string[]): CryptoError {
  if (types.length === 0) return new CryptoError('tls: failed to find any PEM data in key input');
  if (types.length === 1 && types[0] === 'CERTIFICATE')
    return new CryptoError('tls: found a certificate rather than a key in the PEM for the private key');
  const skipped = `after skipping PEM blocks of the following types: [${types.join(' ')}]`;
  return new CryptoError(`tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input ${skipped}`);
}

/** client-go's cert.ParseCertsPEM: the certificates of a PEM text; the first that is malformed fails all. Throws CryptoError. */
export function parseCertificatesPem(data: Uint8Array): Certificate[] {
  const certificates = pemBlocks(data)
    .filter((block) => block.type === 'CERTIFICATE' && Object.keys(block.headers).length === 0)
    .map((block) => parseCertificate(block.bytes));
  if (certificates.length === 0) throw new CryptoError('data does not contain any valid RSA or ECDSA certificates');
  return certificates;
}

const pools = new Map<string, CertPool>();
const KNOWN_POOLS = 64;

/**
 * client-go's cert.NewPoolFromBytes. The same bytes give the same pool, which nobody may change: so verified chains are
 * remembered across the processes that read one file. Throws CryptoError.
 */
export function certPoolOf(data: Uint8Array): CertPool {
  const bytes = binary(data);
  let pool = pools.get(bytes);
  if (!pool) {
    pool = new CertPool(parseCertificatesPem(data));
    if (pools.size >= KNOWN_POOLS) pools.clear();
    pools.set(bytes, pool);
  }
  return pool;
}

/** client-go's keyutil.ParsePrivateKeyPEM: the first block that is a private key. Throws CryptoError. */
export function parsePrivateKeyPem(data: Uint8Array): PrivateKey {
  for (const block of pemBlocks(data)) {
    const parsers: Record<string, (der: Uint8Array) => PrivateKey> = {
      'EC PRIVATE KEY': parseSec1,
      'RSA PRIVATE KEY': parsePkcs1,
      'PRIVATE KEY': parsePkcs8,
    };
    const parser = parsers[block.type];
    const key = parser && firstOf(() => parser(block.bytes));
    if (key) return key;
  }
  throw new CryptoError('data does not contain a valid RSA or ECDSA private key');
}

/** client-go's keyutil.ParsePublicKeysPEM: public keys, those of private keys and of certificates. Throws CryptoError. */
export function parsePublicKeysPem(data: Uint8Array): PublicKey[] {
  const keys = pemBlocks(data).flatMap(({ bytes }): PublicKey[] => {
    const key = firstOf<PublicKey | undefined>(
      () => publicKeyOf(parseAnyPrivateKey(bytes) ?? missing()),
      () => parseSpki(bytes),
      () => parseCertificate(bytes).publicKey,
    );
    return key && key.type !== 'ed25519' ? [key] : [];
  });
  if (keys.length === 0) throw new CryptoError('data does not contain any valid RSA or ECDSA public keys');
  return keys;
}

function missing(): never {
  throw new CryptoError('no private key');
}

/** Certificates in PEM, one after another (cert.EncodeCertificates). */
export function certificatesPem(...certificates: readonly { raw: Uint8Array }[]): string {
  return certificates.map((certificate) => encodePem('CERTIFICATE', certificate.raw)).join('');
}
