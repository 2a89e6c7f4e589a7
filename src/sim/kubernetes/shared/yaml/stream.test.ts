import { describe, expect, it } from 'vitest';
import { errorText } from '../go/error.ts';
import { toPlain } from '../json/value.ts';
import { DocumentStream } from './stream.ts';

function read(text: string): unknown[] {
  const stream = new DocumentStream(new TextEncoder().encode(text));
  const out: unknown[] = [];
  try {
    for (let found = stream.next(); found; found = stream.next()) out.push(toPlain(found.value));
  } catch (e) {
    out.push(errorText(e));
  }
  return out;
}

describe('a stream of documents', () => {
  it('parts YAML at separator lines, and keeps empty documents', () => {
    expect(read('a: 1\n---\n# nothing\n---\nb: 2\n')).toEqual([{ a: 1 }, null, { b: 2 }]);
    expect(read('---\na: 1\n')).toEqual([{ a: 1 }]);
    expect(read('--- # first\r\na: 1\r\n---')).toEqual([{ a: 1 }]);
    expect(read('')).toEqual([]);
  });

  it('reads JSON values one after the other, and YAML after them', () => {
    expect(read('{"a":1}{"b":2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(read('{"a":1}\n---\nb: 2\n')).toEqual([{ a: 1 }, { b: 2 }]);
    expect(read('{a: 1, b: c}')).toEqual([{ a: 1, b: 'c' }]);
  });

  it('says what is wrong', () => {
    expect(read('a: 1\n--- b\n')).toEqual(['invalid Yaml document separator: b']);
    expect(read('a: 1\nb\n')).toEqual(["error converting YAML to JSON: yaml: line 3: could not find expected ':'"]);
    expect(read('{"a":1,}')).toEqual([{ a: 1 }]);
    expect(read('{"a" 1}')).toEqual(["json: offset 6: invalid character '1' after object key"]);
    expect(read('{"a":1')).toEqual(['unexpected EOF']);
  });
});
