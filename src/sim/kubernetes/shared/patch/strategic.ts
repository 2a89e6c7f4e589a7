import type { GoType, StructField } from '../schema/go-types.ts';
import { equalObjects } from '../equal.ts';
import { PatchError } from './json-patch.ts';

// Models staging/src/k8s.io/apimachinery/pkg/util/strategicpatch/patch.go @v1.35

type Dict = Record<string, unknown>;

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const ORDER = '$setElementOrder/';
const DELETE_PRIMITIVE = '$deleteFromPrimitiveList/';

const isDict = (value: unknown): value is Dict => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A type without its pointers. */
function bare(type: GoType | undefined): GoType | undefined {
  let t = type;
  while (t?.kind === 'pointer') t = t.elem;
  return t;
}

function fieldOf(type: GoType | undefined, name: string): StructField | undefined {
  const t = bare(type);
  return t?.kind === 'struct' ? t.fields.get(name) : undefined;
}

/** The type of what stands under a key: a struct's field, or a map's element. */
function typeUnder(type: GoType | undefined, name: string): GoType | undefined {
  const t = bare(type);
  return t?.kind === 'map' ? t.elem : fieldOf(type, name)?.type;
}

/**
 * Applies a strategic merge patch to an object: lists whose schema says so are merged by their key, the rest is replaced. `type` is
 * the object's struct. Throws PatchError.
 */
export function applyStrategicPatch(original: Dict, patch: Dict, type: GoType | undefined): Dict {
  return mergeMap(original, patch, type);
}

function mergeMap(original: Dict, patch: Dict, type: GoType | undefined): Dict {
  switch (patch[DIRECTIVE]) {
    case 'replace': {
      const { [DIRECTIVE]: _, ...rest } = patch;
      return rest;
    }
    case 'delete':
      return {};
    case undefined:
    case 'merge':
      break;
    default:
      throw new PatchError(`unknown patch type found: ${JSON.stringify(patch)}`);
  }
  const out: Dict = { ...original };
  const retain = patch[RETAIN_KEYS];
  if (Array.isArray(retain)) for (const key of Object.keys(out)) if (!retain.includes(key)) delete out[key];
  for (const [key, value] of Object.entries(patch)) {
    if (key === DIRECTIVE || key === RETAIN_KEYS || key.startsWith(ORDER)) continue;
    if (key.startsWith(DELETE_PRIMITIVE)) {
      const name = key.slice(DELETE_PRIMITIVE.length);
      const gone = value as unknown[];
      if (Array.isArray(out[name])) out[name] = (out[name] as unknown[]).filter((x) => !gone.some((g) => equalObjects(g, x)));
      continue;
    }
    if (value === null) {
      delete out[key];
      continue;
    }
    out[key] = mergeValue(out[key], value, type, key);
  }
  for (const [key, value] of Object.entries(patch)) if (key.startsWith(ORDER)) reorder(out, key.slice(ORDER.length), value, patch, type);
  return out;
}

function mergeValue(original: unknown, patch: unknown, type: GoType | undefined, key: string): unknown {
  if (isDict(patch)) {
    const under = typeUnder(type, key);
    // a custom type is one value
    if (bare(under)?.kind === 'custom') return patch;
    const strategy = fieldOf(type, key)?.patch?.strategy;
    if (strategy === 'replace') return withoutDirectives(patch);
    return mergeMap(isDict(original) ? original : {}, patch, under);
  }
  if (Array.isArray(patch)) {
    const field = fieldOf(type, key);
    if (!field?.patch?.strategy.includes('merge')) return patch.map(withoutDirectives);
    return mergeList(Array.isArray(original) ? original : [], patch, field, key);
  }
  return patch;
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], field: StructField, name: string): unknown[] {
  const list = bare(field.type);
  const element = list?.kind === 'list' ? list.elem : undefined;
  const key = field.patch?.key;
  if (!key) {
    const out = [...original];
    for (const item of patch) if (!out.some((x) => equalObjects(x, item))) out.push(item);
    return out;
  }
  if (patch.some((item) => isDict(item) && item[DIRECTIVE] === 'replace')) {
    return patch
      .filter((item) => !(isDict(item) && item[DIRECTIVE] === 'replace' && Object.keys(item).length === 1))
      .map(withoutDirectives);
  }
  const out = [...original];
  for (const item of patch) {
    if (!isDict(item)) throw new PatchError(`cannot merge lists of ${typeof item} into ${name}`);
    const id = item[key];
    if (id === undefined) throw new PatchError(`map: ${mapText(item)} does not contain declared merge key: ${key}`);
    const at = out.findIndex((x) => isDict(x) && equalObjects(x[key], id));
    if (item[DIRECTIVE] === 'delete') {
      for (let i = out.length - 1; i >= 0; i--) if (isDict(out[i]) && equalObjects((out[i] as Dict)[key], id)) out.splice(i, 1);
    } else if (at >= 0) out[at] = mergeMap(out[at] as Dict, item, element);
    else out.push(mergeMap({}, item, element));
  }
  return out;
}

/** Brings a merged list into the order that the patch names; what it does not name keeps its place among the rest. */
function reorder(out: Dict, name: string, order: unknown, patch: Dict, type: GoType | undefined): void {
  const list = out[name];
  if (!Array.isArray(list) || !Array.isArray(order)) return;
  void patch;
  const key = fieldOf(type, name)?.patch?.key;
  const idOf = (x: unknown): unknown => (key && isDict(x) ? x[key] : x);
  const wanted = order.map(idOf);
  const position = (x: unknown): number => wanted.findIndex((w) => equalObjects(w, idOf(x)));
  const named = list.filter((x) => position(x) >= 0).sort((a, b) => position(a) - position(b));
  const result: unknown[] = [];
  let next = 0;
  // server-only items stay before the named item that they stood before
  for (const x of list) {
    if (position(x) >= 0) {
      while (next < named.length && result.length < list.length && position(named[next]!) <= position(x)) result.push(named[next++]);
    } else result.push(x);
  }
  while (next < named.length) result.push(named[next++]);
  out[name] = result;
}

function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDirectives);
  if (!isDict(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([k, v]) => k !== DIRECTIVE && k !== RETAIN_KEYS && !k.startsWith(ORDER) && v !== null)
      .map(([k, v]) => [k, withoutDirectives(v)]),
  );
}

/** Go's `%v` of a map: `map[a:1 b:2]`. */
function mapText(map: Dict): string {
  return `map[${Object.keys(map)
    .sort()
    .map((k) => `${k}:${isDict(map[k]) ? mapText(map[k] as Dict) : String(map[k])}`)
    .join(' ')}]`;
}
