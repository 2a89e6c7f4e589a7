import type { Step } from '../../../../kernel/step.ts';
import type { HashName } from '../../../../crypto/hash.ts';
import { encodePem } from '../../../../crypto/pem.ts';
import { encodePkcs8, pkcs8Pem, publicKeyPem } from '../../../../crypto/keys/encode.ts';
import { publicKeyOf, type PrivateKey } from '../../../../crypto/keys/keys.ts';
import { certificateText, requestText } from '../../../../crypto/text/certificate.ts';
import type { NameFlags } from '../../../../crypto/text/name.ts';
import { createCertificateRequest, issueCertificate } from '../../../../crypto/x509/build.ts';
import type { Certificate } from '../../../../crypto/x509/certificate.ts';
import type { Extension } from '../../../../crypto/x509/extensions.ts';
import { requestSignatureError, type CertificateRequest } from '../../../../crypto/x509/request.ts';
import { digestOf, isRefusedDigest, parseSerial, randomSerial, unknownAlgorithm, type Command } from '../command.ts';
import { DEFAULT_CONFIG_PATH, loadConfig, type Config } from '../config.ts';
import { ExtensionError, makeExtension, sectionExtensions, type ExtensionContext } from '../extensions.ts';
import { curveNamed, isTooSmall, KEY_TOO_SMALL, newKey } from '../keygen.ts';
import { loadCertificate, loadKey, loadRequest, need } from '../load.ts';
import { commandSpec } from '../options.ts';
import { encryptPkcs8, newPassword, passwordFrom } from '../passwords.ts';
import { nameOptions, subjectFrom, titledName } from '../subject.ts';
import type { Tool } from '../tool.ts';
import { askSubject, type Asked } from './req-prompt.ts';
import { withKeyIds } from './x509-issue.ts';
import { daysFrom } from './x509.ts';

const spec = () =>
  commandSpec(
    '[options]',
    `
engine s! Engine for the operation
keygen_engine s! Engine for making keys
in < The signing request (standard input)
inform F Its form: PEM or DER
verify - Check the request's own signature
# Certificate
new - Make a new request
config < Configuration to use
section s Its section for requests ("req")
utf8 - Names are typed in UTF-8
nameopt s Form of names
reqopt s What the text form leaves out
text - Everything as text
x509 - Make a certificate and no request
CA < Certificate of the authority that signs; the result is a certificate
CAkey s Its key (looked for in -CA's file)
subj s Subject of what is made
subject - Show the subject
multivalue-rdn - Without effect: sets of several attributes are always read
days p How many days the certificate is valid
set_serial s Its serial number
copy_extensions s What becomes of requested extensions: none, copy or copyall
addext s One more extension, name=value (may be repeated)
extensions s Section with a certificate's extensions
reqexts s Section with a request's extensions
precert -! Make a precertificate
# Keys and Signing
key s Key that signs, and whose public half goes in
keyform f Form of the key (without effect)
pubkey - Public key in PEM
keyout > Where a new key goes
passin s Where the pass phrase of the key comes from
passout s Where the pass phrase for a new key comes from
newkey s Make a key: rsa:BITS, ec, ed25519
pkeyopt s Option for a new key, name:value
sigopt s! Parameter for signing, name:value
vfyopt s! Parameter for checking a signature, name:value
* - Digest for signing
# Output
out > Where the result goes (standard output)
outform F Its form: PEM or DER
batch - Ask nothing
verbose - Tell what is done
noenc - Do not encrypt a new key
nodes - The same, an old name
noout - Do not write the request
newhdr - Write NEW in the header lines
modulus - Modulus of an RSA key
@random
@provider`,
  );

type Made = { request: CertificateRequest } | { certificate: Certificate };

export const req: Command = {
  names: ['req'],
  spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    for (const text of options.values('addext')) yield* checkAdded(tool, text);
    const digest = options.unknown.at(-1);
    if (digest !== undefined && isRefusedDigest(digest)) yield* tool.refuse(`-${digest}`);
    if (digest !== undefined && !digestOf(digest)) {
      yield* tool.say(`req: Unknown option or message digest: ${digest}\n`);
      yield* tool.usage();
    }
    const names = yield* nameOptions(tool);
    const certificate = options.has('x509', 'CA');
    // a key, or the wish for a certificate, makes it a new one
    const isNew = options.has('new', 'newkey') || (certificate && !options.has('in'));
    if (options.has('days') && !certificate) yield* tool.say('Ignoring -days without -x509; not generating a certificate\n');
    const config = yield* configOf(tool);
    yield* checkSections(tool, config, certificate);
    const made = isNew || certificate ? yield* make(tool, config, isNew, certificate) : { request: yield* read(tool) };
    return yield* finish(tool, made, names);
  },
};

