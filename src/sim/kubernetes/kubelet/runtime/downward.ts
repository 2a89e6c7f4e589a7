import type { Container, Pod } from '../../shared/api/core.ts';

// Models pkg/fieldpath and pkg/api/v1/resource @v1.35

export interface PodAddresses {
  nodeName: string;
  podIp: string;
  hostIp: string;
}

function formatMap(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map![key])}`)
    .join('\n');
}

/** The value of a pod's field for an environment variable or a downward API file. Throws Error for a field that has none. */
export function downwardField(pod: Pod, path: string, addresses: PodAddresses): string {
  const subscript = /^(metadata\.(?:labels|annotations))\['(.+)'\]$/.exec(path);
  if (subscript) return (subscript[1] === 'metadata.labels' ? pod.metadata.labels : pod.metadata.annotations)?.[subscript[2]!] ?? '';
  switch (path) {
    case 'metadata.name':
      return pod.metadata.name ?? '';
    case 'metadata.namespace':
      return pod.metadata.namespace ?? '';
    case 'metadata.uid':
      return pod.metadata.uid ?? '';
    case 'metadata.labels':
      return formatMap(pod.metadata.labels);
    case 'metadata.annotations':
      return formatMap(pod.metadata.annotations);
    case 'spec.nodeName':
      return addresses.nodeName;
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return addresses.hostIp;
    case 'status.podIP':
    case 'status.podIPs':
      return addresses.podIp;
    default:
      throw new Error(`unsupported fieldPath: ${path}`);
  }
}

const SUFFIXES: Record<string, number> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  E: 1e18,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
  Pi: 1024 ** 5,
  Ei: 1024 ** 6,
};

/** The number of a quantity that validation has accepted. */
export function quantityValue(text: string): number {
  const m = /^([+-]?[0-9.]+)([a-zA-Z]*)$/.exec(text);
  if (!m) return Number(text);
  return Number(m[1]) * (m[2] ? (SUFFIXES[m[2]] ?? 1) : 1);
}

/** The value of a container's resource in units of a divisor, rounded up. */
export function downwardResource(pod: Pod, ref: { containerName?: string; resource: string; divisor?: string }, own?: Container): string {
  const container = ref.containerName ? pod.spec.containers.find((c) => c.name === ref.containerName) : own;
  if (!container) throw new Error(`container ${ref.containerName} not found`);
  const [kind, name] = ref.resource.split(/\.(.*)/s) as ['limits' | 'requests', string];
  const value = container.resources?.[kind]?.[name] ?? '0';
  const divisor = quantityValue(ref.divisor && ref.divisor !== '0' ? ref.divisor : '1') || 1;
  return String(Math.ceil(quantityValue(value) / divisor - 1e-9));
}
