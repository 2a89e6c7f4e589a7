import type { SystemCalls } from '../../kernel/syscalls.ts';
import { errorText, quote } from '../go/text.ts';
import type { LogLevel } from '../go/logrus.ts';
import { parseToml, TomlError, type TomlPlaces, type TomlTable, type TomlValue } from '../toml/parse.ts';
import { DEFAULT_CONFIG } from './default-config.ts';
import { migrate } from './config-migration.ts';

export const CONFIG_PATH = '/etc/containerd/config.toml';
const CONFIG_VERSION = 3;
const STRICT = 'strict mode: fields in the document are missing in the target struct';

/** Writes a line to containerd's log. */
export type Log = (level: LogLevel, message: string, fields?: Readonly<Record<string, string>>) => void;

export const isTable = (v: TomlValue | undefined): v is TomlTable => typeof v === 'object' && !Array.isArray(v);

/** A copy that may be changed. */
export const copy = <T extends TomlValue>(value: T): T => structuredClone(value);

/** The values of a configuration below a table, by a path of keys. */
function at(table: TomlTable, ...path: string[]): TomlValue | undefined {
  let value: TomlValue | undefined = table;
  for (const key of path) value = isTable(value) ? value[key] : undefined;
  return value;
}

/** containerd's configuration: the defaults with what the files say over them. */
export class Config {
  constructor(readonly table: TomlTable) {}

  text(...path: string[]): string {
    const value = at(this.table, ...path);
    return typeof value === 'string' ? value : '';
  }

  list(...path: string[]): readonly string[] {
    const value = at(this.table, ...path);
    return Array.isArray(value) ? value.map(String) : [];
  }

  flag(...path: string[]): boolean {
    return at(this.table, ...path) === true;
  }

  number(...path: string[]): number {
    const value = at(this.table, ...path);
    return typeof value === 'number' ? value : 0;
  }

  tables(...path: string[]): TomlTable {
    const value = at(this.table, ...path);
    return isTable(value) ? value : {};
  }

  get root(): string {
    return this.text('root');
  }

  get state(): string {
    return this.text('state');
  }

  get address(): string {
    return this.text('grpc', 'address');
  }

  get ttrpcAddress(): string {
    return this.text('ttrpc', 'address') || `${this.address}.ttrpc`;
  }

  get disabled(): readonly string[] {
    return this.list('disabled_plugins');
  }
}

/** The CRI's part of it. */
export const RUNTIME_PLUGIN = 'io.containerd.cri.v1.runtime';
export const IMAGES_PLUGIN = 'io.containerd.cri.v1.images';
export const SERVER_PLUGIN = 'io.containerd.grpc.v1.cri';

/** What `containerd` uses where there is no file. */
export function defaultConfig(): TomlTable {
  return copy(DEFAULT_CONFIG);
}

const GO_TYPES: Record<string, string> = { string: 'string', boolean: 'bool', number: 'int' };
const TOML_TYPES: Record<string, string> = { string: 'string', boolean: 'boolean', number: 'integer' };
const goName = (key: string): string =>
  key.replace(/(^|_)([a-z])/g, (_all, _mark, c: string) => c.toUpperCase()).replace(/^(?:Grpc|Ttrpc)$/, (c) => c.toUpperCase());

/** go-toml's error of a value that does not fit the structure. */
function mismatch(file: TomlTable, known: TomlTable, places: TomlPlaces): TomlError | undefined {
  for (const [key, value] of Object.entries(file)) {
    const wanted = known[key];
    if (wanted === undefined) continue;
    const place = places.get(key) ?? { line: 0, column: 0 };
    const kind = Array.isArray(value) ? 'array' : typeof value === 'object' ? 'table' : TOML_TYPES[typeof value]!;
    const type = Array.isArray(wanted) ? '[]string' : isTable(wanted) ? `config.${goName(key)}Config` : GO_TYPES[typeof wanted]!;
    const fits = Array.isArray(wanted) ? Array.isArray(value) : isTable(wanted) ? isTable(value) : typeof value === typeof wanted;
    if (!fits)
      return new TomlError(
        `cannot decode TOML ${kind} into struct field config.Config.${goName(key)} of type ${type}`,
        place.line,
        place.column,
      );
  }
  return undefined;
}

