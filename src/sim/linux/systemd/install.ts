import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { UNIT_PATH, UnitLookup } from './lookup.ts';
import { BusError, type LinkChange } from './protocol.ts';
import { parseUnitFile } from './unit-file.ts';
import { isInstance, isTemplate, isUnitName, matchesGlob, partsOf, templateOf, typeOf, withInstance } from './unit-name.ts';

/** States of a unit file, as `list-unit-files` names them. */
export type UnitFileState =
  | 'enabled'
  | 'enabled-runtime'
  | 'linked'
  | 'linked-runtime'
  | 'alias'
  | 'masked'
  | 'masked-runtime'
  | 'static'
  | 'indirect'
  | 'disabled'
  | 'generated'
  | 'transient'
  | 'bad';

/** What [Install] says. */
interface InstallInfo {
  wantedBy: string[];
  requiredBy: string[];
  alias: string[];
  also: string[];
  defaultInstance: string;
}

const CONFIG = '/etc/systemd/system';
const RUNTIME = '/run/systemd/system';

/** The links that make unit files take part: enable, disable, mask and the like (systemd's install.c), on a machine's disk. */
export class Installation {
  #lookup: UnitLookup;

  constructor(private readonly sys: SystemCalls) {
    this.#lookup = new UnitLookup(sys);
  }

