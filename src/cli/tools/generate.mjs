#!/usr/bin/env node
// Writes the literal import maps of everything that registers itself by being there: programs and container images.
//   generate.mjs            writes them
//   generate.mjs --check    fails where one is out of date
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** One registry: which folders it gathers, what its elements are, and where it is written. */
const REGISTRIES = [
  {
    file: 'src/sim/linux/bin/registry.generated.ts',
    folders: ['src/sim/linux/bin'],
    type: 'Program',
    from: '../../kernel/program.ts',
    name: 'LINUX_PROGRAMS',
  },
  {
    file: 'src/sim/runtime/registry.generated.ts',
    folders: ['src/sim/runtime'],
    type: 'Program',
    from: '../kernel/program.ts',
    name: 'RUNTIME_PROGRAMS',
    skip: ['images'],
  },
  {
    file: 'src/sim/runtime/images/registry.generated.ts',
    folders: ['src/sim/runtime/images'],
    type: 'ImageDefinition',
    from: './image.ts',
    name: 'IMAGES',
  },
  {
    file: 'src/sim/kubernetes/registry.generated.ts',
    folders: ['src/sim/kubernetes'],
    type: 'Program',
    from: '../kernel/program.ts',
    name: 'KUBERNETES_PROGRAMS',
    skip: ['shared'],
  },
];

/** Folders below `folder` whose index.ts exports a default. */
function members(folder, skip = []) {
  const at = join(root, folder);
  if (!existsSync(at)) return [];
  return readdirSync(at)
    .filter((name) => !skip.includes(name) && statSync(join(at, name)).isDirectory())
    .filter((name) => existsSync(join(at, name, 'index.ts')) && /^export default /m.test(readFileSync(join(at, name, 'index.ts'), 'utf8')))
    .sort()
    .map((name) => join(folder, name, 'index.ts'));
}

const identifier = (path) =>
  dirname(path)
    .split('/')
    .pop()
    .replace(/[^a-zA-Z0-9]+(.)?/g, (_, c) => (c ?? '').toUpperCase())
    .replace(/^(\d)/, '_$1');

function render({ file, folders, type, from, name, skip }) {
  const paths = folders.flatMap((folder) => members(folder, skip));
  const names = paths.map((p) => `${identifier(p)}_`);
  const imports = paths.map((p, i) => `import ${names[i]} from './${relative(dirname(file), p)}';`);
  return [
    '// Written by `npm run generate`; do not edit.',
    `import type { ${type} } from '${from}';`,
    ...imports,
    '',
    '/** Everything of its kind that has a folder, in the order of the folders\u2019 names. */',
    `export const ${name}: readonly ${type}[] = [${names.length ? `\n  ${names.join(',\n  ')},\n` : ''}];`,
    '',
  ].join('\n');
}

const check = process.argv.includes('--check');
let stale = 0;
for (const registry of REGISTRIES) {
  if (!existsSync(join(root, dirname(registry.file)))) continue;
  const wanted = render(registry);
  const path = join(root, registry.file);
  const have = existsSync(path) ? readFileSync(path, 'utf8') : '';
  if (have === wanted) continue;
  if (check) {
    console.error(`${registry.file} is out of date: run \`npm run generate\``);
    stale++;
  } else {
    writeFileSync(path, wanted);
    console.log(`wrote ${registry.file}`);
  }
}
process.exit(stale ? 1 : 0);
