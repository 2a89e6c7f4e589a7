import { formatDuration, parseDuration } from '../go/duration.ts';
import { GoError } from '../go/error.ts';
import { Quantity } from '../go/quantity.ts';
import { quote } from '../go/quote.ts';
import { parseInt64 } from '../go/strconv.ts';
import { formatMicroTime, formatRfc3339, parseRfc3339 } from '../go/time.ts';
import { encodeJson } from '../json/encode.ts';
import { JsonNumber, JsonObject, toPlain, type Json, type Plain } from '../json/value.ts';
import { typeOf, type GoType } from '../schema/go-types.ts';
import { UnmarshalTypeError } from './error.ts';

/** What a JSON value is called in an error. */
export function describeJson(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (value instanceof JsonObject) return 'object';
  if (value instanceof JsonNumber) return 'number';
  return typeof value === 'boolean' ? 'bool' : 'string';
}

/** Reads a value as UnmarshalJSON of a type does; `decode` reads one by its Go type. Gives nothing for the zero value. */
type Unmarshal = (value: Json, decode: (value: Json, type: GoType) => unknown) => unknown;

function asString(value: Json): string {
  if (typeof value === 'string') return value;
  throw new UnmarshalTypeError(describeJson(value), 'string');
}

function asInt(value: Json, bits: 32 | 64, name = `int${bits}`): number {
  if (!(value instanceof JsonNumber)) throw new UnmarshalTypeError(describeJson(value), name);
  try {
    return Number(parseInt64(value.literal, 10, bits));
  } catch {
    throw new UnmarshalTypeError(`number ${value.literal}`, name);
  }
}

const orNull =
  (read: Unmarshal): Unmarshal =>
  (value, decode) =>
    value === null ? undefined : read(value, decode);

const quantity = orNull((value) => Quantity.parse((typeof value === 'string' ? value : encodeJson(value)).trim()).string());
const duration: Unmarshal = (value) => {
  // json.Unmarshal leaves a string empty where null stands
  const text = value === null ? '' : asString(value);
  const nanos = parseDuration(text);
  return formatDuration(nanos);
};

const schema = () => typeOf('apiextensions/v1.JSONSchemaProps');

/** Types that read themselves, by their name in the schema. */
const UNMARSHAL: Record<string, Unmarshal> = {
  'resource.Quantity': quantity,
  'resource.QuantityValue': quantity,
  'intstr.IntOrString': (value) => (typeof value === 'string' ? value : value === null ? 0 : asInt(value, 32)),
  'runtime.RawExtension': orNull(toPlain),
  'runtime.Unknown': orNull(toPlain),
  'meta/v1.Time': orNull((value) => formatRfc3339(parseRfc3339(asString(value)))),
  'meta/v1.MicroTime': orNull((value) => formatMicroTime(parseRfc3339(asString(value), { micro: true }))),
  'meta/v1.Duration': duration,
  'meta/v1.FieldsV1': orNull(toPlain),
  'logs/v1.TimeOrMetaDuration': (value, decode) => {
    if (typeof value === 'string') return duration(value, decode);
    try {
      return value === null ? undefined : asInt(value, 64, 'time.Duration');
    } catch (e) {
      throw new GoError(`invalid duration ${quote(encodeJson(value))}: ${(e as Error).message}`);
    }
  },
  'bootstraptoken/v1.BootstrapTokenString': orNull((value) => {
    const text = asString(value);
    if (text !== '' && !/^[a-z0-9]{6}\.[a-z0-9]{16}$/.test(text)) {
      throw new GoError(`the bootstrap token ${quote(text)} was not of the form ${quote('\\A([a-z0-9]{6})\\.([a-z0-9]{16})\\z')}`);
    }
    return text;
  }),
  'apiextensions/v1.JSON': orNull(toPlain),
  'apiextensions/v1.JSONSchemaPropsOrBool': (value, decode) => {
    if (value instanceof JsonObject) return decode(value, schema());
    if (typeof value === 'boolean') return value;
    throw new GoError('boolean or JSON schema expected');
  },
  'apiextensions/v1.JSONSchemaPropsOrArray': (value, decode) => {
    if (value instanceof JsonObject) return decode(value, schema());
    return Array.isArray(value) ? decode(value, typeOf('[]apiextensions/v1.JSONSchemaProps')) : undefined;
  },
  'apiextensions/v1.JSONSchemaPropsOrStringArray': (value, decode) => {
    if (value instanceof JsonObject) return decode(value, schema());
    return Array.isArray(value) ? decode(value, typeOf('[]string')) : undefined;
  },
};

/** Reads a value of a type that reads itself. Throws its error. */
export function unmarshalCustom(id: string, value: Json, decode: (value: Json, type: GoType) => unknown): unknown {
  const read = UNMARSHAL[id];
  if (!read) throw new Error(`no reader for ${id}`);
  return read(value, decode);
}

/** What a type that reads itself writes for its zero value, where the field is not left out. */
export function zeroCustom(id: string): Plain {
  switch (id) {
    case 'resource.Quantity':
    case 'resource.QuantityValue':
      return '0';
    case 'intstr.IntOrString':
      return 0;
    case 'meta/v1.Duration':
    case 'logs/v1.TimeOrMetaDuration':
      return '0s';
    default:
      return null;
  }
}
