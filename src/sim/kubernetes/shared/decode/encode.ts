import { compareStrings } from '../go/quote.ts';
import { encodeNumber } from '../json/encode.ts';
import { JsonNumber, JsonObject, type Json } from '../json/value.ts';
import { typeOf, type GoType, type StructField, type StructType } from '../schema/go-types.ts';
import { zeroCustom } from './custom.ts';

/** A plain value as JSON that has no type to follow: keys sorted. */
function untyped(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'number' || typeof value === 'bigint') return new JsonNumber(encodeNumber(Number(value)));
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (Array.isArray(value)) return value.map(untyped);
  return entriesOf(value, untyped);
}

function entriesOf(value: object, encode: (item: unknown) => Json): JsonObject {
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return new JsonObject(entries.sort((a, b) => compareStrings(a[0], b[0])).map(([key, item]) => [key, encode(item)]));
}

function encodeCustom(value: unknown, id: string): Json {
  if (value === undefined || value === null) return untyped(zeroCustom(id));
  if (!id.startsWith('apiextensions/v1.JSONSchemaPropsOr') || typeof value !== 'object') return untyped(value);
  const schema = typeOf('apiextensions/v1.JSONSchemaProps');
  return Array.isArray(value)
    ? value.map((item) => (typeof item === 'string' ? item : encodeValue(item, schema)))
    : encodeValue(value, schema);
}

function encodeStruct(value: object, type: StructType): JsonObject {
  const entries: [string, Json][] = [];
  for (const [name, field] of type.fields) {
    const item = (value as Record<string, unknown>)[name];
    if (leftOut(item, field)) continue;
    const json = encodeValue(item, field.type);
    entries.push([name, field.quoted && json instanceof JsonNumber ? json.literal : json]);
  }
  return new JsonObject(entries);
}

/** Whether Go's encoder leaves a field out: `omitempty` knows no empty struct, `omitzero` does. */
function leftOut(value: unknown, field: StructField): boolean {
  const { kind } = field.type;
  if (field.omitZero && (value === undefined || value === null)) return true;
  if (!field.omitEmpty || kind === 'struct') return false;
  if (kind === 'custom') return false;
  if (value === undefined || value === null) return true;
  if (kind === 'pointer' || kind === 'any') return false;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' ? Object.keys(value).length === 0 : !value;
}

function encodeValue(value: unknown, type: GoType): Json {
  switch (type.kind) {
    case 'struct':
      return encodeStruct((value as object | undefined) ?? {}, type);
    case 'list':
      return Array.isArray(value) ? value.map((item) => encodeValue(item, type.elem)) : null;
    case 'map':
      return value ? entriesOf(value, (item) => encodeValue(item, type.elem)) : null;
    case 'pointer':
      return value === undefined || value === null ? null : encodeValue(value, type.elem);
    case 'custom':
      return encodeCustom(value, type.id);
    case 'string':
      return (value as string | undefined) ?? '';
    case 'bool':
      return (value as boolean | undefined) ?? false;
    case 'int':
    case 'uint':
    case 'float':
      return untyped(value ?? 0);
    default:
      return untyped(value);
  }
}

/**
 * What json.Marshal makes of an object of a type: fields in Go's order, zero values of fields without `omitempty` written out
 * (`status: {}`, `containers: null`). Maps are sorted. Write it with encodeJson's `keepOrder`, or as YAML.
 */
export function encodeTyped(object: object, type: StructType): Json {
  return encodeStruct(object, type);
}
