import type { Micros } from '../../kernel/time.ts';
import { sameBytes } from '../der.ts';
import { formatIp, parseIp } from '../ip.ts';
import { keyBits } from '../keys/keys.ts';
import { OID } from '../oids.ts';
import { checkSignature, signatureAlgorithm } from './signature.ts';
import type { Certificate } from './certificate.ts';
import { constraintError } from './constraints.ts';
import { KEY_USAGE } from './extensions.ts';
import { checkCa, suits, type Purpose } from './purpose.ts';
import { matchesHost } from './hostname.ts';
import { canonicalName, commonName } from './name.ts';

/** X509_V_ERR_* that are reached here, with X509_verify_cert_error_string's texts (OpenSSL 3.0). */
const ERRORS = {
  0: 'ok',
  2: 'unable to get issuer certificate',
  6: 'unable to decode issuer public key',
  7: 'certificate signature failure',
  9: 'certificate is not yet valid',
  10: 'certificate has expired',
  18: 'self-signed certificate',
  19: 'self-signed certificate in certificate chain',
  20: 'unable to get local issuer certificate',
  21: 'unable to verify the first certificate',
  22: 'certificate chain too long',
  25: 'path length constraint exceeded',
  26: 'unsuitable certificate purpose',
  32: 'key usage does not include certificate signing',
  34: 'unhandled critical extension',
  47: 'permitted subtree violation',
  48: 'excluded subtree violation',
  62: 'hostname mismatch',
  63: 'email address mismatch',
  64: 'IP address mismatch',
  66: 'EE certificate key too weak',
  67: 'CA certificate key too weak',
  68: 'CA signature digest algorithm too weak',
  79: 'invalid CA certificate',
  85: 'Missing Authority Key Identifier',
  86: 'Missing Subject Key Identifier',
  89: 'Basic Constraints of CA cert not marked critical',
  92: 'CA cert does not include key usage extension',
} as const;

/** A code of `openssl verify` and of s_client's `Verify return code`. */
export type VerifyCode = keyof typeof ERRORS;

/** The text of a code. */
export function verifyCodeText(code: VerifyCode): string {
  return ERRORS[code];
}

/** What a verification came upon: a failure, or (ok) a certificate that is all right. */
export interface Verification {
  ok: boolean;
  code: VerifyCode;
  depth: number;
  certificate: Certificate;
}

export interface OpensslVerifyOptions {
  trusted: readonly Certificate[];
  untrusted?: readonly Certificate[];
  now: Micros;
  purpose?: Purpose;
  host?: string;
  ip?: string;
  email?: string;
  strict?: boolean;
  partialChain?: boolean;
  checkTime?: boolean;
  /** TLS security level; Debian's library asks for 2 in handshakes and for none in `openssl verify`. */
  securityLevel?: number;
  /** Certificates between leaf and root. */
  depth?: number;
  /** Called for each failure and each certificate that is all right; true goes on (X509_STORE_CTX's verify_cb). */
  callback?: (found: Verification) => boolean;
}

/** The outcome: the last failure, whether or not the callback let it pass, and the chain that was built. */
export interface OpensslVerified {
  ok: boolean;
  code: VerifyCode;
  depth: number;
  chain: readonly Certificate[];
}

/** X509_verify_cert of OpenSSL 3.0 (crypto/x509/x509_vfy.c): its order of checks, its codes. */
export function opensslVerify(certificate: Certificate, options: OpensslVerifyOptions): OpensslVerified {
  return new Verifier(certificate, options).run();
}

/** Whether one certificate may have issued another, by names and key identifiers (X509_check_issued). */
export function isIssuedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (canonicalName(certificate.issuer) !== canonicalName(issuer.subject)) return false;
  const id = certificate.authorityKeyId;
  if (id?.keyId && issuer.subjectKeyId && !sameBytes(id.keyId, issuer.subjectKeyId)) return false;
  if (id?.serial !== undefined && id.serial !== issuer.serial) return false;
  const named = id?.issuer?.find((name) => name.kind === 'directory');
  if (named?.kind === 'directory' && canonicalName(named.name) !== canonicalName(issuer.issuer)) return false;
  const algorithm = signatureAlgorithm(certificate.signatureAlgorithm.oid);
  return !algorithm || !issuer.publicKey || algorithm.key === issuer.publicKey.type;
}

