import type { Step } from '../../../kernel/step.ts';
import type { KubeObject } from '../../shared/api/meta.ts';
import type { Attributes, Authorizer, Decision } from '../endpoints/auth.ts';
import { ruleAllows, type PolicyRule } from './rbac.ts';

// Models plugin/pkg/auth/authorizer/node @v1.35

const NODES_GROUP = 'system:nodes';
const USER_PREFIX = 'system:node:';

/** The node's name of a user that is a node. */
export function nodeIdentity(user: { name: string; groups: readonly string[] }): { name: string; isNode: boolean } {
  if (!user.name.startsWith(USER_PREFIX) || !user.groups.includes(NODES_GROUP)) return { name: '', isNode: false };
  return { name: user.name.slice(USER_PREFIX.length), isNode: true };
}

/** What is found out about pods and volumes. */
export interface NodeGraph {
  /** Pods that are bound to a node. */
  podsOn(node: string): readonly KubeObject[];
  volume(name: string): KubeObject | undefined;
  claim(namespace: string, name: string): KubeObject | undefined;
}

/** What every node may, whatever it runs (NodeRules). */
const NODE_RULES: PolicyRule[] = [
  { verbs: ['create'], apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'] },
  { verbs: ['create'], apiGroups: ['authorization.k8s.io'], resources: ['localsubjectaccessreviews', 'subjectaccessreviews'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['services'] },
  { verbs: ['create', 'get', 'list', 'watch'], apiGroups: [''], resources: ['nodes'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['nodes/status'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['nodes'] },
  { verbs: ['create', 'update', 'patch'], apiGroups: [''], resources: ['events'] },
  { verbs: ['create', 'update', 'patch'], apiGroups: ['events.k8s.io'], resources: ['events'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['create', 'delete'], apiGroups: [''], resources: ['pods'] },
  { verbs: ['update', 'patch'], apiGroups: [''], resources: ['pods/status'] },
  { verbs: ['create'], apiGroups: [''], resources: ['pods/eviction'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: ['node.k8s.io'], resources: ['runtimeclasses'] },
  { verbs: ['get', 'create', 'list', 'watch'], apiGroups: ['certificates.k8s.io'], resources: ['certificatesigningrequests'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: ['storage.k8s.io'], resources: ['csidrivers'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: ['resource.k8s.io'], resources: ['resourceslices'] },
  { verbs: ['get', 'list', 'watch'], apiGroups: ['certificates.k8s.io'], resources: ['clustertrustbundles'] },
];

interface Ref {
  resource: string;
  namespace: string;
  name: string;
}

/** What a pod makes its node need (the edges of the authorizer's graph). */
function references(pod: KubeObject, graph: NodeGraph): Ref[] {
  const namespace = pod.metadata?.namespace ?? '';
  const out: Ref[] = [];
  const add = (resource: string, name: unknown, ns = namespace): void => {
    if (typeof name === 'string' && name !== '') out.push({ resource, namespace: ns, name });
  };
  // a mirror pod needs nothing of the API
  if (pod.metadata?.annotations?.['kubernetes.io/config.mirror'] !== undefined) return out;
  const spec = pod['spec'] as Record<string, unknown>;
  add('serviceaccounts', spec['serviceAccountName']);
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item, key);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const v = value as Record<string, unknown>;
    if (['configMap', 'configMapRef', 'configMapKeyRef'].includes(key)) add('configmaps', v['name']);
    if (['secretRef', 'secretKeyRef', 'imagePullSecrets', 'nodePublishSecretRef'].includes(key)) add('secrets', v['name']);
    if (key === 'secret') add('secrets', v['secretName'] ?? v['name']);
    if (key === 'persistentVolumeClaim') {
      add('persistentvolumeclaims', v['claimName']);
      const claim = graph.claim(namespace, String(v['claimName']));
      add('persistentvolumes', (claim?.['spec'] as { volumeName?: string } | undefined)?.volumeName, '');
    }
    for (const [k, x] of Object.entries(v)) visit(x, k);
  };
  visit(spec, 'spec');
  return out;
}

/** Lets a node read what its pods need, and write about itself. */
export class NodeAuthorizer implements Authorizer {
  constructor(
    private readonly graph: NodeGraph,
    private readonly synced: () => boolean,
  ) {}

  *authorize(a: Attributes): Step<Decision> {
    const { name, isNode } = nodeIdentity(a.user);
    if (!isNode) return { verdict: 'no-opinion', reason: '' };
    if (name === '') return { verdict: 'no-opinion', reason: `unknown node for user ${JSON.stringify(a.user.name)}` };
    if (a.isResource) {
      switch (`${a.group}/${a.resource}`) {
        case '/secrets':
        case '/configmaps':
          return this.#read(a, name, ['get', 'list', 'watch']);
        case '/persistentvolumeclaims':
          if (a.subresource === 'status') return this.#connected(a, name, ['update', 'patch']);
          return this.#read(a, name, ['get']);
        case '/persistentvolumes':
          return this.#read(a, name, ['get']);
        case '/serviceaccounts':
          return this.#token(a, name);
        case 'coordination.k8s.io/leases':
          return this.#lease(a, name);
        case 'storage.k8s.io/csinodes':
          return this.#own(a, name, ['get', 'create', 'update', 'patch', 'delete'], 'CSINode');
        case 'storage.k8s.io/volumeattachments':
          return this.#read(a, name, ['get']);
        case '/nodes':
          return this.#node(a, name);
        case '/pods':
          return this.#pods(a, name);
        case 'resource.k8s.io/resourceclaims':
          return this.#read(a, name, ['get']);
      }
    }
    return allows(NODE_RULES, a);
  }

  #read(a: Attributes, node: string, verbs: readonly string[]): Decision {
    if (!verbs.includes(a.verb)) return denied(`can only read resources of this type`);
    if (a.subresource !== '') return denied('cannot read subresource');
    return this.#connected(a, node, verbs);
  }

  #connected(a: Attributes, node: string, verbs: readonly string[]): Decision {
    if (!verbs.includes(a.verb)) return denied(`can only ${verbs.join('/')} resources of this type`);
    if (a.name === '') return denied('No Object name found');
    if (!this.synced()) return denied('node authorizer not ready');
    const wanted = (r: Ref): boolean => r.resource === a.resource && r.name === a.name && r.namespace === a.namespace;
    if (this.graph.podsOn(node).some((pod) => references(pod, this.graph).some(wanted))) return { verdict: 'allow', reason: '' };
    return denied(`no relationship found between node '${node}' and this object`);
  }

  #token(a: Attributes, node: string): Decision {
    if (a.subresource === '' && ['get', 'list', 'watch'].includes(a.verb)) return this.#connected(a, node, ['get', 'list', 'watch']);
    if (a.verb !== 'create' || a.subresource !== 'token') return denied('can only create tokens for individual service accounts');
    return this.#connected(a, node, ['create']);
  }

  #lease(a: Attributes, node: string): Decision {
    if (!['get', 'create', 'update', 'patch', 'delete'].includes(a.verb))
      return denied('can only get, create, update, patch, or delete a node lease');
    if (a.namespace !== 'kube-node-lease') return denied('can only access leases in the "kube-node-lease" system namespace');
    if (a.verb !== 'create' && a.name !== node) return denied(`can only access node lease with the same name as the requesting node`);
    return { verdict: 'allow', reason: '' };
  }

  #own(a: Attributes, node: string, verbs: readonly string[], kind: string): Decision {
    if (!verbs.includes(a.verb)) return denied(`can only get, create, update, patch, or delete a ${kind}`);
    if (a.subresource !== '') return denied(`cannot authorize ${kind} subresources`);
    if (a.verb !== 'create' && a.name !== node) return denied(`can only access ${kind} with the same name as the requesting node`);
    return { verdict: 'allow', reason: '' };
  }

  #node(a: Attributes, node: string): Decision {
    // since 1.32 a node reads only itself
    if (['get', 'list', 'watch'].includes(a.verb)) {
      if (a.subresource !== '') return denied('cannot read subresource');
      if (a.name === node) return { verdict: 'allow', reason: '' };
      return denied(`node '${node}' cannot read '${a.name}', only its own Node object`);
    }
    return allows(NODE_RULES, a);
  }

  #pods(a: Attributes, node: string): Decision {
    if (a.subresource !== '' || !['get', 'list', 'watch', 'deletecollection'].includes(a.verb)) return allows(NODE_RULES, a);
    if (a.verb === 'get') {
      const mine = this.graph.podsOn(node).some((pod) => pod.metadata?.name === a.name && pod.metadata.namespace === a.namespace);
      // one that is not there yet may be asked for: the mirror pod that is about to be made
      return mine ? { verdict: 'allow', reason: '' } : allows(NODE_RULES, a);
    }
    if (new RegExp(`(?:^|,)spec\\.nodeName==?${node.replace(/[.]/g, '\\.')}(?:,|$)`).test(a.fieldSelector ?? ''))
      return { verdict: 'allow', reason: '' };
    return denied('can only list/watch pods with spec.nodeName field selector');
  }
}

function allows(rules: readonly PolicyRule[], a: Attributes): Decision {
  return rules.some((rule) => ruleAllows(rule, a)) ? { verdict: 'allow', reason: '' } : { verdict: 'no-opinion', reason: '' };
}

function denied(reason: string): Decision {
  return { verdict: 'no-opinion', reason };
}
