import { isErrno } from '../../../../kernel/errno.ts';
import type { Step } from '../../../../kernel/step.ts';
import { SECOND } from '../../../../kernel/time.ts';
import { nameText, type NameFlags } from '../../../../crypto/text/name.ts';
import type { Certificate } from '../../../../crypto/x509/certificate.ts';
import { isIssuedBy, opensslVerify, verifyCodeText, type Verification } from '../../../../crypto/x509/openssl-verify.ts';
import { PURPOSES, type Purpose } from '../../../../crypto/x509/purpose.ts';
import type { Command } from '../command.ts';
import { areErrors, loadCertificate, loadCertificates, loadTrusted } from '../load.ts';
import { certificatesIn } from '../store.ts';
import { commandSpec } from '../options.ts';
import { nameHash, nameOptions } from '../subject.ts';
import { Exit, type Tool } from '../tool.ts';

/** Options about verification that several commands share. */
export const VALIDATION_OPTIONS = `policy s! Policy that is acceptable
purpose s What the certificate is to be used for
verify_name s! Set of rules by its name
verify_depth n How many certificates may stand between leaf and root
auth_level n Security level
attime M Moment to verify at, in seconds since 1970
verify_hostname s Host that the certificate must be for
verify_email s E-mail address that it must be for
verify_ip s IP address that it must be for
ignore_critical - Let unknown critical extensions pass
issuer_checks - Without effect
crl_check -! Is the leaf revoked?
crl_check_all -! Is anything in the chain revoked?
policy_check -! Check policies
explicit_policy -! A policy must be named
inhibit_any -! The policy for everything does not count
inhibit_map -! Policies are not mapped
x509_strict - Let no shortcoming pass
extended_crl -! Extended revocation lists
use_deltas -! Revocation lists in parts
policy_print -! Show how policies are processed
check_ss_sig - Check signatures of self-signed roots too
trusted_first - Look among the trusted first (always so)
suiteB_128_only -! Suite B with 128 bits
suiteB_128 -! Suite B with 128 or 192 bits
suiteB_192 -! Suite B with 192 bits
partial_chain - A trusted intermediate ends the chain
no_alt_chains - Without effect
no_check_time - Leave validity aside
allow_proxy_certs -! Let proxy certificates pass`;

const spec = () =>
  commandSpec(
    '[options] [cert...]',
    `
engine s! Engine for the operation
verbose - Tell what is done
nameopt s Form of names
# Certificate chain
trusted < File of trusted certificates, and no others
CAfile < File of trusted certificates
CApath / Directory of trusted certificates, named by their hashes
CAstore :! Store of trusted certificates
no-CAfile - Leave the default file aside
no-CApath - Leave the default directory aside
no-CAstore - Leave the default store aside
untrusted < File of certificates to build the chain from
CRLfile <! File of revocation lists
crl_download -! Fetch revocation lists
show_chain - Show the chain that was found
# Validation
${VALIDATION_OPTIONS}
vfyopt s! Parameter for checking signatures, name:value
@provider
= cert Certificates to verify (standard input)`,
  );

/** Where Debian keeps the certificates that everybody trusts. */
const DEFAULT_FILE = '/usr/lib/ssl/cert.pem';
const DEFAULT_PATH = '/usr/lib/ssl/certs';

/** What a chain may end in: certificates of files, and those that directories hold under their subject's hash. */
export class TrustStore {
  readonly certificates: Certificate[] = [];
  readonly #directories: string[] = [];

  constructor(private readonly tool: Tool) {}

  /** `-CAfile` and the like. Complains and ends the command where it cannot be read. */
  *file(path: string, code = 1): Step {
    const found = yield* loadTrusted(this.tool, path);
    if (!areErrors(found)) {
      this.certificates.push(...found);
      return;
    }
    yield* this.tool.say(`Error loading file ${path}\n`);
    yield* this.tool.errors(...found);
    throw new Exit(code);
  }

  directory(path: string): void {
    this.#directories.push(path);
  }

  /** The default file and directory, as far as there are any. */
  *defaults(): Step {
    const { options, p } = this.tool;
    if (!options.has('no-CAfile') && p.sys.exists(DEFAULT_FILE)) {
      const found = yield* loadTrusted(this.tool, DEFAULT_FILE);
      if (!areErrors(found)) this.certificates.push(...found);
    }
    if (!options.has('no-CApath')) this.directory(DEFAULT_PATH);
  }

  /** Those that directories have for the issuers of a chain. */
  lookUp(chain: readonly Certificate[]): void {
    for (let queue = [...chain]; queue.length > 0;) {
      const certificate = queue.pop()!;
      for (const directory of this.#directories) {
        for (let n = 0; ; n++) {
          const found = this.#read(`${directory}/${nameHash(certificate.issuer)}.${n}`);
          if (!found) break;
          const fresh = found.filter((c) => !this.certificates.includes(c));
          this.certificates.push(...fresh);
          queue = [...queue, ...fresh.filter((c) => !isIssuedBy(c, c))];
        }
      }
    }
  }

