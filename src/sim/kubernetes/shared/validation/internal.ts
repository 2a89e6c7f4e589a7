import { encodeTyped } from '../decode/encode.ts';
import { unifiedDiff } from '../go/difflib.ts';
import { encodeJson } from '../json/encode.ts';
import { structOf } from '../schema/go-types.ts';
import { INTERNAL_TYPES } from './internal.data.ts';
import { RawJson } from './field.ts';

interface InternalField {
  go: string;
  json: string;
  kind: string;
  embedded: boolean;
}

let structs: Map<string, InternalField[]> | undefined;

function fieldsOf(struct: string): InternalField[] {
  structs ??= new Map(
    INTERNAL_TYPES.trim()
      .split('\n')
      .map((line) => {
        const [name, ...fields] = line.split(' ');
        return [name!, fields.map(readField)];
      }),
  );
  const found = structs.get(struct);
  if (!found) throw new Error(`no internal type ${struct}`);
  return found;
}

function readField(word: string): InternalField {
  if (word.startsWith('+')) return { go: '', json: '', kind: word.slice(1), embedded: true };
  const [names, kind = ''] = word.split(':');
  const [go, json] = names!.split('=');
  return { go: go!, json: json ?? go![0]!.toLowerCase() + go!.slice(1), kind, embedded: false };
}

type Values = Record<string, unknown>;

/** Fields that the v1 API has beside a pod's security context and the internal one within it. */
const POD_LEVEL = ['hostNetwork', 'hostPID', 'hostIPC', 'shareProcessNamespace', 'hostUsers'];

function convert(value: unknown, kind: string): unknown {
  switch (kind) {
    case '':
      return value ?? '';
    case 'b':
      return value ?? false;
    case 'i':
    case 'n':
      return value ?? 0;
    case 'q':
      return value ?? '0';
    case '*':
      return value ?? null;
    case '*L':
      return value ? encodeTyped(value, structOf('meta/v1', 'LabelSelector')) : null;
  }
  if (kind.startsWith('*')) return value ? convertStruct(value as Values, kind.slice(1)) : null;
  if (kind.startsWith('[]')) return Array.isArray(value) ? value.map((item) => convertStruct(item as Values, kind.slice(2))) : null;
  return convertStruct((value as Values | undefined) ?? {}, kind);
}

function convertStruct(value: Values, struct: string): Values {
  const out: Values = {};
  for (const field of fieldsOf(struct)) {
    if (!field.embedded) out[field.go] = convert(sourceOf(value, struct, field.json), field.kind);
    else if (field.kind !== 'M') Object.assign(out, convertStruct(value, field.kind));
    else {
      const meta = encodeTyped((value['metadata'] as object | undefined) ?? {}, structOf('meta/v1', 'ObjectMeta'));
      for (const [key, item] of (meta as { entries: [string, unknown][] }).entries) out[key] = item;
    }
  }
  return out;
}

function sourceOf(value: Values, struct: string, json: string): unknown {
  if (struct !== 'PodSpec' || json !== 'securityContext') return value[json];
  const moved = Object.fromEntries(POD_LEVEL.map((field) => [field, value[field]]));
  return { ...(value['securityContext'] as Values | undefined), ...moved };
}

/** A v1 value as an error shows its internal form: fields by Go's names, nothing left out. */
export function internalJson(value: object | undefined, struct: string): RawJson {
  return new RawJson(encodeJson(convertStruct((value ?? {}) as Values, struct), { keepOrder: true }));
}

/** What changed between two v1 values, in their internal form (util/diff.Diff). */
export function internalDiff(old: object | undefined, now: object | undefined, struct: string): string {
  const text = (value: object | undefined) => encodeJson(convertStruct((value ?? {}) as Values, struct), { keepOrder: true, indent: ' ' });
  return unifiedDiff(text(old), text(now));
}
