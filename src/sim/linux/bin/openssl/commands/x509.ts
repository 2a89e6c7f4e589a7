import type { Step } from '../../../../kernel/step.ts';
import { DAY, rfc3339, SECOND, type Micros } from '../../../../kernel/time.ts';
import { encodePem } from '../../../../crypto/pem.ts';
import { publicKeyPem } from '../../../../crypto/keys/encode.ts';
import { longName, OID } from '../../../../crypto/oids.ts';
import { certificateText, certificateTime } from '../../../../crypto/text/certificate.ts';
import { extensionText } from '../../../../crypto/text/extensions.ts';
import { colonHex } from '../../../../crypto/text/hex.ts';
import type { NameFlags } from '../../../../crypto/text/name.ts';
import { extensionOf, fingerprint, type Certificate } from '../../../../crypto/x509/certificate.ts';
import { readInfoAccess } from '../../../../crypto/x509/extensions.ts';
import { attributeValues } from '../../../../crypto/x509/name.ts';
import { isForHost, isForIp } from '../../../../crypto/x509/openssl-verify.ts';
import { PURPOSES, suits, type Purpose } from '../../../../crypto/x509/purpose.ts';
import { digestOf, isRefusedDigest, serialHex, unknownAlgorithm, type Command } from '../command.ts';
import { extensionName } from '../extensions.ts';
import { loadCertificate } from '../load.ts';
import { commandSpec } from '../options.ts';
import { passwordFrom } from '../passwords.ts';
import { nameHash, nameOptions, oldNameHash, titledName } from '../subject.ts';
import { type Sink, type Tool } from '../tool.ts';
import { issue } from './x509-issue.ts';

const spec = () =>
  commandSpec(
    '[options]',
    `
in < The certificate, or with -req the signing request (standard input)
passin s Where the pass phrase of the key comes from
new -! Make a certificate without a request
x509toreq - Turn the certificate into a signing request
req - The input is a signing request
copy_extensions s What becomes of requested extensions: none, copy or copyall
inform f Form of a request: PEM or DER
vfyopt s! Parameter for checking the request's signature, name:value
key s Key that signs, and whose public half goes in
signkey s Another name of -key
keyform E Form of the key (without effect)
out > Where the result goes (standard output)
outform f Form of the result: PEM or DER
nocert - Write no certificate
noout - Write nothing but what is asked for
# Certificate printing
text - Everything as text
dateopt s Form of times: rfc_822 or iso_8601
certopt s What the text form leaves out
fingerprint - Fingerprint by the chosen digest
alias - Name given to a trusted certificate
serial - Serial number
startdate - Beginning of validity
enddate - End of validity
dates - Both
subject - Subject's name
issuer - Issuer's name
nameopt s Form of names
email - E-mail addresses
hash - The same as -subject_hash
subject_hash - Hash of the subject, as in certificate directories
subject_hash_old - The same by MD5
issuer_hash - Hash of the issuer
issuer_hash_old - The same by MD5
ext s These extensions only, by their names
ocspid -! Hashes for OCSP
ocsp_uri - Addresses of OCSP responders
purpose - What the certificate may be used for
pubkey - Public key in PEM
modulus - Modulus of an RSA key
# Certificate checking
checkend M Will it expire within so many seconds?
~ Exit code 1 if it will, 0 if not
checkhost s Is it for this host?
checkemail s Is it for this e-mail address?
checkip s Is it for this IP address?
# Certificate output
set_serial s Serial number of the new certificate
next_serial - One more than this certificate's serial number
days n How many days the new certificate is valid (30)
preserve_dates - Keep the validity
subj s Another subject
force_pubkey <! Put this public key in
clrext - Leave out the extensions of what came in
extfile < File with extensions to put in
extensions s Section of that file
sigopt s! Parameter for signing, name:value
badsig -! Spoil the signature, for tests
* - Digest for signing and for the fingerprint
# Micro-CA
CA < Certificate of the authority that signs
CAform F Form of that certificate (without effect)
CAkey s Its key (looked for in -CA's file)
CAkeyform E Form of that key (without effect)
CAserial s File that keeps the last serial number
CAcreateserial - Make that file where it is missing
# Certificate trust output
trustout -! Write a trusted certificate
setalias s! Name for it
clrtrust -! Drop trusted uses
addtrust s! Add a trusted use
clrreject -! Drop rejected uses
addreject s! Add a rejected use
@random
@provider`,
  );

export const x509: Command = {
  names: ['x509'],
  spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const names = yield* nameOptions(tool);
    const digestName = options.unknown.at(-1);
    if (digestName !== undefined && isRefusedDigest(digestName)) yield* tool.refuse(`-${digestName}`);
    yield* passwordFrom(tool, options.value('passin'));
    const signing = options.has('req', 'CA', 'key', 'signkey', 'x509toreq');
    const certificate = signing ? yield* issue(tool, names) : yield* loadCertificate(tool, options.value('in'));
    if (!certificate) return 1;
    if ('pem' in certificate) return 0;
    const sink = yield* tool.sink(options.value('out'));
    yield* show(tool, sink, certificate, names);
    const expires = yield* check(tool, sink, certificate);
    if (!options.has('noout', 'nocert')) yield* write(tool, sink, certificate);
    return expires;
  },
};

function* write(tool: Tool, sink: Sink, certificate: Certificate): Step {
  if (tool.options.value('outform')?.toUpperCase().startsWith('D')) yield* sink.octets(certificate.raw);
  else yield* sink.text(encodePem('CERTIFICATE', certificate.raw));
}