  #directory(runtime: boolean): string {
    return runtime ? RUNTIME : CONFIG;
  }

  /** The [Install] section of a unit with its drop-ins; none where the unit has no file. */
  #info(name: string): InstallInfo | undefined {
    const { fragment, masked } = this.#lookup.resolve(name);
    if (!fragment || masked) return undefined;
    const info: InstallInfo = { wantedBy: [], requiredBy: [], alias: [], also: [], defaultInstance: '' };
    for (const path of [fragment, ...this.#lookup.dropIns([name])]) {
      let text: string;
      try {
        text = this.sys.readText(path);
      } catch (e) {
        if (isErrno(e)) continue;
        throw e;
      }
      for (const { section, key, value } of parseUnitFile(text).settings) {
        if (section !== 'Install') continue;
        const words = value
          .split(/\s+/)
          .filter(Boolean)
          .map((word) => this.#expand(word, name));
        if (key === 'WantedBy') info.wantedBy = value === '' ? [] : [...info.wantedBy, ...words];
        else if (key === 'RequiredBy') info.requiredBy = value === '' ? [] : [...info.requiredBy, ...words];
        else if (key === 'Alias') info.alias = value === '' ? [] : [...info.alias, ...words];
        else if (key === 'Also') info.also.push(...words);
        else if (key === 'DefaultInstance') info.defaultInstance = value;
      }
    }
    return info;
  }

  #expand(text: string, name: string): string {
    const { prefix, instance = '' } = partsOf(name);
    return text.replace(/%([inpjNH%])/g, (_all, letter: string) => {
      if (letter === 'n') return name;
      if (letter === 'N') return name.slice(0, name.lastIndexOf('.'));
      if (letter === 'p' || letter === 'j') return prefix;
      if (letter === 'H') return this.sys.hostname();
      return letter === '%' ? '%' : instance;
    });
  }

  // ---- states ---------------------------------------------------------------------------------

  /** Unit names that links in /etc or /run enable: each with whether it is only for this boot. */
  #enabledNames(): Map<string, 'enabled' | 'enabled-runtime'> {
    const out = new Map<string, 'enabled' | 'enabled-runtime'>();
    const add = (name: string, path: string): void => {
      const state = path.startsWith('/etc/') ? 'enabled' : 'enabled-runtime';
      if (out.get(name) !== 'enabled') out.set(name, state);
    };
    for (const { path } of this.#lookup.dependencyDirectories()) {
      if (!path.startsWith('/etc/') && !path.startsWith('/run/')) continue;
      for (const entry of this.sys.readdir(path)) add(entry.name, path);
    }
    for (const name of this.#lookup.names()) {
      const found = this.#lookup.entry(name)!;
      if (found.kind === 'alias' && /^\/(etc|run)\//.test(found.path) && this.#info(found.target)?.alias.includes(name))
        add(found.target, found.path);
    }
    return out;
  }

  /** The state of a unit file. Throws BusError where there is none. */
  state(name: string, enabled = this.#enabledNames()): UnitFileState {
    const found = this.#lookup.entry(name) ?? (isInstance(name) ? this.#lookup.entry(templateOf(name)!) : undefined);
    if (!found) throw new BusError('org.freedesktop.DBus.Error.FileNotFound', 'No such file or directory');
    const { path } = found;
    if (found.kind === 'masked') return path.startsWith('/run/') ? 'masked-runtime' : 'masked';
    if (found.kind === 'alias') return 'alias';
    const on = enabled.get(name) ?? (isTemplate(name) ? this.#instanceEnabled(name, enabled) : undefined);
    if (on) return on;
    if (path.startsWith('/run/systemd/transient/')) return 'transient';
    if (path.startsWith('/run/systemd/generator')) return 'generated';
    if (found.kind === 'linked') return path.startsWith('/run/') ? 'linked-runtime' : 'linked';
    const info = this.#info(name)!;
    if (info.wantedBy.length + info.requiredBy.length + info.alias.length > 0) return 'disabled';
    return info.also.length > 0 ? 'indirect' : 'static';
  }

  #instanceEnabled(template: string, enabled: Map<string, 'enabled' | 'enabled-runtime'>): 'enabled' | 'enabled-runtime' | undefined {
    for (const [name, state] of enabled) if (templateOf(name) === template) return state;
    return undefined;
  }

  /** What the distribution's presets want for a unit. */
  preset(name: string): 'enabled' | 'disabled' {
    for (const [action, pattern] of this.#presetRules()) {
      const template = templateOf(name);
      if (matchesGlob(pattern, name) || (template && matchesGlob(pattern, template))) return action === 'enable' ? 'enabled' : 'disabled';
    }
    return 'enabled';
  }

  #rules: [string, string][] | undefined;

  #presetRules(): [string, string][] {
    if (this.#rules) return this.#rules;
    const files = new Map<string, string>();
    for (const directory of ['/etc/systemd/system-preset', '/run/systemd/system-preset', '/usr/lib/systemd/system-preset']) {
      if (!this.sys.exists(directory)) continue;
      for (const { name } of this.sys.readdir(directory))
        if (name.endsWith('.preset') && !files.has(name)) files.set(name, `${directory}/${name}`);
    }
    this.#rules = [...files].sort().flatMap(([, path]) =>
      this.sys
        .readText(path)
        .split('\n')
        .flatMap((line): [string, string][] => {
          const [action = '', pattern] = line.trim().split(/\s+/);
          return /^(enable|disable)$/.test(action) && pattern ? [[action, pattern]] : [];
        }),
    );
    return this.#rules;
  }

  /** All unit files with their states. */
  list(): { name: string; state: UnitFileState; preset: string }[] {
    const enabled = this.#enabledNames();
    return this.#lookup.names().map((name) => {
      const state = this.state(name, enabled);
      const none = ['static', 'alias', 'transient', 'generated', 'indirect'].includes(state);
      return { name, state, preset: none && state !== 'indirect' ? '-' : this.preset(name) };
    });
  }

  // ---- changes --------------------------------------------------------------------------------

  /** Makes the links that [Install] asks for. Throws BusError. */
  enable(names: readonly string[], options: { runtime: boolean; force: boolean }): { carriesInfo: boolean; changes: LinkChange[] } {
    const changes: LinkChange[] = [];
    let carriesInfo = false;
    const units = names.map((name) => this.#subject(name, changes, options));
    const done = new Set<string>();
    for (let unit = units.shift(); unit; unit = units.shift()) {
      if (done.has(unit.name)) continue;
      done.add(unit.name);
      const info = this.#info(unit.name) ?? { wantedBy: [], requiredBy: [], alias: [], also: [], defaultInstance: '' };
      carriesInfo ||= info.wantedBy.length + info.requiredBy.length + info.alias.length + info.also.length > 0;
      this.#link(unit, info, options, changes);
      for (const also of info.also) if (isUnitName(also)) units.push({ name: also, source: this.#source(also) });
    }
    return { carriesInfo, changes };
  }

  #source(name: string): string {
    const found = this.#lookup.entry(name) ?? this.#lookup.entry(templateOf(name) ?? '');
    return found ? found.path : name;
  }

  /** The unit that an argument of enable or mask names; a path is linked into place first. */
  #subject(argument: string, changes: LinkChange[], options: { runtime: boolean; force: boolean }): { name: string; source: string } {
    if (argument.startsWith('/')) {
      if (!this.sys.exists(argument))
        throw new BusError('org.freedesktop.DBus.Error.FileNotFound', `Unit file ${argument} does not exist.`);
      const name = argument.slice(argument.lastIndexOf('/') + 1);
      this.#symlink(`${this.#directory(options.runtime)}/${name}`, argument, options.force, changes);
      this.#lookup = new UnitLookup(this.sys);
      return { name, source: argument };
    }
    const found = this.#lookup.entry(argument) ?? this.#lookup.entry(templateOf(argument) ?? '');
    if (!found) throw new BusError('org.freedesktop.DBus.Error.FileNotFound', `Unit file ${argument} does not exist.`);
    if (found.kind === 'masked') throw new BusError('org.freedesktop.systemd1.UnitMasked', `Unit file ${found.path} is masked.`);
    if (found.kind === 'alias')
      throw new BusError('org.freedesktop.systemd1.UnitLinked', `Refusing to operate on alias name or linked unit file: ${argument}`);
    return { name: argument, source: found.path };
  }

  #link(
    unit: { name: string; source: string },
    info: InstallInfo,
    options: { runtime: boolean; force: boolean },
    changes: LinkChange[],
  ): void {
    const directory = this.#directory(options.runtime);
    let { name } = unit;
    if (isTemplate(name)) {
      if (info.defaultInstance !== '') name = withInstance(name, info.defaultInstance);
      else {
        const plain = [...info.wantedBy, ...info.requiredBy].find((target) => !isTemplate(target) && !isInstance(target));
        if (plain) throw new BusError('org.freedesktop.systemd1.BadUnitSetting', `Destination unit ${plain} is a non-template unit.`);
      }
    }
    for (const alias of info.alias) {
      if (!isUnitName(alias) || typeOf(alias) !== typeOf(name)) {
        throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `"${alias}" is not a valid unit name.`);
      }
      this.#symlink(`${directory}/${alias}`, unit.source, options.force, changes);
    }
    for (const [kind, targets] of [
      ['wants', info.wantedBy],
      ['requires', info.requiredBy],
    ] as const) {
      for (const target of targets) {
        if (!isUnitName(target)) throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `"${target}" is not a valid unit name.`);
        this.#symlink(`${directory}/${target}.${kind}/${name}`, unit.source, options.force, changes);
        if (!this.#lookup.entry(target)) changes.push({ type: 'destination-not-present', path: target, source: unit.name });
      }
    }
  }

  #symlink(path: string, target: string, force: boolean, changes: LinkChange[]): void {
    const { sys } = this;
    let old: string | undefined;
    try {
      old = sys.readlink(path);
    } catch (e) {
      if (!isErrno(e)) throw e;
      if (e.code !== 'ENOENT') throw new BusError('org.freedesktop.DBus.Error.FileExists', `File ${path} already exists.`);
    }
    if (old !== undefined) {
      if (sameFile(old, target)) return;
      if (!force) throw new BusError('org.freedesktop.DBus.Error.FileExists', `File ${path} already exists and is a symlink to ${old}.`);
      sys.unlink(path);
      changes.push({ type: 'unlink', path, source: '' });
    }
    sys.mkdirp(path.slice(0, path.lastIndexOf('/')));
    sys.symlink(target, path);
    changes.push({ type: 'symlink', path, source: target });
  }

  /** Removes all links to units. Throws BusError where a unit has no file. */
  disable(names: readonly string[], runtime: boolean): LinkChange[] {
    for (const name of names) {
      if (!this.#lookup.entry(name) && !this.#lookup.entry(templateOf(name) ?? '')) {
        throw new BusError('org.freedesktop.DBus.Error.FileNotFound', `Unit file ${name} does not exist.`);
      }
    }
    const all = new Set(names);
    for (const name of all) for (const also of this.#info(name)?.also ?? []) all.add(also);
    const changes: LinkChange[] = [];
    this.#removeLinks(this.#directory(runtime), all, changes);
    return changes;
  }

  #removeLinks(directory: string, names: ReadonlySet<string>, changes: LinkChange[]): void {
    const { sys } = this;
    if (!sys.exists(directory)) return;
    const entries = sys.readdir(directory);
    for (const entry of entries) {
      if (entry.type !== 'symlink') continue;
      const path = `${directory}/${entry.name}`;
      const target = sys.readlink(path);
      if (target === '/dev/null') continue;
      const base = target.slice(target.lastIndexOf('/') + 1);
      const template = templateOf(entry.name);
      if (!names.has(entry.name) && !names.has(base) && !(template && names.has(template))) continue;
      if (isInstance([...names][0] ?? '') && !names.has(entry.name)) continue;
      sys.unlink(path);
      changes.push({ type: 'unlink', path, source: '' });
    }
    for (const entry of entries) {
      if (entry.type !== 'directory' || !/\.(wants|requires)$/.test(entry.name)) continue;
      const path = `${directory}/${entry.name}`;
      this.#removeLinks(path, names, changes);
      if (sys.readdir(path).length === 0) sys.rmdir(path);
    }
  }

  /** Puts links to /dev/null in the units' places. Throws BusError. */
  mask(names: readonly string[], options: { runtime: boolean; force: boolean }): LinkChange[] {
    const changes: LinkChange[] = [];
    for (const name of names) {
      const path = `${this.#directory(options.runtime)}/${name}`;
      this.#symlink(path, '/dev/null', options.force, changes);
    }
    return changes;
  }

  unmask(names: readonly string[], runtime: boolean): LinkChange[] {
    const { sys } = this;
    const changes: LinkChange[] = [];
    for (const name of names) {
      const path = `${this.#directory(runtime)}/${name}`;
      try {
        if (sys.readlink(path) !== '/dev/null') continue;
        sys.unlink(path);
        changes.push({ type: 'unlink', path, source: '' });
      } catch (e) {
        if (!isErrno(e)) throw e;
      }
    }
    return changes;
  }

  /** Links unit files from elsewhere. Throws BusError. */
  link(paths: readonly string[], options: { runtime: boolean; force: boolean }): LinkChange[] {
    const changes: LinkChange[] = [];
    for (const path of paths) this.#subject(path, changes, options);
    return changes;
  }

  addDependency(
    names: readonly string[],
    target: string,
    kind: 'wants' | 'requires',
    options: { runtime: boolean; force: boolean },
  ): LinkChange[] {
    const changes: LinkChange[] = [];
    for (const name of names) {
      const { source } = this.#subject(name, changes, options);
      this.#symlink(`${this.#directory(options.runtime)}/${target}.${kind}/${name}`, source, options.force, changes);
    }
    return changes;
  }

  /** Enables or disables as the presets say. */
  applyPreset(names: readonly string[], options: { runtime: boolean; force: boolean }): { carriesInfo: boolean; changes: LinkChange[] } {
    for (const name of names) this.#subject(name, [], options);
    const off = names.filter((name) => this.preset(name) === 'disabled');
    const changes = off.length > 0 ? this.disable(off, options.runtime) : [];
    const { carriesInfo, changes: on } = this.enable(
      names.filter((name) => this.preset(name) === 'enabled'),
      options,
    );
    return { carriesInfo: carriesInfo || off.length > 0, changes: [...changes, ...on] };
  }

  /** Takes away what somebody laid over the distribution's files: copies in /etc with an original below, drop-ins, masks. */
  revert(names: readonly string[]): LinkChange[] {
    const { sys } = this;
    const changes: LinkChange[] = [];
    for (const name of names) {
      const vendor = UNIT_PATH.some((d) => d.includes('/lib/systemd') && sys.exists(`${d}/${name}`));
      for (const directory of [CONFIG, RUNTIME, '/etc/systemd/system.control', '/run/systemd/system.control']) {
        for (const path of [`${directory}/${name}.d`, `${directory}/${name}`]) {
          if (!sys.exists(path) && !isLink(sys, path)) continue;
          if (path.endsWith('.d')) {
            for (const entry of sys.readdir(path)) {
              sys.unlink(`${path}/${entry.name}`);
              changes.push({ type: 'unlink', path: `${path}/${entry.name}`, source: '' });
            }
            sys.rmdir(path);
            changes.push({ type: 'unlink', path, source: '' });
          } else if (vendor) {
            sys.unlink(path);
            changes.push({ type: 'unlink', path, source: '' });
          }
        }
      }
    }
    return changes;
  }

  defaultTarget(): string {
    return this.#lookup.resolve('default.target').id;
  }

  setDefault(name: string): LinkChange[] {
    const found = this.#lookup.entry(name);
    if (typeOf(name) !== 'target') throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Unit name ${name} is not valid.`);
    if (!found) throw new BusError('org.freedesktop.DBus.Error.FileNotFound', `Unit file ${name} does not exist.`);
    if (found.kind === 'masked') throw new BusError('org.freedesktop.systemd1.UnitMasked', `Unit file ${found.path} is masked.`);
    const changes: LinkChange[] = [];
    this.#symlink(`${CONFIG}/default.target`, found.path, true, changes);
    return changes;
  }
}

/** Paths that name the same file, whether by /lib or by /usr/lib. */
const sameFile = (a: string, b: string): boolean => a.replace(/^\/usr\/lib\//, '/lib/') === b.replace(/^\/usr\/lib\//, '/lib/');

function isLink(sys: SystemCalls, path: string): boolean {
  try {
    return sys.lstat(path).type === 'symlink';
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}
