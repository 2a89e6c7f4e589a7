/**
 * Keys, certificates and TLS as far as their failures are seen. Everything is synchronous and the same for the same random
 * stream; errors are `CryptoError` (reading), `VerifyError` (path validation) and `TlsError` (handshakes), whose messages are the
 * texts of Go 1.26. OpenSSL's words for the same failures are in `x509/openssl-verify.ts` and `tls/error.ts`.
 */
export { CryptoError } from './error.ts';
export { decodeBase64, decodeBase64url, encodeBase64, encodeBase64url } from './base64.ts';
export { digest, hex, mac, sha256Hex, type HashName } from './hash.ts';
export { formatIp, parseIp, sameIp } from './ip.ts';
export { decodePem, encodePem, encodePemBytes, pemBlocks, type PemBlock } from './pem.ts';
export { OID } from './oids.ts';

export { generateKey, generateEcKey, generateRsaKey, KEY_STREAM, type KeySpec } from './keys/generate.ts';
export { keyBits, publicKeyOf, sameKey, sign, verify, type PrivateKey, type PublicKey } from './keys/keys.ts';
export { encodeSpki, pkcs8Pem, privateKeyPem, publicKeyPem } from './keys/encode.ts';
export { parsePkcs1, parsePkcs8, parseSec1, parseSpki } from './keys/parse.ts';

export { fingerprint, parseCertificate, readCertificate, type Certificate } from './x509/certificate.ts';
export { parseCertificateRequest, requestSignatureError, type CertificateRequest } from './x509/request.ts';
export {
  createCertificate,
  createCertificateRequest,
  issueCertificate,
  type CertificateDraft,
  type GoTemplate,
  type RequestDraft,
} from './x509/build.ts';
export { EXT_KEY_USAGES, KEY_USAGE, type Extension, type GeneralName, type KeyUsageName } from './x509/extensions.ts';
export { attributeValues, commonName, goName, goNameString, nameOf, organizations, type GoName, type Name } from './x509/name.ts';
export { CertPool } from './x509/pool.ts';
export { curlHostnameError, hostnameError } from './x509/hostname.ts';
export { verifyCertificate, VerifyError, type VerifyOptions, type VerifyReason } from './x509/verify.ts';
export { opensslVerify, verifyCodeText, type VerifyCode } from './x509/openssl-verify.ts';
export {
  certificatesPem,
  certPoolOf,
  parseCertificatesPem,
  parsePrivateKeyPem,
  parsePublicKeysPem,
  x509KeyPair,
  type KeyPair,
} from './x509/loaders.ts';

export { TlsError, type TlsFailure } from './tls/error.ts';
export { cipherSuite, GO_CIPHER_SUITES, GO_INSECURE_CIPHER_SUITES, type CipherSuite } from './tls/cipher-suites.ts';
export { KUBERNETES_VERSIONS, TLS10, TLS11, TLS12, TLS13, type TlsVersion } from './tls/versions.ts';
export { goClientVerifier, goVerifier, opensslVerifier } from './tls/verifiers.ts';
export type { ClientAuth, PeerVerifier, TlsClientConfig, TlsServerConfig, TlsState } from './tls/config.ts';

export { keyId, parseJws, signJwt, verifyJws, type Jws } from './jwt.ts';
export { decryptCbc, decryptGcm, deriveKey, encryptCbc, encryptGcm, openSecretbox, sealSecretbox } from './symmetric.ts';
export { checkPassword, cryptPassword, randomSalt, type CryptMethod } from './password.ts';
