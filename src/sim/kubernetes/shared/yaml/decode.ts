import { bytes } from '../../../kernel/text.ts';
import { GoError } from '../go/error.ts';
import { compareStrings, quote } from '../go/quote.ts';
import { formatFloat } from '../go/strconv.ts';
import { encodeJson, encodeNumber } from '../json/encode.ts';
import { parseJson } from '../json/parse.ts';
import { JsonNumber, JsonObject, type Json } from '../json/value.ts';
import { YamlError } from './error.ts';
import { Parser, type AliasNode, type MappingNode, type Node, type ScalarNode, type SequenceNode } from './parser.ts';
import { resolve, TAG } from './resolve.ts';

/** What go-yaml decodes into an empty interface: integers are bigint, floats number. */
type Value = null | boolean | string | bigint | number | Value[] | YamlMap;
type Key = null | boolean | string | bigint | number;

/** A Go map with keys of any type: 1 and "1" are two keys. */
class YamlMap {
  readonly entries = new Map<string, [key: Key, value: Value]>();

  static id(key: Key): string {
    return `${typeof key} ${String(key)}`;
  }
}

const MAX_INT64 = (1n << 63n) - 1n;

/** Go's `%#v` of a value. */
function goSyntax(value: Value): string {
  if (value === null) return '<nil>';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'bigint') return value > MAX_INT64 ? `0x${value.toString(16)}` : String(value);
  if (typeof value === 'number') return formatFloat(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value))
    return `[]interface {}{${value.map((item) => (item === null ? 'interface {}(nil)' : goSyntax(item))).join(', ')}}`;
  const entries = [...value.entries.values()].sort((a, b) => compareStrings(String(a[0]), String(b[0])));
  const side = (item: Value) => (item === null ? 'interface {}(nil)' : goSyntax(item));
  return `map[interface {}]interface {}{${entries.map(([k, v]) => `${side(k)}:${side(v)}`).join(', ')}}`;
}

class Decoder {
  readonly errors: string[] = [];
  readonly #open = new Set<AliasNode>();
  #decoded = 0;
  #aliased = 0;
  #depth = 0;

  constructor(private readonly strict: boolean) {}

  value(node: Node): Value {
    this.#count();
    switch (node.kind) {
      case 'alias':
        return this.#alias(node, (target) => this.value(target));
      case 'scalar':
        return this.#scalar(node);
      case 'sequence':
        return this.#sequence(node);
      case 'mapping': {
        const map = new YamlMap();
        this.#mapping(node, map);
        return map;
      }
    }
  }

  /** Stops aliases that multiply: the share of what they decode may not grow too large. */
  #count(): void {
    this.#decoded++;
    if (this.#depth > 0) this.#aliased++;
    const n = this.#decoded;
    const allowed = n <= 400_000 ? 0.99 : n >= 4_000_000 ? 0.1 : 0.99 - 0.89 * ((n - 400_000) / 3_600_000);
    if (this.#aliased > 100 && n > 1000 && this.#aliased / n > allowed) throw new YamlError('document contains excessive aliasing');
  }

  #alias<T>(node: AliasNode, decode: (target: Node) => T): T {
    if (this.#open.has(node)) throw new YamlError(`anchor '${node.name}' value contains itself`);
    this.#open.add(node);
    this.#depth++;
    const value = decode(node.target);
    this.#depth--;
    this.#open.delete(node);
    return value;
  }

  #scalar(node: ScalarNode): Exclude<Value, Value[] | YamlMap> {
    if (node.tag === '' && !node.implicit) return node.value;
    if (node.tag === TAG.null) return null;
    const { tag, value } = resolve(node.tag, node.value);
    if (tag !== TAG.binary) return value;
    const data = node.value.replace(/[\r\n]/g, '');
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(data)) {
      throw new YamlError('!!binary value contains invalid base64 data');
    }
    return decodeBase64(data);
  }

  #sequence(node: SequenceNode): Value[] {
    return node.items.map((item) => this.value(item));
  }

  #mapping(node: MappingNode, out: YamlMap): void {
    for (const [keyNode, valueNode] of node.pairs) {
      if (isMerge(keyNode)) {
        this.#merge(valueNode, out);
        continue;
      }
      const key = this.value(keyNode);
      if (key instanceof YamlMap || Array.isArray(key)) throw new YamlError(`invalid map key: ${goSyntax(key)}`);
      const value = this.value(valueNode);
      const id = YamlMap.id(key);
      if (this.strict && out.entries.has(id)) this.errors.push(`line ${valueNode.line + 1}: key ${goSyntax(key)} already set in map`);
      else out.entries.set(id, [key, value]);
    }
  }

  #merge(node: Node, out: YamlMap): void {
    const want = () => new YamlError('map merge requires map or sequence of maps as the value');
    const one = (item: Node) => {
      this.#count();
      if (item.kind === 'mapping') this.#mapping(item, out);
      else if (item.kind === 'alias' && item.target.kind === 'mapping') {
        this.#alias(item, (target) => {
          this.#count();
          this.#mapping(target as MappingNode, out);
        });
      } else throw want();
    };
    if (node.kind !== 'sequence') return one(node);
    for (const item of [...node.items].reverse()) one(item);
  }
}

