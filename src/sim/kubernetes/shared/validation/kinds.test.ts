import { describe, expect, it } from 'vitest';
import { decode } from '../decode/codec.ts';
import { setDefaults } from '../defaults/index.ts';
import { featureDefault } from '../features.ts';
import { apiScheme, extensionsScheme, groupVersion } from '../schema/scheme.ts';
import { Path, toAggregate } from './field.ts';
import { kindValidation } from './kinds.ts';
import { validateObjectMeta } from './meta.ts';

type Values = Record<string, unknown>;
const context = { enabled: featureDefault };

function load(object: Values) {
  const scheme = String(object['apiVersion']).startsWith('apiextensions') ? extensionsScheme() : apiScheme();
  const decoded = decode(new TextEncoder().encode(JSON.stringify(object)), { scheme, keepEmpty: true });
  setDefaults(decoded.object, scheme.type(decoded.gvk)!);
  return decoded;
}

/** What is wrong with a new object. */
function create(apiVersion: string, kind: string, rest: Values): string {
  const { object, gvk } = load({ apiVersion, kind, metadata: { name: 'x', namespace: 'default', uid: 'u' }, ...rest });
  const validation = kindValidation(gvk.group, gvk.kind)!;
  return toAggregate(validation.create(object, context))?.message ?? '';
}

/** What is wrong with a change. */
function update(apiVersion: string, kind: string, old: Values, now: Values): string {
  const [a, b] = [old, now].map((rest) => load({ apiVersion, kind, metadata: { name: 'x', namespace: 'default', uid: 'u' }, ...rest }));
  return toAggregate(kindValidation(a!.gvk.group, a!.gvk.kind)!.update(b!.object, a!.object, context))?.message ?? '';
}

const template = (labels: Values = { app: 'x' }, spec: Values = {}) => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image: 'nginx' }], ...spec },
});
const selector = { matchLabels: { app: 'x' } };

describe('workloads', () => {
  it('must select their own pods and go on running', () => {
    expect(create('apps/v1', 'Deployment', { spec: { selector, template: template({ app: 'y' }) } })).toBe(
      'spec.template.metadata.labels: Invalid value: {"app":"y"}: `selector` does not match template `labels`',
    );
    expect(create('apps/v1', 'DaemonSet', { spec: { selector, template: template({ app: 'x' }, { restartPolicy: 'Never' }) } })).toBe(
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    );
    expect(create('batch/v1', 'CronJob', { spec: { schedule: '* * *', jobTemplate: { spec: { template: template() } } } })).toBe(
      '[spec.schedule: Invalid value: "* * *": expected exactly 5 fields, found 3: [* * *], spec.jobTemplate.spec.template.spec.restartPolicy: ' +
        'Required value: valid values: "OnFailure", "Never"]',
    );
  });

  it('keep what may not change', () => {
    const spec = { selector, template: template() };
    const moved = { selector: { matchLabels: { app: 'y' } }, template: template({ app: 'y' }) };
    expect(update('apps/v1', 'Deployment', { spec }, { spec: moved })).toBe(
      'spec.selector: Invalid value: {"matchLabels":{"app":"y"}}: field is immutable',
    );
    expect(update('apps/v1', 'StatefulSet', { spec: { ...spec, serviceName: 'a' } }, { spec: { ...spec, serviceName: 'b' } })).toBe(
      "spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', " +
        "'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    );
  });

  it('shows how a pod’s spec would change in its internal form', () => {
    const pod = (env: unknown[]) => ({ spec: { containers: [{ name: 'c', image: 'nginx', env }] } });
    expect(update('v1', 'Pod', pod([]), pod([{ name: 'A', value: '1' }]))).toBe(
      'spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,' +
        '`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` ' +
        '(allow it to be set to 1 if it was previously negative)\n' +
        '@@ -10,7 +10,13 @@\n    "WorkingDir": "",\n    "Ports": null,\n    "EnvFrom": null,\n-   "Env": [],\n+   "Env": [\n+    {\n' +
        '+     "Name": "A",\n+     "Value": "1",\n+     "ValueFrom": null\n+    }\n+   ],\n    "Resources": {\n     "Limits": null,\n' +
        '     "Requests": null,\n',
    );
  });
});

describe('other kinds', () => {
  it('say what is wrong with them', () => {
    const cases: [string, string, Values, string][] = [
      ['v1', 'Service', { spec: { ports: [] } }, 'spec.ports: Required value'],
      ['v1', 'Secret', { type: 'kubernetes.io/tls', data: {} }, '[data[tls.crt]: Required value, data[tls.key]: Required value]'],
      [
        'v1',
        'LimitRange',
        { spec: { limits: [{ type: 'Container', min: { cpu: '2' }, max: { cpu: '1' } }] } },
        '[spec.limits[0].min[cpu]: Invalid value: "2": min value 2 is greater than max value 1, spec.limits[0].defaultRequest[cpu]: ' +
          'Invalid value: "1": min value 2 is greater than default request value 1, spec.limits[0].default[cpu]: Invalid value: "2": ' +
          'min value 2 is greater than default value 1]',
      ],
      [
        'rbac.authorization.k8s.io/v1',
        'Role',
        { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] },
        'rules[0].nonResourceURLs: Invalid value: ["/x"]: namespaced rules cannot apply to non-resource URLs',
      ],
      [
        'networking.k8s.io/v1',
        'Ingress',
        { spec: { rules: [{ host: '1.2.3.4' }] } },
        'spec.rules[0].host: Invalid value: "1.2.3.4": must be a DNS name, not an IP address',
      ],
      [
        'policy/v1',
        'PodDisruptionBudget',
        { spec: { minAvailable: 1, maxUnavailable: 1 } },
        'spec: Invalid value: {"MinAvailable":1,"Selector":null,"MaxUnavailable":1,"UnhealthyPodEvictionPolicy":null}: minAvailable and ' +
          'maxUnavailable cannot be both set',
      ],
      [
        'apiextensions.k8s.io/v1',
        'CustomResourceDefinition',
        {
          spec: {
            group: 'a.b',
            scope: 'Cluster',
            names: { plural: 'x', kind: 'X' },
            versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { properties: { a: {} } } } }],
          },
          status: { storedVersions: ['v1'] },
        },
        '[metadata.name: Invalid value: "x": must be spec.names.plural+"."+spec.group, spec.validation.openAPIV3Schema.properties[a].type: ' +
          'Required value: must not be empty for specified object fields, spec.validation.openAPIV3Schema.type: Required value: must not ' +
          'be empty at the root]',
      ],
    ];
    for (const [apiVersion, kind, rest, want] of cases) expect(create(apiVersion, kind, rest)).toBe(want);
  });

  it('check names by their own rules', () => {
    const name = (group: string, kind: string, text: string) =>
      toAggregate(validateObjectMeta({ name: text }, false, kindValidation(group, kind)!.name, Path.of('metadata')))?.message ?? '';
    expect(name('rbac.authorization.k8s.io', 'ClusterRole', 'system:node')).toBe('');
    expect(name('rbac.authorization.k8s.io', 'ClusterRole', 'a/b')).toBe('metadata.name: Invalid value: "a/b": may not contain \'/\'');
    expect(groupVersion({ group: '', version: 'v1' })).toBe('v1');
  });
});
