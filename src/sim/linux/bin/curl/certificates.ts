import { CryptoError } from '../../../crypto/error.ts';
import { sameKey } from '../../../crypto/keys/keys.ts';
import { pemBlocks } from '../../../crypto/pem.ts';
import { parseCertificatesPem, parsePrivateKeyPem, type KeyPair } from '../../../crypto/x509/loaders.ts';
import type { Certificate } from '../../../crypto/x509/certificate.ts';
import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { CurlError } from './error.ts';
import type { Options } from './options.ts';

const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';

function read(p: Process, path: string): Uint8Array | undefined {
  try {
    return p.sys.readFile(path);
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

function parsed<T>(body: () => T): T | undefined {
  try {
    return body();
  } catch (e) {
    if (e instanceof CryptoError) return undefined;
    throw e;
  }
}

/** What server certificates are checked against: `--cacert`, else the system's bundle. Throws CurlError 77. */
export function trustedCertificates(p: Process, o: Options): Certificate[] {
  const given = o.value('cacert') ?? p.env['CURL_CA_BUNDLE'] ?? p.env['SSL_CERT_FILE'];
  const data = read(p, given ?? BUNDLE);
  const certificates = data && parsed(() => parseCertificatesPem(data));
  if (!certificates) throw new CurlError(77, `error setting certificate file: ${given ?? BUNDLE}`);
  return certificates;
}

/** The certificate and key that `--cert` and `--key` name. Throws CurlError 58. */
export function clientCertificate(p: Process, o: Options): KeyPair | undefined {
  const given = o.value('cert');
  if (given === undefined) return undefined;
  const type = (o.value('cert-type') ?? 'PEM').toUpperCase();
  // a colon separates the passphrase, unless it is escaped
  const path = given.startsWith('pkcs11:') ? given : given.replace(/\\:/g, '\0').split(':')[0]!.replace(/\0/g, ':');
  const data = read(p, path);
  const failed = (why: string): CurlError =>
    new CurlError(
      58,
      `could not load ${type} client certificate from ${path}, OpenSSL error ${why}, (no key found, wrong pass phrase, or wrong file format?)`,
    );
  if (!data)
    throw failed(
      `error:${p.sys.exists(path) ? '8000000D:system library::Permission denied' : '80000002:system library::No such file or directory'}`,
    );
  const chain = parsed(() => parseCertificatesPem(data));
  if (!chain)
    throw failed(
      pemBlocks(data).length === 0
        ? 'error:0480006C:PEM routines::no start line'
        : 'error:0680007B:asn1 encoding routines::header too long',
    );
  const keyPath = o.value('key') ?? path;
  const keyData = read(p, keyPath);
  const key = keyData && parsed(() => parsePrivateKeyPem(keyData));
  if (!key) throw new CurlError(58, `unable to set private key file: '${keyPath}' type ${(o.value('key-type') ?? 'PEM').toUpperCase()}`);
  const leaf = chain[0]!;
  if (leaf.publicKey && !sameKey(leaf.publicKey, key)) throw new CurlError(58, `unable to set private key file: '${keyPath}' type PEM`);
  return { chain, leaf, key };
}
