import { describe, expect, test } from 'vitest';
import { bytesValue, prefixEnd } from './api.ts';
import { COMPACTED, MvccStore } from './mvcc.ts';

const keys = (s: MvccStore, prefix: string, revision = 0): string[] =>
  s.range({ key: prefix, rangeEnd: prefixEnd(prefix), revision }).kvs.map((kv) => `${kv.key}@${kv.modRevision}v${kv.version}`);

describe('the multi-version store', () => {
  test('reads the present and the past', () => {
    const s = new MvccStore();
    s.put({ key: '/a/1', value: bytesValue('x') });
    s.put({ key: '/a/2', value: bytesValue('y') });
    s.put({ key: '/a/1', value: bytesValue('z') });
    s.deleteRange({ key: '/a/2' });
    expect(keys(s, '/a/')).toEqual(['/a/1@4v2']);
    expect(keys(s, '/a/', 3)).toEqual(['/a/1@2v1', '/a/2@3v1']);
    expect(s.revision).toBe(5);
  });

  test('a transaction writes only where its conditions hold', () => {
    const s = new MvccStore();
    const create = {
      compare: [{ key: 'k', target: 'MOD', result: 'EQUAL', value: 0 } as const],
      success: [{ put: { key: 'k', value: bytesValue('1') } }],
      failure: [{ range: { key: 'k' } }],
    };
    expect(s.txn(create).succeeded).toBe(true);
    const again = s.txn(create);
    expect(again.succeeded).toBe(false);
    expect(s.revision).toBe(2);
  });

  test('tells what happened since a revision, until it is compacted', () => {
    const s = new MvccStore();
    s.put({ key: 'a', value: bytesValue('1') });
    s.deleteRange({ key: 'a' });
    expect(s.eventsSince(2, 'a', undefined).map((e) => [e.revision, e.events.map((x) => x.type)])).toEqual([
      [2, ['PUT']],
      [3, ['DELETE']],
    ]);
    s.compact(3);
    expect(() => s.eventsSince(2, 'a', undefined)).toThrow(COMPACTED);
    expect(() => s.range({ key: 'a', revision: 2 })).toThrow(COMPACTED);
    expect(keys(s, 'a')).toEqual([]);
  });
});
