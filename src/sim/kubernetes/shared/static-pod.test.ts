import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { bytes } from '../../kernel/text.ts';
import { podFromFile } from './static-pod.ts';

interface Probe {
  manifest: string;
  path: string;
  error?: string;
  outcome?: string;
}

const file = new URL('../../../../tests/goldens/probes/manifest-probes.json', import.meta.url);
const { probes } = JSON.parse(readFileSync(file, 'utf8')) as { probes: Probe[] };

/** The answer as the kubelet's journal shows it, inside quotes. */
function answer(manifest: string): string {
  try {
    podFromFile('/etc/kubernetes/manifests/probe.yaml', 'controlplane', bytes(manifest));
    return 'accepted';
  } catch (e) {
    return (e as Error).message.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
  }
}

/** Go's maps give the errors of their entries in any order: the same words count as the same. */
const words = (text: string) =>
  text
    .split(/[\s"\\=,;(){}[\]]+/)
    .sort()
    .join(' ');

test('every recorded manifest is answered as the kubelet answered it', () => {
  expect(probes.length).toBe(303);
  const different = probes
    .map((probe) => ({ path: probe.path, want: probe.error ?? probe.outcome ?? '', got: answer(probe.manifest) }))
    .filter(({ want, got }) => words(want) !== words(got));
  expect(different).toEqual([]);
});

const POD = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: main
    image: nginx
`;

describe('a static pod', () => {
  test('gets its node’s name, the default namespace, and a toleration', () => {
    const pod = podFromFile('/etc/kubernetes/manifests/web.yaml', 'node01', bytes(POD));
    expect(pod.metadata).toEqual({
      name: 'web-node01',
      namespace: 'default',
      uid: pod.metadata!.uid,
      annotations: { 'kubernetes.io/config.hash': pod.metadata!.uid },
    });
    expect(pod.spec!.nodeName).toBe('node01');
    expect(pod.spec!.tolerations).toEqual([{ operator: 'Exists', effect: 'NoExecute' }]);
    expect(pod.spec!.containers![0]).toEqual({
      name: 'main',
      image: 'nginx',
      imagePullPolicy: 'Always',
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
    });
    expect(pod.status).toEqual({ phase: 'Pending' });
  });

  test('is the same pod whatever form its text has, and another in another file, on another node or with another content', () => {
    const uid = (path: string, node: string, text: string) => podFromFile(path, node, bytes(text)).metadata!.uid;
    const here = uid('/m/web.yaml', 'node01', POD);
    expect(here).toMatch(/^[0-9a-f]{32}$/);
    expect(uid('/m/web.yaml', 'node01', `# a comment\n${POD.replaceAll('\n', '\r\n')}`)).toBe(here);
    const json = '{"kind":"Pod","apiVersion":"v1","spec":{"containers":[{"image":"nginx","name":"main"}]},"metadata":{"name":"web"}}';
    expect(uid('/m/web.yaml', 'node01', json)).toBe(here);
    expect(uid('/m/web.yaml.bak', 'node01', POD)).not.toBe(here);
    expect(uid('/m/web.yaml', 'node02', POD)).not.toBe(here);
    expect(uid('/m/web.yaml', 'node01', POD.replace('nginx', 'nginx:1'))).not.toBe(here);
  });

  test.each([
    ['', "couldn't parse as pod(Object 'Kind' is missing in 'null'), please check config file"],
    [
      'hello\n',
      'couldn\'t parse as pod(couldn\'t get version/kind; json parse error: json: cannot unmarshal string into Go value of type struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }), please check config file',
    ],
    [
      '{"kind": "Pod"',
      "couldn't parse as pod(couldn't get version/kind; json parse error: unexpected end of JSON input), please check config file",
    ],
    [
      POD.replace('v1', 'apps/v1'),
      'couldn\'t parse as pod(no kind "Pod" is registered for version "apps/v1" in scheme "pkg/runtime/scheme.go:111"), please check config file',
    ],
    [POD.replace('    image', '   image'), "couldn't parse as pod(yaml: line 7: did not find expected key), please check config file"],
  ])('is no pod: %j', (text, message) => {
    expect(() => podFromFile('/m/x.yaml', 'node01', bytes(text))).toThrow(`/m/x.yaml: ${message}`);
  });
});
