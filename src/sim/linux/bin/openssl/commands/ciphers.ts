import type { Step } from '../../../../kernel/step.ts';
import { CIPHER_SUITES, cipherSuite, OPENSSL_DEFAULT, type CipherSuite } from '../../../../crypto/tls/cipher-suites.ts';
import { TLS12, TLS13, type TlsVersion } from '../../../../crypto/tls/versions.ts';
import type { Command } from '../command.ts';
import { commandSpec } from '../options.ts';
import type { QueuedError } from '../queue.ts';
import type { Tool } from '../tool.ts';

const spec = () =>
  commandSpec(
    '[options] [cipher]',
    `
# Output
v - What each consists of
V - The same with its number
stdname - The same with its standard name
convert s OpenSSL's name of a standard name
# Cipher specification
s - Only what a handshake would offer
tls1 - Those of TLS 1.0
tls1_1 - Those of TLS 1.1
tls1_2 - Those of TLS 1.2
tls1_3 - Those of TLS 1.3
psk -! Those with pre-shared keys too
srp -! Those with SRP too
ciphersuites s Suites of TLS 1.3
@provider
= cipher List of ciphers to resolve`,
  );

/** A list that names nothing known. */
export const NO_CIPHER_MATCH: QueuedError = {
  code: '0A0000B9',
  library: 'SSL routines',
  function: 'SSL_CTX_set_cipher_list',
  reason: 'no cipher match',
  place: '../ssl/ssl_lib.c:2741',
};

const KEY_EXCHANGES = { 'ecdhe-ecdsa': 'ECDH', 'ecdhe-rsa': 'ECDH', 'dhe-rsa': 'DH', rsa: 'RSA', tls13: 'any' } as const;
const AUTHENTICATIONS = { 'ecdhe-ecdsa': 'ECDSA', 'ecdhe-rsa': 'RSA', 'dhe-rsa': 'RSA', rsa: 'RSA', tls13: 'any' } as const;

function encryption({ name }: CipherSuite): string {
  if (name.includes('CHACHA20')) return 'CHACHA20/POLY1305(256)';
  const bits = /AES_(\d+)/.exec(name)?.[1];
  return `${name.includes('GCM') ? 'AESGCM' : 'AES'}(${bits})`;
}

function macOf({ name }: CipherSuite): string {
  if (/GCM|POLY1305/.test(name)) return 'AEAD';
  return name.endsWith('_SHA') ? 'SHA1' : /SHA\d+$/.exec(name)![0];
}

/** SSL_CIPHER_description: the columns of `-v`. */
function described(suite: CipherSuite): string {
  const since = suite.since === TLS13 ? 'TLSv1.3' : suite.since === TLS12 ? 'TLSv1.2' : suite.kind.startsWith('ecdhe') ? 'TLSv1' : 'SSLv3';
  const kx = `Kx=${KEY_EXCHANGES[suite.kind]}`.padEnd(11);
  const au = `Au=${AUTHENTICATIONS[suite.kind]}`.padEnd(8);
  return `${suite.openssl.padEnd(30)} ${since.padEnd(7)} ${kx} ${au} ${`Enc=${encryption(suite)}`.padEnd(26)} Mac=${macOf(suite)}`;
}

/** Words of cipher lists, and what they stand for (ciphers(1)). */
const WORDS: Readonly<Record<string, (s: CipherSuite) => boolean>> = {
  ALL: () => true,
  DEFAULT: (s) => OPENSSL_DEFAULT.includes(s),
  HIGH: (s) => !/RC4|3DES/.test(s.name),
  MEDIUM: (s) => /RC4/.test(s.name),
  LOW: () => false,
  ECDHE: (s) => s.kind.startsWith('ecdhe'),
  EECDH: (s) => s.kind.startsWith('ecdhe'),
  kECDHE: (s) => s.kind.startsWith('ecdhe'),
  kEECDH: (s) => s.kind.startsWith('ecdhe'),
  DHE: (s) => s.kind === 'dhe-rsa',
  EDH: (s) => s.kind === 'dhe-rsa',
  kDHE: (s) => s.kind === 'dhe-rsa',
  RSA: (s) => s.kind === 'rsa' || AUTHENTICATIONS[s.kind] === 'RSA',
  kRSA: (s) => s.kind === 'rsa',
  aRSA: (s) => AUTHENTICATIONS[s.kind] === 'RSA',
  ECDSA: (s) => AUTHENTICATIONS[s.kind] === 'ECDSA',
  aECDSA: (s) => AUTHENTICATIONS[s.kind] === 'ECDSA',
  AES: (s) => s.name.includes('AES'),
  AES128: (s) => s.name.includes('AES_128'),
  AES256: (s) => s.name.includes('AES_256'),
  AESGCM: (s) => s.name.includes('GCM'),
  CHACHA20: (s) => s.name.includes('CHACHA20'),
  SHA1: (s) => s.name.endsWith('_SHA'),
  SHA: (s) => s.name.endsWith('_SHA'),
  SHA256: (s) => macOf(s) === 'SHA256',
  SHA384: (s) => macOf(s) === 'SHA384',
  RC4: (s) => s.name.includes('RC4'),
  '3DES': (s) => s.name.includes('3DES'),
  'TLSv1.2': (s) => s.since === TLS12,
};
/** Words for what this list has none of. */
const NOTHING =
  /^(aNULL|eNULL|NULL|EXPORT|EXP|ADH|AECDH|PSK|SRP|DES|MD5|DSS|CAMELLIA|ARIA|SEED|IDEA|GOST|COMPLEMENTOFDEFAULT|COMPLEMENTOFALL)$/;

