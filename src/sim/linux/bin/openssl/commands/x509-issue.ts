import { isErrno } from '../../../../kernel/errno.ts';
import type { Step } from '../../../../kernel/step.ts';
import { text } from '../../../../kernel/text.ts';
import { encodePem } from '../../../../crypto/pem.ts';
import { publicKeyOf, sameKey, type PrivateKey, type PublicKey } from '../../../../crypto/keys/keys.ts';
import { requestText } from '../../../../crypto/text/certificate.ts';
import type { NameFlags } from '../../../../crypto/text/name.ts';
import type { Extension } from '../../../../crypto/x509/extensions.ts';
import { createCertificateRequest, issueCertificate } from '../../../../crypto/x509/build.ts';
import type { Certificate } from '../../../../crypto/x509/certificate.ts';
import type { Name } from '../../../../crypto/x509/name.ts';
import { requestSignatureError } from '../../../../crypto/x509/request.ts';
import { OID } from '../../../../crypto/oids.ts';
import { digestOf, parseSerial, randomSerial, serialHex, unknownAlgorithm } from '../command.ts';
import { Config, loadConfig } from '../config.ts';
import { ExtensionError, makeExtension, sectionExtensions, type ExtensionContext } from '../extensions.ts';
import { loadCertificate, loadKey, loadRequest, need } from '../load.ts';
import { passwordFrom } from '../passwords.ts';
import { fileOpenErrors, keyMismatch } from '../queue.ts';
import { subjectFrom, titledName } from '../subject.ts';
import type { Tool } from '../tool.ts';
import { daysFrom } from './x509.ts';

/** What is to become a certificate: a request, or a certificate that is signed anew. */
interface Source {
  subject: Name;
  publicKey: PublicKey | undefined;
  extensions: readonly Extension[];
  certificate?: Certificate;
}

/** Who signs: an authority, or the certificate's own key. */
interface Signer {
  key: PrivateKey;
  certificate: Certificate | undefined;
}

/** `openssl x509` where it makes something: the new certificate, or a request that has been written. */
export function* issue(tool: Tool, names: NameFlags): Step<Certificate | { pem: string }> {
  const { options } = tool;
  const config = yield* extensionConfig(tool);
  const source = options.has('req') ? yield* fromRequest(tool, names) : yield* fromCertificate(tool);
  const signer = yield* signerOf(tool);
  if (options.has('x509toreq')) return yield* toRequest(tool, source, signer);
  if (!signer) return yield* tool.fail('We need a private key to sign with, use -key or -CAkey or -CA with private key\n');
  const subject = options.has('subj') ? yield* subjectFrom(tool, options.value('subj')!) : source.subject;
  const publicKey = source.publicKey ?? publicKeyOf(signer.key);
  const own = signer.certificate === undefined;
  // a certificate signed by its own key carries that key
  const key = own ? publicKeyOf(signer.key) : publicKey;
  const extensions = yield* newExtensions(tool, config, source, subject, key, signer);
  const now = tool.p.clock.now;
  const keep = options.has('preserve_dates') && source.certificate;
  const hash = options.unknown.at(-1);
  const chosen = hash === undefined ? undefined : digestOf(hash);
  if (hash !== undefined && !chosen) yield* tool.fail('', unknownAlgorithm(hash));
  return issueCertificate(
    {
      version: extensions.length > 0 ? 3 : 1,
      serial: yield* serialNumber(tool, source),
      issuer: signer.certificate?.subject ?? subject,
      subject,
      notBefore: keep ? keep.notBefore : daysFrom(now, 0),
      notAfter: keep ? keep.notAfter : daysFrom(now, options.number('days') ?? 30),
      publicKey: key,
      extensions,
    },
    signer.key,
    chosen ?? 'SHA-256',
  );
}

/** The file of extensions; it is looked through before anything else is read. */
function* extensionConfig(tool: Tool): Step<Config | undefined> {
  const path = tool.options.value('extfile');
  if (path === undefined) return undefined;
  const config = yield* loadConfig(tool, path);
  const section = sectionName(tool, config);
  try {
    const list = sectionExtensions({
      config,
      section,
      subject: { raw: new Uint8Array(), rdns: [] },
      subjectKey: undefined,
      issuer: undefined,
      dry: true,
    });
    if (list) return config;
    return yield* tool.fail(`Error checking extension section ${section}\n`);
  } catch (e) {
    if (!(e instanceof ExtensionError)) throw e;
    return yield* tool.fail(`Error checking extension section ${section}\n`, ...e.errors);
  }
}

function sectionName(tool: Tool, config: Config): string {
  return tool.options.value('extensions') ?? config.value('default', 'extensions') ?? 'default';
}

function* fromRequest(tool: Tool, names: NameFlags): Step<Source> {
  const request = yield* loadRequest(tool, tool.options.value('in'), 'certificate request input');
  const wrong = requestSignatureError(request);
  if (wrong) return yield* tool.fail('Certificate request self-signature did not match the contents\n');
  yield* tool.say('Certificate request self-signature ok\n');
  yield* tool.sayBinary(titledName('subject=', request.subject, names));
  const copied = tool.options.value('copy_extensions') ?? 'none';
  return { subject: request.subject, publicKey: request.publicKey, extensions: copied === 'none' ? [] : request.extensions };
}

