import { encodeBase64 } from '../../crypto/base64.ts';
import type { Json } from '../go/json.ts';
import { nanoseconds, quote } from '../go/text.ts';
import { ENUMS, MESSAGES, type MessageName } from './schema.ts';

interface Field {
  name: string;
  /** The name in protobuf, which Go's own JSON uses. */
  original: string;
  kind: string;
  repeated: boolean;
}

const fieldsOf = new Map<string, readonly Field[]>();

/** `dnsConfig` is `dns_config`, `CDIDevices` is `CDI_devices`. */
const snake = (name: string): string => (name === 'CDIDevices' ? 'CDI_devices' : name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`));

function fields(message: string): readonly Field[] {
  let known = fieldsOf.get(message);
  if (!known) {
    const definition: string = MESSAGES[message as MessageName];
    known = definition
      .split(' ')
      .filter(Boolean)
      .map((text) => {
        const [name, type] = text.split(':') as [string, string];
        return { name, original: snake(name), kind: type.replace('*', ''), repeated: type.endsWith('*') };
      });
    fieldsOf.set(message, known);
  }
  return known;
}

type Values = Readonly<Record<string, unknown>>;

const sorted = (map: Values): Record<string, Json> =>
  Object.fromEntries(
    Object.keys(map)
      .sort()
      .map((key) => [key, map[key] as Json]),
  );

function protoScalar(kind: string, value: unknown): Json {
  switch (kind) {
    case 'string':
      return (value as string | undefined) ?? '';
    case 'bool':
      return (value as boolean | undefined) ?? false;
    case 'time':
      return nanoseconds((value as number | undefined) ?? 0);
    case 'int64':
    case 'uint64':
      return String(value ?? 0);
    case 'bytes':
      return encodeBase64((value as Uint8Array | undefined) ?? new Uint8Array(0));
    case 'int32':
    case 'uint32':
    case 'double':
      return (value as number | undefined) ?? 0;
    default:
      return (value as string | undefined) ?? ENUMS[kind]!.split(' ')[0]!;
  }
}

/**
 * A message as protojson makes it with EmitDefaultValues: 64-bit numbers and times as texts, enumerations by name, empty lists and
 * maps shown, messages that are not set left out.
 */
export function protoJson(message: MessageName, value: Values): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const { name, kind, repeated } of fields(message)) {
    const own = value[name];
    if (kind === '{}') out[name] = sorted((own as Values | undefined) ?? {});
    else if (repeated) {
      const list = (own as readonly unknown[] | undefined) ?? [];
      out[name] = list.map((one) => (kind in MESSAGES ? protoJson(kind as MessageName, one as Values) : protoScalar(kind, one)));
    } else if (kind in MESSAGES) {
      if (own !== undefined) out[name] = protoJson(kind as MessageName, own as Values);
    } else out[name] = protoScalar(kind, own);
  }
  return out;
}

/** The names of a message's fields in the protocol's order. */
export function fieldNames(message: MessageName): string[] {
  return fields(message).map((field) => field.name);
}

/**
 * A message as Go's encoding/json makes it of the generated structure: protobuf's names, zero values left out, enumerations by
 * number.
 */
export function structJson(message: MessageName, value: Values): Record<string, Json> {
  const out: Record<string, Json> = {};
  for (const { name, original, kind, repeated } of fields(message)) {
    const own = value[name];
    if (own === undefined || own === '' || own === false || own === 0) continue;
    if (kind === '{}') {
      if (Object.keys(own as Values).length > 0) out[original] = sorted(own as Values);
    } else if (repeated) {
      const list = own as readonly unknown[];
      if (list.length > 0)
        out[original] = list.map((one) => (kind in MESSAGES ? structJson(kind as MessageName, one as Values) : (one as Json)));
    } else if (kind in MESSAGES) out[original] = structJson(kind as MessageName, own as Values);
    else if (kind in ENUMS) {
      const number = ENUMS[kind]!.split(' ').indexOf(own as string);
      if (number > 0) out[original] = number;
    } else out[original] = own as Json;
  }
  return out;
}

/**
 * Reads a structure from what a configuration file of crictl holds: protobuf's names, in any case, enumerations by number; names
 * that it does not know are passed over, as encoding/json does. Throws Error with Go's text where a type does not fit.
 */
export function fromStructJson(message: MessageName, json: unknown, path = ''): Record<string, unknown> {
  const out: Record<string, unknown> = {};
  const given = new Map(Object.entries((json ?? {}) as Values).map(([key, value]) => [key.toLowerCase(), value]));
  for (const { name, original, kind, repeated } of fields(message)) {
    const own = given.get(original.toLowerCase());
    if (own === undefined || own === null) continue;
    const at = path ? `${path}.${original}` : original;
    if (repeated) {
      if (!Array.isArray(own)) throw mismatch(own, kind in MESSAGES ? `[]*v1.${kind}` : `[]${kind}`, message, at);
      out[name] = own.map((one) => (kind in MESSAGES ? fromStructJson(kind as MessageName, one, at) : scalar(one, kind, message, at)));
    } else if (kind === '{}') {
      if (typeof own !== 'object' || Array.isArray(own)) throw mismatch(own, 'map[string]string', message, at);
      out[name] = own;
    } else if (kind in MESSAGES) {
      if (typeof own !== 'object' || Array.isArray(own)) throw mismatch(own, `v1.${kind}`, message, at);
      out[name] = fromStructJson(kind as MessageName, own, at);
    } else out[name] = scalar(own, kind, message, at);
  }
  return out;
}

function mismatch(value: unknown, type: string, message: string, at: string): Error {
  const what = Array.isArray(value)
    ? 'array'
    : value !== null && typeof value === 'object'
      ? 'object'
      : typeof value === 'boolean'
        ? 'bool'
        : typeof value;
  return new Error(`json: cannot unmarshal ${what} into Go struct field ${message}.${at} of type ${type}`);
}

function scalar(value: unknown, kind: string, message: string, at: string): unknown {
  if (kind in ENUMS) {
    if (typeof value !== 'number') throw mismatch(value, `v1.${kind}`, message, at);
    return ENUMS[kind]!.split(' ')[value] ?? String(value);
  }
  const wanted = kind === 'string' ? 'string' : kind === 'bool' ? 'boolean' : 'number';
  if (typeof value !== wanted) throw mismatch(value, kind, message, at);
  return value;
}

function textValue(kind: string, value: unknown): string {
  if (kind in MESSAGES) return `{${protoText(kind as MessageName, value as Values)}}`;
  if (kind === 'string') return quote(value as string);
  return String(value);
}

/** A message as protobuf's text format has it on one line: `name:"web" namespace:"default"`; what is zero is left out. */
export function protoText(message: MessageName, value: Values | undefined): string {
  const out: string[] = [];
  for (const { name, original, kind, repeated } of fields(message)) {
    const own = value?.[name];
    if (own === undefined || own === '' || own === false || own === 0) continue;
    if (kind === '{}') {
      for (const [key, v] of Object.entries(sorted(own as Values))) out.push(`${original}:{key:${quote(key)} value:${quote(String(v))}}`);
    } else if (repeated) {
      for (const one of own as readonly unknown[]) out.push(`${original}:${textValue(kind, one)}`);
    } else if (!(kind in ENUMS) || ENUMS[kind]!.split(' ').indexOf(own as string) > 0) out.push(`${original}:${textValue(kind, own)}`);
  }
  return out.join(' ');
}
