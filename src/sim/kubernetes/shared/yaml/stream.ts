import { errorText, GoError } from '../go/error.ts';
import { JsonSyntaxError, nextJson } from '../json/parse.ts';
import type { Json } from '../json/value.ts';
import { isJsonBuffer, yamlToJson } from './decode.ts';

const LF = 0x0a;
const SEPARATOR = [0x2d, 0x2d, 0x2d];

const isSpace = (byte: number) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);

/** Documents of a YAML text by their separator lines (apimachinery's YAMLReader). */
class YamlReader {
  constructor(
    private readonly data: Uint8Array,
    private at: number,
  ) {}

  /** The next document's bytes, or nothing at the end. Throws for a separator with something behind it. */
  next(): Uint8Array | undefined {
    const document: number[] = [];
    while (this.at < this.data.length) {
      let end = this.data.indexOf(LF, this.at);
      if (end < 0) end = this.data.length;
      const line = this.data.subarray(this.at, end > this.at && this.data[end - 1] === 0x0d && end < this.data.length ? end - 1 : end);
      this.at = end + 1;
      if (SEPARATOR.every((byte, i) => line[i] === byte)) {
        const rest = new TextDecoder().decode(line.subarray(3)).trim();
        if (rest && !rest.startsWith('#')) throw new GoError(`invalid Yaml document separator: ${rest}`);
        if (document.length) return Uint8Array.from(document);
      }
      // A separator at the start of a document stays with it, as upstream leaves it.
      for (const byte of line) document.push(byte);
      document.push(LF);
    }
    return document.length ? Uint8Array.from(document) : undefined;
  }
}

/**
 * The objects in a text, one after the other: JSON values, or YAML documents between `---` lines
 * (apimachinery's YAMLOrJSONDecoder, with which kubectl reads files). A text that starts with a brace is read as JSON, and as YAML
 * where that fails early on.
 */
export class DocumentStream {
  #json: boolean;
  #yaml: YamlReader | undefined;
  #at = 0;
  #count = 0;

  constructor(private readonly data: Uint8Array) {
    this.#json = isJsonBuffer(data);
    if (!this.#json) this.#yaml = new YamlReader(data, 0);
  }

  /** The next object (null for an empty document), or nothing at the end. Throws the decoder's error. */
  next(): { value: Json } | undefined {
    let first: GoError | undefined;
    if (this.#json) {
      try {
        const found = nextJson(this.data, this.#at);
        if (!found) return undefined;
        this.#at = found.end;
        this.#count++;
        return found;
      } catch (e) {
        if (!(e instanceof GoError)) throw e;
        if (this.#count > 1) throw e;
        first = e instanceof JsonSyntaxError ? new GoError(`json: offset ${e.offset}: ${e.message}`) : e;
        this.#json = false;
        this.#yaml = this.#afterSpace();
      }
    }
    try {
      const document = this.#yaml?.next();
      if (document) return { value: yamlDocument(document) };
      if (this.#yaml) return undefined;
    } catch (e) {
      throw first ?? e;
    }
    throw first ?? new GoError('decoding failed as both JSON and YAML');
  }

  /** What is left, without white space up to and with the first line end; nothing where only white space is left. */
  #afterSpace(): YamlReader | undefined {
    let at = this.#at;
    while (at < this.data.length && isSpace(this.data[at]!)) if (this.data[at++] === LF) return new YamlReader(this.data, at);
    return at < this.data.length ? new YamlReader(this.data, at) : undefined;
  }
}

function yamlDocument(data: Uint8Array): Json {
  try {
    return yamlToJson(data);
  } catch (e) {
    throw new GoError(`error converting YAML to JSON: ${errorText(e)}`);
  }
}