/** What a word or several joined by `+` select; nothing where a word is unknown. */
function selector(term: string): ((s: CipherSuite) => boolean) | undefined {
  const named = cipherSuite(term);
  if (named) return (s) => s === named;
  const parts = term.split('+').map((word) => WORDS[word] ?? (NOTHING.test(word) ? () => false : undefined));
  return parts.every((part) => part !== undefined) ? (s) => parts.every((part) => part!(s)) : undefined;
}

const OLDER = [...OPENSSL_DEFAULT, ...CIPHER_SUITES.filter((s) => !OPENSSL_DEFAULT.includes(s))].filter((s) => s.kind !== 'tls13');

/** Resolves a cipher list for TLS up to 1.2 (SSL_CTX_set_cipher_list); nothing where it selects nothing. */
export function resolveCiphers(list: string): CipherSuite[] | undefined {
  let chosen: CipherSuite[] = [];
  const banned = new Set<CipherSuite>();
  for (const item of list.split(/[:, ]/).filter(Boolean)) {
    if (/^@(STRENGTH|SECLEVEL=\d)$/.test(item)) continue;
    const [, mark = '', term = ''] = /^([!+-]?)(.*)$/.exec(item)!;
    const matches = selector(term);
    if (!matches) continue;
    const found = OLDER.filter((s) => matches(s) && !banned.has(s) && !/RC4|3DES/.test(s.name));
    if (mark === '!') found.forEach((s) => banned.add(s));
    if (mark === '!' || mark === '-') chosen = chosen.filter((s) => !found.includes(s));
    else if (mark === '+') chosen = [...chosen.filter((s) => !found.includes(s)), ...chosen.filter((s) => found.includes(s))];
    else chosen = [...chosen, ...found.filter((s) => !chosen.includes(s))];
  }
  return chosen.length > 0 ? chosen : undefined;
}

/** The suites of TLS 1.3 that a list names; nothing where one is unknown. */
export function resolveSuites(list: string): CipherSuite[] | undefined {
  const found = list.split(':').filter(Boolean).map(cipherSuite);
  return found.every((suite) => suite?.kind === 'tls13') ? (found as CipherSuite[]) : undefined;
}

function wantedVersion(tool: Tool): TlsVersion | undefined {
  const { options } = tool;
  if (options.has('tls1_3')) return TLS13;
  return options.has('tls1_2', 'tls1_1', 'tls1') ? TLS12 : undefined;
}

export const ciphers: Command = {
  names: ['ciphers'],
  spec,
  *main(tool) {
    const { options } = tool;
    const standard = options.value('convert');
    if (standard !== undefined) {
      yield* tool.p.stdout.write(`OpenSSL cipher name: ${cipherSuite(standard)?.openssl ?? '(NONE)'}\n`);
      return 0;
    }
    if (options.rest.length > 1) yield* tool.usage();
    const list = yield* selected(tool);
    if (options.has('v', 'V', 'stdname')) for (const suite of list) yield* tool.p.stdout.line(row(tool, suite));
    else yield* tool.p.stdout.line(list.map((suite) => suite.openssl).join(':'));
    return 0;
  },
};

function row(tool: Tool, suite: CipherSuite): string {
  const { options } = tool;
  const number = suite.id.toString(16).toUpperCase().padStart(4, '0');
  const id = options.has('V') ? `          0x${number.slice(0, 2)},0x${number.slice(2)} - ` : '';
  const name = options.has('stdname') ? `${suite.name.padEnd(45)} - ` : '';
  return id + name + described(suite);
}

function* selected(tool: Tool): Step<CipherSuite[]> {
  const { options } = tool;
  const given = options.value('ciphersuites');
  const modern = given === undefined ? OPENSSL_DEFAULT.filter((s) => s.kind === 'tls13') : resolveSuites(given);
  if (!modern)
    return yield* tool.fail('Error setting TLSv1.3 ciphersuites\n', {
      ...NO_CIPHER_MATCH,
      function: 'set_ciphersuites',
      place: '../ssl/ssl_ciph.c:1325',
    });
  const older = options.rest[0] === undefined ? OLDER.filter((s) => OPENSSL_DEFAULT.includes(s)) : resolveCiphers(options.rest[0]);
  if (!older) return yield* tool.fail('Error in cipher list\n', NO_CIPHER_MATCH);
  const version = wantedVersion(tool);
  if (!options.has('s') || version === undefined) return [...modern, ...older];
  return version === TLS13 ? modern : older;
}
