import { rawPackage, type RawField, type RawType } from './idl.ts';

/** A Go type as far as decoding, defaulting and printing need it. `name` is what reflect prints (`[]v1.Container`). */
export type GoType = BasicType | StructType | ListType | MapType | PointerType | CustomType;

interface TypeBase {
  name: string;
  /** The values a named string may have by the OpenAPI schema. */
  values?: readonly string[];
}
export interface BasicType extends TypeBase {
  kind: 'string' | 'bool' | 'int' | 'uint' | 'float' | 'bytes' | 'any';
  bits: number;
}
export interface ListType extends TypeBase {
  kind: 'list';
  elem: GoType;
}
export interface MapType extends TypeBase {
  kind: 'map';
  key: GoType;
  elem: GoType;
}
export interface PointerType extends TypeBase {
  kind: 'pointer';
  elem: GoType;
}
/** A type with its own UnmarshalJSON; `id` names it (`resource.Quantity`, `meta/v1.Time`). */
export interface CustomType extends TypeBase {
  kind: 'custom';
  id: string;
}
export interface StructType extends TypeBase {
  kind: 'struct';
  id: string;
  /** Fields by JSON name, those of embedded structs included, in the order in which Go writes them. */
  readonly fields: ReadonlyMap<string, StructField>;
  /** Whether server-side apply takes the struct as one value. */
  atomic: boolean;
}

export interface StructField extends Omit<RawField, 'type'> {
  type: GoType;
  /** Go names of the embedded structs through which the field is reached. */
  embedded: readonly string[];
}

const BASIC: Record<string, BasicType> = {
  string: { kind: 'string', name: 'string', bits: 0 },
  bool: { kind: 'bool', name: 'bool', bits: 0 },
  int: { kind: 'int', name: 'int', bits: 64 },
  int32: { kind: 'int', name: 'int32', bits: 32 },
  int64: { kind: 'int', name: 'int64', bits: 64 },
  uint: { kind: 'uint', name: 'uint', bits: 64 },
  uint32: { kind: 'uint', name: 'uint32', bits: 32 },
  uint64: { kind: 'uint', name: 'uint64', bits: 64 },
  float32: { kind: 'float', name: 'float32', bits: 32 },
  float64: { kind: 'float', name: 'float64', bits: 64 },
  'interface{}': { kind: 'any', name: 'interface {}', bits: 0 },
  'types.UID': { kind: 'string', name: 'types.UID', bits: 0 },
};
const CUSTOM = new Set(['resource.Quantity', 'resource.QuantityValue', 'intstr.IntOrString', 'runtime.RawExtension', 'runtime.Unknown']);
const SHORT: Record<string, string> = { meta: 'meta/v1', core: 'core/v1' };

const cache = new Map<string, GoType>();

/** A type by its name here: a Go type expression whose named types have their package (`[]core/v1.Container`). */
export function typeOf(expression: string): GoType {
  let found = cache.get(expression);
  if (!found) {
    found = build(expression);
    cache.set(expression, found);
  }
  return found;
}

/** The struct of a package. Throws where there is none of that name. */
export function structOf(pkg: string, name: string): StructType {
  const type = typeOf(`${pkg}.${name}`);
  if (type.kind !== 'struct') throw new Error(`${pkg}.${name} is no struct`);
  return type;
}

/** Whether a package has a type of that name. */
export function hasType(pkg: string, name: string): boolean {
  return rawPackage(pkg).types.has(name);
}

function build(expression: string): GoType {
  const basic = BASIC[expression];
  if (basic) return basic;
  if (CUSTOM.has(expression)) return { kind: 'custom', name: expression, id: expression };
  if (expression.startsWith('*')) {
    const elem = typeOf(expression.slice(1));
    return { kind: 'pointer', elem, name: `*${elem.name}` };
  }
  if (expression === '[]byte') return { kind: 'bytes', name: '[]uint8', bits: 0 };
  if (expression.startsWith('[]')) {
    const elem = typeOf(expression.slice(2));
    return { kind: 'list', elem, name: `[]${elem.name}` };
  }
  const map = /^map\[([^\]]+)\](.*)$/.exec(expression);
  if (map) {
    const [key, elem] = [typeOf(map[1]!), typeOf(map[2]!)];
    return { kind: 'map', key, elem, name: `map[${key.name}]${elem.name}` };
  }
  const dot = expression.lastIndexOf('.');
  const pkg = rawPackage(expression.slice(0, dot));
  const name = expression.slice(dot + 1);
  const raw = pkg.types.get(name);
  if (!raw) throw new Error(`no type ${expression} in the schema`);
  return buildNamed(raw, pkg.id, `${pkg.goName}.${name}`, expression);
}

function buildNamed(raw: RawType, pkg: string, goName: string, id: string): GoType {
  switch (raw.kind) {
    case 'custom':
      return { kind: 'custom', name: goName, id };
    case 'named':
      return { ...typeOf(qualify(raw.type, pkg)), name: goName, ...(raw.values ? { values: raw.values } : {}) };
    case 'struct': {
      let fields: Map<string, StructField> | undefined;
      return {
        kind: 'struct',
        id,
        name: goName,
        atomic: raw.atomic,
        get fields() {
          return (fields ??= fieldsOf(raw.fields, pkg));
        },
      };
    }
  }
}

/** A type expression of a package's list with the package in front of each of its own types. */
function qualify(expression: string, pkg: string): string {
  const prefix = /^(\*|\[\]|map\[[^\]]+\])/.exec(expression)?.[0];
  if (prefix) {
    const outer = prefix.startsWith('map[') ? `map[${qualify(prefix.slice(4, -1), pkg)}]` : prefix;
    return outer + qualify(expression.slice(prefix.length), pkg);
  }
  const [first, rest] = expression.split('.') as [string, string?];
  if (rest !== undefined) return SHORT[first] ? `${SHORT[first]}.${rest}` : expression;
  return BASIC[expression] || expression === 'byte' ? expression : `${pkg}.${expression}`;
}

function fieldsOf(raw: readonly (RawField | { embed: string })[], pkg: string): Map<string, StructField> {
  const out = new Map<string, StructField>();
  for (const item of raw) {
    if (!('embed' in item)) {
      const before = out.get(item.name);
      // a struct's own field hides an embedded one of that name
      if (!before || before.embedded.length > 0) out.set(item.name, { ...item, type: typeOf(qualify(item.type, pkg)), embedded: [] });
      continue;
    }
    const expression = qualify(item.embed.replace(/^\*/, ''), pkg);
    const inner = typeOf(expression);
    if (inner.kind !== 'struct') throw new Error(`${expression} is embedded and no struct`);
    const name = expression.slice(expression.lastIndexOf('.') + 1);
    for (const [key, field] of inner.fields) if (!out.has(key)) out.set(key, { ...field, embedded: [name, ...field.embedded] });
  }
  return out;
}