  #read(path: string): Certificate[] | undefined {
    try {
      return certificatesIn(this.tool.p.sys.readFile(path));
    } catch (e) {
      if (!isErrno(e)) throw e;
      return undefined;
    }
  }
}

/** The store that `-CAfile`, `-CApath` and the defaults make up. */
export function* trustStore(tool: Tool): Step<TrustStore> {
  const store = new TrustStore(tool);
  const { options } = tool;
  for (const path of options.values('CAfile')) yield* store.file(path);
  for (const path of options.values('CApath')) store.directory(path);
  if (!options.has('CAfile') && !options.has('trusted')) yield* store.defaults();
  else if (!options.has('trusted') && !options.has('no-CApath')) store.directory(DEFAULT_PATH);
  return store;
}

/** Codes that `openssl verify` reports and then passes over (apps/verify.c). */
const TOLERATED = new Set([10, 18, 25, 26, 34, 79, 85, 86, 89, 92]);

export const verify: Command = {
  names: ['verify'],
  spec,
  *main(tool) {
    const { options } = tool;
    const names = yield* nameOptions(tool);
    const purpose = options.value('purpose');
    if (purpose !== undefined && !(purpose in PURPOSES)) {
      yield* tool.fail(`verify: Invalid purpose ${purpose}\n`);
    }
    const untrusted: Certificate[] = [];
    for (const path of options.values('untrusted')) {
      const found = yield* loadCertificates(tool, path, 'untrusted certificates');
      if (!found) return 1;
      untrusted.push(...found);
    }
    const store = yield* trustStore(tool);
    for (const path of options.values('trusted')) {
      const found = yield* loadCertificates(tool, path, 'trusted certificates');
      if (!found) return 1;
      store.certificates.push(...found);
    }
    let failed = false;
    const files = options.rest.length > 0 ? options.rest : [undefined];
    for (const file of files) if (!(yield* check(tool, store, untrusted, file, names))) failed = true;
    return failed ? 2 : 0;
  },
};

function* check(
  tool: Tool,
  store: TrustStore,
  untrusted: readonly Certificate[],
  file: string | undefined,
  names: NameFlags,
): Step<boolean> {
  const certificate = yield* loadCertificate(tool, file, 'certificate file');
  if (!certificate) return false;
  store.lookUp([certificate, ...untrusted]);
  const reports: string[] = [];
  const { options } = tool;
  const report = (found: Verification): boolean => {
    if (found.ok) return true;
    if (found.code === 34 && options.has('ignore_critical')) return true;
    const subject = `${nameText(found.certificate.subject, names)}\n`;
    reports.push(`${subject}error ${found.code} at ${found.depth} depth lookup: ${verifyCodeText(found.code)}\n`);
    return TOLERATED.has(found.code);
  };
  const at = options.number('attime');
  const result = opensslVerify(certificate, {
    trusted: store.certificates,
    untrusted,
    now: at === undefined ? tool.p.clock.now : at * SECOND,
    ...verifyParameters(tool),
    callback: report,
  });
  const label = file ?? 'stdin';
  for (const line of reports) yield* tool.sayBinary(line);
  if (!result.ok || result.code !== 0) {
    yield* tool.say(`error ${label}: verification failed\n`);
    return false;
  }
  yield* tool.p.stdout.write(`${label}: OK\n`);
  if (options.has('show_chain')) yield* showChain(tool, result.chain, untrusted, names);
  return true;
}

function* showChain(tool: Tool, chain: readonly Certificate[], untrusted: readonly Certificate[], names: NameFlags): Step {
  yield* tool.p.stdout.write('Chain:\n');
  for (const [i, c] of chain.entries()) {
    const mark = i === 0 || untrusted.includes(c) ? ' (untrusted)' : '';
    yield* tool.p.stdout.write(`depth=${i}: ${nameText(c.subject, names)}${mark}\n`);
  }
}

/** What the shared options say of a verification. */
export function verifyParameters(tool: Tool): {
  purpose?: Purpose;
  strict: boolean;
  partialChain: boolean;
  checkTime: boolean;
  securityLevel?: number;
  depth?: number;
  host?: string;
  ip?: string;
  email?: string;
} {
  const { options } = tool;
  const purpose = options.value('purpose') as Purpose | undefined;
  const given = { host: options.value('verify_hostname'), ip: options.value('verify_ip'), email: options.value('verify_email') };
  const depth = options.number('verify_depth');
  const level = options.number('auth_level');
  return {
    ...(purpose ? { purpose } : {}),
    strict: options.has('x509_strict'),
    partialChain: options.has('partial_chain'),
    checkTime: !options.has('no_check_time'),
    ...(level === undefined ? {} : { securityLevel: level }),
    ...(depth === undefined ? {} : { depth }),
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
  };
}
