#!/usr/bin/env node
// Takes the objects that an API server makes for itself at its first start out of a recorded cluster's objects.
//   import-bootstrap.mjs DEFAULT-OBJECTS.json
import { readFileSync, writeFileSync } from 'node:fs';

const input = process.argv[2];
if (!input) {
  console.error('usage: import-bootstrap.mjs DEFAULT-OBJECTS.json');
  process.exit(2);
}
const { items } = JSON.parse(readFileSync(input, 'utf8'));
const OWN = new Set(['PriorityClass', 'FlowSchema', 'PriorityLevelConfiguration']);
const chosen = items.filter((o) => o.metadata.labels?.['kubernetes.io/bootstrapping'] === 'rbac-defaults' || OWN.has(o.kind));
const lines = chosen.map((o) => {
  const { apiVersion, kind, metadata, status: _status, ...rest } = structuredClone(o);
  const { name, namespace, labels, annotations } = metadata;
  // an aggregated role's rules are the controller manager's work
  if (rest.aggregationRule) delete rest.rules;
  return JSON.stringify({ apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}), ...(labels ? { labels } : {}), ...(annotations ? { annotations } : {}) }, ...rest });
});
writeFileSync(
  'src/sim/kubernetes/apiserver/bootstrap/objects.data.ts',
  `// Written by src/cli/tools/import-bootstrap.mjs from a recorded cluster's objects; do not edit.\n\n/** One object a line, as JSON. */\nexport const BOOTSTRAP_OBJECTS = \`\n${lines.join('\n').replace(/\\/g, '\\\\').replace(/`/g, '\\`').replace(/\$\{/g, '\\${')}\n\`;\n`,
);
console.log(`${lines.length} objects`);
