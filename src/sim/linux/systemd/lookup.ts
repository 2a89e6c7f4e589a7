import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { isTemplate, isUnitName, partsOf, templateOf, typeOf } from './unit-name.ts';

/** Where unit files stand, the first wins (systemd.unit(5); Debian 12 still names /lib before /usr/lib). */
export const UNIT_PATH = [
  '/etc/systemd/system.control',
  '/run/systemd/system.control',
  '/run/systemd/transient',
  '/run/systemd/generator.early',
  '/etc/systemd/system',
  '/etc/systemd/system.attached',
  '/run/systemd/system',
  '/run/systemd/system.attached',
  '/run/systemd/generator',
  '/usr/local/lib/systemd/system',
  '/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/run/systemd/generator.late',
] as const;

/** What the unit directories hold under one name. */
export type Found =
  | { kind: 'file'; path: string }
  | { kind: 'alias'; path: string; target: string }
  /** A link out of the directories: the unit's file is what it points to. */
  | { kind: 'linked'; path: string; target: string }
  | { kind: 'masked'; path: string };

/** A unit's files. */
export interface Resolved {
  /** Its real name: what aliases lead to. */
  id: string;
  /** None where no file exists. */
  fragment: string | undefined;
  masked: boolean;
  /** Other names met on the way. */
  aliases: string[];
}

/** The unit directories at one moment. systemd reads them again at `daemon-reload`, or when one has changed. */
export class UnitLookup {
  readonly #found = new Map<string, Found>();
  /** Directories of drop-ins and dependencies (`x.service.d`, `x.target.wants`), by name, in the order of the path. */
  readonly #directories = new Map<string, string[]>();
  readonly #watched: string[];
  readonly #stamps: string;

  constructor(private readonly sys: SystemCalls) {
    const seen = new Set<string>();
    for (const directory of UNIT_PATH) {
      if (!sys.exists(directory)) continue;
      const real = sys.realpath(directory);
      if (seen.has(real)) continue;
      seen.add(real);
      for (const entry of sys.readdir(directory)) {
        const path = `${directory}/${entry.name}`;
        if (entry.type === 'directory' || (entry.type === 'symlink' && /\.(d|wants|requires)$/.test(entry.name))) {
          const list = this.#directories.get(entry.name);
          if (list) list.push(path);
          else this.#directories.set(entry.name, [path]);
        } else if (isUnitName(entry.name) && !this.#found.has(entry.name)) {
          this.#found.set(entry.name, this.#classify(path, entry.name, entry.type === 'symlink'));
        }
      }
    }
    this.#watched = [...PARENTS, ...seen];
    this.#stamps = stamps(sys, this.#watched);
  }

  /** Whether a unit directory has changed since. */
  stale(): boolean {
    return stamps(this.sys, this.#watched) !== this.#stamps;
  }

  #classify(path: string, name: string, link: boolean): Found {
    const { sys } = this;
    if (!link) return isEmptyFile(sys, path) ? { kind: 'masked', path } : { kind: 'file', path };
    const target = sys.readlink(path);
    const absolute = target.startsWith('/') ? target : `${path.slice(0, path.lastIndexOf('/'))}/${target}`;
    if (absolute === '/dev/null' || isEmptyFile(sys, path)) return { kind: 'masked', path };
    const base = absolute.slice(absolute.lastIndexOf('/') + 1);
    if (base !== name && isUnitName(base) && typeOf(base) === typeOf(name)) return { kind: 'alias', path, target: base };
    const folder = absolute.slice(0, absolute.lastIndexOf('/'));
    if ((UNIT_PATH as readonly string[]).includes(folder)) return { kind: 'file', path };
    return { kind: 'linked', path, target: absolute };
  }

  /** What stands under a name itself. */
  entry(name: string): Found | undefined {
    return this.#found.get(name);
  }