/** Security bits of levels 0 to 5, and of keys and hashes. */
const LEVEL_BITS = [0, 80, 112, 128, 192, 256];
const HASH_BITS: Record<string, number> = { MD5: 39, 'SHA-1': 63, 'SHA-224': 112, 'SHA-256': 128, 'SHA-384': 192, 'SHA-512': 256 };

function securityBits(certificate: Certificate): number {
  const key = certificate.publicKey;
  if (!key) return 256;
  const bits = keyBits(key);
  if (key.type !== 'rsa') return bits / 2;
  return bits >= 15360 ? 256 : bits >= 7680 ? 192 : bits >= 3072 ? 128 : bits >= 2048 ? 112 : bits >= 1024 ? 80 : 0;
}

class Verifier {
  #chain: Certificate[];
  #code: VerifyCode = 0;
  #depth = 0;
  /** How many of the chain, from the leaf, came from the untrusted ones. */
  #untrusted = 1;

  constructor(
    leaf: Certificate,
    private readonly options: OpensslVerifyOptions,
  ) {
    this.#chain = [leaf];
  }

  run(): OpensslVerified {
    const going =
      this.#keyLevel() &&
      this.#build() &&
      this.#extensions() &&
      this.#authLevel() &&
      this.#identity() &&
      this.#signatures() &&
      this.#constraints();
    // a callback that let failures pass has them on its own conscience; the code stays
    return { ok: going, code: this.#code, depth: this.#depth, chain: this.#chain };
  }

  #report(ok: boolean, code: VerifyCode, depth: number): boolean {
    if (!ok) this.#code = code;
    this.#depth = depth;
    const found = { ok, code, depth, certificate: this.#chain[depth]! };
    return this.options.callback ? this.options.callback(found) : ok;
  }

  /** Reports a failure where there is one; whether to go on. */
  #failIf(failed: boolean, code: VerifyCode, depth: number): boolean {
    return !failed || this.#report(false, code, depth);
  }

