import { describe, expect, it } from 'vitest';
import { encodeJson } from './encode.ts';
import { type JsonSyntaxError, parseJson } from './parse.ts';
import { toPlain } from './value.ts';

function parse(text: string): unknown {
  try {
    return toPlain(parseJson(new TextEncoder().encode(text)));
  } catch (e) {
    return `${(e as JsonSyntaxError).offset}: ${(e as Error).message}`;
  }
}

describe('reading JSON', () => {
  it('gives values, the last of doubled keys', () => {
    expect(parse(' {"a":[1,-2.5e3,true,null,"\\u00e9\\n"],"a":2} ')).toEqual({ a: 2 });
    expect(parse('"\\ud800"')).toBe('\ufffd');
  });

  it('says what is wrong in encoding/json’s words', () => {
    const cases: [string, string][] = [
      ['{"a":}', "6: invalid character '}' looking for beginning of value"],
      ['{a:1}', "2: invalid character 'a' looking for beginning of object key string"],
      ['{"a" 1}', "6: invalid character '1' after object key"],
      ['{"a":1 "b"}', "8: invalid character '\"' after object key:value pair"],
      ['[1 2]', "4: invalid character '2' after array element"],
      ['{"a":1', '6: unexpected end of JSON input'],
      ['nul', '3: unexpected end of JSON input'],
      ['nulL', "4: invalid character 'L' in literal null (expecting 'l')"],
      ['01', "2: invalid character '1' after top-level value"],
      ['"\\x"', "3: invalid character 'x' in string escape code"],
      ['"a\nb"', "3: invalid character '\\n' in string literal"],
    ];
    for (const [text, want] of cases) expect(parse(text)).toBe(want);
  });
});

describe('writing JSON', () => {
  it('sorts keys and escapes as Go does', () => {
    expect(encodeJson({ b: '<&>\u2028\u0001', a: 1e21, c: undefined, d: [1.5, -0] })).toBe(
      '{"a":1e+21,"b":"\\u003c\\u0026\\u003e\\u2028\\u0001","d":[1.5,-0]}',
    );
    expect(encodeJson({ b: '<', a: [] }, { html: false, indent: '  ', keepOrder: true })).toBe('{\n  "b": "<",\n  "a": []\n}');
  });
});
