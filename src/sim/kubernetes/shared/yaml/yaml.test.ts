import { describe, expect, test } from 'vitest';
import { bytes } from '../../../kernel/text.ts';
import { encodeJson } from '../json/encode.ts';
import { yamlToJson } from './decode.ts';
import { emitYaml } from './emit.ts';

const json = (text: string, strict = false) => encodeJson(yamlToJson(bytes(text), { strict }));
const error = (text: string, strict = false): string => {
  try {
    return `no error: ${json(text, strict)}`;
  } catch (e) {
    return (e as Error).message;
  }
};

describe('a text that is no YAML is refused with go-yaml’s words and line', () => {
  test.each([
    ['a: b: c\n', 'yaml: mapping values are not allowed in this context'],
    ['x: 1\na: b: c\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a: 1\n b: 2\n', 'yaml: line 2: mapping values are not allowed in this context'],
    ['a:\n  b: 1\n c: 2\n', 'yaml: line 2: did not find expected key'],
    ['a:\n- x\n y: 1\n', 'yaml: line 3: mapping values are not allowed in this context'],
    ['a: 1\nb\nc: 2\n', "yaml: line 3: could not find expected ':'"],
    ['a: 1\nb\n', "yaml: line 3: could not find expected ':'"],
    ['a:\n\t- b\n', 'yaml: line 2: found character that cannot start any token'],
    ['a: b\n\tc: d\n', 'yaml: line 2: found a tab character that violates indentation'],
    ['a: "b\n', 'yaml: line 2: found unexpected end of stream'],
    ['a: [1, 2\nb: 3\n', "yaml: line 1: did not find expected ',' or ']'"],
    ['- a\nb: c\n', "yaml: line 1: did not find expected '-' indicator"],
    ['a: - b\n', 'yaml: block sequence entries are not allowed in this context'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['a: &x [*x]\n', "yaml: anchor 'x' value contains itself"],
    ['a: @b\n', 'yaml: found character that cannot start any token'],
    ['a: "\\q"\n', 'yaml: found unknown escape character'],
    ['a: \u0001\n', 'yaml: control characters are not allowed'],
    ['%YAML 1.2\n---\na: 1\n', 'yaml: found incompatible YAML document'],
    ['a: !!int x\n', 'yaml: cannot decode !!str `x` as a !!int'],
    ['<<: 1\n', 'yaml: map merge requires map or sequence of maps as the value'],
    ['? [a]\n: 1\n', 'yaml: invalid map key: []interface {}{"a"}'],
    ['~: 1\n', 'unsupported map key of type: %!s(<nil>), key: <nil>, value: 1'],
  ])('%j', (text, message) => {
    expect(error(text)).toBe(message);
  });

  test('bytes that are no UTF-8', () => {
    expect(() => yamlToJson(new Uint8Array([0x61, 0x3a, 0x20, 0xff]))).toThrow('yaml: invalid leading UTF-8 octet');
    expect(() => yamlToJson(new Uint8Array([0x61, 0x3a, 0x20, 0xc3]))).toThrow('yaml: incomplete UTF-8 octet sequence');
  });

  test('doubled keys, if asked to be strict', () => {
    expect(json('a: 1\na: 2\n')).toBe('{"a":2}');
    expect(error('a: 1\nb:\n  c: 1\n  c: 2\na: 2\n', true)).toBe(
      'yaml: unmarshal errors:\n  line 4: key "c" already set in map\n  line 5: key "a" already set in map',
    );
  });

  test('aliases that multiply', () => {
    let text = 'a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n';
    for (let i = 1; i < 9; i++)
      text += `a${i}: &a${i} [${Array(10)
        .fill(`*a${i - 1}`)
        .join(', ')}]\n`;
    expect(error(text)).toBe('yaml: document contains excessive aliasing');
  });
});

describe('YAML becomes JSON by the rules of YAML 1.1', () => {
  test.each([
    ['[yes, Off, y, true, ~, null, "yes"]', '[true,false,true,true,null,null,"yes"]'],
    ['[010, 0o10, 0x1F, 0b11, 1_000, -5, +5]', '[8,8,31,3,1000,-5,5]'],
    ['[1.50, 1e3, .5, 1e21, 12:30:45, 1.2.3]', '[1.5,1000,0.5,1e+21,"12:30:45","1.2.3"]'],
    ['[2001-12-14, 2001-12-14T21:59:43Z]', '["2001-12-14","2001-12-14T21:59:43Z"]'],
    ['{b: 1, a: 2, 3: x, true: w, 1.5: z}', '{"1.5":"z","3":"x","a":2,"b":1,"true":"w"}'],
    ['a: &x {b: 1, c: 2}\nd:\n  <<: *x\n  c: 3\n', '{"a":{"b":1,"c":2},"d":{"b":1,"c":3}}'],
    ['a: |\n  x\n   y\n\nb: >-\n  x\n  y\n\n  z\n', '{"a":"x\\n y\\n","b":"x y\\nz"}'],
    ["a: 'it''s'\nb: \"\\x41\\u00e9\\\n  c\"\nc: p\n  q\n", '{"a":"it\'s","b":"Aéc","c":"p q"}'],
    ['a: !!str 1\nb: !!float 2\nc: !!binary aGk=\nd: ! 3\n', '{"a":"1","b":2,"c":"hi","d":"3"}'],
    ['a:\n- 1\n-\n- - 2\nb:\n', '{"a":[1,null,[2]],"b":null}'],
    ['a: 1\n---\nb: 2\n', '{"a":1}'],
    ['', 'null'],
    ['# nothing\n', 'null'],
  ])('%j', (text, wanted) => {
    expect(json(text)).toBe(wanted);
  });
});

test('values are written as go-yaml writes them', () => {
  const value = {
    b: ['x', { d: 1, c: [] }, ['y'], {}],
    a10: 'yes',
    a2: '1.5',
    A: '',
    'key with: colon': 'a #b',
    text: 'line 1\nline 2\n',
    kept: ' x\ny',
    long: 'word '.repeat(40).trim(),
    quoted: "it's: ",
    tab: 'a\tb',
    time: '12:30',
    n: 1e21,
    f: 0.5,
    none: null,
    no: false,
  };
  expect(emitYaml(value)).toBe(`A: ""
a2: "1.5"
a10: "yes"
b:
- x
- c: []
  d: 1
- - "y"
- {}
f: 0.5
kept: |2-
   x
  y
'key with: colon': 'a #b'
long: ${'word '.repeat(40).trim()}
"n": 1e+21
"no": false
none: null
quoted: 'it''s: '
tab: "a\\tb"
text: |
  line 1
  line 2
time: "12:30"
`);
});
