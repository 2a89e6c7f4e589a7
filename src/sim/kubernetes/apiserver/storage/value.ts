import { bytes } from '../../../kernel/text.ts';
import type { EtcdValue, KeyValue } from '../../etcd/api.ts';
import type { KubeObject } from '../../shared/api/meta.ts';

/** How bytes at rest are made and read again: nothing, or a cipher (an EncryptionConfiguration's provider). */
export interface Transformer {
  /** What identifies the provider and key that wrote a value; empty for plain text. */
  readonly id: string;
  toStorage(plain: Uint8Array, key: string): Uint8Array;
  /** Gives the plain bytes, and whether they should be written anew. Throws Error with upstream's words. */
  fromStorage(stored: Uint8Array, key: string): { plain: Uint8Array; stale: boolean };
}

export const IDENTITY: Transformer = {
  id: '',
  toStorage: (plain) => plain,
  fromStorage: (plain) => {
    if (plain[0] === 0x6b && plain[1] === 0x38 && plain[2] === 0x73 && plain[3] === 0x3a)
      throw new Error('identity transformer tried to read encrypted data');
    return { plain, stale: false };
  },
};

/** Makes an object's bytes, and reads them back. */
export interface StorageCodec {
  encode(object: KubeObject): Uint8Array;
  decode(data: Uint8Array): KubeObject;
}

/** JSON, as custom resources are stored. */
export const JSON_CODEC: StorageCodec = {
  encode: (object) => bytes(`${JSON.stringify(object)}\n`),
  decode: (data) => JSON.parse(new TextDecoder().decode(data)) as KubeObject,
};

/** A value that carries its object; whoever holds the same key reads the object, everybody else the bytes. */
class StoredObject implements EtcdValue {
  #bytes: Uint8Array | undefined;

  constructor(
    readonly object: KubeObject,
    readonly key: string,
    readonly transformer: Transformer,
    readonly codec: StorageCodec,
  ) {}

  bytes(): Uint8Array {
    return (this.#bytes ??= this.transformer.toStorage(this.codec.encode(this.object), this.key));
  }
}

export function storedValue(object: KubeObject, key: string, transformer: Transformer, codec: StorageCodec): EtcdValue {
  return new StoredObject(object, key, transformer, codec);
}

/** The object of a value, without its resource version. Throws Error where it cannot be read. */
export function readValue(kv: KeyValue, transformer: Transformer, codec: StorageCodec): KubeObject {
  const { value } = kv;
  if (value instanceof StoredObject && value.transformer.id === transformer.id) return value.object;
  return codec.decode(transformer.fromStorage(value.bytes(), kv.key).plain);
}

/** An object with the resource version of its revision; everything else is shared. */
export function versioned(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

/** The object as it is stored: without a resource version. */
export function unversioned(object: KubeObject): KubeObject {
  const { resourceVersion: _r, selfLink: _s, ...metadata } = object.metadata ?? {};
  return { ...object, metadata };
}
