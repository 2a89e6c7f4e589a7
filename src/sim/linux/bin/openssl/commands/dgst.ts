import { isErrno } from '../../../../kernel/errno.ts';
import type { Step } from '../../../../kernel/step.ts';
import { bytes } from '../../../../kernel/text.ts';
import { blake2b, blake2s } from '@noble/hashes/blake2.js';
import { sha3_224, sha3_256, sha3_384, sha3_512 } from '@noble/hashes/sha3.js';
import { digest, hex, mac, type HashName } from '../../../../crypto/hash.ts';
import { publicKeyOf, sign, verify, type PublicKey } from '../../../../crypto/keys/keys.ts';
import { digestOf, isRefusedDigest, unknownAlgorithm, type Command } from '../command.ts';
import { loadKey, loadPublicKey, need } from '../load.ts';
import { commandSpec } from '../options.ts';
import { passwordFrom } from '../passwords.ts';
import { systemError } from '../queue.ts';
import type { Sink, Tool } from '../tool.ts';

const spec = () =>
  commandSpec(
    '[options] [file...]',
    `
list - Show the digests there are
engine s! Engine for the operation
engine_impl -! Use it for the digest too
passin s Where the pass phrase of the key comes from
# Output
c - Colons between the octets
r - In the form of the coreutils
out > Where the result goes (standard output)
keyform f Form of the key (without effect)
hex - In hexadecimal
binary - The octets themselves
xoflen p! Length of the output, where it can be chosen
d -! Show what is done
debug -! Show what is done
# Signing
sign s Sign the digest with this private key
verify s Check a signature with this public key
prverify s Check a signature with this private key
sigopt s! Parameter for signing, name:value
signature < File with the signature to check
hmac s Message authentication code with this key
mac s Kind of message authentication code: HMAC
macopt s Its parameter: key:TEXT or hexkey:HEX
* - The digest
fips-fingerprint -! Message authentication code with the key of the FIPS module
@random
@provider
= file Files to take digests of (standard input)`,
  );

/** A hash function with the name that OpenSSL shows for it. */
interface Digest {
  label: string;
  hash: (data: Uint8Array) => Uint8Array;
  name: HashName | undefined;
}

const LABELS: Record<HashName, string> = {
  MD5: 'MD5',
  'SHA-1': 'SHA1',
  'SHA-224': 'SHA2-224',
  'SHA-256': 'SHA2-256',
  'SHA-384': 'SHA2-384',
  'SHA-512': 'SHA2-512',
};

const OTHERS: Readonly<Record<string, Digest>> = {
  'sha3-224': { label: 'SHA3-224', hash: (d) => sha3_224(d), name: undefined },
  'sha3-256': { label: 'SHA3-256', hash: (d) => sha3_256(d), name: undefined },
  'sha3-384': { label: 'SHA3-384', hash: (d) => sha3_384(d), name: undefined },
  'sha3-512': { label: 'SHA3-512', hash: (d) => sha3_512(d), name: undefined },
  blake2b512: { label: 'BLAKE2B-512', hash: (d) => blake2b(d), name: undefined },
  blake2s256: { label: 'BLAKE2S-256', hash: (d) => blake2s(d), name: undefined },
};

/** Commands that are digests: `openssl sha256`. */
const SHORTCUTS = ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512', ...Object.keys(OTHERS)];

function findDigest(name: string): Digest | undefined {
  const hash = digestOf(name);
  return hash ? { label: LABELS[hash], hash: (data) => digest(hash, data), name: hash } : OTHERS[name.toLowerCase()];
}

function* chosenDigest(tool: Tool): Step<Digest> {
  const name = tool.options.unknown.at(-1) ?? (SHORTCUTS.includes(tool.command) ? tool.command : undefined);
  if (name === undefined) return { ...findDigest('sha256')!, label: 'SHA256' };
  if (isRefusedDigest(name)) yield* tool.refuse(`-${name}`);
  const found = findDigest(name);
  if (found) return found;
  yield* tool.say(`${tool.command}: Unknown option or message digest: ${name}\n`);
  yield* tool.usageHint();
  return yield* tool.fail('', unknownAlgorithm(name));
}

export const dgst: Command = {
  names: ['dgst', ...SHORTCUTS],
  spec,
  *main(tool) {
    const { options } = tool;
    const sink = yield* tool.sink(options.value('out'));
    if (options.has('list')) {
      yield* sink.text(`Supported digests:\n${listed(SHORTCUTS)}`);
      return 0;
    }
    const chosen = yield* chosenDigest(tool);
    const password = yield* passwordFrom(tool, options.value('passin'));
    const checked = options.value('verify', 'prverify');
    if (checked !== undefined) return yield* check(tool, chosen, checked, password);
    const make = yield* maker(tool, chosen, password);
    let failed = false;
    const files: (string | undefined)[] = options.rest.length > 0 ? options.rest : [undefined];
    for (const file of files) {
      const data = yield* input(tool, file);
      if (data) yield* print(tool, sink, make.label, file, make.run(data));
      else failed = true;
    }
    return failed ? 1 : 0;
  },
};

/** `-name` in three columns. */
export function listed(names: readonly string[]): string {
  return [...names]
    .sort()
    .map((name, i, all) => `-${name}`.padEnd(26) + (i % 3 === 2 || i === all.length - 1 ? '\n' : ' '))
    .join('');
}

