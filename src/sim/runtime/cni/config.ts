import { Errno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { GoJsonError, parseGoJson } from '../go/json-parse.ts';

/** One plugin's part of a network's configuration. */
export interface PluginConfig {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** A network: what plugins make it, in order. */
export interface NetworkList {
  readonly name: string;
  readonly cniVersion: string;
  readonly plugins: readonly PluginConfig[];
  /** The configuration's own text. */
  readonly source: string;
}

export const LOOPBACK: NetworkList = {
  name: 'cni-loopback',
  cniVersion: '0.3.1',
  plugins: [{ type: 'loopback' }],
  source: '{\n"cniVersion": "0.3.1",\n"name": "cni-loopback",\n"plugins": [{\n  "type": "loopback"\n}]\n}',
};

const isObject = (v: unknown): v is Record<string, unknown> => typeof v === 'object' && v !== null && !Array.isArray(v);

/** Reads a list of plugins (libcni NetworkConfFromBytes). Throws Error with libcni's text. */
function listOf(source: string): NetworkList {
  let json: unknown;
  try {
    json = parseGoJson(source);
  } catch (e) {
    if (e instanceof GoJsonError) throw new Error(`error parsing configuration list: ${e.message}`);
    throw e;
  }
  if (!isObject(json))
    throw new Error('error parsing configuration list: json: cannot unmarshal into Go value of type map[string]interface {}');
  const { name, cniVersion, plugins } = json;
  if (name === undefined) throw new Error('error parsing configuration list: no name');
  if (typeof name !== 'string') throw new Error(`error parsing configuration list: invalid name type ${typeof name}`);
  if (plugins === undefined) throw new Error("error parsing configuration list: no 'plugins' key");
  if (!Array.isArray(plugins)) throw new Error(`error parsing configuration list: invalid 'plugins' type ${typeof plugins}`);
  if (plugins.length === 0) throw new Error('error parsing configuration list: no plugins in list');
  for (const [i, plugin] of plugins.entries()) {
    if (!isObject(plugin) || !plugin['type'])
      throw new Error(`failed to parse plugin config ${i}: error parsing configuration: missing 'type'`);
  }
  return { name, cniVersion: typeof cniVersion === 'string' ? cniVersion : '', plugins: plugins as PluginConfig[], source };
}

/** A single plugin's configuration as a list of one. */
function singleOf(path: string, source: string): NetworkList {
  let json: unknown;
  try {
    json = parseGoJson(source);
  } catch (e) {
    if (!(e instanceof GoJsonError)) throw e;
    throw new Error(`failed to load CNI config file ${path}: error parsing configuration: ${e.message}: invalid cni config`);
  }
  if (!isObject(json) || !json['type']) {
    throw new Error(`failed to load CNI config file ${path}: error parsing configuration: missing 'type': invalid cni config`);
  }
  const { name, cniVersion } = json as { name?: string; cniVersion?: string };
  return { name: name ?? '', cniVersion: cniVersion ?? '', plugins: [json as PluginConfig], source };
}

/**
 * The networks that a directory's first files configure (go-cni loadFromConfDir). Throws Error with go-cni's text, as it stands
 * behind `cni config load failed: `.
 */
export function loadNetworks(sys: SystemCalls, directory: string, max: number): NetworkList[] {
  let names: string[];
  try {
    names = sys
      .readdir(directory)
      .filter((e) => e.type !== 'directory')
      .map((e) => e.name);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    // libcni takes a missing directory for an empty one
    if (e.code !== 'ENOENT') throw new Error(`failed to read config file: ${e.go}: failed to read config file`);
    names = [];
  }
  const files = names
    .filter((name) => /\.(?:conf|conflist|json)$/.test(name))
    .sort()
    .map((name) => `${directory}/${name}`);
  if (files.length === 0) throw new Error(`no network config found in ${directory}: cni plugin not initialized`);
  const out: NetworkList[] = [];
  for (const path of files) {
    const source = readConfig(sys, path);
    if (path.endsWith('.conflist')) {
      try {
        out.push(listOf(source));
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        throw new Error(`failed to load CNI config list file ${path}: ${e.message}: invalid cni config`);
      }
    } else out.push(singleOf(path, source));
    if (out.length === max) break;
  }
  return out;
}

function readConfig(sys: SystemCalls, path: string): string {
  try {
    return sys.readText(path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Error(`failed to load CNI config list file ${path}: error reading ${path}: ${e.go}: invalid cni config`);
  }
}
