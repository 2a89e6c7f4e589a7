/**
 * JSON as Go's decoders see it: numbers keep their literal, objects keep the order and the doubles of their keys.
 * Plain JavaScript values (`Plain`) are what the rest of the simulation works with.
 */
export type Json = null | boolean | string | JsonNumber | Json[] | JsonObject;

/** A number with the literal it was written with. */
export class JsonNumber {
  constructor(readonly literal: string) {}
}

/** An object with its entries in their order; a key can stand twice. */
export class JsonObject {
  constructor(readonly entries: [key: string, value: Json][] = []) {}

  /** The value that counts for a key: the last one. */
  get(key: string): Json | undefined {
    for (let i = this.entries.length - 1; i >= 0; i--) if (this.entries[i]![0] === key) return this.entries[i]![1];
    return undefined;
  }
}

/** A decoded value in JavaScript's own types. */
export type Plain = null | boolean | string | number | Plain[] | { [key: string]: Plain };

/** Sets a key of a plain object, also one that would name the prototype. */
export function setKey(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

/** The value in JavaScript's types, as an untyped Go decoder gives it (the last of doubled keys counts). */
export function toPlain(value: Json): Plain {
  if (value instanceof JsonNumber) return Number(value.literal);
  if (Array.isArray(value)) return value.map(toPlain);
  if (value instanceof JsonObject) {
    const out: { [key: string]: Plain } = {};
    for (const [key, item] of value.entries) setKey(out, key, toPlain(item));
    return out;
  }
  return value;
}
