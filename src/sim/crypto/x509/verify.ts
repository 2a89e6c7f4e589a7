import { rfc3339, type Micros } from '../../kernel/time.ts';
import { sameBytes } from '../der.ts';
import { OID } from '../oids.ts';
import { extensionOf, signatureError, type Certificate } from './certificate.ts';
import { constraintError } from './constraints.ts';
import { KEY_USAGE } from './extensions.ts';
import { hostnameError } from './hostname.ts';
import { commonName, organizations } from './name.ts';
import { CertPool } from './pool.ts';

/** Why a certificate does not verify; TLS servers choose their alert by it. */
export type VerifyReason =
  | 'unknown-authority'
  | 'expired'
  | 'hostname'
  | 'usage'
  | 'not-ca'
  | 'path-length'
  | 'name-mismatch'
  | 'name-constraints'
  | 'unhandled-critical-extension'
  | 'no-roots';

/** A failed verification, with Go's text (x509.CertificateInvalidError, HostnameError, UnknownAuthorityError, …). */
export class VerifyError extends Error {
  constructor(
    readonly reason: VerifyReason,
    message: string,
    readonly certificate: Certificate,
  ) {
    super(message);
    this.name = 'VerifyError';
  }
}

export interface VerifyOptions {
  /** Where chains must end. None at all: no roots could be loaded. */
  roots: CertPool | undefined;
  /** What came along with the certificate. */
  intermediates?: readonly Certificate[];
  now: Micros;
  /** The host that the certificate must be for, if any. */
  host?: string;
  /** Extended key usages, one of which a chain must allow; server authentication unless told otherwise. */
  usages?: readonly string[];
}

/** Signature checks of one verification (Go's maxChainSignatureChecks). */
const MAX_SIGNATURE_CHECKS = 100;

interface Verified {
  chains: Certificate[][];
  intermediates: readonly Certificate[];
  /** When all certificates of the chains are valid. */
  from: Micros;
  until: Micros;
}

const verified = new WeakMap<CertPool, WeakMap<Certificate, Map<string, Verified>>>();
/** Different questions that are remembered for one certificate. */
const REMEMBERED = 32;

/**
 * x509.Certificate.Verify of Go 1.26: the chains from a certificate to the roots. Throws VerifyError. Answers are kept with
 * the pool for as long as the chains' certificates are valid, so that a probe's handshake costs microseconds.
 */
export function verifyCertificate(certificate: Certificate, options: VerifyOptions): Certificate[][] {
  const { roots, now, intermediates = [], host = '', usages = [] } = options;
  if (!roots) throw new VerifyError('no-roots', 'x509: failed to load system roots and no roots provided', certificate);
  let answers = verified.get(roots);
  if (!answers) verified.set(roots, (answers = new WeakMap()));
  let own = answers.get(certificate);
  if (!own) answers.set(certificate, (own = new Map()));
  const question = `${host}|${usages.join()}`;
  const known = own.get(question);
  if (known && known.from <= now && now <= known.until && sameList(known.intermediates, intermediates)) return known.chains;
  const chains = new ChainBuilder(certificate, roots, options).verify();
  const all = chains.flat();
  const from = Math.max(...all.map((c) => c.notBefore));
  const until = Math.min(...all.map((c) => c.notAfter));
  if (own.size >= REMEMBERED) own.clear();
  own.set(question, { chains, intermediates, from, until });
  return chains;
}

function sameList(a: readonly Certificate[], b: readonly Certificate[]): boolean {
  return a.length === b.length && a.every((certificate, i) => certificate === b[i]);
}

/** CheckSignatureFrom: whether a parent may and did sign a certificate. */
function parentError(certificate: Certificate, parent: Certificate): string | undefined {
  const { basicConstraints, keyUsage } = parent;
  const noAuthority = (parent.version === 3 && !basicConstraints) || (basicConstraints && !basicConstraints.ca);
  if (noAuthority || (keyUsage && !(keyUsage & KEY_USAGE.keyCertSign)))
    return 'x509: invalid signature: parent certificate cannot sign this kind of certificate';
  return signatureError(certificate, parent);
}

function alreadyIn(candidate: Certificate, chain: readonly Certificate[]): boolean {
  const names = (c: Certificate): Uint8Array | undefined => extensionOf(c, OID.subjectAltName)?.value;
  const own = names(candidate);
  for (const c of chain) {
    if (!sameBytes(candidate.subject.raw, c.subject.raw) || !sameBytes(candidate.spki, c.spki)) continue;
    const other = names(c);
    if (!own || !other) return own === other;
    if (sameBytes(own, other)) return true;
  }
  return false;
}

/** One verification. */
class ChainBuilder {
  #checks = 0;
  readonly #intermediates: CertPool;

  constructor(
    private readonly leaf: Certificate,
    private readonly roots: CertPool,
    private readonly options: VerifyOptions,
  ) {
    this.#intermediates = new CertPool(options.intermediates);
  }

