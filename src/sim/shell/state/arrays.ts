/** An indexed array: sparse, read in the order of its indices. */
export class IndexedArray {
  #items = new Map<number, string>();
  #ordered = true;
  #last = -1;

  static of(values: readonly string[]): IndexedArray {
    const array = new IndexedArray();
    values.forEach((v, i) => array.set(i, v));
    return array;
  }

  get size(): number {
    return this.#items.size;
  }

  /** The greatest index, -1 without elements. */
  get last(): number {
    if (this.#last === -1 && this.#items.size > 0) for (const key of this.#items.keys()) if (key > this.#last) this.#last = key;
    return this.#last;
  }

  get(index: number): string | undefined {
    return this.#items.get(index);
  }

  set(index: number, value: string): void {
    if (!this.#items.has(index)) {
      if (index < this.last) this.#ordered = false;
      else this.#last = index;
    }
    this.#items.set(index, value);
  }

  delete(index: number): void {
    if (this.#items.delete(index) && index === this.#last) this.#last = -1;
  }

  clear(): void {
    this.#items.clear();
    this.#ordered = true;
    this.#last = -1;
  }

  #sort(): Map<number, string> {
    if (!this.#ordered) {
      this.#items = new Map([...this.#items].sort((a, b) => a[0] - b[0]));
      this.#ordered = true;
    }
    return this.#items;
  }

  keys(): string[] {
    return Array.from(this.#sort().keys(), String);
  }

  values(): string[] {
    return [...this.#sort().values()];
  }

  entries(): [number, string][] {
    return [...this.#sort()];
  }

  copy(): IndexedArray {
    const array = new IndexedArray();
    array.#items = new Map(this.#sort());
    array.#last = this.#last;
    return array;
  }
}

/** Bash's hash of a string (hashlib.c: FNV-1 over signed characters). */
export function bashHash(key: Uint8Array): number {
  let h = 2166136261;
  for (const byte of key) h = (Math.imul(h, 16777619) ^ ((byte << 24) >> 24)) >>> 0;
  return h;
}

const encoder = new TextEncoder();

/** Sorts keys as bash's hash table walks them: by bucket, the latest first. `keys` are in the order they were added. */
export function hashOrder<T>(entries: readonly T[], key: (entry: T) => string, buckets = 1024): T[] {
  let size = buckets;
  while (entries.length >= size * 2) size *= 4;
  return entries
    .map((entry, i) => ({ entry, i, bucket: bashHash(encoder.encode(key(entry))) & (size - 1) }))
    .sort((a, b) => a.bucket - b.bucket || b.i - a.i)
    .map((e) => e.entry);
}

/** An associative array: read in the order of bash's hash table. */
export class AssociativeArray {
  readonly #items = new Map<string, string>();
  #order: [string, string][] | undefined;

  get size(): number {
    return this.#items.size;
  }

  get(key: string): string | undefined {
    return this.#items.get(key);
  }

  set(key: string, value: string): void {
    this.#items.set(key, value);
    this.#order = undefined;
  }

  delete(key: string): void {
    this.#items.delete(key);
    this.#order = undefined;
  }

  clear(): void {
    this.#items.clear();
    this.#order = undefined;
  }

  entries(): [string, string][] {
    return (this.#order ??= hashOrder([...this.#items], (e) => e[0]));
  }

  keys(): string[] {
    return this.entries().map((e) => e[0]);
  }

  values(): string[] {
    return this.entries().map((e) => e[1]);
  }

  copy(): AssociativeArray {
    const array = new AssociativeArray();
    for (const [key, value] of this.#items) array.set(key, value);
    return array;
  }
}
