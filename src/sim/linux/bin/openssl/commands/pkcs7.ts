import { isErrno } from '../../../../kernel/errno.ts';
import type { Step } from '../../../../kernel/step.ts';
import { context, contextTag, DerReader, element, integer, oid, sequence, TAG } from '../../../../crypto/der.ts';
import { OID } from '../../../../crypto/oids.ts';
import { encodePem, pemBlocks } from '../../../../crypto/pem.ts';
import { certificateText } from '../../../../crypto/text/certificate.ts';
import { readCertificate, type Certificate } from '../../../../crypto/x509/certificate.ts';
import type { Command } from '../command.ts';
import { areErrors, certificatesOfPem } from '../load.ts';
import { attempt } from '../store.ts';
import { noStartLine } from '../pem-reader.ts';
import { commandSpec } from '../options.ts';
import { fileOpenErrors } from '../queue.ts';
import { nameOptions, titledName } from '../subject.ts';
import type { Tool } from '../tool.ts';

const crl2pkcs7Spec = () =>
  commandSpec(
    '[options]',
    `
# Input
in < File of revocation lists (standard input)
inform F Its form: PEM or DER
nocrl - There is no revocation list
certfile < File of certificates to put in (may be repeated)
# Output
out > Where the result goes (standard output)
outform F Its form: PEM or DER
@provider`,
  );

/** Signed data without a signature: a bag of certificates (RFC 2315). */
function bag(certificates: readonly Certificate[]): Uint8Array {
  const signed = sequence(
    integer(1),
    element(TAG.set),
    sequence(oid(OID.data)),
    ...(certificates.length > 0 ? [context(0, ...certificates.map((c) => c.raw))] : []),
    element(TAG.set),
  );
  return sequence(oid(OID.signedData), context(0, signed));
}

const crl2pkcs7: Command = {
  names: ['crl2pkcs7'],
  spec: crl2pkcs7Spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    if (!options.has('nocrl')) {
      const data = yield* tool.readOrFail(options.value('in'));
      if (!pemBlocks(data).some((b) => b.type === 'X509 CRL')) return yield* tool.fail('unable to load CRL\n', noStartLine('X509 CRL'));
      yield* tool.refuse('without -nocrl');
    }
    const certificates: Certificate[] = [];
    for (const path of options.values('certfile')) certificates.push(...(yield* certificatesOf(tool, path)));
    const sink = yield* tool.sink(options.value('out'));
    const made = bag(certificates);
    if (options.value('outform')?.toUpperCase().startsWith('D')) yield* sink.octets(made);
    else yield* sink.text(encodePem('PKCS7', made));
    return 0;
  },
};

function* certificatesOf(tool: Tool, path: string): Step<Certificate[]> {
  try {
    const found = certificatesOfPem(yield* tool.read(path));
    if (!areErrors(found)) return found;
    return yield* tool.fail(`error reading the file, ${path}\nerror loading certificates\n`, ...found);
  } catch (e) {
    if (!isErrno(e)) throw e;
    return yield* tool.fail(`error opening the file, ${path}\nerror loading certificates\n`, ...fileOpenErrors(path, e));
  }
}

const pkcs7Spec = () =>
  commandSpec(
    '[options]',
    `
engine s! Engine for the operation
# Input
in < The input (standard input)
inform F Its form: PEM or DER
# Output
outform F Form of the result: PEM or DER
out > Where the result goes (standard output)
noout - Do not write the structure
text - Certificates as text
print -! All fields of the structure
print_certs - Show the certificates
@provider`,
  );

/** The certificates of signed data. */
function unpacked(der: Uint8Array): Certificate[] | undefined {
  const body = new DerReader(der).inside(TAG.sequence);
  if (body?.oid() !== OID.signedData) return undefined;
  const signed = body.inside(contextTag(0, true))?.inside(TAG.sequence);
  if (!signed) return undefined;
  signed.integer();
  signed.any();
  signed.any();
  const list = signed.inside(contextTag(0, true));
  const certificates: Certificate[] = [];
  while (list && !list.empty) {
    const raw = list.any()?.raw;
    const certificate = raw && attempt(() => readCertificate(raw));
    if (!certificate) return undefined;
    certificates.push(certificate);
  }
  return certificates;
}

const pkcs7: Command = {
  names: ['pkcs7'],
  spec: pkcs7Spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const data = yield* tool.readOrFail(options.value('in'));
    const der = options.value('inform')?.toUpperCase().startsWith('D') ? data : pemBlocks(data).find((b) => b.type === 'PKCS7')?.bytes;
    const certificates = der && unpacked(der);
    if (!certificates) return yield* tool.fail('unable to load PKCS7 object\n', ...(der ? [] : [noStartLine('PKCS7')]));
    const sink = yield* tool.sink(options.value('out'));
    if (options.has('print_certs')) {
      const names = yield* nameOptions(tool);
      for (const c of certificates) {
        if (options.has('text')) yield* sink.binary(certificateText(c));
        else yield* sink.binary(titledName('subject=', c.subject, names) + titledName('issuer=', c.issuer, names));
        if (!options.has('noout')) yield* sink.text(encodePem('CERTIFICATE', c.raw));
        yield* sink.text('\n');
      }
      return 0;
    }
    if (options.has('noout')) return 0;
    if (options.value('outform')?.toUpperCase().startsWith('D')) yield* sink.octets(der);
    else yield* sink.text(encodePem('PKCS7', der));
    return 0;
  },
};

export const PKCS7_COMMANDS: readonly Command[] = [crl2pkcs7, pkcs7];
