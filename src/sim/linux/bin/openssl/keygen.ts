import type { Step } from '../../../kernel/step.ts';
import { MS } from '../../../kernel/time.ts';
import type { CurveName } from '../../../crypto/keys/ec.ts';
import { generateKey, generateRsaKey, KEY_STREAM, pooledKeys, type KeySpec } from '../../../crypto/keys/generate.ts';
import type { PrivateKey } from '../../../crypto/keys/keys.ts';
import { RSA_EXPONENT } from '../../../crypto/keys/rsa.ts';
import type { QueuedError } from './queue.ts';
import type { Tool } from './tool.ts';

/** Curves by all names that OpenSSL knows them by. */
const CURVE_NAMES: Readonly<Record<string, CurveName>> = {
  prime256v1: 'P-256',
  secp256r1: 'P-256',
  'P-256': 'P-256',
  secp384r1: 'P-384',
  'P-384': 'P-384',
  secp521r1: 'P-521',
  'P-521': 'P-521',
};

export function curveNamed(name: string): CurveName | undefined {
  return CURVE_NAMES[name];
}

/** Sizes that an RSA key can have. Above the limit a search would hold up the page, and nobody wants such a key. */
const RSA_BITS = { min: 512, max: 8192, searched: 1024 };

/** What a size that is too small leaves in the error queue. */
export const KEY_TOO_SMALL: QueuedError = {
  code: '1C8000AB',
  library: 'Provider routines',
  function: 'rsa_gen_set_params',
  reason: 'key size too small',
  place: '../providers/implementations/keymgmt/rsa_kmgmt.c:509',
};

export function isTooSmall(bits: number): boolean {
  return bits < RSA_BITS.min;
}

/** Progress of a search for two primes: a dot or plus for each candidate, a row of pluses for each test that was passed. */
function progress(tool: Tool): string {
  const random = tool.p.kernel.random.stream('openssl progress');
  const candidates = (): string => Array.from({ length: random.between(2, 60) }, () => '.'.repeat(random.between(1, 6))).join('+');
  const row = '+'.repeat(65);
  const prime = (): string => `${candidates()}${row}*${candidates()}${row}*${candidates()}${row}\n`;
  return prime() + prime();
}

/** A new key; `dots` shows the search. It takes about as long as on a real machine. */
export function* newKey(tool: Tool, spec: KeySpec, dots: boolean, e = RSA_EXPONENT): Step<PrivateKey> {
  const { p } = tool;
  const stream = p.kernel.random.stream(KEY_STREAM);
  if (spec.type !== 'rsa') return generateKey(spec, stream);
  const { bits } = spec;
  if (bits > RSA_BITS.max || (bits > RSA_BITS.searched && (pooledKeys(bits) === 0 || e !== RSA_EXPONENT)))
    yield* tool.refuse(`with an RSA key of ${bits} bits`);
  yield* p.burn(Math.round((bits / 1024) ** 3 * 20 * MS));
  if (dots) yield* tool.say(progress(tool));
  return generateRsaKey(bits, stream, e);
}