  verify(): Certificate[][] {
    const { leaf, options } = this;
    const invalid = this.#invalid(leaf, 'leaf', []);
    if (invalid) throw invalid;
    const host = options.host ? hostnameError(leaf, options.host) : undefined;
    if (host) throw new VerifyError('hostname', host, leaf);
    const candidates = this.roots.contains(leaf) ? [[leaf]] : this.#build([leaf]);
    let refused: string | undefined;
    const chains = candidates.filter((chain) => {
      if (!allowsUsage(chain, options.usages ?? [])) return false;
      const why = constraintError(chain);
      refused ??= why;
      return why === undefined;
    });
    if (chains.length > 0) return chains;
    if (refused !== undefined) {
      const text = `x509: a root or intermediate certificate is not authorized to sign for this name: ${refused}`;
      throw new VerifyError('name-constraints', text, leaf);
    }
    throw new VerifyError('usage', 'x509: certificate specifies an incompatible key usage', leaf);
  }

  /** Whether a certificate is good at its place in a chain (Certificate.isValid). */
  #invalid(c: Certificate, role: 'leaf' | 'intermediate' | 'root', chain: readonly Certificate[]): VerifyError | undefined {
    const { now } = this.options;
    const fail = (reason: VerifyReason, text: string): VerifyError => new VerifyError(reason, `x509: ${text}`, c);
    if (c.unhandledCritical) return fail('unhandled-critical-extension', 'unhandled critical extension');
    const child = chain.at(-1);
    if (child && !sameBytes(child.issuer.raw, c.subject.raw))
      return fail('name-mismatch', 'issuer name does not match subject from issuing certificate');
    // certificates count seconds; Go compares with the fraction of the clock
    if (now < c.notBefore || now > c.notAfter) {
      const how = now < c.notBefore ? `before ${rfc3339(c.notBefore)}` : `after ${rfc3339(c.notAfter)}`;
      return fail('expired', `certificate has expired or is not yet valid: current time ${rfc3339(now)} is ${how}`);
    }
    if (role === 'intermediate' && !c.basicConstraints?.ca)
      return fail('not-ca', 'certificate is not authorized to sign other certificates');
    const limit = c.basicConstraints?.pathLength;
    if (limit !== undefined && chain.length - 1 > limit) return fail('path-length', 'too many intermediates for path length constraint');
    return undefined;
  }

  /** Certificate.buildChains: the last error stands, unless some chain is found. */
  #build(chain: readonly Certificate[]): Certificate[][] {
    const certificate = chain.at(-1)!;
    const chains: Certificate[][] = [];
    let error: VerifyError | undefined;
    let hint: { text: string; candidate: Certificate } | undefined;
    const consider = (role: 'intermediate' | 'root', candidate: Certificate): void => {
      if (++this.#checks > MAX_SIGNATURE_CHECKS || !candidate.publicKey || alreadyIn(candidate, chain)) return;
      const signature = parentError(certificate, candidate);
      if (signature !== undefined) {
        hint ??= { text: signature, candidate };
        return;
      }
      error = this.#invalid(candidate, role, chain);
      if (error) {
        hint ??= { text: error.message, candidate };
        return;
      }
      if (role === 'root') {
        chains.push([...chain, candidate]);
        return;
      }
      try {
        chains.push(...this.#build([...chain, candidate]));
      } catch (e) {
        if (!(e instanceof VerifyError)) throw e;
        error = e;
      }
    };
    for (const root of this.roots.potentialParents(certificate)) consider('root', root);
    for (const other of this.#intermediates.potentialParents(certificate)) consider('intermediate', other);
    if (chains.length > 0) return chains;
    throw error ?? unknownAuthority(certificate, hint);
  }
}

function unknownAuthority(certificate: Certificate, hint: { text: string; candidate: Certificate } | undefined): VerifyError {
  let text = 'x509: certificate signed by unknown authority';
  if (hint) {
    const { subject, serial } = hint.candidate;
    const name = commonName(subject) || organizations(subject)[0] || `serial:${serial}`;
    const why = `possibly because of ${JSON.stringify(hint.text)} while trying to verify candidate authority certificate ${JSON.stringify(name)}`;
    text += ` (${why})`;
  }
  return new VerifyError('unknown-authority', text, certificate);
}

/** Whether some wanted usage is left after each certificate of the chain has crossed out what it does not allow. */
function allowsUsage(chain: readonly Certificate[], wanted: readonly string[]): boolean {
  if (wanted.includes(OID.anyExtKeyUsage)) return true;
  let left: readonly string[] = wanted.length > 0 ? wanted : [OID.serverAuth];
  for (const { extKeyUsage } of [...chain].reverse()) {
    if (!extKeyUsage?.length || extKeyUsage.includes(OID.anyExtKeyUsage)) continue;
    left = left.filter((usage) => extKeyUsage.includes(usage));
    if (left.length === 0) return false;
  }
  return true;
}