/** What is asked for, in the order in which it was asked. */
function* show(tool: Tool, sink: Sink, c: Certificate, names: NameFlags): Step {
  const iso = tool.options.value('dateopt') === 'iso_8601';
  const time = (t: Micros): string => (iso ? rfc3339(t).replace('T', ' ') : certificateTime(t));
  const asked = tool.options.names().flatMap((name) => (name === 'dates' ? ['startdate', 'enddate'] : [name]));
  for (const name of new Set(asked)) {
    const line = describe(tool, name, c, names, time);
    if (line !== undefined) yield* sink.binary(line);
    else if (name === 'fingerprint') yield* sink.text(yield* fingerprintLine(tool, c));
    else if (name === 'ext') yield* sink.binary(yield* chosenExtensions(tool, c));
  }
}

function describe(tool: Tool, name: string, c: Certificate, names: NameFlags, time: (t: Micros) => string): string | undefined {
  switch (name) {
    case 'text':
      return certificateText(c, { names, without: new Set(tool.options.values('certopt').flatMap((o) => o.split(','))) });
    case 'subject':
      return titledName('subject=', c.subject, names);
    case 'issuer':
      return titledName('issuer=', c.issuer, names);
    case 'serial':
      return `serial=${serialHex(c.serial)}\n`;
    case 'next_serial':
      return `${serialHex(c.serial + 1n)}\n`;
    case 'startdate':
      return `notBefore=${time(c.notBefore)}\n`;
    case 'enddate':
      return `notAfter=${time(c.notAfter)}\n`;
    case 'email':
      return [...attributeValues(c.subject, OID.emailAddress), ...c.emailAddresses].map((mail) => `${mail}\n`).join('');
    case 'alias':
      return '<No Alias>\n';
    case 'hash':
    case 'subject_hash':
      return `${nameHash(c.subject)}\n`;
    case 'subject_hash_old':
      return `${oldNameHash(c.subject)}\n`;
    case 'issuer_hash':
      return `${nameHash(c.issuer)}\n`;
    case 'issuer_hash_old':
      return `${oldNameHash(c.issuer)}\n`;
    case 'ocsp_uri':
      return ocspAddresses(c);
    case 'purpose':
      return purposes(c);
    case 'pubkey':
      return c.publicKey ? publicKeyPem(c.publicKey) : '';
    case 'modulus':
      return `Modulus=${c.publicKey?.type === 'rsa' ? c.publicKey.n.toString(16).toUpperCase() : 'No modulus for this public key type'}\n`;
    default:
      return undefined;
  }
}

function ocspAddresses(c: Certificate): string {
  const found = extensionOf(c, OID.authorityInfoAccess);
  const access = (found && readInfoAccess(found.value)) ?? [];
  return access.map((d) => (d.method === OID.ocsp && d.location.kind === 'uri' ? `${d.location.value}\n` : '')).join('');
}

function purposes(c: Certificate): string {
  const lines = (Object.keys(PURPOSES) as Purpose[]).flatMap((purpose) =>
    [false, true].map((ca) => `${PURPOSES[purpose]}${ca ? ' CA' : ''} : ${suits(c, purpose, ca) ? 'Yes' : 'No'}\n`),
  );
  return `Certificate purposes:\n${lines.join('')}`;
}

function* fingerprintLine(tool: Tool, c: Certificate): Step<string> {
  const name = tool.options.unknown.at(-1);
  const hash = name === undefined ? 'SHA-1' : digestOf(name);
  if (!hash) return yield* tool.fail('Unknown digest\n', unknownAlgorithm(name!));
  return `${name ?? 'SHA1'} Fingerprint=${colonHex(fingerprint(c, hash))}\n`;
}

/** The extensions that `-ext` names, in the order of the certificate. */
function* chosenExtensions(tool: Tool, c: Certificate): Step<string> {
  const wanted = tool.options.value('ext')!.split(',');
  const found = c.extensions.filter((e) => wanted.includes(extensionName(e)) || wanted.includes(longName(e.oid)));
  if (found.length === 0) yield* tool.say('No extensions in certificate\n');
  return found.map((e) => extensionText(e, 0)).join('');
}

/** Checks that only tell, and the one that decides the exit code. */
function* check(tool: Tool, sink: Sink, c: Certificate): Step<number> {
  const { options } = tool;
  const verdict = (label: string, ok: boolean): string => `${label} does ${ok ? '' : 'NOT '}match certificate\n`;
  const host = options.value('checkhost');
  const email = options.value('checkemail');
  const ip = options.value('checkip');
  let code = 0;
  const seconds = options.number('checkend');
  if (seconds !== undefined) {
    const expires = c.notAfter < tool.p.clock.now + seconds * SECOND;
    yield* sink.text(`Certificate will ${expires ? '' : 'not '}expire\n`);
    code = expires ? 1 : 0;
  }
  if (host !== undefined) yield* sink.text(verdict(`Hostname ${host}`, isForHost(c, host)));
  if (email !== undefined) yield* sink.text(verdict(`Email ${email}`, c.emailAddresses.includes(email)));
  if (ip !== undefined) yield* sink.text(verdict(`IP ${ip}`, isForIp(c, ip)));
  return code;
}

/** Days as a span of time. */
export function daysFrom(now: Micros, days: number): Micros {
  return Math.floor(now / SECOND) * SECOND + days * DAY;
}
