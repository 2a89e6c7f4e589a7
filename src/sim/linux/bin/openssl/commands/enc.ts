import type { Step } from '../../../../kernel/step.ts';
import { binary, bytes, concat, text } from '../../../../kernel/text.ts';
import { decodeBase64, encodeBase64 } from '../../../../crypto/base64.ts';
import { digest, hex, type HashName } from '../../../../crypto/hash.ts';
import { applyCtr, cbcBlocks, decryptCbc, decryptEcb, deriveKey, encryptCbc, encryptEcb } from '../../../../crypto/symmetric.ts';
import { digestOf, randomStream, unknownAlgorithm, type Command } from '../command.ts';
import { commandSpec } from '../options.ts';
import { newPassword, passwordFrom } from '../passwords.ts';
import type { Sink, Tool } from '../tool.ts';
import { listed } from './dgst.ts';

const spec = () =>
  commandSpec(
    '[options]',
    `
list - Show the ciphers there are
ciphers - The same
e - Encrypt
d - Decrypt
p - Show salt, key and vector
P - Show them and do no more
engine s! Engine for the operation
# Input
in < What is to be encrypted or decrypted (standard input)
k s Password
kfile < File whose first line is the password
# Output
out > Where the result goes (standard output)
pass s Where the password comes from
v - Tell what is done
a - Base64 around the encryption
base64 - The same
A - Base64 in one line
# Encryption
nopad - No padding: whole blocks only
salt - Use a salt (so without it too)
nosalt - Use none
debug -! Show what is done
bufsize s Size of the buffer (without effect)
K s The key, in hexadecimal
S s The salt, in hexadecimal
iv s The vector, in hexadecimal
md s Digest to make the key out of the password
iter p Iterations of the key derivation, which is PBKDF2 then
~ 10000 without it
pbkdf2 - Derive the key by PBKDF2
~ -iter says how often
none - Do not encrypt
* - The cipher
@random
@provider`,
  );

interface Cipher {
  name: string;
  mode: 'cbc' | 'ctr' | 'ecb';
  keySize: number;
}

/** Ciphers by the names of commands and options; `aes256` is `aes-256-cbc`. */
function findCipher(name: string): Cipher | undefined {
  const [, bits, mode = 'cbc'] = /^aes-?(128|192|256)(?:-(cbc|ctr|ecb))?$/i.exec(name) ?? [];
  if (bits === undefined) return undefined;
  const known = mode.toLowerCase() as Cipher['mode'];
  return { name: `aes-${bits}-${known}`, mode: known, keySize: Number(bits) / 8 };
}

const CIPHERS = ['128', '192', '256'].flatMap((bits) => [`aes-${bits}-cbc`, `aes-${bits}-ctr`, `aes-${bits}-ecb`, `aes${bits}`]);
/** Ciphers that exist and are not simulated. */
const REFUSED = /^(aes-\d+-(cfb|ofb|cfb1|cfb8|xts|wrap)|aria|bf|blowfish|camellia|cast|chacha20|des|idea|rc2|rc4|rc5|seed|sm4)/i;

function* chosenCipher(tool: Tool): Step<Cipher | undefined> {
  const own = findCipher(tool.command);
  const name = tool.options.unknown.at(-1) ?? own?.name;
  if (name === undefined || tool.options.has('none')) return undefined;
  const cipher = findCipher(name);
  if (cipher) return cipher;
  if (/-(gcm|ccm|ocb)$/i.test(name)) {
    yield* tool.say('enc: AEAD ciphers not supported\n');
    yield* tool.usage();
  }
  if (REFUSED.test(name)) yield* tool.refuse(`-${name}`);
  yield* tool.say(`${tool.command}: Unknown cipher: ${name}\n`);
  yield* tool.usageHint();
  return yield* tool.fail('', unknownAlgorithm(name));
}

/** What stands in front of salted data. */
const MAGIC = bytes('Salted__');
const ITERATIONS = 10_000;
const VECTOR_SIZE = 16;
const SALT_SIZE = 8;

interface Secrets {
  key: Uint8Array;
  iv: Uint8Array;
  salt: Uint8Array | undefined;
}