const isMerge = (node: Node) => node.kind === 'scalar' && node.value === '<<' && (node.implicit || node.tag === TAG.merge);

function decodeBase64(data: string): string {
  const raw = atob(data);
  return new TextDecoder().decode(Uint8Array.from(raw, (c) => c.charCodeAt(0)));
}

function decode(data: Uint8Array, strict: boolean): Value {
  const root = new Parser(data).document();
  const decoder = new Decoder(strict);
  const value = root ? decoder.value(root) : null;
  if (decoder.errors.length) throw new GoError(`yaml: unmarshal errors:\n  ${decoder.errors.join('\n  ')}`);
  return value;
}

function keyText(key: Key, value: Value): string {
  switch (typeof key) {
    case 'string':
      return key;
    case 'boolean':
      return String(key);
    case 'bigint':
      if (key <= MAX_INT64) return String(key);
      throw new GoError(`unsupported map key of type: uint64, key: ${goSyntax(key)}, value: ${goSyntax(value)}`);
    case 'number': {
      const text = formatFloat(key, 'g', 32);
      return text === '+Inf' ? '.inf' : text === '-Inf' ? '-.inf' : text === 'NaN' ? '.nan' : text;
    }
    default:
      throw new GoError(`unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(value)}`);
  }
}

function toJson(value: Value): Json {
  if (typeof value === 'bigint') return new JsonNumber(String(value));
  if (typeof value === 'number') return new JsonNumber(encodeNumber(value));
  if (Array.isArray(value)) return value.map(toJson);
  if (!(value instanceof YamlMap)) return value;
  const entries = new Map<string, Json>();
  for (const [key, item] of value.entries.values()) entries.set(keyText(key, item), toJson(item));
  return new JsonObject([...entries].sort((a, b) => compareStrings(a[0], b[0])));
}

/**
 * sigs.k8s.io/yaml's YAMLToJSON (with `strict` YAMLToJSONStrict): the first document of a text, keys made strings and sorted.
 * Throws go-yaml's errors.
 */
export function yamlToJson(data: Uint8Array, options: { strict?: boolean } = {}): Json {
  return toJson(decode(data, options.strict ?? false));
}

/** Whether a text is taken for JSON: its first character that is no white space is a brace. */
export function isJsonBuffer(data: Uint8Array): boolean {
  let i = 0;
  while (i < data.length && (data[i] === 0x20 || (data[i]! >= 0x09 && data[i]! <= 0x0d))) i++;
  return data[i] === 0x7b;
}

/** apimachinery's yaml.ToJSON: JSON stays as it is (unchecked: its bytes are given), YAML becomes JSON's bytes. */
export function yamlOrJsonToBytes(data: Uint8Array): Uint8Array {
  return isJsonBuffer(data) ? data : bytes(encodeJson(yamlToJson(data)));
}

/** The same as a value. Throws JsonSyntaxError for bad JSON. */
export function yamlOrJson(data: Uint8Array): Json {
  return isJsonBuffer(data) ? parseJson(data) : yamlToJson(data);
}
