import { Errno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { getaddrinfo, ResolveError } from '../../net/resolver.ts';
import { getopt, GetoptError, type Given, type OptionForm } from '../lib/getopt.ts';

const FORMS: OptionForm[] = [
  ['alias', 'a', 'alias'],
  ['allFqdns', 'A', 'all-fqdns'],
  ['boot', 'b', 'boot'],
  ['domain', 'd', 'domain'],
  ['fqdn', 'f', 'fqdn', 'long'],
  ['address', 'i', 'ip-address'],
  ['addresses', 'I', 'all-ip-addresses'],
  ['short', 's', 'short'],
  ['nis', 'y', 'yp', 'nis'],
  ['help', 'h', 'help'],
  ['version', 'V', 'version'],
].map(([id, letters, ...names]) => ({ id: id!, letters: letters!, names, takes: 'none' as const }));
FORMS.push({ id: 'file', letters: 'F', names: ['file'], takes: 'required' });

const USAGE = `Usage: hostname [-b] {hostname|-F file}         set host name (from file)
       hostname [-a|-A|-d|-f|-i|-I|-s|-y]       display formatted name
       hostname                                 display host name

       dnsdomainname                            display dns domain name

       hostname -V|--version|-h|--help          print info and exit

Program options:
    -a, --alias            other names of the host
    -A, --all-fqdns        all its full names
    -b, --boot             set a default name where there is none
    -d, --domain           domain of the full name
    -f, --fqdn, --long     full name
    -F, --file             read the name from a file
    -i, --ip-address       addresses that the name resolves to
    -I, --all-ip-addresses addresses of the interfaces
    -s, --short            name up to the first dot
    -y, --yp, --nis        NIS domain
`;

export default program({
  id: 'hostname',
  paths: ['/usr/bin/hostname', '/usr/bin/dnsdomainname', '/usr/bin/domainname'],
  package: 'hostname',
  sizeBytes: 22_680,
  *main(p) {
    const name = p.argv[0] ?? 'hostname';
    let given: Given[];
    let operands: string[];
    try {
      ({ given, operands } = getopt(p.argv.slice(1), FORMS));
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`${name}: ${e.message}\n${USAGE}`);
      return 255;
    }
    const last = given.at(-1);
    if (last?.id === 'help' || last?.id === 'version') {
      yield* p.stdout.write(last.id === 'help' ? USAGE : 'hostname 3.23\n');
      return 0;
    }
    if (operands.length > 1) {
      yield* p.error(USAGE);
      return 255;
    }
    if (operands.length === 1 || last?.id === 'file') return yield* set(p, name, operands[0], last?.value);
    return yield* show(p, name, last?.id ?? (name.endsWith('dnsdomainname') ? 'domain' : 'name'));
  },
});

function* set(p: Process, name: string, wanted: string | undefined, file: string | undefined): Step<number> {
  try {
    const text =
      wanted ??
      p.sys
        .readText(file!)
        .split('\n')
        .find((line) => line.trim() !== '' && !line.startsWith('#'))
        ?.trim() ??
      '';
    if (!/^[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?$/.test(text)) {
      yield* p.error(`${name}: the specified hostname is invalid\n`);
      return 1;
    }
    p.sys.sethostname(text);
    return 0;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    if (e.code === 'EPERM') yield* p.error(`${name}: you must be root to change the host name\n`);
    else if (e.syscall === 'sethostname') yield* p.error(`${name}: name too long\n`);
    else yield* p.error(`${name}: can't open '${file}': ${e.text}\n`);
    return 1;
  }
}

function* show(p: Process, name: string, what: string): Step<number> {
  const host = p.sys.hostname();
  switch (what) {
    case 'name':
    case 'boot':
      yield* p.stdout.line(host);
      return 0;
    case 'short':
      yield* p.stdout.line(host.split('.')[0]!);
      return 0;
    case 'addresses': {
      const own = p.sys.net.addresses().filter((a) => a.device !== 'lo');
      yield* p.stdout.line(own.map((a) => `${a.ip} `).join(''));
      return 0;
    }
    case 'nis':
      yield* p.error(`${name}: Local domain name not set\n`);
      return 1;
  }
  try {
    const { canonical, addresses } = yield* getaddrinfo(p, host);
    const dot = canonical.indexOf('.');
    if (what === 'address') yield* p.stdout.line(addresses.join(' '));
    else if (what === 'domain') {
      if (dot >= 0) yield* p.stdout.line(canonical.slice(dot + 1));
    } else if (what === 'alias') yield* p.stdout.line(host === canonical ? '' : host);
    else yield* p.stdout.line(what === 'allFqdns' ? `${canonical} ` : canonical);
    return 0;
  } catch (e) {
    if (!(e instanceof ResolveError)) throw e;
    yield* p.error(`${name}: ${e.message}\n`);
    return 1;
  }
}