/** The content of a file; complains and gives nothing where it cannot be read. */
function* input(tool: Tool, file: string | undefined): Step<Uint8Array | undefined> {
  try {
    return yield* tool.read(file);
  } catch (e) {
    if (!isErrno(e)) throw e;
    const directory = e.code === 'EISDIR';
    yield* tool.say(directory ? `Read error in ${file}\n` : `${file}: ${e.text}\n`);
    const [func, at, what] = directory
      ? ['file_read', [149, 151], 'calling fread()']
      : ['file_ctrl', [297, 300], `calling fopen(${file}, r)`];
    yield* tool.errors(systemError(e, func as string, `../crypto/bio/bss_file.c:${at![0]}`, what as string), {
      code: '10080002',
      library: 'BIO routines',
      function: func as string,
      reason: 'system lib',
      place: `../crypto/bio/bss_file.c:${at![1]}`,
    });
    return undefined;
  }
}

interface Maker {
  label: string;
  run: (data: Uint8Array) => Uint8Array;
}

/** A digest, a message authentication code, or a signature. */
function* maker(tool: Tool, chosen: Digest, password: string | undefined): Step<Maker> {
  const { options } = tool;
  const key = options.value('sign');
  if (key !== undefined) {
    const secret = need(yield* loadKey(tool, key, 'private key', password));
    const { name } = chosen;
    if (!name) return yield* tool.refuse(`-sign with ${chosen.label}`);
    const kind = { rsa: 'RSA', ec: 'EC', ed25519: 'ED25519' }[secret.type];
    return { label: `${kind}-${chosen.label}`, run: (data) => sign(secret, name, data) };
  }
  const code = yield* macKey(tool);
  if (!code) return { label: chosen.label, run: chosen.hash };
  const { name } = chosen;
  if (!name) return yield* tool.refuse(`-hmac with ${chosen.label}`);
  return { label: `HMAC-${chosen.label}`, run: (data) => mac(name, code, data) };
}

function* macKey(tool: Tool): Step<Uint8Array | undefined> {
  const { options } = tool;
  const simple = options.value('hmac');
  if (simple !== undefined) return bytes(simple);
  const kind = options.value('mac');
  if (kind === undefined) return undefined;
  if (kind.toUpperCase() !== 'HMAC') return yield* tool.refuse(`-mac ${kind}`);
  for (const parameter of options.values('macopt')) {
    const [, how, value = ''] = /^(key|hexkey):(.*)$/s.exec(parameter) ?? [];
    if (how === 'key') return bytes(value);
    if (how === 'hexkey') return Uint8Array.from(value.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  }
  return yield* tool.fail('no MAC key\n');
}

function* print(tool: Tool, sink: Sink, label: string, file: string | undefined, result: Uint8Array): Step {
  const { options } = tool;
  const raw = options.has('binary') || (options.has('sign') && !options.has('hex'));
  if (raw) yield* sink.octets(result);
  else if (options.has('r')) yield* sink.text(`${hex(result)} *${file ?? 'stdin'}\n`);
  else {
    const shown = options.has('c') ? hex(result).replace(/..(?!$)/g, '$&:') : hex(result);
    yield* sink.text(`${label}(${file ?? 'stdin'})= ${shown}\n`);
  }
}

function* check(tool: Tool, chosen: Digest, path: string, password: string | undefined): Step<number> {
  const { options } = tool;
  const key: PublicKey = options.has('prverify')
    ? publicKeyOf(need(yield* loadKey(tool, path, 'private key', password)))
    : need(yield* loadPublicKey(tool, path, 'public key', password));
  const signature = options.value('signature');
  if (signature === undefined) return yield* tool.fail('No signature to verify: use the -signature option\n');
  const octets = yield* signatureFile(tool, signature);
  const data = yield* input(tool, options.rest[0]);
  if (!data) return 1;
  if (!chosen.name) return yield* tool.refuse(`-verify with ${chosen.label}`);
  if (verify(key, chosen.name, data, octets)) {
    yield* tool.p.stdout.write('Verified OK\n');
    return 0;
  }
  if (key.type === 'rsa') yield* tool.errors(octets.length === rsaSize(key) ? BAD_RSA_SIGNATURE : BAD_RSA_LENGTH, RSA_VERIFY_FAILED);
  yield* tool.p.stdout.write('Verification failure\n');
  return 1;
}

function* signatureFile(tool: Tool, path: string): Step<Uint8Array> {
  try {
    return yield* tool.read(path);
  } catch (e) {
    if (!isErrno(e)) throw e;
    return yield* tool.fail(`Error opening signature file ${path}\n`);
  }
}

const rsaSize = (key: PublicKey & { type: 'rsa' }): number => Math.ceil(key.n.toString(16).length / 2);

const BAD_RSA_SIGNATURE = {
  code: '02000068',
  library: 'rsa routines',
  function: 'ossl_rsa_verify',
  reason: 'bad signature',
  place: '../crypto/rsa/rsa_sign.c:429',
};

const BAD_RSA_LENGTH = { ...BAD_RSA_SIGNATURE, code: '02000077', reason: 'wrong signature length', place: '../crypto/rsa/rsa_sign.c:339' };

const RSA_VERIFY_FAILED = {
  code: '1C880004',
  library: 'Provider routines',
  function: 'rsa_verify',
  reason: 'RSA lib',
  place: '../providers/implementations/signature/rsa_sig.c:769',
};
