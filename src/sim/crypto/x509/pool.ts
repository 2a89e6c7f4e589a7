import { binary } from '../../kernel/text.ts';
import { sameBytes } from '../der.ts';
import { CryptoError } from '../error.ts';
import { pemBlocks } from '../pem.ts';
import { parseCertificate, type Certificate } from './certificate.ts';

/** A set of certificates to verify against (Go's x509.CertPool). It is filled once and does not change after its first use. */
export class CertPool {
  readonly #bySubject = new Map<string, Certificate[]>();
  readonly #all = new Set<Certificate>();

  constructor(certificates: Iterable<Certificate> = []) {
    for (const certificate of certificates) this.add(certificate);
  }

  get size(): number {
    return this.#all.size;
  }

  get certificates(): readonly Certificate[] {
    return [...this.#all];
  }

  add(certificate: Certificate): void {
    if (this.#all.has(certificate)) return;
    this.#all.add(certificate);
    const key = binary(certificate.subject.raw);
    const same = this.#bySubject.get(key);
    if (same) same.push(certificate);
    else this.#bySubject.set(key, [certificate]);
  }

  contains(certificate: Certificate): boolean {
    return this.#all.has(certificate);
  }

  /** The subjects, encoded: what a server tells its clients as acceptable authorities. */
  subjects(): Uint8Array[] {
    return [...this.#all].map((certificate) => certificate.subject.raw);
  }

  /**
   * Those that could have issued a certificate, by name: first where the key identifiers agree, then where one is missing,
   * last where they differ (CertPool.findPotentialParents).
   */
  potentialParents(certificate: Certificate): Certificate[] {
    const wanted = certificate.authorityKeyId?.keyId;
    const rank = ({ subjectKeyId: has }: Certificate): number => {
      if (has && wanted) return sameBytes(has, wanted) ? 0 : 2;
      return has || wanted ? 1 : 0;
    };
    const named = this.#bySubject.get(binary(certificate.issuer.raw)) ?? [];
    return named.length < 2 ? named : [...named].sort((a, b) => rank(a) - rank(b));
  }

  /**
   * CertPool.AppendCertsFromPEM: adds what it can read and passes over the rest; false where it added nothing. Only blocks
   * without headers count.
   */
  appendPem(data: Uint8Array): boolean {
    const before = this.size;
    let added = false;
    for (const block of pemBlocks(data)) {
      if (block.type !== 'CERTIFICATE' || Object.keys(block.headers).length > 0) continue;
      try {
        this.add(parseCertificate(block.bytes));
        added = true;
      } catch (e) {
        if (!(e instanceof CryptoError)) throw e;
      }
    }
    return added || this.size > before;
  }
}
