import { APIS } from './idl/apis.ts';
import { CONFIG } from './idl/config.ts';
import { CORE } from './idl/core.ts';

/*
 * The form of the type lists in ./idl:
 *
 *   # core/v1 v1                  a package: the name it has here, and Go's package name
 *   Container                     a struct; its fields follow, in Go's order
 *    + ProbeHandler               an embedded struct, whose fields are the struct's own
 *    image string?                a field: JSON name, Go type; `?` omitempty, `~` omitzero, `"` a number in a string
 *    name string !                `!`: required by the OpenAPI schema
 *    env []EnvVar? list=name      a list that is a map by these fields; `list=:set` and `list=:atomic` are the other kinds
 *    x []Y? patch=merge:name      the strategic merge patch's directive and key
 *   Protocol = string TCP|UDP     a named type and the values it may have
 *   Time custom                   a type that reads and writes itself (see ../decode/custom.ts)
 *
 * A type of another package stands with the package's name; `meta.` and `core.` are short for meta/v1 and core/v1.
 */

/** A field as it stands in a list. */
export interface RawField {
  name: string;
  type: string;
  omitEmpty: boolean;
  omitZero: boolean;
  quoted: boolean;
  required: boolean;
  /** Names of the fields that are a list's key; or how it merges otherwise. */
  listKeys?: readonly string[];
  merge?: 'set' | 'atomic';
  patch?: { strategy: string; key?: string };
}

export type RawType =
  | { kind: 'struct'; fields: (RawField | { embed: string })[]; atomic: boolean }
  | { kind: 'named'; type: string; values?: readonly string[] }
  | { kind: 'custom' };

export interface RawPackage {
  id: string;
  goName: string;
  types: Map<string, RawType>;
}

const texts = new Map<string, string>();
for (const list of [CORE, APIS, CONFIG]) {
  for (const section of list.split('\n# ').slice(1)) texts.set(section.slice(0, section.indexOf(' ')), section);
}
const packages = new Map<string, RawPackage>();

function readField(line: string): RawField | { embed: string } {
  const words = line.trim().split(' ');
  if (words[0] === '+') return { embed: words[1]! };
  const [, type, flags] = /^(.*?)([?~"]*)$/.exec(words[1]!)!;
  const field: RawField = {
    name: words[0]!,
    type: type!,
    omitEmpty: flags!.includes('?'),
    omitZero: flags!.includes('~'),
    quoted: flags!.includes('"'),
    required: false,
  };
  for (const word of words.slice(2)) {
    const [key, value = ''] = word.split('=') as [string, string?];
    if (key === '!') field.required = true;
    else if (value.startsWith(':')) field.merge = value === ':set' ? 'set' : value === ':atomic' ? 'atomic' : undefined;
    else if (key === 'list') field.listKeys = value.split(',');
    else if (key === 'patch') {
      const [strategy, mergeKey] = value.split(':') as [string, string?];
      field.patch = { strategy, ...(mergeKey === undefined ? {} : { key: mergeKey }) };
    }
  }
  return field;
}

function readPackage(text: string): RawPackage {
  const [header, ...lines] = text.split('\n');
  const [id, goName] = header!.split(' ') as [string, string];
  const types = new Map<string, RawType>();
  let fields: (RawField | { embed: string })[] = [];
  for (const line of lines) {
    if (line === '') continue;
    if (line[0] === ' ') {
      fields.push(readField(line));
      continue;
    }
    const [name, mark, type, values] = line.split(' ') as [string, string?, string?, string?];
    if (mark === '=') types.set(name, { kind: 'named', type: type!, ...(values === undefined ? {} : { values: values.split('|') }) });
    else if (mark === 'custom') types.set(name, { kind: 'custom' });
    else {
      fields = [];
      types.set(name, { kind: 'struct', fields, atomic: mark === 'map=:atomic' });
    }
  }
  return { id, goName, types };
}

/** A package by its name here (`core/v1`, `apps/v1`, `kubelet.config/v1beta1`); read when it is first asked for. */
export function rawPackage(id: string): RawPackage {
  let found = packages.get(id);
  if (!found) {
    const text = texts.get(id);
    if (text === undefined) throw new Error(`no package ${id} in the schema`);
    found = readPackage(text);
    packages.set(id, found);
  }
  return found;
}
