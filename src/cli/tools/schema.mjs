#!/usr/bin/env node
// Brings what the recorded OpenAPI knows of the API's types into src/sim/kubernetes/shared/schema/idl: which fields are
// required, how lists merge, and which values an enumeration has. Names, order, Go types and embedding stand there by hand,
// because OpenAPI does not have them; a field that only one side knows is reported. Then writes the TypeScript types of each
// package beside them, in ../types.
//   schema.mjs OPENAPI-STRUCTURE.json            writes
//   schema.mjs OPENAPI-STRUCTURE.json --check    fails where something is out of date
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = join(dirname(fileURLToPath(import.meta.url)), '../../sim/kubernetes/shared/schema/idl');
const [input, flag] = process.argv.slice(2);
if (!input) {
  console.error('usage: schema.mjs OPENAPI-STRUCTURE.json [--check]');
  process.exit(2);
}
const definitions = JSON.parse(readFileSync(input, 'utf8')).definitions;

const GROUPS = {
  'io.k8s.apimachinery.pkg.apis.meta': 'meta',
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions': 'apiextensions',
  'io.k8s.kube-aggregator.pkg.apis.apiregistration': 'apiregistration',
};
const byType = new Map();
for (const [name, definition] of Object.entries(definitions)) {
  const [, prefix, version, type] = /^(.*)\.([^.]+)\.([^.]+)$/.exec(name);
  byType.set(`${GROUPS[prefix] ?? prefix.replace('io.k8s.api.', '')}/${version}.${type}`, definition);
}

let problems = 0;
const complain = (text) => {
  console.error(text);
  problems++;
};

/** How a list, a map or a struct merges, as one word. */
function merging(property) {
  const out = [];
  const list = property['x-kubernetes-list-type'];
  if (list === 'map') out.push(`list=${property['x-kubernetes-list-map-keys'].join(',')}`);
  else if (list) out.push(`list=:${list}`);
  if (property['x-kubernetes-map-type']) out.push(`map=:${property['x-kubernetes-map-type']}`);
  const strategy = property['x-kubernetes-patch-strategy'];
  if (strategy)
    out.push(`patch=${strategy}${property['x-kubernetes-patch-merge-key'] ? `:${property['x-kubernetes-patch-merge-key']}` : ''}`);
  return out;
}

function annotate(text) {
  let pkg = '';
  let type = '';
  const enums = new Map();
  const lines = text.split('\n').map((line) => {
    const header = /^# (\S+)/.exec(line);
    if (header) pkg = header[1];
    else if (/^[A-Za-z]\w*( map=\S+)?$/.test(line)) {
      type = line.split(' ')[0];
      const definition = byType.get(`${pkg}.${type}`);
      return [type, ...merging(definition ?? {})].join(' ');
    }
    const field = /^ ([^+\s]\S*) (\S+)/.exec(line);
    const definition = byType.get(`${pkg}.${type}`);
    if (!field || !definition?.properties) return line;
    const [, name, go] = field;
    const property = definition.properties[name];
    if (!property) {
      complain(`${pkg}.${type}.${name}: not in OpenAPI`);
      return line;
    }
    const values = property.enum ?? property.items?.enum;
    const named = /^[*[\]]*([A-Z]\w*)[?~"]*$/.exec(go);
    if (values && named) enums.set(`${pkg}.${named[1]}`, values);
    return [` ${name}`, go, ...(definition.required?.includes(name) ? ['!'] : []), ...merging(property)].join(' ');
  });
  pkg = '';
  return lines
    .map((line) => {
      const header = /^# (\S+)/.exec(line);
      if (header) pkg = header[1];
      const named = /^(\w+) = string\b/.exec(line);
      const values = named && enums.get(`${pkg}.${named[1]}`);
      return values ? `${named[1]} = string ${values.join('|')}` : line;
    })
    .join('\n');
}

for (const name of ['core', 'apis']) {
  const path = join(folder, `${name}.ts`);
  const before = readFileSync(path, 'utf8');
  const start = before.indexOf('`') + 1;
  const end = before.lastIndexOf('`');
  const after = before.slice(0, start) + annotate(before.slice(start, end)) + before.slice(end);
  if (after === before) continue;
  if (flag === '--check') complain(`${path} is out of date: run src/cli/tools/schema.mjs`);
  else writeFileSync(path, after);
}
const ALIASES = { meta: 'meta/v1', core: 'core/v1' };
const BASIC = { string: 'string', bool: 'boolean', byte: 'string', 'interface{}': 'unknown', 'types.UID': 'string' };
const CUSTOM = {
  'resource.Quantity': 'string',
  'resource.QuantityValue': 'string',
  'intstr.IntOrString': 'number | string',
  'runtime.RawExtension': 'unknown',
  'runtime.Unknown': 'unknown',
};
/** What types that read themselves are in TypeScript. */
const SELF_READING = {
  Time: 'string',
  MicroTime: 'string',
  Duration: 'string',
  BootstrapTokenString: 'string',
  TimeOrMetaDuration: 'string | number',
  JSONSchemaPropsOrBool: 'JSONSchemaProps | boolean',
  JSONSchemaPropsOrArray: 'JSONSchemaProps | JSONSchemaProps[]',
  JSONSchemaPropsOrStringArray: 'JSONSchemaProps | string[]',
};
const fileOf = (pkg) => pkg.replace(/[/.]/g, '-');
const local = (pkg) => pkg.replace(/[^a-zA-Z0-9]+(.)/g, (_, c) => c.toUpperCase());

function typescript(go, imports) {
  if (go.startsWith('*')) return typescript(go.slice(1), imports);
  if (go === '[]byte') return 'string';
  if (go.startsWith('[]')) {
    const elem = typescript(go.slice(2), imports);
    return elem.includes(' ') && !elem.endsWith('>') ? `(${elem})[]` : `${elem}[]`;
  }
  const map = /^map\[[^\]]+\](.*)$/.exec(go);
  if (map) return `Record<string, ${typescript(map[1], imports)}>`;
  if (BASIC[go]) return BASIC[go];
  if (CUSTOM[go]) return CUSTOM[go];
  if (/^(u?int|float)(32|64)?$/.test(go)) return 'number';
  if (!go.includes('.')) return go;
  const dot = go.lastIndexOf('.');
  const pkg = ALIASES[go.slice(0, dot)] ?? go.slice(0, dot);
  imports.add(pkg);
  return `${local(pkg)}.${go.slice(dot + 1)}`;
}

