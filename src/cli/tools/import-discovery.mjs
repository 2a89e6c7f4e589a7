#!/usr/bin/env node
// Turns a recorded aggregated discovery document into the table of built-in resources.
//   import-discovery.mjs DISCOVERY.json
import { readFileSync, writeFileSync } from 'node:fs';

const input = process.argv[2];
if (!input) {
  console.error('usage: import-discovery.mjs DISCOVERY.json');
  process.exit(2);
}
const documents = JSON.parse(readFileSync(input, 'utf8'));
const lines = [];
for (const document of Object.values(documents)) {
  for (const group of document.items) {
    for (const version of group.versions) {
      const gv = group.metadata.name ? `${group.metadata.name}/${version.version}` : version.version;
      lines.push(`# ${gv}`);
      for (const r of version.resources) {
        const words = [r.resource, r.singularResource || '-', r.responseKind.kind, r.scope === 'Namespaced' ? 'N' : 'C', r.verbs.join(',')];
        if (r.shortNames) words.push(`short=${r.shortNames.join(',')}`);
        if (r.categories) words.push(`in=${r.categories.join(',')}`);
        lines.push(words.join(' '));
        for (const s of r.subresources ?? []) {
          const kind = s.responseKind ? `${s.responseKind.group ? `${s.responseKind.group}/` : ''}${s.responseKind.version ? `${s.responseKind.version}/` : ''}${s.responseKind.kind}` : '-';
          lines.push(` ${s.subresource} ${kind} ${s.verbs.join(',')}`);
        }
      }
    }
  }
}
writeFileSync(
  'src/sim/kubernetes/apiserver/resources/discovery.data.ts',
  `// Written by src/cli/tools/import-discovery.mjs from a recorded cluster's discovery; do not edit.\n\n/** A line \`# GROUP/VERSION\`, then its resources: name, singular, kind, N(amespaced) or C(luster), verbs, short names, categories; subresources are indented. */\nexport const DISCOVERY = \`\n${lines.join('\n')}\n\`;\n`,
);
console.log(`${lines.length} lines`);
