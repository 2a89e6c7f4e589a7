import type { Step } from '../../../../kernel/step.ts';
import { encodePem } from '../../../../crypto/pem.ts';
import {
  encodePkcs1,
  encodePkcs1Public,
  encodePkcs8,
  encodeSec1,
  encodeSpki,
  pkcs8Pem,
  privateKeyPem,
  publicKeyPem,
} from '../../../../crypto/keys/encode.ts';
import { publicKeyOf, type PrivateKey, type PublicKey } from '../../../../crypto/keys/keys.ts';
import type { RsaPrivateKey } from '../../../../crypto/keys/rsa.ts';
import { privateKeyText, publicKeyText } from '../../../../crypto/text/key.ts';
import { unknownAlgorithm, type Command } from '../command.ts';
import { loadKey, loadPublicKey, need } from '../load.ts';
import { commandSpec } from '../options.ts';
import { encryptOldPem, encryptPkcs8, keyCipher, newPassword, passwordFrom } from '../passwords.ts';
import type { Sink, Tool } from '../tool.ts';

/** The cipher that an option names, checked; ciphers that are not simulated are refused. */
export function* chosenCipher(tool: Tool): Step<string | undefined> {
  const name = tool.options.unknown.at(-1);
  if (name === undefined) return undefined;
  const cipher = keyCipher(name);
  if (cipher) return cipher;
  if (/^(des3?|des-ede3-cbc|aria|camellia|idea|seed|sm4|bf|cast)/i.test(name)) yield* tool.refuse(`-${name}`);
  yield* tool.say(`${tool.command}: Unknown cipher: ${name}\n`);
  return yield* tool.usage();
}

/** How a private key is written: traditional or PKCS #8, encrypted where a cipher was chosen. */
export function* privatePem(
  tool: Tool,
  key: PrivateKey,
  traditional: boolean,
  cipher: string | undefined,
  source: string | undefined,
): Step<string> {
  if (!cipher) return traditional ? privateKeyPem(key) : pkcs8Pem(key);
  const password = (yield* passwordFrom(tool, source)) ?? (yield* newPassword(tool, 'PEM pass phrase'));
  if (password === undefined) return yield* tool.fail('');
  if (!traditional || key.type === 'ed25519') return encryptPkcs8(tool, encodePkcs8(key), password, cipher);
  const [type, der] = key.type === 'rsa' ? ['RSA PRIVATE KEY', encodePkcs1(key)] : ['EC PRIVATE KEY', encodeSec1(key)];
  return encryptOldPem(tool, type as string, der as Uint8Array, password, cipher);
}

const isDer = (tool: Tool): boolean => tool.options.value('outform')?.toUpperCase().startsWith('D') ?? false;

const rsaSpec = () =>
  commandSpec(
    '[options]',
    `
check - Do the numbers fit together?
* - Cipher to encrypt the key with
engine s! Engine for the operation
# Input
in s The key (standard input)
inform f Form of the input (found out)
pubin - The input is a public key
RSAPublicKey_in - The input is a public key of PKCS #1
passin s Where its pass phrase comes from
# Output
out > Where the key goes (standard output)
outform f Its form: DER or PEM
pubout - Write the public key
RSAPublicKey_out - Write the public key in the form of PKCS #1
passout s Where the pass phrase for it comes from
noout - Do not write the key
text - Its numbers as text
modulus - The modulus
traditional - The old form of private keys
# PVK
pvk-strong -! Strong encryption
pvk-weak -! Weak encryption
pvk-none -! None
@provider`,
  );