const KNOWN_TOP = new Set([...Object.keys(DEFAULT_CONFIG), 'proxy_plugins', 'temp']);

/** Says which keys of a file nobody reads. */
function warnUnknown(file: TomlTable, path: string, places: TomlPlaces, log: Log): void {
  const warn = (key: string): void => {
    const { line, column } = places.get(key) ?? { line: 0, column: 0 };
    log('warning', 'Ignoring unknown key in TOML', { column: String(column), error: STRICT, file: path, key, row: String(line) });
  };
  for (const [key, value] of Object.entries(file)) {
    if (!KNOWN_TOP.has(key)) {
      if (isTable(value) && Object.keys(value).length > 0) for (const inner of Object.keys(value)) warn(`${key} ${inner}`);
      else warn(key);
      continue;
    }
    const known = DEFAULT_CONFIG[key];
    if (!isTable(value) || !isTable(known) || ['plugins', 'timeouts', 'stream_processors'].includes(key)) continue;
    for (const inner of Object.keys(value)) if (!(inner in known)) warn(`${key} ${inner}`);
  }
}

/** Reads one file. Throws Error with containerd's text. */
function loadFile(sys: SystemCalls, path: string, log: Log): TomlTable {
  const text = sys.readText(path);
  const places: TomlPlaces = new Map();
  try {
    const file = parseToml(text, places);
    const wrong = mismatch(file, DEFAULT_CONFIG, places);
    if (wrong) throw wrong;
    warnUnknown(file, path, places, log);
    return file;
  } catch (e) {
    if (!(e instanceof TomlError)) throw e;
    const place = { column: String(e.column), row: String(e.line) };
    log('error', 'Failure unmarshaling TOML', { ...place, error: e.message, file: path });
    throw new Error(`failed to unmarshal TOML at row ${e.line} column ${e.column}: ${e.message}`);
  }
}

const empty = (v: TomlValue): boolean => v === '' || v === 0 || v === false || (Array.isArray(v) && v.length === 0);
/** Their entries are replaced whole. */
const REPLACED = new Set(['stream_processors', 'timeouts', 'proxy_plugins']);

/** Puts what a file says over what there is: tables are merged, lists joined, nothing empties what was set. */
function merge(into: TomlTable, from: TomlTable): void {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (isTable(value) && isTable(there)) {
      if (REPLACED.has(key)) Object.assign(there, copy(value));
      else merge(there, value);
    } else if (Array.isArray(value) && Array.isArray(there)) there.push(...value.filter((item) => !there.includes(item)));
    else if (!empty(value)) into[key] = copy(value);
  }
}

function imports(sys: SystemCalls, parent: string, patterns: readonly string[]): string[] {
  const out: string[] = [];
  for (const pattern of patterns) {
    const path = pattern.startsWith('/') ? pattern : `${parent.slice(0, parent.lastIndexOf('/'))}/${pattern}`;
    if (!path.includes('*')) {
      out.push(path);
      continue;
    }
    const directory = path.slice(0, path.lastIndexOf('/')) || '/';
    const name = path.slice(path.lastIndexOf('/') + 1);
    const wanted = new RegExp(`^${name.replace(/[.+^${}()|[\]\\]/g, '\\$&').replace(/\*/g, '.*')}$`);
    if (!sys.exists(directory)) continue;
    const names = sys.readdir(directory).map((e) => e.name);
    out.push(
      ...names
        .filter((n) => wanted.test(n))
        .sort()
        .map((n) => `${directory}/${n}`),
    );
  }
  return out;
}

