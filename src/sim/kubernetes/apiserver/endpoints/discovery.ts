import { groupVersionOf, type ResourceInfo } from '../resources/index.ts';

// Models staging/src/k8s.io/apiserver/pkg/endpoints/discovery @v1.35

/** Priorities by which groups are ordered (pkg/controlplane/apiserver/apis.go); those of others come last. */
const GROUP_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
  'node.k8s.io',
  'discovery.k8s.io',
  'resource.k8s.io',
  'flowcontrol.apiserver.k8s.io',
];

/** What discovery tells of the resources that are served. */
export class Discovery {
  constructor(
    private readonly resources: () => readonly ResourceInfo[],
    private readonly serverAddress: string,
  ) {}

  /** Groups in order, each with its versions in order. */
  groups(): Map<string, string[]> {
    const out = new Map<string, string[]>();
    for (const info of this.resources()) {
      const versions = out.get(info.group) ?? [];
      if (!versions.includes(info.version)) versions.push(info.version);
      out.set(info.group, versions);
    }
    const rank = (group: string): number => {
      const at = GROUP_ORDER.indexOf(group);
      return at < 0 ? GROUP_ORDER.length : at;
    };
    return new Map([...out].sort((a, b) => rank(a[0]) - rank(b[0])));
  }

  /** `/api` without aggregation. */
  apiVersions(): unknown {
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: this.serverAddress }],
    };
  }

  #group(group: string, versions: readonly string[]): Record<string, unknown> {
    const list = versions.map((version) => ({ groupVersion: `${group}/${version}`, version }));
    return { name: group, versions: list, preferredVersion: list[0] };
  }

  /** `/apis` without aggregation. */
  apiGroups(): unknown {
    const groups = [...this.groups()].filter(([group]) => group !== '').map(([group, versions]) => this.#group(group, versions));
    return { kind: 'APIGroupList', apiVersion: 'v1', groups };
  }

  /** `/apis/GROUP`; nothing for one that is not served. */
  apiGroup(group: string): unknown {
    const versions = this.groups().get(group);
    return versions && group ? { kind: 'APIGroup', apiVersion: 'v1', ...this.#group(group, versions) } : undefined;
  }

  /** `/api/v1`, `/apis/GROUP/VERSION`. */
  resourceList(group: string, version: string): unknown {
    const mine = this.resources().filter((r) => r.group === group && r.version === version);
    if (mine.length === 0) return undefined;
    const resources = mine
      .flatMap((r) => [
        {
          name: r.resource,
          singularName: r.singular === '-' ? '' : r.singular,
          namespaced: r.namespaced,
          kind: r.kind,
          verbs: r.verbs,
          ...(r.shortNames.length > 0 ? { shortNames: r.shortNames } : {}),
          ...(r.categories.length > 0 ? { categories: r.categories } : {}),
        },
        ...r.subresources.map((s) => ({
          name: `${r.resource}/${s.name}`,
          singularName: '',
          namespaced: r.namespaced,
          ...(s.kind.group !== group || s.kind.version !== version ? { group: s.kind.group, version: s.kind.version } : {}),
          kind: s.kind.kind,
          verbs: s.verbs,
        })),
      ])
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    return { kind: 'APIResourceList', ...(group ? { apiVersion: 'v1' } : {}), groupVersion: groupVersionOf({ group, version }), resources };
  }

  /** `/api` or `/apis` for clients that take everything at once (apidiscovery.k8s.io/v2). */
  aggregated(legacy: boolean): unknown {
    const items = [...this.groups()]
      .filter(([group]) => (group === '') === legacy)
      .map(([group, versions]) => ({
        metadata: group ? { name: group, creationTimestamp: null } : { creationTimestamp: null },
        versions: versions.map((version) => ({ version, resources: this.#aggregatedResources(group, version), freshness: 'Current' })),
      }));
    return { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
  }

  #aggregatedResources(group: string, version: string): unknown[] {
    return this.resources()
      .filter((r) => r.group === group && r.version === version)
      .map((r) => ({
        resource: r.resource,
        responseKind: { group: '', version: '', kind: r.kind },
        scope: r.namespaced ? 'Namespaced' : 'Cluster',
        singularResource: r.singular === '-' ? '' : r.singular,
        verbs: r.verbs,
        ...(r.shortNames.length > 0 ? { shortNames: r.shortNames } : {}),
        ...(r.categories.length > 0 ? { categories: r.categories } : {}),
        ...(r.subresources.length > 0
          ? {
              subresources: r.subresources.map((s) => ({
                subresource: s.name,
                responseKind: s.kind.group !== group || s.kind.version !== version ? s.kind : { group: '', version: '', kind: s.kind.kind },
                verbs: s.verbs,
              })),
            }
          : {}),
      }));
  }
}
