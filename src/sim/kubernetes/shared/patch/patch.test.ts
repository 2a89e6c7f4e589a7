import { describe, expect, test } from 'vitest';
import { structOf } from '../schema/go-types.ts';
import { applyJsonPatch, applyMergePatch } from './json-patch.ts';
import { applyStrategicPatch } from './strategic.ts';

const pod = structOf('core/v1', 'Pod');

describe('patches', () => {
  test('strategic merge joins lists by their key and replaces others', () => {
    const original = {
      spec: {
        containers: [
          { name: 'a', image: 'x', args: ['1'] },
          { name: 'b', image: 'y' },
        ],
        tolerations: [{ key: 'k' }],
      },
    };
    const patch = {
      spec: {
        containers: [
          { name: 'a', args: ['2'] },
          { name: 'c', image: 'z' },
          { name: 'b', $patch: 'delete' },
        ],
        tolerations: [{ key: 'm' }],
      },
    };
    expect(applyStrategicPatch(original, patch, pod)).toEqual({
      spec: {
        containers: [
          { name: 'a', image: 'x', args: ['2'] },
          { name: 'c', image: 'z' },
        ],
        tolerations: [{ key: 'm' }],
      },
    });
  });

  test('strategic merge orders, deletes from primitive lists, removes by null and retains keys', () => {
    const original = {
      metadata: { finalizers: ['a', 'b'], labels: { x: '1', y: '2' } },
      spec: { containers: [{ name: 'a' }, { name: 'b' }] },
    };
    const patch = {
      metadata: { '$deleteFromPrimitiveList/finalizers': ['a'], finalizers: ['c'], labels: { x: null } },
      spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] },
    };
    expect(applyStrategicPatch(original, patch, pod)).toEqual({
      metadata: { finalizers: ['b', 'c'], labels: { y: '2' } },
      spec: { containers: [{ name: 'b' }, { name: 'a' }] },
    });
  });

  test('a list item without its key is refused in Go’s words', () => {
    expect(() => applyStrategicPatch({}, { spec: { containers: [{ image: 'x' }] } }, pod)).toThrow(
      'map: map[image:x] does not contain declared merge key: name',
    );
  });

  test('JSON patch and merge patch', () => {
    expect(
      applyJsonPatch({ a: [1, 3] }, [
        { op: 'add', path: '/a/1', value: 2 },
        { op: 'remove', path: '/a/0' },
      ]),
    ).toEqual({ a: [2, 3] });
    expect(() => applyJsonPatch({}, [{ op: 'remove', path: '/x' }])).toThrow(
      'remove operation does not apply: doc is missing key: /x: missing value',
    );
    expect(applyMergePatch({ a: 1, b: { c: 1 } }, { a: null, b: { d: 2 } })).toEqual({ b: { c: 1, d: 2 } });
  });
});
