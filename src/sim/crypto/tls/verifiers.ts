import { OID } from '../oids.ts';
import { opensslVerify, verifyCodeText, type OpensslVerifyOptions, type VerifyCode } from '../x509/openssl-verify.ts';
import type { Certificate } from '../x509/certificate.ts';
import type { CertPool } from '../x509/pool.ts';
import { verifyCertificate, VerifyError, type VerifyOptions } from '../x509/verify.ts';
import type { AlertName } from './alerts.ts';
import type { PeerVerdict, PeerVerifier } from './config.ts';

/** Go's x509.Certificate.Verify over what a peer showed. */
export function verifyPeer(certificates: readonly Certificate[], options: Omit<VerifyOptions, 'intermediates'>): PeerVerdict {
  const [leaf, ...intermediates] = certificates;
  try {
    return { chains: verifyCertificate(leaf!, { ...options, intermediates }) };
  } catch (error) {
    if (!(error instanceof VerifyError)) throw error;
    return { error };
  }
}

/** A Go client: roots, and the host that the certificate must be for. */
export function goVerifier(roots: CertPool | undefined, host?: string): PeerVerifier {
  return (certificates, now) => verifyPeer(certificates, { roots, host, now });
}

/** A Go server over client certificates. */
export function goClientVerifier(roots: CertPool | undefined): PeerVerifier {
  return (certificates, now) => verifyPeer(certificates, { roots, now, usages: [OID.clientAuth] });
}

/**
 * A client on OpenSSL. With a callback in `options` it goes on as long as that says so (s_client); without one the first failure
 * ends it (curl).
 */
export function opensslVerifier(options: Omit<OpensslVerifyOptions, 'now' | 'untrusted'>): PeerVerifier {
  return (certificates, now) => {
    const [leaf, ...untrusted] = certificates;
    const found = opensslVerify(leaf!, { purpose: 'sslserver', securityLevel: 2, ...options, untrusted, now });
    return found.ok ? { chains: [found.chain] } : { error: new Error(verifyCodeText(found.code)), code: found.code };
  };
}

/** The alert that OpenSSL sends for a code (ssl_x509err2alert). */
export function alertForCode(code: VerifyCode): AlertName {
  switch (code) {
    case 10:
      return 'certificate-expired';
    case 7:
      return 'decrypt-error';
    case 26:
      return 'unsupported-certificate';
    case 2:
    case 18:
    case 19:
    case 20:
    case 21:
    case 22:
    case 25:
    case 79:
      return 'unknown-ca';
    case 9:
    case 62:
    case 63:
    case 64:
    case 66:
    case 67:
    case 68:
      return 'bad-certificate';
    default:
      return 'certificate-unknown';
  }
}

/** The alert that Go's server sends where it refuses a client's certificate. */
export function alertForClient(error: Error): AlertName {
  if (!(error instanceof VerifyError)) return 'bad-certificate';
  return error.reason === 'unknown-authority' ? 'unknown-ca' : error.reason === 'expired' ? 'certificate-expired' : 'bad-certificate';
}