function validate(table: TomlTable): void {
  const version = table['version'] as number;
  if (version > CONFIG_VERSION)
    throw new Error(`expected containerd config version equal to or less than \`${CONFIG_VERSION}\`, got \`${version}\``);
  for (const [key, what] of [
    ['disabled_plugins', 'disabled'],
    ['required_plugins', 'required'],
  ] as const) {
    for (const id of table[key] as string[]) {
      if (!id.includes('.')) throw new Error(`invalid ${what} plugin URI ${quote(id)} expect io.containerd.x.vx`);
    }
  }
}

export interface LoadedConfig {
  table: TomlTable;
  /** The plugins that the files name. */
  given: ReadonlySet<string>;
  /** The files' version where it is an old one. */
  migratedFrom: number | undefined;
}

/**
 * Reads the configuration file and those that it imports over the defaults (cmd/containerd/server/config LoadConfig, @v2.2).
 * Throws Error with containerd's text; Errno where the file cannot be read.
 */
export function loadConfig(sys: SystemCalls, path: string, log: Log): LoadedConfig {
  const table = defaultConfig();
  const loaded = new Set<string>();
  const given = new Set<string>();
  const plugins: TomlTable = {};
  for (const pending = [path]; pending.length > 0;) {
    const next = pending.shift()!;
    if (loaded.has(next)) continue;
    const file = loadFile(sys, next, log);
    const version = (file['version'] as number | undefined) ?? 0;
    if (version < 2) {
      migrate(file, version, CONFIG_VERSION, log);
      file['version'] = CONFIG_VERSION;
    }
    merge(plugins, (file['plugins'] as TomlTable | undefined) ?? {});
    merge(table, { ...file, plugins: {} });
    pending.push(...imports(sys, next, (file['imports'] as string[] | undefined) ?? []));
    loaded.add(next);
  }
  try {
    validate(table);
  } catch (e) {
    throw new Error(`failed to load TOML from ${path}: ${errorText(e)}`);
  }
  const version = table['version'] as number;
  if (version < CONFIG_VERSION) migrate(table, version, CONFIG_VERSION, log, plugins);
  table['version'] = CONFIG_VERSION;
  for (const id of Object.keys(plugins)) given.add(id);
  mergePlugins(table['plugins'] as TomlTable, plugins);
  return { table, given, migratedFrom: version < CONFIG_VERSION ? version : undefined };
}

/** Plugins' own sections replace single values of their defaults; a list is replaced whole. */
function mergePlugins(into: TomlTable, from: TomlTable): void {
  for (const [key, value] of Object.entries(from)) {
    const there = into[key];
    if (isTable(value) && isTable(there)) mergePlugins(there, value);
    else into[key] = copy(value);
  }
}

/** The names a plugin's section may have at a place; nothing where any may stand. */
function knownKeys(id: string, path: readonly string[]): ReadonlySet<string> | undefined {
  let known: TomlValue | undefined = (DEFAULT_CONFIG['plugins'] as TomlTable)[id];
  const extra: string[] = [];
  for (const [i, key] of path.entries()) {
    if (!isTable(known)) return undefined;
    if (path[i - 1] === 'runtimes') known = known['runc'];
    else known = known[key];
  }
  const last = path.at(-1);
  if (!isTable(known) || last === 'options' || last === 'runtimes' || last === 'pinned_images') return undefined;
  if (last === 'registry') extra.push('mirrors', 'configs', 'auths', 'headers');
  if (path.length === 0 && id === IMAGES_PLUGIN) extra.push('runtime_platforms');
  return new Set([...Object.keys(known), ...extra]);
}

/** Warns of keys of a plugin's section that the plugin does not know, as it is loaded. */
export function warnUnknownOfPlugin(id: string, section: TomlTable, log: Log, path: readonly string[] = []): void {
  const known = knownKeys(id, path);
  for (const [key, value] of Object.entries(section)) {
    if (known && !known.has(key)) {
      log('warning', 'Ignoring unknown key in TOML for plugin', { error: STRICT, key: [...path, key].join(' '), plugin: id });
    } else if (isTable(value)) warnUnknownOfPlugin(id, value, log, [...path, key]);
  }
}
