import { GoError } from '../go/error.ts';
import { parseFloat64, parseInt64, parseUint } from '../go/strconv.ts';
import { JsonNumber, JsonObject, setKey, toPlain, type Json } from '../json/value.ts';
import type { BasicType, GoType, ListType, MapType, StructField, StructType } from '../schema/go-types.ts';
import { describeJson, unmarshalCustom } from './custom.ts';
import { StrictFieldError, UnmarshalTypeError } from './error.ts';

/** At most this many strict errors are gathered. */
const MAX_STRICT_ERRORS = 100;

export interface TypedOptions {
  /** Gather unknown and doubled fields. */
  strict?: boolean;
  /** Find fields in any case of letters, as encoding/json does and sigs.k8s.io/json does not. */
  foldCase?: boolean;
  /** Keep lists and maps that are written out but empty: Go's decoder knows them from those that are not there. */
  keepEmpty?: boolean;
}

/**
 * Reads JSON into a Go type as sigs.k8s.io/json does: what does not fit is noted, decoding goes on, and the first such error is
 * thrown at the end; an error of a type's own reader ends it at once. The result is a plain object in which zero values that
 * Go would leave out when writing are left out, and unknown fields are gone.
 */
class TypedDecoder {
  readonly strict: StrictFieldError[] = [];
  #saved: Error | undefined;
  /** Where in the structs we are: the names on the way, and the struct of the last one. */
  #stack: string[] = [];
  #struct = '';
  #path: string[] = [];

  constructor(private readonly options: TypedOptions) {}

  decode(value: Json, type: GoType): unknown {
    let out: unknown;
    try {
      out = this.#value(value, type);
    } catch (e) {
      throw e instanceof Error ? this.#placed(e) : e;
    }
    if (this.#saved) throw this.#saved;
    return out;
  }

  #placed(error: Error): Error {
    if (!(error instanceof UnmarshalTypeError) || this.#stack.length === 0) return error;
    return error.at(this.#struct, this.#stack.join('.'));
  }

  #save(error: Error): undefined {
    this.#saved ??= this.#placed(error);
    return undefined;
  }

  #mismatch(value: Json, type: GoType): undefined {
    return this.#save(new UnmarshalTypeError(describeJson(value), type.name));
  }

  /** Gives undefined for what is the type's zero value. */
  #value(value: Json, type: GoType): unknown {
    if (type.kind === 'custom') return this.#custom(value, type.id);
    if (value === null) return undefined;
    switch (type.kind) {
      case 'pointer':
        return this.#pointer(value, type.elem);
      case 'struct':
        return value instanceof JsonObject ? this.#object(value, type) : this.#mismatch(value, type);
      case 'map':
        return value instanceof JsonObject ? this.#map(value, type) : this.#mismatch(value, type);
      case 'list':
        return Array.isArray(value) ? this.#list(value, type) : this.#mismatch(value, type);
      case 'any':
        return toPlain(value);
      default:
        return this.#basic(value, type);
    }
  }

  #custom(value: Json, id: string): unknown {
    const inner = (item: Json, type: GoType) => new TypedDecoder({}).decode(item, type);
    return unmarshalCustom(id, value, inner);
  }

  /** A pointer that is set keeps its zero value. */
  #pointer(value: Json, elem: GoType): unknown {
    if (elem.kind === 'custom') return this.#custom(value, elem.id);
    return this.#value(value, elem) ?? zeroOf(elem);
  }

  #basic(value: Json, type: BasicType): unknown {
    switch (type.kind) {
      case 'string':
        return typeof value === 'string' ? value || undefined : this.#mismatch(value, type);
      case 'bool':
        return typeof value === 'boolean' ? value || undefined : this.#mismatch(value, type);
      case 'bytes':
        return typeof value === 'string' ? this.#bytes(value) : this.#mismatch(value, type);
      default:
        return value instanceof JsonNumber ? this.#number(value, type) || undefined : this.#mismatch(value, type);
    }
  }

  #number({ literal }: JsonNumber, type: BasicType): number | undefined {
    try {
      if (type.kind === 'float') return parseFloat64(literal, type.bits as 32 | 64);
      return Number((type.kind === 'int' ? parseInt64 : parseUint)(literal, 10, type.bits));
    } catch {
      return this.#save(new UnmarshalTypeError(`number ${literal}`, type.name));
    }
  }

  /** Bytes stay what they are in JSON, base64; line breaks in it are dropped. */
  #bytes(value: string): string | undefined {
    const text = value.replace(/[\r\n]/g, '');
    const bad = badBase64(text);
    if (bad >= 0) return this.#save(new GoError(`illegal base64 data at input byte ${bad}`));
    return text;
  }

  #list(value: readonly Json[], type: ListType): unknown[] {
    const before = this.#path.length;
    return value.map((item, i) => {
      this.#path.push(`[${i}]`);
      const out = this.#value(item, type.elem) ?? elementZero(type.elem);
      this.#path.length = before;
      return out;
    });
  }

  #map(value: JsonObject, type: MapType): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    const before = this.#path.length;
    const seen = new Set<string>();
    for (const [key, item] of value.entries) {
      if (seen.has(key)) this.#strictError('duplicate field', key);
      seen.add(key);
      this.#path.push(before ? `.${key}` : key);
      setKey(out, key, this.#value(item, type.elem) ?? elementZero(type.elem));
      this.#path.length = before;
    }
    return out;
  }

  #strictError(type: StrictFieldError['type'], name: string): void {
    if (!this.options.strict || this.strict.length >= MAX_STRICT_ERRORS) return;
    const error = new StrictFieldError(type, this.#path.length ? `${this.#path.join('')}.${name}` : name);
    if (!this.strict.some((e) => e.message === error.message)) this.strict.push(error);
  }

  #field(type: StructType, key: string): StructField | undefined {
    const exact = type.fields.get(key);
    if (exact || !this.options.foldCase) return exact;
    const folded = key.toLowerCase();
    for (const [name, field] of type.fields) if (name.toLowerCase() === folded) return field;
    return undefined;
  }

  #object(value: JsonObject, type: StructType): Record<string, unknown> {
    const out: Record<string, unknown> = {};
    const [stack, struct, path] = [this.#stack.length, this.#struct, this.#path.length];
    const seen = new Set<string>();
    for (const [key, item] of value.entries) {
      const field = this.#field(type, key);
      if (!field) {
        this.#strictError('unknown field', key);
        continue;
      }
      if (seen.has(field.name)) this.#strictError('duplicate field', field.name);
      seen.add(field.name);
      this.#stack.push(...field.embedded, field.name);
      this.#struct = type.name.slice(type.name.lastIndexOf('.') + 1);
      this.#path.push(path ? `.${field.name}` : field.name);
      const decoded = this.#value(item, field.type);
      if (decoded === undefined || (isOmitted(field, decoded) && !(this.options.keepEmpty && field.type.kind !== 'struct')))
        delete out[field.name];
      else setKey(out, field.name, decoded);
      this.#stack.length = stack;
      this.#struct = struct;
      this.#path.length = path;
    }
    return out;
  }
}

