import { RandomStream } from '../kernel/random.ts';
import { DAY, type Micros } from '../kernel/time.ts';
import { generateKey, type KeySpec } from './keys/generate.ts';
import { publicKeyOf, type PrivateKey } from './keys/keys.ts';
import { OID } from './oids.ts';
import { createCertificate, type GoTemplate } from './x509/build.ts';
import type { Certificate } from './x509/certificate.ts';
import { KEY_USAGE, type GeneralName } from './x509/extensions.ts';
import type { KeyPair } from './x509/loaders.ts';
import { goName } from './x509/name.ts';
import { parseIp } from './ip.ts';

/** Certificates for tests: each authority and each leaf has a key of its own. */
export class TestAuthority {
  readonly pair: KeyPair;

  constructor(
    readonly now: Micros,
    readonly stream: RandomStream,
    template: Partial<GoTemplate> & { name?: string } = {},
    readonly parent?: TestAuthority,
  ) {
    const keyUsage = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment | KEY_USAGE.keyCertSign;
    this.pair = this.#make({ name: 'kubernetes', isCa: true, keyUsage, ...template }, { type: 'rsa', bits: 2048 }, parent?.pair);
  }

  get certificate(): Certificate {
    return this.pair.leaf;
  }

  /** An authority below this one. */
  intermediate(name: string, template: Partial<GoTemplate> = {}): TestAuthority {
    return new TestAuthority(this.now, this.stream, { name, ...template }, this);
  }

  /** A certificate for a server of those names. */
  server(name: string, names: readonly string[], template: Partial<GoTemplate> = {}, spec: KeySpec = { type: 'rsa', bits: 2048 }): KeyPair {
    const altNames = names.map((text): GeneralName => {
      const octets = parseIp(text);
      return octets ? { kind: 'ip', octets } : { kind: 'dns', value: text };
    });
    const keyUsage = KEY_USAGE.digitalSignature | KEY_USAGE.keyEncipherment;
    return this.#make({ name, altNames, keyUsage, isCa: false, extKeyUsage: [OID.serverAuth], ...template }, spec, this.pair);
  }

  /** A certificate for a client. */
  client(name: string, organization: readonly string[] = [], template: Partial<GoTemplate> = {}): KeyPair {
    const subject = goName({ commonName: name, organization });
    return this.#make({ name, subject, extKeyUsage: [OID.clientAuth], ...template }, { type: 'rsa', bits: 2048 }, this.pair);
  }

  #make(template: Partial<GoTemplate> & { name: string }, spec: KeySpec, issuer: KeyPair | undefined): KeyPair {
    const key: PrivateKey = generateKey(spec, this.stream);
    const full: GoTemplate = {
      serial: BigInt(this.stream.between(1, 2 ** 31)),
      subject: goName({ commonName: template.name }),
      notBefore: this.now - DAY,
      notAfter: this.now + 365 * DAY,
      ...template,
    };
    const leaf = createCertificate(full, issuer?.leaf, publicKeyOf(key), issuer?.key ?? key);
    return { leaf, chain: [leaf], key };
  }
}

/** A root for tests, at a moment; its keys come from a stream of that name. */
export function testAuthority(now: Micros, name = 'kubernetes'): TestAuthority {
  return new TestAuthority(now, new RandomStream(`test authority ${name}`), { name });
}
