import { describe, expect, it } from 'vitest';
import { DEFAULT_CONFIG } from '../containerd/default-config.ts';
import { encodeToml } from './encode.ts';
import { parseToml, TomlError } from './parse.ts';

const failure = (text: string): string => {
  try {
    parseToml(text);
  } catch (error) {
    if (error instanceof TomlError) return `row ${error.line} column ${error.column}: ${error.message}`;
    throw error;
  }
  return 'no error';
};

describe('toml', () => {
  it('reads what it wrote', () => {
    expect(parseToml(encodeToml(DEFAULT_CONFIG))).toEqual(DEFAULT_CONFIG);
  });

  it('names the row and column of a fault', () => {
    expect(failure('version = 3\nroot = /var/lib\n')).toBe('row 2 column 8: toml: incomplete number');
    expect(failure('root = "/var\n')).toBe('row 1 column 13: toml: basic strings cannot have new lines');
    expect(failure('[grpc\n')).toBe('row 1 column 6: toml: expected character ]');
    expect(failure('a = 1\na = 2\n')).toBe('row 0 column 0: toml: key a is already defined');
  });

  it('reads dotted keys, arrays of tables and inline tables', () => {
    expect(parseToml('a.b = 1\n[[x]]\ny = [1, 2,]\n[[x]]\n[x.z]\nk = {m = true}\n')).toEqual({
      a: { b: 1 },
      x: [{ y: [1, 2] }, { z: { k: { m: true } } }],
    });
  });
});
