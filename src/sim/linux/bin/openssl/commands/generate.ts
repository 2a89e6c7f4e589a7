import type { Step } from '../../../../kernel/step.ts';
import { encodePkcs8, privateKeyPem } from '../../../../crypto/keys/encode.ts';
import { CURVES, type CurveName } from '../../../../crypto/keys/ec.ts';
import type { PrivateKey } from '../../../../crypto/keys/keys.ts';
import { oid } from '../../../../crypto/der.ts';
import { encodePem, pemBlocks } from '../../../../crypto/pem.ts';
import { shortName } from '../../../../crypto/oids.ts';
import { privateKeyText } from '../../../../crypto/text/key.ts';
import { unknownAlgorithm, type Command } from '../command.ts';
import { curveNamed, isTooSmall, KEY_TOO_SMALL, newKey } from '../keygen.ts';
import { commandSpec } from '../options.ts';
import type { Tool } from '../tool.ts';
import { chosenCipher, privatePem } from './keys.ts';

const genrsaSpec = () =>
  commandSpec(
    '[options] numbits',
    `
engine s! Engine for the operation
# Input
3 - Use 3 as the exponent (an old habit)
F4 - Use 65537 as the exponent
f4 - Use 65537 as the exponent
# Output
out > Where the key goes (standard output)
passout s Where the pass phrase for it comes from
primes p! How many primes
verbose - Show the search
traditional - The old form of private keys
* - Cipher to encrypt the key with
@random
@provider
= numbits Size of the key (2048)`,
  );

const genrsa: Command = {
  names: ['genrsa'],
  spec: genrsaSpec,
  *main(tool) {
    const { options } = tool;
    const cipher = yield* chosenCipher(tool);
    const [size = '2048', ...more] = options.rest;
    if (more.length > 0) {
      yield* tool.say('Extra arguments given.\n');
      yield* tool.usage();
    }
    if (!/^\d+$/.test(size) || Number(size) === 0) return yield* tool.fail(`genrsa: Can't parse "${size}" as a number\n`);
    const bits = Number(size);
    if (bits > 16_384)
      yield* tool.say(
        'Warning: It is not recommended to use more than 16384 bit for RSA keys.\n' +
          `         Your key size is ${bits}! Larger key size may behave not as expected.\n`,
      );
    if (isTooSmall(bits)) return yield* tool.fail('Error setting RSA length\n', KEY_TOO_SMALL);
    const sink = yield* tool.sink(options.value('out'), true);
    const verbose = options.has('verbose');
    const e = options.has('3') ? 3n : 65537n;
    if (verbose) yield* tool.say(`Generating RSA key with ${bits} bits\n`);
    const key = yield* newKey(tool, { type: 'rsa', bits }, verbose, e);
    if (verbose) yield* tool.say(`e is ${e} (0x${e === 3n ? '3' : '010001'})\n`);
    yield* sink.text(yield* privatePem(tool, key, options.has('traditional'), cipher, options.value('passout')));
    return 0;
  },
};

const genpkeySpec = () =>
  commandSpec(
    '[options]',
    `
engine s! Engine for the operation
paramfile < File with parameters
algorithm s Kind of key: RSA, EC, ED25519
quiet - Do not show the search
pkeyopt s Option of the algorithm, name:value
config <! Configuration to load
# Output
out > Where the key goes (standard output)
outform F Its form: DER or PEM
pass s Where the pass phrase for it comes from
genparam -! Make parameters and no key
text - Its numbers as text
* - Cipher to encrypt the key with
@provider`,
  );

const genpkey: Command = {
  names: ['genpkey'],
  spec: genpkeySpec,
  moreHelp: 'The order of the options can matter: -algorithm stands before -pkeyopt.\n',
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0 || !options.has('algorithm', 'paramfile')) yield* tool.usage();
    const cipher = yield* chosenCipher(tool);
    const key = yield* generated(tool);
    const sink = yield* tool.sink(options.value('out'), true);
    if (options.value('outform')?.toUpperCase().startsWith('D')) yield* sink.octets(encodePkcs8(key));
    else yield* sink.text(yield* privatePem(tool, key, false, cipher, options.value('pass')));
    if (options.has('text')) yield* sink.text(privateKeyText(key));
    return 0;
  },
};