export const enc: Command = {
  names: ['enc', 'base64', ...CIPHERS.filter((name) => /^aes-\d+-(cbc|ecb)$/.test(name))],
  spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    if (options.has('list', 'ciphers')) {
      yield* tool.p.stdout.write(`Supported ciphers:\n${listed(CIPHERS)}`);
      return 0;
    }
    const cipher = yield* chosenCipher(tool);
    const armoured = options.has('a', 'base64') || tool.command === 'base64';
    const password = cipher ? yield* passwordOf(tool, cipher) : undefined;
    const decrypting = options.has('d');
    const raw = options.has('P') ? new Uint8Array() : yield* tool.readOrFail(options.value('in'), '', 'rb');
    const sink = yield* tool.sink(options.value('out'));
    if (!cipher) {
      if (!armoured) yield* sink.octets(raw);
      else yield* decrypting ? sink.octets(unarmoured(tool, raw)) : sink.text(armour(tool, raw));
      return 0;
    }
    const data = decrypting && armoured ? unarmoured(tool, raw) : raw;
    return yield* decrypting ? decrypt(tool, sink, cipher, password, data) : encrypt(tool, sink, cipher, password, data, armoured);
  },
};

function armour(tool: Tool, data: Uint8Array): string {
  const encoded = encodeBase64(data);
  if (tool.options.has('A')) return encoded;
  return (encoded.match(/.{1,64}/g) ?? []).map((line) => `${line}\n`).join('');
}

/** The octets of base64, as BIO_f_base64 reads it: nothing where a line is none. */
function unarmoured(tool: Tool, data: Uint8Array): Uint8Array {
  const content = binary(data);
  if (!tool.options.has('A') && !content.includes('\n')) return new Uint8Array();
  return decodeBase64(content.replace(/\s/g, '')) ?? new Uint8Array();
}

function* passwordOf(tool: Tool, cipher: Cipher): Step<string | undefined> {
  const { options } = tool;
  if (options.has('k')) return options.value('k');
  const file = options.value('kfile');
  if (file !== undefined) return text(yield* tool.readOrFail(file)).split('\n')[0]!;
  if (options.has('pass')) return yield* passwordFrom(tool, options.value('pass'));
  if (options.has('K')) return undefined;
  const label = `${cipher.name.toUpperCase()} ${options.has('d') ? 'decryption' : 'encryption'} password`;
  const typed = options.has('d') ? yield* tool.askSecret(`enter ${label}:`) : yield* newPassword(tool, label);
  return typed ?? (yield* tool.fail('bad password read\n'));
}

/** A value in hexadecimal, filled up with zeros or cut, with what OpenSSL says about that. */
function* hexValue(tool: Tool, value: string, size: number, what: string): Step<Uint8Array> {
  if (!/^[0-9a-fA-F]*$/.test(value)) return yield* tool.fail(`non-hex digit\ninvalid hex ${what} value\n`);
  if (value.length > size * 2) yield* tool.say('hex string is too long, ignoring excess\n');
  else if (value.length < size * 2) yield* tool.say('hex string is too short, padding with zero bytes to length\n');
  const digits = value.slice(0, size * 2).padEnd(size * 2, '0');
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}

/** EVP_BytesToKey with one round. */
function oldKey(hash: HashName, password: Uint8Array, salt: Uint8Array, size: number): Uint8Array {
  const out: number[] = [];
  for (let block = new Uint8Array(); out.length < size;) {
    block = Uint8Array.from(digest(hash, concat([block, password, salt])));
    out.push(...block);
  }
  return Uint8Array.from(out.slice(0, size));
}

function* secrets(tool: Tool, cipher: Cipher, password: string | undefined, salt: Uint8Array | undefined): Step<Secrets> {
  const { options } = tool;
  const ivSize = cipher.mode === 'ecb' ? 0 : VECTOR_SIZE;
  let key = new Uint8Array();
  let iv: Uint8Array | undefined;
  if (password !== undefined) {
    const name = options.value('md') ?? 'sha256';
    const hash = digestOf(name);
    if (!hash) return yield* tool.fail(`enc: Unknown option or message digest: ${name}\n`, unknownAlgorithm(name));
    const size = cipher.keySize + ivSize;
    const octets = bytes(password);
    let derived: Uint8Array;
    if (options.has('pbkdf2', 'iter'))
      derived = deriveKey(hash, octets, salt ?? new Uint8Array(), options.number('iter') ?? ITERATIONS, size);
    else {
      yield* tool.say('*** WARNING : deprecated key derivation used.\nUsing -iter or -pbkdf2 would be better.\n');
      derived = oldKey(hash, octets, salt ?? new Uint8Array(), size);
    }
    key = Uint8Array.from(derived.subarray(0, cipher.keySize));
    iv = derived.subarray(cipher.keySize);
  }
  const givenIv = options.value('iv');
  if (givenIv !== undefined && ivSize > 0) iv = yield* hexValue(tool, givenIv, ivSize, 'iv');
  if (!iv && ivSize > 0) return yield* tool.fail('iv undefined\n');
  const givenKey = options.value('K');
  if (givenKey !== undefined) key = Uint8Array.from(yield* hexValue(tool, givenKey, cipher.keySize, 'key'));
  return { key, iv: iv ?? new Uint8Array(), salt };
}

