import { isErrno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import { getopt, GetoptError, type OptionForm } from '../lib/getopt.ts';

const FIELDS = [
  ['id', 'Distributor ID', 'i'],
  ['description', 'Description', 'd'],
  ['release', 'Release', 'r'],
  ['codename', 'Codename', 'c'],
] as const;

const FORMS: OptionForm[] = [
  ...FIELDS.map(([id, , letters]) => ({ id: id as string, letters, names: [id], takes: 'none' as const })),
  ...(['help', 'version', 'all', 'short'] as const).map((id) => ({
    id: id as string,
    letters: id[0]!,
    names: [id],
    takes: 'none' as const,
  })),
];

const HELP = `Usage: lsb_release [options]

Options:
  -h, --help         show this help message and exit
  -v, --version      show LSB modules this system supports
  -i, --id           show distributor ID
  -d, --description  show description of this distribution
  -r, --release      show release number of this distribution
  -c, --codename     show code name of this distribution
  -a, --all          show all of the above information
  -s, --short        show requested information in short format
`;

/** Debian's lsb_release(1), a script that reads /etc/os-release. */
export default program({
  id: 'lsb_release',
  paths: ['/usr/bin/lsb_release'],
  package: 'lsb-release',
  sizeBytes: 2_651,
  *main(p) {
    let asked: Set<string>;
    try {
      asked = new Set(getopt(p.argv.slice(1), FORMS).given.map((g) => g.id));
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`lsb_release: ${e.message}\n`);
      return 2;
    }
    if (asked.has('help')) {
      yield* p.stdout.write(HELP);
      return 0;
    }
    const about = readOsRelease(p);
    const values: Record<(typeof FIELDS)[number][0], string> = {
      id: (about['ID'] ?? '').replace(/^./, (c) => c.toUpperCase()),
      description: about['PRETTY_NAME'] ?? '',
      release: about['VERSION_ID'] ?? '',
      codename: about['VERSION_CODENAME'] ?? '',
    };
    const shown = FIELDS.filter(([id]) => asked.has(id) || asked.has('all'));
    for (const [id, label] of shown) yield* p.stdout.line(asked.has('short') ? values[id] : `${label}:\t${values[id]}`);
    return 0;
  },
});

/** os-release(5): shell assignments. */
function readOsRelease(p: Process): Record<string, string> {
  for (const path of ['/etc/os-release', '/usr/lib/os-release']) {
    try {
      const out: Record<string, string> = {};
      for (const line of p.sys.readText(path).split('\n')) {
        const m = /^([A-Z_0-9]+)=(?:"(.*)"|'(.*)'|(.*))$/.exec(line);
        if (m) out[m[1]!] = m[2] ?? m[3] ?? m[4] ?? '';
      }
      return out;
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }
  return {};
}