function* configOf(tool: Tool): Step<Config> {
  if (tool.options.has('verbose')) yield* tool.say(`Using configuration from ${tool.options.value('config') ?? DEFAULT_CONFIG_PATH}\n`);
  return yield* loadConfig(tool, tool.options.value('config'));
}

function section(tool: Tool): string {
  return tool.options.value('section') ?? 'req';
}

/** `-addext` takes each extension once, as `name=value`. */
function* checkAdded(tool: Tool, text: string): Step {
  const name = text.split('=')[0]!.trim();
  const same = tool.options.values('addext').filter((other) => other.split('=')[0]!.trim() === name);
  if (text.includes('=') && same.length === 1) return;
  yield* tool.say(`Duplicate extension: ${name}\n`);
  yield* tool.usage();
}

function extensionSection(tool: Tool, config: Config, certificate: boolean): string | undefined {
  const [option, entry] = certificate ? ['extensions', 'x509_extensions'] : ['reqexts', 'req_extensions'];
  return tool.options.value(option!) ?? (certificate ? undefined : tool.options.value('extensions')) ?? config.value(section(tool), entry!);
}

/** Looks whether the extensions can be made, before anything is asked or generated. */
function* checkSections(tool: Tool, config: Config, certificate: boolean): Step {
  const base = { config, subject: { raw: new Uint8Array(), rdns: [] }, subjectKey: undefined, issuer: undefined, dry: true };
  const name = extensionSection(tool, config, certificate);
  const failed = (what: string, e?: unknown): Step<never> =>
    tool.fail(`Error checking ${what}\n`, ...(e instanceof ExtensionError ? e.errors : []));
  try {
    for (const text of tool.options.values('addext')) addedExtension(text, { ...base, section: 'default' });
  } catch (e) {
    yield* failed('extensions defined using -addext', e);
  }
  if (name === undefined) return;
  const what = `${certificate ? 'x509' : 'request'} extension section ${name}`;
  try {
    if (sectionExtensions({ ...base, section: name })) return;
  } catch (e) {
    if (!(e instanceof ExtensionError)) throw e;
    yield* failed(what, e);
  }
  yield* failed(what);
}

function addedExtension(text: string, context: ExtensionContext): Extension | undefined {
  const equals = text.indexOf('=');
  return makeExtension(text.slice(0, equals).trim(), text.slice(equals + 1).trim(), context);
}

/** Reads a request and, if that is asked for, checks its signature. */
function* read(tool: Tool): Step<CertificateRequest> {
  return yield* loadRequest(tool, tool.options.value('in'), 'X509 request');
}

function* make(tool: Tool, config: Config, isNew: boolean, certificate: boolean): Step<Made> {
  const { options } = tool;
  const key = yield* keyOf(tool, config);
  const given = options.has('subj') ? yield* subjectFrom(tool, options.value('subj')!) : undefined;
  const source = isNew ? undefined : yield* read(tool);
  if (source && certificate && !options.has('copy_extensions'))
    yield* tool.say('Warning: No -copy_extensions given; ignoring any extensions in the request\n');
  const asked: Asked = source
    ? { subject: given ?? source.subject, attributes: [] }
    : given
      ? { subject: given, attributes: [] }
      : yield* askSubject(tool, config, section(tool), !certificate);
  if (!certificate) return { request: yield* makeRequest(tool, config, asked, key) };
  return { certificate: yield* makeCertificate(tool, config, asked, key, source) };
}

/** The key that is named, or a new one. */
function* keyOf(tool: Tool, config: Config): Step<PrivateKey> {
  const { options } = tool;
  const password = yield* passwordFrom(tool, options.value('passin'));
  const path = options.value('key');
  if (path !== undefined && !options.has('newkey')) return need(yield* loadKey(tool, path, 'private key', password));
  const key = yield* generated(tool, config);
  const keyout = options.value('keyout') ?? config.value(section(tool), 'default_keyfile');
  if (options.has('verbose')) yield* tool.say(`Writing private key to ${keyout === undefined ? 'stdout' : `'${keyout}'`}\n`);
  yield* writeKey(tool, key, keyout);
  yield* tool.say('-----\n');
  return key;
}