  get #levelBits(): number {
    return LEVEL_BITS[this.options.securityLevel ?? 0] ?? 256;
  }

  #keyLevel(): boolean {
    return this.#failIf(securityBits(this.#chain[0]!) < this.#levelBits, 66, 0);
  }

  #issuerIn(pool: readonly Certificate[], certificate: Certificate): Certificate | undefined {
    const candidates = pool.filter((c) => isIssuedBy(certificate, c));
    const { now } = this.options;
    // the first that is valid now, else the one that expires last
    return (
      candidates.find((c) => c.notBefore <= now && now <= c.notAfter) ??
      candidates.reduce<Certificate | undefined>((best, c) => (!best || c.notAfter > best.notAfter ? c : best), undefined)
    );
  }

  /** Trusted certificates first; whether the chain ends in one (build_chain). */
  #build(): boolean {
    const { trusted, untrusted = [], partialChain = false, depth = 100 } = this.options;
    const chain = this.#chain;
    let left = untrusted;
    for (;;) {
      const last = chain.at(-1)!;
      const selfSigned = isIssuedBy(last, last);
      if (chain.length > depth + 2) return this.#report(false, 22, chain.length - 1);
      if (partialChain && trusted.includes(last)) return true;
      const issuer = this.#issuerIn(trusted, last);
      if (selfSigned) {
        if (issuer && sameBytes(issuer.raw, last.raw)) {
          if (this.#untrusted === chain.length) this.#untrusted = chain.length - 1;
          return true;
        }
      } else if (issuer) {
        chain.push(issuer);
        if (isIssuedBy(issuer, issuer) || partialChain) return true;
        continue;
      } else if (this.#untrusted === chain.length) {
        const next = this.#issuerIn(left, last);
        if (next) {
          left = left.filter((c) => c !== next);
          chain.push(next);
          this.#untrusted = chain.length;
          continue;
        }
      }
      const end = chain.length - 1;
      if (selfSigned) return this.#report(false, end === 0 ? 18 : 19, end);
      return this.#report(false, this.#untrusted < chain.length ? 2 : 20, end);
    }
  }

  #extensions(): boolean {
    const { purpose, strict = false } = this.options;
    const chain = this.#chain;
    let pathLength = 0;
    for (const [i, c] of chain.entries()) {
      if (!this.#failIf(c.unhandledCritical, 34, i)) return false;
      const ca = checkCa(c);
      const wrong = i === 0 ? strict && ca > 1 : ca === 0 || ((i + 1 < chain.length || strict) && ca !== 1);
      if (!this.#failIf(wrong, 79, i)) return false;
      if (strict && chain.length > 1 && !this.#strict(c, i)) return false;
      if (purpose && !this.#failIf(!suits(c, purpose, i > 0), 26, i)) return false;
      const limit = c.basicConstraints?.pathLength;
      if (!this.#failIf(i > 1 && limit !== undefined && pathLength > limit, 25, i)) return false;
      if (i > 0 && !sameBytes(c.issuer.raw, c.subject.raw)) pathLength++;
    }
    return true;
  }

  /** The further checks of -x509_strict that certificates of kubeadm and of hand-made authorities meet. */
  #strict(c: Certificate, i: number): boolean {
    const ca = c.basicConstraints?.ca ?? false;
    const critical = c.extensions.some((e) => e.oid === OID.basicConstraints && e.critical);
    const last = i + 1 === this.#chain.length;
    return (
      this.#failIf(ca && !critical, 89, i) &&
      this.#failIf(ca && c.keyUsage === undefined, 92, i) &&
      this.#failIf(!last && !c.authorityKeyId?.keyId, 85, i) &&
      this.#failIf(ca && !c.subjectKeyId, 86, i)
    );
  }

  #authLevel(): boolean {
    if (this.#levelBits === 0) return true;
    for (const [i, c] of this.#chain.entries()) {
      if (i > 0 && !this.#failIf(securityBits(c) < this.#levelBits, 67, i)) return false;
      const hash = signatureAlgorithm(c.signatureAlgorithm.oid)?.hash ?? 'SHA-512';
      // the signature on the trust anchor itself does not count
      if (i < this.#chain.length - 1 && !this.#failIf(HASH_BITS[hash]! < this.#levelBits, 68, i)) return false;
    }
    return true;
  }

  #identity(): boolean {
    const { host, email, ip } = this.options;
    const leaf = this.#chain[0]!;
    return (
      this.#failIf(host !== undefined && !isForHost(leaf, host), 62, 0) &&
      this.#failIf(email !== undefined && !leaf.emailAddresses.includes(email), 63, 0) &&
      this.#failIf(ip !== undefined && !isForIp(leaf, ip), 64, 0)
    );
  }

  /** Signatures and times, from the chain's end to the leaf (internal_verify). */
  #signatures(): boolean {
    const chain = this.#chain;
    let n = chain.length - 1;
    let issuer = chain[n]!;
    if (!isIssuedBy(issuer, issuer) && !this.options.partialChain) {
      if (n === 0) {
        if (!this.#report(false, 21, 0)) return false;
        return this.#time(0) && this.#report(true, this.#code, 0);
      }
      n--;
    }
    for (; n >= 0; n--) {
      const subject = chain[n]!;
      if (subject !== issuer && !this.#signature(subject, issuer, n)) return false;
      if (!this.#time(n) || !this.#report(true, this.#code, n)) return false;
      issuer = subject;
    }
    return true;
  }

  #signature(subject: Certificate, issuer: Certificate, n: number): boolean {
    const noSigning = issuer.keyUsage !== undefined && !(issuer.keyUsage & KEY_USAGE.keyCertSign);
    if (!this.#failIf(noSigning, 32, n + 1)) return false;
    if (!issuer.publicKey) return this.#report(false, 6, n + 1);
    const wrong = checkSignature(subject.signatureAlgorithm, subject.tbs, subject.signature, issuer.publicKey);
    // algorithms that Go finds too weak are checked all the same
    return this.#failIf(wrong !== undefined && !/insecure/.test(wrong), 7, n);
  }

  #time(i: number): boolean {
    const { now, checkTime = true } = this.options;
    const c = this.#chain[i]!;
    if (!checkTime) return true;
    return this.#failIf(now < c.notBefore, 9, i) && this.#failIf(now >= c.notAfter + 1_000_000, 10, i);
  }

  #constraints(): boolean {
    const why = constraintError(this.#chain);
    return this.#failIf(why !== undefined, why?.includes('excluded') ? 48 : 47, 0);
  }
}

/** X509_check_host: DNS names, or the common name where the certificate has none. */
export function isForHost(certificate: Certificate, host: string): boolean {
  const names = certificate.dnsNames.length > 0 ? certificate.dnsNames : [commonName(certificate.subject)];
  return names.some((name) => matchesHost(name, host));
}

/** X509_check_ip. */
export function isForIp(certificate: Certificate, ip: string): boolean {
  const octets = parseIp(ip);
  return octets !== undefined && certificate.ipAddresses.some((own) => formatIp(own) === formatIp(octets));
}
