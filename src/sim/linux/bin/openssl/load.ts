import { isErrno, type Errno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { binary } from '../../../kernel/text.ts';
import type { PrivateKey, PublicKey } from '../../../crypto/keys/keys.ts';
import { publicKeyOf } from '../../../crypto/keys/keys.ts';
import { parsePkcs1, parsePkcs1Public, parsePkcs8, parseSec1, parseSpki } from '../../../crypto/keys/parse.ts';
import type { PemBlock } from '../../../crypto/pem.ts';
import type { Certificate } from '../../../crypto/x509/certificate.ts';
import { parseCertificateRequest, type CertificateRequest } from '../../../crypto/x509/request.ts';
import { decryptOldPem, decryptPkcs8, isOldEncrypted } from './passwords.ts';
import { derErrors, firstObject, noStartLine, readAllPem } from './pem-reader.ts';
import { fileOpenErrors, STORE_UNSUPPORTED, storeOpenErrors, type QueuedError } from './queue.ts';
import { attempt, CERTIFICATE_TYPE, certificateOf, certificatesIn, storeBlocks, storeErrors, type Expected } from './store.ts';
import { Exit, type Tool } from './tool.ts';

function nameOf(path: string | undefined): string {
  return path === undefined || path === '-' ? '<stdin>' : path;
}

/** Opens a file as the store does. Complains and gives nothing where that fails. */
function* open(tool: Tool, path: string | undefined, what: string): Step<Uint8Array | undefined> {
  try {
    return yield* tool.read(path);
  } catch (e) {
    if (!isErrno(e)) throw e;
    if (e.code === 'EISDIR') return new Uint8Array();
    yield* tool.say(`Could not open file or uri for loading ${what} from ${path}\n`);
    const errors = storeOpenErrors(path!, e);
    yield* tool.errors(...(e.code === 'EACCES' ? [errors[0]!, ...fileOpenErrors(path!, e, 'rb')] : errors));
    return undefined;
  }
}

function* unreadable(tool: Tool, path: string | undefined, what: string, data: Uint8Array, expected: Expected): Step {
  yield* tool.say(`Could not read ${what} from ${nameOf(path)}\n`);
  yield* tool.errors(...storeErrors(expected, data));
}

/** load_cert: the first certificate of a file. Complains and gives nothing where there is none. */
export function* loadCertificate(tool: Tool, path: string | undefined, what = 'certificate', tail = true): Step<Certificate | undefined> {
  const data = yield* open(tool, path, what);
  const found = data && certificatesIn(data)[0];
  if (found) return found;
  if (data) yield* unreadable(tool, path, what, data, 'certificate');
  if (tail) yield* tool.say(`Unable to load ${what}\n`);
  return undefined;
}

/** load_certs: all certificates of a file. Complains and gives nothing where there are none. */
export function* loadCertificates(tool: Tool, path: string, what: string): Step<Certificate[] | undefined> {
  const data = yield* open(tool, path, `certs of ${what}`);
  const found = data && certificatesIn(data);
  if (found?.length) return found;
  if (data) yield* unreadable(tool, path, `any ${what}`, data, 'certificate');
  return undefined;
}

const CERT_FILE = 'X509_load_cert_crl_file_ex';

function certificateFileError(code: string, reason: string, line: number): QueuedError {
  return { code, library: 'x509 certificate routines', function: CERT_FILE, reason, place: `../crypto/x509/by_file.c:${line}` };
}

function asn1Library(func: string, place: string): QueuedError {
  return { code: '0488000D', library: 'PEM routines', function: func, reason: 'ASN1 lib', place: `../crypto/pem/${place}` };
}

/** X509_load_cert_crl_file, as `-CAfile` is read: its certificates, or the errors it leaves. */
export function* loadTrusted(tool: Tool, path: string): Step<Certificate[] | QueuedError[]> {
  let data: Uint8Array;
  try {
    data = yield* tool.read(path);
  } catch (e) {
    if (!isErrno(e)) throw e;
    if (e.code !== 'EISDIR') return [...fileOpenErrors(path, e as Errno), certificateFileError('05880002', 'system lib', 229)];
    data = new Uint8Array();
  }
  const found = certificatesOfPem(data);
  if (areErrors(found)) return [...found, certificateFileError('05880009', 'PEM lib', 235)];
  return found.length > 0 ? found : [certificateFileError('05800088', 'no certificate or crl found', 252)];
}

/** PEM_X509_INFO_read_bio: the certificates of a PEM file, which are all to be sound, or the errors it leaves. */
export function certificatesOfPem(data: Uint8Array): Certificate[] | QueuedError[] {
  const { blocks, error } = readAllPem(data);
  if (error) return [error];
  const found: Certificate[] = [];
  for (const block of blocks.filter((b) => CERTIFICATE_TYPE.test(b.type))) {
    const certificate = certificateOf(block.bytes);
    if (!certificate) return [...derErrors(block.bytes, 'X509'), asn1Library('PEM_X509_INFO_read_bio_ex', 'pem_info.c:170')];
    found.push(certificate);
  }
  return found;
}

/** Whether errors were given instead of certificates. */
export function areErrors(found: Certificate[] | QueuedError[]): found is QueuedError[] {
  return found.length > 0 && 'library' in found[0]!;
}

/** load_csr: a signing request in PEM or DER. Complains and ends the command where there is none. */
export function* loadRequest(tool: Tool, path: string | undefined, what: string): Step<CertificateRequest> {
  const failed = `Unable to load ${what}\n`;
  const data = yield* tool.readOrFail(path, failed);
  if (tool.options.value('inform')?.toUpperCase().startsWith('D')) {
    const request = attempt(() => parseCertificateRequest(firstObject(data)));
    return request ?? (yield* tool.fail(failed, ...derErrors(data, 'X509_REQ')));
  }
  const { blocks, error } = readAllPem(data);
  const block = blocks.find((b) => /^(NEW )?CERTIFICATE REQUEST$/.test(b.type));
  if (!block) return yield* tool.fail(failed, error ?? noStartLine('CERTIFICATE REQUEST'));
  const request = attempt(() => parseCertificateRequest(firstObject(block.bytes)));
  if (request) return request;
  return yield* tool.fail(failed, ...derErrors(block.bytes, 'X509_REQ'), asn1Library('PEM_ASN1_read_bio', 'pem_oth.c:33'));
}

/** A private key that stands in a block, or why not. */
type Opened = { key: PrivateKey } | 'wrong password' | 'no password' | undefined;

function* openKey(tool: Tool, block: PemBlock, path: string | undefined, password: string | undefined): Step<Opened> {
  const encrypted = block.type === 'ENCRYPTED PRIVATE KEY' || isOldEncrypted(block);
  let der: Uint8Array | 'wrong' | undefined = block.bytes;
  if (encrypted) {
    const phrase = password ?? (yield* tool.askSecret(`Enter pass phrase for ${nameOf(path)}:`));
    if (phrase === undefined) return 'no password';
    der = isOldEncrypted(block) ? decryptOldPem(block, phrase) : decryptPkcs8(block.bytes, phrase);
    if (der === 'wrong') return 'wrong password';
  }
  const key = der && parseKey(der);
  return key ? { key } : undefined;
}

function parseKey(der: Uint8Array): PrivateKey | undefined {
  return (
    attempt<PrivateKey>(() => parsePkcs8(der)) ?? attempt<PrivateKey>(() => parsePkcs1(der)) ?? attempt<PrivateKey>(() => parseSec1(der))
  );
}

const BAD_DECRYPT: QueuedError[] = [
  STORE_UNSUPPORTED,
  {
    code: '1C800064',
    library: 'Provider routines',
    function: 'ossl_cipher_unpadblock',
    reason: 'bad decrypt',
    place: '../providers/implementations/ciphers/ciphercommon_block.c:124',
  },
  {
    code: '11800074',
    library: 'PKCS12 routines',
    function: 'PKCS12_pbe_crypt_ex',
    reason: 'pkcs12 cipherfinal error',
    place: '../crypto/pkcs12/p12_decr.c:88',
    data: 'maybe wrong password',
  },
];

const NO_PASSWORD: QueuedError[] = [
  STORE_UNSUPPORTED,
  {
    code: '1400006B',
    library: 'UI routines',
    function: 'UI_process',
    reason: 'processing error',
    place: '../crypto/ui/ui_lib.c:573',
    data: 'while reading strings',
  },
  {
    code: '07880028',
    library: 'common libcrypto routines',
    function: 'do_ui_passphrase',
    reason: 'UI lib',
    place: '../crypto/passphrase.c:187',
  },
  {
    code: '1C80009F',
    library: 'Provider routines',
    function: 'epki2pki_decode',
    reason: 'unable to get passphrase',
    place: '../providers/implementations/encode_decode/decode_epki2pki.c:96',
  },
];

/** load_key: a private key in any of its forms. Complains and gives nothing where there is none. */
export function* loadKey(tool: Tool, path: string | undefined, what: string, password?: string): Step<PrivateKey | undefined> {
  const data = yield* open(tool, path, what);
  if (!data) return undefined;
  const block = storeBlocks(data).find((b) => b.type === 'PRIVATE KEY' || b.type.endsWith(' PRIVATE KEY'));
  if (!block) {
    const der = /-----BEGIN /.test(binary(data)) ? undefined : parseKey(data);
    if (der) return der;
    yield* unreadable(tool, path, what, data, 'private key');
    return undefined;
  }
  const opened = yield* openKey(tool, block, path, password);
  if (typeof opened === 'object') return opened.key;
  yield* tool.say(`Could not read ${what} from ${nameOf(path)}\n`);
  const why = opened === 'wrong password' ? BAD_DECRYPT : opened === 'no password' ? NO_PASSWORD : storeErrors('private key', data);
  yield* tool.errors(...why);
  return undefined;
}

/** load_pubkey: a public key, that of a private key, or that of a certificate. Complains and gives nothing where there is none. */
export function* loadPublicKey(tool: Tool, path: string | undefined, what: string, password?: string): Step<PublicKey | undefined> {
  // OpenSSL names the kind of thing in front where the description lacks it
  const named = what.includes('public key');
  const data = yield* open(tool, path, named ? what : `public key of ${what}`);
  if (!data) return undefined;
  for (const block of storeBlocks(data)) {
    const key =
      block.type === 'PUBLIC KEY'
        ? attempt(() => parseSpki(block.bytes))
        : block.type === 'RSA PUBLIC KEY'
          ? attempt(() => parsePkcs1Public(block.bytes))
          : undefined;
    if (key) return key;
    if (block.type !== 'ENCRYPTED PRIVATE KEY') continue;
    const opened = yield* openKey(tool, block, path, password);
    if (typeof opened === 'object') return publicKeyOf(opened.key);
  }
  const der = attempt(() => parseSpki(data));
  if (der) return der;
  yield* unreadable(tool, path, named ? what : `key of ${what}`, data, 'public key');
  return undefined;
}

/** Ends the command where something could not be loaded. */
export function need<T>(found: T | undefined, code = 1): T {
  if (found === undefined) throw new Exit(code);
  return found;
}