function* generated(tool: Tool, config: Config): Step<PrivateKey> {
  const { options } = tool;
  const [kind = 'rsa', detail] = (options.value('newkey') ?? 'rsa').split(/:(.*)/s);
  const verbose = options.has('verbose');
  if (/^(rsa|\d+)$/i.test(kind)) {
    const bits = Number(/^\d+$/.test(kind) ? kind : (detail ?? config.value(section(tool), 'default_bits') ?? 2048));
    if (isTooSmall(bits)) yield* tool.fail('Error setting keysize\n', KEY_TOO_SMALL);
    if (verbose) yield* tool.say(`Generating rsa key with ${bits} bits\n`);
    return yield* newKey(tool, { type: 'rsa', bits }, true);
  }
  if (kind === 'ec') {
    const chosen = options
      .values('pkeyopt')
      .map((o) => /^ec_paramgen_curve:(.*)$/.exec(o)?.[1])
      .at(-1);
    const named = chosen ?? (detail === undefined ? undefined : yield* curveOfFile(tool, detail));
    const curve = named === undefined ? undefined : curveNamed(named);
    if (!curve) return yield* tool.fail('req: Error generating ec key\n');
    return yield* newKey(tool, { type: 'ec', curve }, false);
  }
  if (kind.toLowerCase() === 'ed25519') return yield* newKey(tool, { type: 'ed25519' }, false);
  // these need a file of parameters
  if (/^(dsa|dh|dhx)$/i.test(kind)) return yield* tool.fail(`req: Error generating ${kind} key\n`);
  if (/^(ed448|x25519|x448|rsa-pss|sm2)$/i.test(kind)) return yield* tool.refuse(`-newkey ${kind}`);
  return yield* tool.fail('Error allocating keygen context\n', unknownAlgorithm(kind));
}

/** The curve of a parameter file (`-newkey ec:FILE`). */
function* curveOfFile(tool: Tool, path: string): Step<string | undefined> {
  const data = yield* tool.readOrFail(path);
  const text = new TextDecoder().decode(data);
  const known: Record<string, string> = { 'BggqhkjOPQMBBw==': 'P-256', 'BgUrgQQAIg==': 'P-384', 'BgUrgQQAIw==': 'P-521' };
  return known[/-----BEGIN EC PARAMETERS-----\n(\S+)/.exec(text)?.[1] ?? ''];
}

function* writeKey(tool: Tool, key: PrivateKey, path: string | undefined): Step {
  const { options } = tool;
  let pem = pkcs8Pem(key);
  const sink = yield* tool.sink(path, true);
  if (!options.has('nodes', 'noenc')) {
    const password = (yield* passwordFrom(tool, options.value('passout'))) ?? (yield* newPassword(tool, 'PEM pass phrase'));
    if (password === undefined) yield* tool.fail('', ...NO_PASS_PHRASE);
    pem = encryptPkcs8(tool, encodePkcs8(key), password!);
  }
  yield* sink.text(pem);
  sink.close();
}

const NO_PASS_PHRASE = [
  ['1400006B', 'UI routines', 'UI_process', 'processing error', '../crypto/ui/ui_lib.c:573', 'while reading strings'],
  ['0480006D', 'PEM routines', 'PEM_def_callback', 'problems getting password', '../crypto/pem/pem_lib.c:62', ''],
  ['07880109', 'common libcrypto routines', 'do_ui_passphrase', 'interrupted or cancelled', '../crypto/passphrase.c:184', ''],
  [
    '1C80009F',
    'Provider routines',
    'p8info_to_encp8',
    'unable to get passphrase',
    '../providers/implementations/encode_decode/encode_key2any.c:115',
    '',
  ],
].map(([code, library, func, reason, place, data]) => ({
  code: code!,
  library: library!,
  function: func!,
  reason: reason!,
  place: place!,
  data: data!,
}));

/** The extensions of a section and those added by hand, the latter last. */
function* extensionsOf(
  tool: Tool,
  section: string | undefined,
  context: ExtensionContext,
  keep: readonly Extension[] = [],
): Step<Extension[]> {
  let what = `extensions from section ${section}`;
  try {
    const list = [...keep];
    const put = (e: Extension | undefined): void => {
      if (e) list.splice(0, list.length, ...list.filter((other) => other.oid !== e.oid), e);
    };
    if (section !== undefined) for (const e of sectionExtensions({ ...context, section }) ?? []) put(e);
    what = 'extensions defined via -addext';
    for (const text of tool.options.values('addext')) put(addedExtension(text, { ...context, section: 'default' }));
    return list;
  } catch (e) {
    if (!(e instanceof ExtensionError)) throw e;
    return yield* tool.fail(`Error adding ${what}\n`, ...e.errors);
  }
}