const rsa: Command = {
  names: ['rsa'],
  spec: rsaSpec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const cipher = yield* chosenCipher(tool);
    const password = yield* passwordFrom(tool, options.value('passin'));
    if (options.has('passout')) yield* passwordFrom(tool, options.value('passout'));
    const isPublic = options.has('pubin', 'RSAPublicKey_in');
    if (isPublic && options.has('check')) return yield* tool.fail('Only private keys can be checked\n');
    const key = isPublic
      ? need(yield* loadPublicKey(tool, options.value('in'), 'public key', password))
      : need(yield* loadKey(tool, options.value('in'), 'private key', password));
    if (key.type !== 'rsa') return yield* tool.fail('Not an RSA key\n');
    const secret = isPublic ? undefined : (key as RsaPrivateKey);
    const sink = yield* tool.sink(options.value('out'), !isPublic && !options.has('pubout'));
    if (options.has('text')) yield* sink.text(secret ? privateKeyText(secret) : publicKeyText(key));
    if (options.has('modulus')) yield* sink.text(`Modulus=${key.n.toString(16).toUpperCase()}\n`);
    if (options.has('check')) yield* sink.text('RSA key ok\n');
    if (options.has('noout')) return 0;
    yield* tool.say('writing RSA key\n');
    if (!secret || options.has('pubout', 'RSAPublicKey_out')) yield* writePublic(tool, sink, key);
    else if (isDer(tool)) yield* sink.octets(options.has('traditional') ? encodePkcs1(secret) : encodePkcs8(secret));
    else yield* sink.text(yield* privatePem(tool, secret, options.has('traditional'), cipher, options.value('passout')));
    return 0;
  },
};

function* writePublic(tool: Tool, sink: Sink, key: PublicKey): Step {
  const pkcs1 = tool.options.has('RSAPublicKey_out') && key.type === 'rsa';
  if (isDer(tool)) yield* sink.octets(pkcs1 ? encodePkcs1Public(key) : encodeSpki(key));
  else yield* sink.text(pkcs1 ? encodePem('RSA PUBLIC KEY', encodePkcs1Public(key)) : publicKeyPem(key));
}

const pkeySpec = () =>
  commandSpec(
    '[options]',
    `
engine s! Engine for the operation
@provider
check - Do the numbers of the key fit together?
pubcheck - The same for a public key
# Input
in s The key (standard input)
inform f Form of the input (found out)
passin s Where its pass phrase comes from
pubin - The input is a public key
# Output
out > Where the key goes (standard output)
outform F Its form: DER or PEM
* - Cipher to encrypt the key with
passout s Where the pass phrase for it comes from
traditional - The old form of private keys
pubout - Write the public key only
noout - Do not write the key
text - Its numbers as text
text_pub - Those of its public half
ec_conv_form s! Form of points
ec_param_enc s! Form of curve parameters`,
  );

const pkey: Command = {
  names: ['pkey'],
  spec: pkeySpec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const cipher = yield* chosenCipher(tool);
    const password = yield* passwordFrom(tool, options.value('passin'));
    const isPublic = options.has('pubin');
    const key = isPublic
      ? need(yield* loadPublicKey(tool, options.value('in'), 'Public Key', password))
      : need(yield* loadKey(tool, options.value('in'), 'key', password));
    const sink = yield* tool.sink(options.value('out'), !isPublic && !options.has('pubout'));
    if (options.has('check', 'pubcheck')) yield* sink.text('Key is valid\n');
    const secret = isPublic ? undefined : (key as PrivateKey);
    if (!options.has('noout')) {
      if (!secret || options.has('pubout')) yield* writePublic(tool, sink, publicOf(key));
      else if (isDer(tool)) yield* sink.octets(encodePkcs8(secret));
      else yield* sink.text(yield* privatePem(tool, secret, options.has('traditional'), cipher, options.value('passout')));
    }
    if (options.has('text') && secret && !options.has('pubout')) yield* sink.text(privateKeyText(secret));
    else if (options.has('text', 'text_pub')) yield* sink.text(publicKeyText(publicOf(key)));
    return 0;
  },
};

function publicOf(key: PublicKey | PrivateKey): PublicKey {
  return 'd' in key || 'seed' in key ? publicKeyOf(key) : key;
}

const ecSpec = () =>
  commandSpec(
    '[options]',
    `
engine s! Engine for the operation
# Input
in s The key (standard input)
inform f Form of the input (found out)
pubin - The input is a public key
passin s Where its pass phrase comes from
check - Do the numbers fit together?
* - Cipher to encrypt the key with
param_enc s! Form of curve parameters
conv_form s! Form of points
# Output
out > Where the key goes (standard output)
outform F Its form: DER or PEM
noout - Do not write the key
text - Its numbers as text
param_out - Write the curve only
pubout - Write the public key
no_public -! Leave the public half out
passout s Where the pass phrase for it comes from
@provider`,
  );