function* generated(tool: Tool): Step<PrivateKey> {
  const { options } = tool;
  const algorithm = options.value('algorithm') ?? 'EC';
  const settings = new Map(options.values('pkeyopt').map((o) => o.split(/:(.*)/s) as [string, string]));
  const unknown = function* (name: string, value: string): Step<never> {
    return yield* tool.fail(`genpkey: Error setting ${name}:${value} parameter:\n`, {
      code: '03000093',
      library: 'digital envelope routines',
      function: 'default_fixup_args',
      reason: 'command not supported',
      place: '../crypto/evp/ctrl_params_translate.c:582',
      data: `[action:2, state:4] name=${name}, value=${value}`,
    });
  };
  switch (algorithm.toUpperCase()) {
    case 'RSA': {
      for (const [name, value] of settings) if (!/^(rsa_keygen_(bits|pubexp|primes)|bits)$/.test(name)) yield* unknown(name, value);
      const bits = Number(settings.get('rsa_keygen_bits') ?? settings.get('bits') ?? 2048);
      if (isTooSmall(bits)) return yield* tool.fail(`genpkey: Error setting rsa_keygen_bits:${bits} parameter:\n`, KEY_TOO_SMALL);
      return yield* newKey(tool, { type: 'rsa', bits }, !options.has('quiet'), BigInt(settings.get('rsa_keygen_pubexp') ?? 65537));
    }
    case 'EC': {
      for (const [name, value] of settings) if (!/^(ec_paramgen_curve|ec_param_enc|group)$/.test(name)) yield* unknown(name, value);
      const named = settings.get('ec_paramgen_curve') ?? settings.get('group') ?? (yield* curveFromFile(tool, options.value('paramfile')));
      const curve = named === undefined ? undefined : curveNamed(named);
      if (!curve) return yield* tool.fail('genpkey: Error generating EC key\n', ...(named === undefined ? [] : [INVALID_CURVE]));
      return yield* newKey(tool, { type: 'ec', curve }, false);
    }
    case 'ED25519':
      return yield* newKey(tool, { type: 'ed25519' }, false);
    case 'X25519':
    case 'X448':
    case 'ED448':
    case 'DSA':
    case 'DH':
    case 'RSA-PSS':
      return yield* tool.refuse(`-algorithm ${algorithm}`);
    default:
      return yield* tool.fail(`Error initializing ${algorithm} context\n`, unknownAlgorithm(algorithm));
  }
}

const INVALID_CURVE = {
  code: '0800008D',
  library: 'elliptic curve routines',
  function: 'group_new_from_name',
  reason: 'invalid curve',
  place: '../crypto/ec/ec_lib.c:1490',
};

/** The curve of an EC PARAMETERS file. */
export function* curveFromFile(tool: Tool, path: string | undefined): Step<CurveName | undefined> {
  if (path === undefined) return undefined;
  const block = pemBlocks(yield* tool.readOrFail(path)).find((b) => b.type === 'EC PARAMETERS');
  return (Object.keys(CURVES) as CurveName[]).find((name) => block && oid(CURVES[name].oid).join() === block.bytes.join());
}

const ecparamSpec = () =>
  commandSpec(
    '[options]',
    `
list_curves - Show the curves there are
engine s! Engine for the operation
genkey - Make a key on the curve
in < File with parameters (standard input)
inform F Its form: PEM or DER
out > Where the result goes (standard output)
outform F Its form: PEM or DER
# Output
text - The curve as text
noout - Do not write the parameters
param_enc s! Form of curve parameters
# Parameter
check - Are the parameters sound?
check_named -! Are they those of the named curve?
no_seed -! Leave the seed out
name s The curve
conv_form s! Form of points
@random
@provider`,
  );

/** Curves that keys can be made on, with what OpenSSL says of them. */
const LISTED = [
  ['secp384r1', 'NIST/SECG curve over a 384 bit prime field'],
  ['secp521r1', 'NIST/SECG curve over a 521 bit prime field'],
  ['prime256v1', 'X9.62/SECG curve over a 256 bit prime field'],
] as const;

const ecparam: Command = {
  names: ['ecparam'],
  spec: ecparamSpec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const sink = yield* tool.sink(options.value('out'), options.has('genkey'));
    if (options.has('list_curves')) {
      for (const [name, comment] of LISTED) yield* sink.text(`  ${name.padEnd(10)}: ${comment}\n`);
      return 0;
    }
    const name = options.value('name');
    const curve = name === undefined ? yield* curveFromFile(tool, options.value('in')) : curveNamed(name);
    if (!curve && name === undefined) return yield* tool.fail(`Unable to load parameters from ${options.value('in') ?? '<NULL>'}\n`);
    if (!curve) {
      if (/^(secp|sect|wap-|c2pnb|c2tnb|brainpool|Oakley|prime(192|239)|SM2)/.test(name!)) yield* tool.refuse(`-name ${name}`);
      return yield* tool.fail('unable to generate key\n', INVALID_CURVE);
    }
    const info = CURVES[curve];
    if (name === 'secp256r1') yield* tool.say('using curve name prime256v1 instead of secp256r1\n');
    if (options.has('text'))
      yield* sink.text(`EC-Parameters: (${info.bits} bit)\nASN1 OID: ${shortName(info.oid)}\nNIST CURVE: ${curve}\n`);
    if (options.has('check')) yield* tool.say('checking elliptic curve parameters: ok\n');
    const der = options.value('outform')?.toUpperCase().startsWith('D');
    if (!options.has('noout')) {
      if (der) yield* sink.octets(oid(info.oid));
      else yield* sink.text(encodePem('EC PARAMETERS', oid(info.oid)));
    }
    if (options.has('genkey')) yield* sink.text(privateKeyPem(yield* newKey(tool, { type: 'ec', curve }, false)));
    return 0;
  },
};

export const GENERATE_COMMANDS: readonly Command[] = [genrsa, genpkey, ecparam];
