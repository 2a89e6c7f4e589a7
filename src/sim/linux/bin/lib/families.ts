/** What the programs of one Debian package have in common: their version, and the form of `--help` and of usage errors. */
export interface Family {
  /** Debian package, where all its programs come from one. */
  package: string;
  /** First line of `--version`. */
  version(name: string): string;
  /** How `--help` is laid out. */
  layout: 'gnu' | 'util-linux';
  /** Letters of --help and --version, where there are any. */
  helpLetters: string;
  versionLetters: string;
  /** Said after a usage error. */
  hint(name: string): string;
  /** An option that it does not know is answered with the whole usage instead. */
  usageOnBadOption?: boolean;
}

const tryHelp = (name: string): string => `Try '${name} --help' for more information.\n`;

function family(pkg: string, version: (name: string) => string, more: Partial<Family> = {}): Family {
  return { package: pkg, version, layout: 'gnu', helpLetters: '', versionLetters: '', hint: tryHelp, ...more };
}

const UTIL_LINUX = {
  layout: 'util-linux',
  helpLetters: 'h',
  versionLetters: 'V',
} as const;

/** Versions are those of Debian 12. */
export const FAMILIES = {
  coreutils: family('coreutils', (name) => `${name} (GNU coreutils) 9.1`),
  findutils: family('findutils', (name) => `${name} (GNU findutils) 4.9.0`),
  diffutils: family('diffutils', (name) => `${name} (GNU diffutils) 3.8`, { versionLetters: 'v' }),
  utilLinux: family('util-linux', (name) => `${name} from util-linux 2.38.1`, UTIL_LINUX),
  bsdExtra: family('bsdextrautils', (name) => `${name} from util-linux 2.38.1`, UTIL_LINUX),
  bsdUtils: family('bsdutils', (name) => `${name} from util-linux 2.38.1`, UTIL_LINUX),
  procps: family('procps', (name) => `${name} from procps-ng 4.0.2`, {
    layout: 'util-linux',
    helpLetters: 'h',
    versionLetters: 'V',
    hint: (name) => `Try \`${name} --help' for more information.\n`,
    usageOnBadOption: true,
  }),
  shadow: family('passwd', (name) => `${name} (shadow) 4.13`, { helpLetters: 'h', usageOnBadOption: true }),
  gzip: family('gzip', (name) => `${name} 1.12`, {
    helpLetters: 'h',
    versionLetters: 'V',
    hint: (name) => `Try \`${name} --help' for more information.\n`,
  }),
  tar: family('tar', () => 'tar (GNU tar) 1.34', {
    helpLetters: '?',
    hint: (name) => `Try '${name} --help' or '${name} --usage' for more information.\n`,
  }),
} as const satisfies Record<string, Family>;
