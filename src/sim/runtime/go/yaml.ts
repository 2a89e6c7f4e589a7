import { jsonString, type Json } from './json.ts';

/**
 * YAML as sigs.k8s.io/yaml makes it of JSON (JSONToYAML): keys in order, lists at their key's own indentation, texts quoted where
 * go-yaml would read them as something else.
 */
export function toYaml(value: Json): string {
  if (value !== null && typeof value === 'object' && !isEmpty(value)) return `${block(value, 0)}\n`;
  return `${scalar(value, 0)}\n`;
}

const isEmpty = (value: Json): boolean =>
  value !== null && typeof value === 'object' && (Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0);

function block(value: Json, depth: number): string {
  const margin = '  '.repeat(depth);
  if (Array.isArray(value)) {
    return value
      .map((one: Json) => {
        if (one === null || typeof one !== 'object' || isEmpty(one)) return `${margin}- ${scalar(one, depth + 1)}`;
        const inner = block(one, depth + 1);
        return `${margin}- ${inner.slice(2 * (depth + 1))}`;
      })
      .join('\n');
  }
  const map = value as { readonly [key: string]: Json };
  return Object.keys(map)
    .sort()
    .map((key) => {
      const one = map[key]!;
      const name = `${margin}${scalar(key, depth)}:`;
      if (one === null || typeof one !== 'object' || isEmpty(one)) return `${name} ${scalar(one, depth + 1)}`;
      return `${name}\n${block(one, Array.isArray(one) ? depth : depth + 1)}`;
    })
    .join('\n');
}

/** Plain texts that go-yaml resolves to another type. */
const RESOLVES =
  /^(?:|~|null|Null|NULL|true|True|TRUE|false|False|FALSE|y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF|<<|=|[-+]?(?:\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN)$/;
const NUMBER =
  /^[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0o?[0-7_]+|(?:\d[\d_]*)(?:\.[\d_]*)?(?:[eE][-+]?\d+)?|\.\d[\d_]*(?:[eE][-+]?\d+)?|\d+(?::[0-5]?\d)+(?:\.\d*)?)$/;
const TIMESTAMP = /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+|$)/;

function plainAllowed(text: string): boolean {
  if (/^[-?:,[\]{}#&*!|>'"%@` ]/.test(text)) return /^[-?:][^ ]/.test(text) && !/: |:$| #/.test(text) && !/^---/.test(text);
  return !/: |:$| #| $|^\t/.test(text);
}

function scalar(value: Json, depth: number): string {
  if (value === null) return 'null';
  if (typeof value === 'object') return Array.isArray(value) ? '[]' : '{}';
  if (typeof value !== 'string') return String(value);
  if (RESOLVES.test(value) || NUMBER.test(value) || TIMESTAMP.test(value)) return jsonString(value, false);
  if (/[\u0000-\u0008\u000b-\u001f\u007f\t]/.test(value)) return jsonString(value, false);
  if (value.includes('\n')) {
    const margin = '  '.repeat(Math.max(1, depth));
    const chomp = value.endsWith('\n\n') ? '+' : value.endsWith('\n') ? '' : '-';
    const body = value.replace(/\n$/, '').split('\n');
    const hint = /^ /.test(value) ? '2' : '';
    return `|${hint}${chomp}\n${body.map((line) => (line ? margin + line : '')).join('\n')}`;
  }
  return plainAllowed(value) ? value : `'${value.replace(/'/g, "''")}'`;
}