  /** All names with files, links to units among them. */
  names(): string[] {
    return [...this.#found.keys()];
  }

  /** Follows aliases and templates to a unit's file. */
  resolve(name: string): Resolved {
    const aliases: string[] = [];
    let id = name;
    for (let depth = 0; depth < 8; depth++) {
      const template = templateOf(id);
      const found = this.#found.get(id) ?? (template ? this.#found.get(template) : undefined);
      if (!found) break;
      if (found.kind === 'masked') return { id, fragment: found.path, masked: true, aliases };
      if (found.kind === 'file') return { id, fragment: found.path, masked: false, aliases };
      if (found.kind === 'linked') return { id, fragment: found.path, masked: false, aliases };
      aliases.push(id);
      const { instance } = partsOf(id);
      const to = partsOf(found.target);
      id = instance && to.instance === '' ? `${to.prefix}@${instance}${to.suffix}` : found.target;
    }
    return { id, fragment: undefined, masked: false, aliases };
  }

  /** Drop-in files of a unit, by name; of files of one name the first directory's counts, and one that is empty or /dev/null none. */
  dropIns(names: readonly string[]): string[] {
    const chosen = new Map<string, string>();
    for (const directory of this.#dropInDirectories(names)) {
      for (const { name } of readdir(this.sys, directory)) {
        if (name.endsWith('.conf') && !chosen.has(name)) chosen.set(name, `${directory}/${name}`);
      }
    }
    return [...chosen].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, path]) => (isEmptyFile(this.sys, path) ? [] : [path]));
  }

  #dropInDirectories(names: readonly string[]): string[] {
    const wanted: string[] = [];
    for (const name of names) {
      wanted.push(`${name}.d`);
      const template = templateOf(name);
      if (template) wanted.push(`${template}.d`);
      const { prefix, instance, suffix } = partsOf(name);
      for (let dash = prefix.lastIndexOf('-'); dash > 0; dash = prefix.lastIndexOf('-', dash - 1)) {
        wanted.push(`${prefix.slice(0, dash + 1)}${instance === undefined ? '' : '@'}${suffix}.d`);
      }
      wanted.push(`${suffix.slice(1)}.d`);
    }
    return [...new Set(wanted)].flatMap((w) => this.#directories.get(w) ?? []).map((path) => this.sys.realpath(path));
  }

  /** Units that links in `x.wants` or `x.requires` name. */
  linked(names: readonly string[], kind: 'wants' | 'requires'): string[] {
    const out = new Set<string>();
    for (const name of names) {
      const template = templateOf(name);
      for (const folder of [`${name}.${kind}`, ...(template ? [`${template}.${kind}`] : [])]) {
        for (const directory of this.#directories.get(folder) ?? []) {
          for (const entry of readdir(this.sys, directory)) {
            if (!isUnitName(entry.name)) continue;
            const { instance } = partsOf(name);
            out.add(isTemplate(entry.name) && instance ? entry.name.replace('@.', `@${instance}.`) : entry.name);
          }
        }
      }
    }
    return [...out];
  }

  /** The directories of that kind, of all units: `multi-user.target.wants` with its paths. */
  dependencyDirectories(): { unit: string; kind: 'wants' | 'requires'; path: string }[] {
    return [...this.#directories].flatMap(([name, paths]) => {
      const m = /^(.*)\.(wants|requires)$/.exec(name);
      return m ? paths.map((path) => ({ unit: m[1]!, kind: m[2] as 'wants' | 'requires', path })) : [];
    });
  }
}

function readdir(sys: SystemCalls, path: string): { name: string; type: string }[] {
  try {
    return sys.readdir(path);
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
}

function isEmptyFile(sys: SystemCalls, path: string): boolean {
  try {
    const stat = sys.stat(path);
    return (stat.type === 'file' && stat.size === 0) || stat.type === 'char';
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}

/** Directories that show when one of the unit directories comes or goes. */
const PARENTS = ['/etc/systemd', '/run/systemd', '/usr/local/lib', '/usr/lib/systemd'];

/** Directory times: a name that came or went shows there. */
function stamps(sys: SystemCalls, directories: readonly string[]): string {
  return directories
    .map((path) => {
      try {
        return sys.stat(path).mtime;
      } catch (e) {
        if (isErrno(e)) return '-';
        throw e;
      }
    })
    .join(' ');
}
