import { describe, expect, it } from 'vitest';
import { encodeJson } from '../json/encode.ts';
import { structOf } from '../schema/go-types.ts';
import { emitYaml } from '../yaml/emit.ts';
import { encodeTyped } from './encode.ts';

const json = (object: object, pkg: string, name: string) => encodeJson(encodeTyped(object, structOf(pkg, name)), { keepOrder: true });

describe('encoding by type', () => {
  it('keeps Go’s order and writes what has no omitempty', () => {
    expect(
      json(
        {
          spec: { restartPolicy: 'Always', containers: [{ image: 'nginx', name: 'c' }] },
          metadata: { labels: { b: '1', a: '2' }, name: 'x' },
          kind: 'Pod',
          apiVersion: 'v1',
        },
        'core/v1',
        'Pod',
      ),
    ).toBe(
      '{"kind":"Pod","apiVersion":"v1","metadata":{"name":"x","labels":{"a":"2","b":"1"}},"spec":{"containers":[{"name":"c",' +
        '"image":"nginx","resources":{}}],"restartPolicy":"Always"},"status":{}}',
    );
  });

  it('writes nil lists and zero values where Go does', () => {
    expect(json({}, 'core/v1', 'PodSpec')).toBe('{"containers":null}');
    expect(json({ rules: [{ verbs: ['get'] }] }, 'rbac/v1', 'Role')).toBe('{"metadata":{},"rules":[{"verbs":["get"]}]}');
    expect(json({ spec: { ports: [{ port: 80 }] } }, 'core/v1', 'Service')).toBe(
      '{"metadata":{},"spec":{"ports":[{"port":80,"targetPort":0}]},"status":{"loadBalancer":{}}}',
    );
  });

  it('becomes YAML with sorted keys', () => {
    expect(
      emitYaml(encodeTyped({ apiVersion: 'apps/v1', kind: 'Deployment', spec: { replicas: 2 } }, structOf('apps/v1', 'Deployment'))),
    ).toBe(
      'apiVersion: apps/v1\nkind: Deployment\nmetadata: {}\nspec:\n  replicas: 2\n  selector: null\n  strategy: {}\n' +
        '  template:\n    metadata: {}\n    spec:\n      containers: null\nstatus: {}\n',
    );
  });
});