function chosenHash(tool: Tool): HashName {
  const name = tool.options.unknown.at(-1);
  // OpenSSL signs with SHA-256 whatever the curve
  return (name === undefined ? undefined : digestOf(name)) ?? 'SHA-256';
}

function* makeRequest(tool: Tool, config: Config, asked: Asked, key: PrivateKey): Step<CertificateRequest> {
  const context: ExtensionContext = { config, section: '', subject: asked.subject, subjectKey: publicKeyOf(key), issuer: undefined };
  const extensions = yield* extensionsOf(tool, extensionSection(tool, config, false), context);
  return createCertificateRequest({ subject: asked.subject, extensions, attributes: asked.attributes }, key, chosenHash(tool));
}

function* makeCertificate(
  tool: Tool,
  config: Config,
  asked: Asked,
  key: PrivateKey,
  source: CertificateRequest | undefined,
): Step<Certificate> {
  const { options, p } = tool;
  const path = options.value('CA');
  const issuer = path === undefined ? undefined : need(yield* loadCertificate(tool, path, 'issuer cert'));
  const password = yield* passwordFrom(tool, options.value('passin'));
  const signer = issuer ? need(yield* loadKey(tool, options.value('CAkey') ?? path, 'issuer private key', password)) : key;
  const publicKey = source?.publicKey ?? publicKeyOf(key);
  const context: ExtensionContext = { config, section: '', subject: asked.subject, subjectKey: publicKey, issuer: issuer ?? 'self' };
  const keep = options.has('copy_extensions') && source ? source.extensions : [];
  const extensions = withKeyIds(yield* extensionsOf(tool, extensionSection(tool, config, true), context, keep), context);
  const typed = options.value('set_serial');
  const serial = typed === undefined ? randomSerial(tool) : (parseSerial(typed) ?? (yield* tool.usage()));
  const now = p.clock.now;
  return issueCertificate(
    {
      version: extensions.length > 0 ? 3 : 1,
      serial,
      issuer: issuer?.subject ?? asked.subject,
      subject: asked.subject,
      notBefore: daysFrom(now, 0),
      notAfter: daysFrom(now, options.number('days') ?? 30),
      publicKey,
      extensions,
    },
    signer,
    chosenHash(tool),
  );
}

/** Checks, shows and writes what was read or made. */
function* finish(tool: Tool, made: Made, names: NameFlags): Step<number> {
  const { options } = tool;
  if (options.has('verify') && 'request' in made) {
    if (requestSignatureError(made.request)) return yield* tool.fail('Certificate request self-signature did not match the contents\n');
    yield* tool.say('Certificate request self-signature verify OK\n');
  }
  const thing = 'request' in made ? made.request : made.certificate;
  const shown = options.has('noout') && !options.has('text', 'modulus', 'subject', 'pubkey');
  if (shown) return 0;
  const sink = yield* tool.sink(options.value('out'));
  if (options.has('pubkey') && thing.publicKey) yield* sink.text(publicKeyPem(thing.publicKey));
  if (options.has('text')) {
    const without = new Set(options.values('reqopt').flatMap((o) => o.split(',')));
    yield* sink.binary(
      'request' in made ? requestText(made.request, { names, without }) : certificateText(made.certificate, { names, without }),
    );
  }
  if (options.has('subject')) yield* sink.binary(titledName('subject=', thing.subject, names));
  if (options.has('modulus'))
    yield* sink.text(
      `Modulus=${thing.publicKey?.type === 'rsa' ? thing.publicKey.n.toString(16).toUpperCase() : 'Wrong Algorithm type'}\n`,
    );
  if (options.has('noout')) return 0;
  const type = 'certificate' in made ? 'CERTIFICATE' : options.has('newhdr') ? 'NEW CERTIFICATE REQUEST' : 'CERTIFICATE REQUEST';
  if (options.value('outform')?.toUpperCase().startsWith('D')) yield* sink.octets(thing.raw);
  else yield* sink.text(encodePem(type, thing.raw));
  return 0;
}
