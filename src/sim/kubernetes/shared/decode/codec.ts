import { bytes, text } from '../../../kernel/text.ts';
import { GoError } from '../go/error.ts';
import { encodeJson } from '../json/encode.ts';
import { parseJson } from '../json/parse.ts';
import { JsonObject, toPlain, type Json } from '../json/value.ts';
import { parseGroupVersion, type GroupVersionKind, type Scheme } from '../schema/scheme.ts';
import { isJsonBuffer, yamlToJson } from '../yaml/decode.ts';
import { StrictDecodingError, UnmarshalTypeError } from './error.ts';
import { describeJson } from './custom.ts';
import { decodeTyped } from './typed.ts';

const ANONYMOUS = 'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

/**
 * SimpleMetaFactory.Interpret: the version and kind of an object, whose two fields are found in any case of letters.
 * Throws `couldn't get version/kind; json parse error: …`.
 */
export function interpret(value: Json): GroupVersionKind {
  const found: Record<string, string> = { apiversion: '', kind: '' };
  let failed: Error | undefined;
  if (value instanceof JsonObject) {
    for (const [key, item] of value.entries) {
      const name = key.toLowerCase();
      if (!(name in found) || item === null) continue;
      if (typeof item === 'string') found[name] = item;
      else failed ??= new UnmarshalTypeError(describeJson(item), 'string', '', name === 'kind' ? 'kind' : 'apiVersion');
    }
  } else if (value !== null) failed = new UnmarshalTypeError(describeJson(value), ANONYMOUS);
  if (failed) throw versionKindError(failed);
  return { ...parseGroupVersion(found.apiversion!), kind: found.kind! };
}

const versionKindError = (e: Error) => new GoError(`couldn't get version/kind; json parse error: ${e.message}`);

export interface DecodeOptions {
  scheme: Scheme;
  /** Unknown and doubled fields are errors. */
  strict?: boolean;
  /** Keep empty lists and maps (see dropEmpty). */
  keepEmpty?: boolean;
  /** What stands for a missing version or kind. */
  defaults?: GroupVersionKind;
}

export interface Decoded {
  /** The object with its apiVersion and kind. */
  object: Record<string, unknown>;
  gvk: GroupVersionKind;
}

/**
 * Decodes one object, YAML or JSON, as the codecs of apimachinery's runtime/serializer do: JSON where the text begins with a
 * brace, else YAML. Throws the errors of either, of the scheme, of the types, and StrictDecodingError.
 */
export function decode(data: Uint8Array, options: DecodeOptions): Decoded {
  if (isJsonBuffer(data)) {
    let value: Json;
    try {
      value = parseJson(data);
    } catch (e) {
      throw versionKindError(e as Error);
    }
    return decodeObject(value, text(data), [], options);
  }
  const value = yamlToJson(data);
  const yamlErrors: Error[] = [];
  if (options.strict) {
    try {
      yamlToJson(data, { strict: true });
    } catch (e) {
      yamlErrors.push(e as Error);
    }
  }
  return decodeObject(value, text(data), yamlErrors, options);
}

/** The same for bytes that were made JSON before, as the kubelet does with manifests: errors show the JSON. */
export function decodeConverted(data: Uint8Array, options: DecodeOptions): Decoded {
  if (isJsonBuffer(data)) return decode(data, options);
  const value = yamlToJson(data);
  const json = encodeJson(value);
  if (isJsonBuffer(bytes(json))) return decodeObject(value, json, [], options);
  // no JSON object: the decoder tries it as YAML again, with the same result
  return decodeObject(yamlToJson(bytes(json)), json, [], options);
}

function decodeObject(value: Json, original: string, found: readonly Error[], options: DecodeOptions): Decoded {
  const actual = interpret(value);
  const gvk: GroupVersionKind = { ...actual };
  if (options.defaults) {
    if (gvk.kind === '') gvk.kind = options.defaults.kind;
    if (gvk.version === '' && gvk.group === '') {
      gvk.group = options.defaults.group;
      gvk.version = options.defaults.version;
    }
  }
  if (gvk.kind === '') throw new GoError(`Object 'Kind' is missing in '${original}'`);
  if (gvk.version === '') throw new GoError(`Object 'apiVersion' is missing in '${original}'`);
  const type = options.scheme.type(gvk);
  if (!type) return { object: toPlain(value) as Record<string, unknown>, gvk };
  const decoded = decodeTyped(value, type, { strict: options.strict ?? false, keepEmpty: options.keepEmpty ?? false });
  const object = decoded.object as Record<string, unknown>;
  const strict = options.strict ? [...found, ...decoded.strict] : [];
  if (strict.length) throw new StrictDecodingError(strict, object);
  return { object, gvk };
}