/** The module of one package. */
function render(section) {
  const [header, ...lines] = section.split('\n');
  const imports = new Set();
  const out = [];
  let open = false;
  let parents = [];
  let fields = [];
  let name = '';
  const close = () => {
    if (!open) return;
    const base = parents.length ? ` extends ${parents.join(', ')}` : '';
    if (!fields.length && parents.length === 1) out.push(`export type ${name} = ${parents[0]};`);
    else if (!fields.length && !parents.length) out.push(`export type ${name} = Record<string, never>;`);
    else if (!fields.length) out.push(`export interface ${name}${base} {}`);
    else out.push(`export interface ${name}${base} {`, ...fields, '}');
    open = false;
  };
  for (const line of lines) {
    if (!line) continue;
    const words = line.trim().split(' ');
    if (line.startsWith(' + ')) parents.push(typescript(words[1], imports));
    else if (line.startsWith(' ')) {
      const key = /^[\w$]+$/.test(words[0]) ? words[0] : `'${words[0]}'`;
      fields.push(`  ${key}?: ${typescript(words[1].replace(/[?~"]+$/, ''), imports)};`);
    } else {
      close();
      name = words[0];
      if (words[1] === '=') out.push(`export type ${name} = ${typescript(words[2], imports)};`);
      else if (words[1] === 'custom') out.push(`export type ${name} = ${SELF_READING[name] ?? 'unknown'};`);
      else [open, parents, fields] = [true, [], []];
    }
  }
  close();
  const id = header.split(' ')[0];
  const imported = [...imports].sort().map((pkg) => `import type * as ${local(pkg)} from './${fileOf(pkg)}.ts';`);
  return [
    id,
    ['// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.', ...imported, '', ...out, ''].join(
      '\n',
    ),
  ];
}

for (const name of ['core', 'apis', 'config']) {
  const text = readFileSync(join(folder, `${name}.ts`), 'utf8');
  for (const section of text
    .slice(text.indexOf('`') + 1, text.lastIndexOf('`'))
    .split('\n# ')
    .slice(1)) {
    const [id, source] = render(section);
    const path = join(folder, '../types', `${fileOf(id)}.ts`);
    const before = existsSync(path) ? readFileSync(path, 'utf8') : '';
    if (before === source) continue;
    if (flag === '--check') complain(`${path} is out of date: run src/cli/tools/schema.mjs`);
    else writeFileSync(path, source);
  }
}
process.exit(problems ? 1 : 0);