/** Whether Go leaves the field out when it writes it with this value. */
function isOmitted(field: StructField, value: unknown): boolean {
  if (field.type.kind === 'struct') return Object.keys(value as object).length === 0;
  if (!field.omitEmpty) return false;
  if (Array.isArray(value)) return value.length === 0;
  return field.type.kind === 'map' && Object.keys(value as object).length === 0;
}

/** Takes out, in place, the empty lists and maps that Go does not write (what `keepEmpty` kept). */
export function dropEmpty(value: unknown, type: GoType): void {
  if (value === null || typeof value !== 'object') return;
  if (type.kind === 'pointer') dropEmpty(value, type.elem);
  else if (type.kind === 'list') for (const item of value as unknown[]) dropEmpty(item, type.elem);
  else if (type.kind === 'map') for (const item of Object.values(value)) dropEmpty(item, type.elem);
  else if (type.kind === 'struct') {
    for (const [name, field] of type.fields) {
      const object = value as Record<string, unknown>;
      if (object[name] === undefined) continue;
      dropEmpty(object[name], field.type);
      if (object[name] !== null && isOmitted(field, object[name])) delete object[name];
    }
  }
}

/** The zero value of a type, as a set pointer or an element of a list or a map has it. */
export function zeroOf(type: GoType): unknown {
  switch (type.kind) {
    case 'string':
    case 'bytes':
      return '';
    case 'bool':
      return false;
    case 'int':
    case 'uint':
    case 'float':
      return 0;
    case 'struct':
      return {};
    case 'list':
      return [];
    case 'map':
      return {};
    default:
      return null;
  }
}

const elementZero = (type: GoType): unknown =>
  type.kind === 'custom' && type.id === 'resource.Quantity' ? '0' : type.kind === 'pointer' ? null : zeroOf(type);

/** Where base64 (standard alphabet, padded) goes wrong, as encoding/base64 counts it; -1 where it does not. */
function badBase64(text: string): number {
  const stop = /[^A-Za-z0-9+/]/.exec(text)?.index ?? text.length;
  const rest = stop % 4;
  if (stop === text.length) return rest === 0 ? -1 : stop - rest;
  if (text[stop] !== '=') return stop;
  if (rest < 2) return stop;
  if (rest === 2) {
    if (text.length === stop + 1) return text.length;
    if (text[stop + 1] !== '=') return stop + 1;
  }
  const end = stop + (rest === 2 ? 2 : 1);
  return end < text.length ? end : -1;
}

/**
 * Decodes JSON into a type of the schema. Gives the plain object and what strict decoding found; throws UnmarshalTypeError and
 * the errors of types that read themselves.
 */
export function decodeTyped(value: Json, type: GoType, options: TypedOptions = {}): { object: unknown; strict: StrictFieldError[] } {
  const decoder = new TypedDecoder(options);
  const object = decoder.decode(value, type);
  return { object: object ?? zeroOf(type), strict: decoder.strict };
}

/** The doubled keys of untyped JSON, as strict decoding into an unstructured object finds them. */
export function duplicateFields(value: Json, path = ''): StrictFieldError[] {
  if (Array.isArray(value)) return value.flatMap((item, i) => duplicateFields(item, `${path}[${i}]`));
  if (!(value instanceof JsonObject)) return [];
  const seen = new Set<string>();
  return value.entries.flatMap(([key, item]) => {
    const at = path ? `${path}.${key}` : key;
    const own = seen.has(key) ? [new StrictFieldError('duplicate field', at)] : [];
    seen.add(key);
    return [...own, ...duplicateFields(item, at)];
  });
}