function* fromCertificate(tool: Tool): Step<Source> {
  const certificate = need(yield* loadCertificate(tool, tool.options.value('in')));
  const { subject, publicKey, extensions } = certificate;
  return { subject, publicKey, extensions: tool.options.has('clrext') ? [] : extensions, certificate };
}

function* signerOf(tool: Tool): Step<Signer | undefined> {
  const { options } = tool;
  const password = yield* passwordFrom(tool, options.value('passin'));
  const own = options.value('key', 'signkey');
  if (own !== undefined) return { key: need(yield* loadKey(tool, own, 'private key', password)), certificate: undefined };
  const path = options.value('CA');
  if (path === undefined) return undefined;
  const certificate = need(yield* loadCertificate(tool, path, 'CA certificate'));
  const key = need(yield* loadKey(tool, options.value('CAkey') ?? path, 'CA private key', password));
  if (certificate.publicKey && !sameKey(certificate.publicKey, key))
    yield* tool.fail('CA certificate and CA private key do not match\n', ...keyMismatch(certificate.publicKey.type === key.type));
  return { key, certificate };
}

function* toRequest(tool: Tool, source: Source, signer: Signer | undefined): Step<{ pem: string }> {
  if (!signer) return yield* tool.fail('Must specify request key using -key when using -x509toreq\n');
  const copied = tool.options.value('copy_extensions') ?? 'none';
  const request = createCertificateRequest({ subject: source.subject, extensions: copied === 'none' ? [] : source.extensions }, signer.key);
  const sink = yield* tool.sink(tool.options.value('out'));
  if (tool.options.has('text')) yield* sink.binary(requestText(request));
  const pem = encodePem('CERTIFICATE REQUEST', request.raw);
  if (!tool.options.has('noout')) yield* sink.text(pem);
  return { pem };
}

function* newExtensions(
  tool: Tool,
  config: Config | undefined,
  source: Source,
  subject: Name,
  subjectKey: PublicKey,
  signer: Signer,
): Step<Extension[]> {
  let list = [...source.extensions];
  const issuer = signer.certificate ?? 'self';
  const context: ExtensionContext = { config: config ?? new Config(), section: '', subject, subjectKey, issuer };
  if (config) {
    const section = sectionName(tool, config);
    try {
      const added = sectionExtensions({ ...context, section }) ?? [];
      list = [...list.filter((e) => !added.some((a) => a.oid === e.oid)), ...added];
    } catch (e) {
      if (!(e instanceof ExtensionError)) throw e;
      yield* tool.fail(`Error adding extensions from section ${section}\n`, ...e.errors);
    }
  }
  return withKeyIds(list, context);
}

/**
 * do_X509_sign of OpenSSL 3.0: a certificate with extensions gets key identifiers, unless they are there or were refused by
 * `none`; one that signs itself is its own authority and needs no second one.
 */
export function withKeyIds(list: Extension[], context: ExtensionContext): Extension[] {
  if (list.length === 0) return list;
  const out = [...list];
  const add = (oid: string, name: string, value: string): void => {
    if (out.some((e) => e.oid === oid)) return;
    const made = makeExtension(name, value, context);
    if (made) out.push(made);
  };
  add(OID.subjectKeyIdentifier, 'subjectKeyIdentifier', 'hash');
  if (context.issuer !== 'self') add(OID.authorityKeyIdentifier, 'authorityKeyIdentifier', 'keyid,issuer');
  return out;
}

function* serialNumber(tool: Tool, source: Source): Step<bigint> {
  const { options } = tool;
  const set = options.value('set_serial');
  if (set !== undefined) return parseSerial(set) ?? (yield* tool.usage());
  if (options.has('CA')) return yield* authoritySerial(tool);
  return source.certificate && !options.has('req') ? source.certificate.serial : randomSerial(tool);
}

/** x509_load_serial: the next number of the authority's file, which is written anew; a random one without a file. */
function* authoritySerial(tool: Tool): Step<bigint> {
  const { options, p } = tool;
  const path = options.value('CAserial') ?? `${options.value('CA')!.replace(/\.[^.]*$/, '')}.srl`;
  let serial: bigint | undefined;
  try {
    serial = parseSerial(`0x${text(p.sys.readFile(path)).trim()}`);
    if (serial === undefined) return yield* tool.fail(`Unable to load number from ${path}\n`);
    serial += 1n;
  } catch (e) {
    if (!isErrno(e)) throw e;
    if (!options.has('CAcreateserial')) {
      if (!options.has('CAserial')) return randomSerial(tool);
      yield* tool.say(`${path}: ${e.text}\n`);
      return yield* tool.fail('', ...fileOpenErrors(path, e));
    }
    serial = randomSerial(tool) + 1n;
  }
  try {
    p.sys.writeFile(path, `${serialHex(serial)}\n`);
  } catch (e) {
    if (!isErrno(e)) throw e;
    yield* tool.fail(`Unable to save serial number to ${path}: ${e.text}\n`, ...fileOpenErrors(path, e, 'w'));
  }
  return serial;
}