/** Salt, key and vector in hexadecimal; whether that is all that is wanted. */
function* shown(tool: Tool, sink: Sink, { key, iv, salt }: Secrets): Step<boolean> {
  if (!tool.options.has('p', 'P')) return false;
  const line = (name: string, value: Uint8Array): string => (value.length > 0 ? `${name}=${hex(value).toUpperCase()}\n` : '');
  yield* sink.text(line('salt', salt ?? new Uint8Array()) + line('key', key) + line('iv ', iv));
  return tool.options.has('P');
}

function* encrypt(tool: Tool, sink: Sink, cipher: Cipher, password: string | undefined, data: Uint8Array, armoured: boolean): Step<number> {
  const { options } = tool;
  let salt: Uint8Array | undefined;
  const given = options.value('S');
  if (password !== undefined && !options.has('nosalt'))
    salt = given === undefined ? randomStream(tool).bytes(SALT_SIZE) : yield* hexValue(tool, given, SALT_SIZE, 'salt');
  const secret = yield* secrets(tool, cipher, password, salt);
  if (yield* shown(tool, sink, secret)) return 0;
  const sealed = run(cipher, secret, data, 'encrypt', options.has('nopad'));
  if (!sealed) return yield* tool.fail('bad decrypt\n', WRONG_LENGTH);
  // a salt that was given on the command line is not written
  const result = salt && given === undefined ? concat([MAGIC, salt, sealed]) : sealed;
  yield* armoured ? sink.text(armour(tool, result)) : sink.octets(result);
  return 0;
}

function* decrypt(tool: Tool, sink: Sink, cipher: Cipher, password: string | undefined, data: Uint8Array): Step<number> {
  const { options } = tool;
  let salt: Uint8Array | undefined;
  let body = data;
  const given = options.value('S');
  if (password !== undefined && !options.has('nosalt')) {
    if (given !== undefined) salt = yield* hexValue(tool, given, SALT_SIZE, 'salt');
    else {
      if (data.length < MAGIC.length + SALT_SIZE) return yield* tool.fail('error reading input file\n');
      if (binary(data.subarray(0, MAGIC.length)) !== binary(MAGIC)) return yield* tool.fail('bad magic number\n');
      salt = data.subarray(MAGIC.length, MAGIC.length + SALT_SIZE);
      body = data.subarray(MAGIC.length + SALT_SIZE);
    }
  }
  const secret = yield* secrets(tool, cipher, password, salt);
  if (yield* shown(tool, sink, secret)) return 0;
  const opened = run(cipher, secret, body, 'decrypt', options.has('nopad'));
  if (!opened) return yield* tool.fail('bad decrypt\n', body.length % 16 === 0 ? BAD_PADDING : WRONG_LENGTH);
  yield* sink.octets(opened);
  return 0;
}

function run(
  cipher: Cipher,
  { key, iv }: Secrets,
  data: Uint8Array,
  direction: 'encrypt' | 'decrypt',
  noPadding: boolean,
): Uint8Array | undefined {
  if (cipher.mode === 'ctr') return applyCtr(key, iv, data);
  if (noPadding && cipher.mode === 'cbc') return data.length % 16 === 0 ? cbcBlocks(key, iv, data, direction) : undefined;
  if (cipher.mode === 'ecb') return direction === 'encrypt' ? encryptEcb(key, data) : decryptEcb(key, data);
  return direction === 'encrypt' ? encryptCbc(key, iv, data) : decryptCbc(key, iv, data);
}

const CIPHER_BLOCK = '../providers/implementations/ciphers/ciphercommon_block.c';
const BAD_PADDING = {
  code: '1C800064',
  library: 'Provider routines',
  function: 'ossl_cipher_unpadblock',
  reason: 'bad decrypt',
  place: `${CIPHER_BLOCK}:124`,
};
const WRONG_LENGTH = {
  code: '1C80006B',
  library: 'Provider routines',
  function: 'ossl_cipher_generic_block_final',
  reason: 'wrong final block length',
  place: '../providers/implementations/ciphers/ciphercommon.c:443',
};
