import { DISCOVERY } from './discovery.data.ts';

export interface SubresourceInfo {
  name: string;
  kind: { group: string; version: string; kind: string };
  verbs: readonly string[];
}

/** A resource of the API: what discovery says of it. */
export interface ResourceInfo {
  group: string;
  version: string;
  resource: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: readonly string[];
  shortNames: readonly string[];
  categories: readonly string[];
  subresources: readonly SubresourceInfo[];
}

function parseKind(text: string, group: string, version: string): SubresourceInfo['kind'] {
  const parts = text.split('/');
  if (parts.length === 3) return { group: parts[0]!, version: parts[1]!, kind: parts[2]! };
  return { group, version, kind: text };
}

function parse(): ResourceInfo[] {
  const out: ResourceInfo[] = [];
  let group = '';
  let version = '';
  for (const line of DISCOVERY.trim().split('\n')) {
    if (line.startsWith('# ')) {
      const parts = line.slice(2).split('/');
      [group, version] = parts.length === 1 ? ['', parts[0]!] : [parts[0]!, parts[1]!];
      continue;
    }
    const words = line.trim().split(' ');
    if (line.startsWith(' ')) {
      const [name, kind, verbs] = words as [string, string, string];
      (out.at(-1)!.subresources as SubresourceInfo[]).push({ name, kind: parseKind(kind, group, version), verbs: verbs.split(',') });
      continue;
    }
    const [resource, singular, kind, scope, verbs] = words as [string, string, string, string, string];
    const list = (key: string): string[] =>
      words
        .find((w) => w.startsWith(`${key}=`))
        ?.slice(key.length + 1)
        .split(',') ?? [];
    out.push({
      group,
      version,
      resource,
      singular,
      kind,
      namespaced: scope === 'N',
      verbs: verbs.split(','),
      shortNames: list('short'),
      categories: list('in'),
      subresources: [],
    });
  }
  return out;
}

/** The resources of a v1.35 API server, in discovery's order: groups by priority. */
export const BUILT_IN: readonly ResourceInfo[] = parse();

export function groupVersionOf(info: { group: string; version: string }): string {
  return info.group ? `${info.group}/${info.version}` : info.version;
}

/** Where etcd has resources whose keys do not begin with their own name. */
const PREFIXES: Record<string, string> = {
  nodes: 'minions',
  services: 'services/specs',
  endpoints: 'services/endpoints',
  replicationcontrollers: 'controllers',
  'ingresses.networking.k8s.io': 'ingress',
  'apiservices.apiregistration.k8s.io': 'apiregistration.k8s.io/apiservices',
  'customresourcedefinitions.apiextensions.k8s.io': 'apiextensions.k8s.io/customresourcedefinitions',
};

/** The directory of a resource below etcd's prefix: `/registry/pods/`. */
export function storagePrefix(root: string, info: { group: string; resource: string }, custom = false): string {
  const name = info.group ? `${info.resource}.${info.group}` : info.resource;
  return `${root}/${custom ? `${info.group}/${info.resource}` : (PREFIXES[name] ?? info.resource)}/`;
}