const ec: Command = {
  names: ['ec'],
  spec: ecSpec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const cipher = yield* chosenCipher(tool);
    const password = yield* passwordFrom(tool, options.value('passin'));
    yield* tool.say('read EC key\n');
    const isPublic = options.has('pubin');
    const key = isPublic
      ? yield* loadPublicKey(tool, options.value('in'), 'public key', password)
      : yield* loadKey(tool, options.value('in'), 'private key', password);
    if (!key) return yield* tool.fail('unable to load Key\n');
    const sink = yield* tool.sink(options.value('out'), !isPublic && !options.has('pubout'));
    if (options.has('text')) yield* sink.text(isPublic ? publicKeyText(publicOf(key)) : privateKeyText(key as PrivateKey));
    if (options.has('check')) yield* tool.say('EC Key valid.\n');
    if (options.has('noout')) return 0;
    yield* tool.say('writing EC key\n');
    if (options.has('param_out') && key.type === 'ec') yield* sink.text(encodePem('EC PARAMETERS', parametersOf(key)));
    else if (isPublic || options.has('pubout')) yield* writePublic(tool, sink, publicOf(key));
    else if (isDer(tool))
      yield* sink.octets(key.type === 'ec' ? encodeSec1(key as PrivateKey & { type: 'ec' }) : encodePkcs8(key as PrivateKey));
    else yield* sink.text(yield* privatePem(tool, key as PrivateKey, true, cipher, options.value('passout')));
    return 0;
  },
};

/** The curve's identifier, as EC PARAMETERS hold it. */
export function parametersOf(key: PublicKey & { type: 'ec' }): Uint8Array {
  const spki = encodeSpki(key);
  // SEQUENCE { SEQUENCE { id-ecPublicKey, curve }, … }: what follows the first identifier
  const algorithm = spki.subarray(spki.indexOf(0x06));
  const first = 2 + algorithm[1]!;
  return algorithm.slice(first, first + 2 + algorithm[first + 1]!);
}

const pkcs8Spec = () =>
  commandSpec(
    '[options]',
    `
engine s! Engine for the operation
v1 s! Encryption of PKCS #5 v1.5
v2 s Cipher of PKCS #5 v2.0
v2prf s! Hash function of the key derivation
# Input
in < The key (standard input)
inform F Form of the input (found out)
passin s Where its pass phrase comes from
nocrypt - Nothing is encrypted
# Output
out > Where the key goes (standard output)
outform F Its form: DER or PEM
topk8 - Write PKCS #8
passout s Where the pass phrase for it comes from
traditional - The old form of private keys
iter p! Iterations of the key derivation
noiter -! One iteration only
# Scrypt
scrypt -! Derive the key by scrypt
scrypt_N s! Its N
scrypt_r s! Its r
scrypt_p s! Its p
@random
@provider`,
  );

const pkcs8: Command = {
  names: ['pkcs8'],
  spec: pkcs8Spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const v2 = options.value('v2');
    const cipher = v2 === undefined ? 'aes-256-cbc' : keyCipher(v2);
    if (!cipher) return yield* tool.fail(`${tool.command}: Unknown cipher: ${v2}\npkcs8: Use -help for summary.\n`, unknownAlgorithm(v2!));
    const password = yield* passwordFrom(tool, options.value('passin'));
    const path = options.value('in');
    if (path !== undefined && !tool.p.sys.exists(path)) yield* tool.readOrFail(path);
    const key = need(yield* loadKey(tool, path, 'key', password));
    const sink = yield* tool.sink(options.value('out'), true);
    if (options.has('topk8') && !options.has('nocrypt')) {
      const source = options.value('passout');
      const phrase = (yield* passwordFrom(tool, source)) ?? (yield* newPassword(tool, 'Encryption Password'));
      if (phrase === undefined) return yield* tool.fail('Error getting password\n');
      yield* sink.text(encryptPkcs8(tool, encodePkcs8(key), phrase, cipher));
    } else if (isDer(tool)) yield* sink.octets(encodePkcs8(key));
    else yield* sink.text(options.has('traditional') ? privateKeyPem(key) : pkcs8Pem(key));
    return 0;
  },
};

export const KEY_COMMANDS: readonly Command[] = [rsa, pkey, ec, pkcs8];
