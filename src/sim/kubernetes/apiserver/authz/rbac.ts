import type { Step } from '../../../kernel/step.ts';
import type { KubeObject } from '../../shared/api/meta.ts';
import type { Attributes, Authorizer, Decision } from '../endpoints/auth.ts';
import type { UserInfo } from '../registry/context.ts';

// Models plugin/pkg/auth/authorizer/rbac and pkg/registry/rbac/validation @v1.35

export interface PolicyRule {
  verbs: string[];
  apiGroups?: string[];
  resources?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface Subject {
  kind: string;
  apiGroup?: string;
  name: string;
  namespace?: string;
}

export interface RoleRef {
  apiGroup: string;
  kind: string;
  name: string;
}

export interface Role extends KubeObject {
  rules?: PolicyRule[];
}

export interface Binding extends KubeObject {
  subjects?: Subject[];
  roleRef: RoleRef;
}

/** Where roles and bindings are found: the API server's own caches. */
export interface RbacSource {
  role(namespace: string, name: string): Role | undefined;
  clusterRole(name: string): Role | undefined;
  bindings(namespace: string): readonly Binding[];
  clusterBindings(): readonly Binding[];
}

const has = (list: readonly string[] | undefined, value: string): boolean => (list ?? []).some((x) => x === '*' || x === value);

function resourceMatches(rule: PolicyRule, combined: string, subresource: string): boolean {
  return (rule.resources ?? []).some((r) => r === '*' || r === combined || (subresource !== '' && r === `*/${subresource}`));
}

function urlMatches(rule: PolicyRule, path: string): boolean {
  return (rule.nonResourceURLs ?? []).some(
    (url) => url === '*' || url === path || (url.endsWith('*') && path.startsWith(url.slice(0, -1))),
  );
}

/** Whether a rule allows a request. */
export function ruleAllows(rule: PolicyRule, a: Attributes): boolean {
  if (!has(rule.verbs, a.verb)) return false;
  if (!a.isResource) return urlMatches(rule, a.path);
  const combined = a.subresource ? `${a.resource}/${a.subresource}` : a.resource;
  return (
    has(rule.apiGroups, a.group) &&
    resourceMatches(rule, combined, a.subresource) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(a.name))
  );
}

/** Whether a binding's subject is this user; `namespace` is the binding's. */
export function appliesTo(subjects: readonly Subject[] | undefined, user: UserInfo, namespace: string): boolean {
  return (subjects ?? []).some((s) => {
    switch (s.kind) {
      case 'User':
        return s.name === user.name;
      case 'Group':
        return user.groups.includes(s.name);
      case 'ServiceAccount':
        return user.name === `system:serviceaccount:${s.namespace || namespace}:${s.name}`;
      default:
        return false;
    }
  });
}

/** Allows what a role that is bound to the user allows; has no opinion on the rest. */
export class RbacAuthorizer implements Authorizer {
  constructor(private readonly source: RbacSource) {}

  *authorize(a: Attributes): Step<Decision> {
    const missing: string[] = [];
    for (const { rules, why } of this.#rulesFor(a.user, a.namespace, missing)) {
      if (rules.some((rule) => ruleAllows(rule, a))) return { verdict: 'allow', reason: `RBAC: allowed by ${why}` };
    }
    const reason = missing.length > 0 ? `RBAC: ${missing.length === 1 ? missing[0] : `[${missing.join(', ')}]`}` : '';
    return { verdict: 'no-opinion', reason };
  }

  /** All rules of a user, each with the binding that gives them (VisitRulesFor). */
  *#rulesFor(user: UserInfo, namespace: string, missing: string[]): Generator<{ rules: PolicyRule[]; why: string }> {
    const describe = (binding: Binding, kind: string, subjectNamespace: string): string => {
      const subject = (binding.subjects ?? []).find((s) => appliesTo([s], user, subjectNamespace));
      const name =
        subject?.kind === 'ServiceAccount'
          ? `ServiceAccount ${JSON.stringify(`${subject.name}/${subject.namespace}`)}`
          : `${subject?.kind} ${JSON.stringify(subject?.name)}`;
      const at = binding.metadata?.namespace ? `${binding.metadata.name}/${binding.metadata.namespace}` : binding.metadata?.name;
      return `${kind} ${JSON.stringify(at)} of ${binding.roleRef.kind} ${JSON.stringify(binding.roleRef.name)} to ${name}`;
    };
    for (const binding of this.source.clusterBindings()) {
      if (!appliesTo(binding.subjects, user, '')) continue;
      const role = this.source.clusterRole(binding.roleRef.name);
      if (!role) missing.push(`clusterrole.rbac.authorization.k8s.io ${JSON.stringify(binding.roleRef.name)} not found`);
      else yield { rules: role.rules ?? [], why: describe(binding, 'ClusterRoleBinding', '') };
    }
    if (!namespace) return;
    for (const binding of this.source.bindings(namespace)) {
      if (!appliesTo(binding.subjects, user, namespace)) continue;
      const { kind, name } = binding.roleRef;
      const role = kind === 'ClusterRole' ? this.source.clusterRole(name) : this.source.role(namespace, name);
      if (!role) missing.push(`${kind.toLowerCase()}.rbac.authorization.k8s.io ${JSON.stringify(name)} not found`);
      else yield { rules: role.rules ?? [], why: describe(binding, 'RoleBinding', namespace) };
    }
  }

  *rules(
    user: UserInfo,
    namespace: string,
  ): Step<{ resourceRules: unknown[]; nonResourceRules: unknown[]; incomplete: boolean; evaluationError?: string }> {
    const resourceRules: unknown[] = [];
    const nonResourceRules: unknown[] = [];
    const missing: string[] = [];
    for (const { rules } of this.#rulesFor(user, namespace, missing)) {
      for (const rule of rules) {
        const { verbs } = rule;
        if (rule.resources?.length)
          resourceRules.push({
            verbs,
            apiGroups: rule.apiGroups ?? [],
            resources: rule.resources,
            ...(rule.resourceNames ? { resourceNames: rule.resourceNames } : {}),
          });
        if (rule.nonResourceURLs?.length) nonResourceRules.push({ verbs, nonResourceURLs: rule.nonResourceURLs });
      }
    }
    return {
      resourceRules,
      nonResourceRules,
      incomplete: missing.length > 0,
      ...(missing.length > 0 ? { evaluationError: missing.join(', ') } : {}),
    };
  }

  /** The rules a user holds, for the check that nobody gives away more than they have. */
  held(user: UserInfo, namespace: string): PolicyRule[] {
    return [...this.#rulesFor(user, namespace, [])].flatMap((r) => r.rules);
  }
}

/** Asks one authorizer after the other until one has an opinion. */
export class UnionAuthorizer implements Authorizer {
  constructor(private readonly members: readonly Authorizer[]) {}

  *authorize(a: Attributes): Step<Decision> {
    const reasons: string[] = [];
    const errors: string[] = [];
    for (const member of this.members) {
      const decision = yield* member.authorize(a);
      if (decision.reason) reasons.push(decision.reason);
      if (decision.error) errors.push(decision.error);
      if (decision.verdict !== 'no-opinion') return decision;
    }
    return { verdict: 'no-opinion', reason: reasons.join('\n'), ...(errors.length > 0 ? { error: errors.join('\n') } : {}) };
  }

  *rules(
    user: UserInfo,
    namespace: string,
  ): Step<{ resourceRules: unknown[]; nonResourceRules: unknown[]; incomplete: boolean; evaluationError?: string }> {
    const out = { resourceRules: [] as unknown[], nonResourceRules: [] as unknown[], incomplete: false };
    const errors: string[] = [];
    for (const member of this.members) {
      const part = yield* member.rules?.(user, namespace) ?? none();
      out.resourceRules.push(...part.resourceRules);
      out.nonResourceRules.push(...part.nonResourceRules);
      out.incomplete ||= part.incomplete;
      if (part.evaluationError) errors.push(part.evaluationError);
    }
    return { ...out, ...(errors.length > 0 ? { evaluationError: errors.join(', ') } : {}) };
  }
}

function* none(): Step<{ resourceRules: unknown[]; nonResourceRules: unknown[]; incomplete: boolean; evaluationError?: string }> {
  return { resourceRules: [], nonResourceRules: [], incomplete: true };
}

/** AlwaysAllow, AlwaysDeny and the group that may everything. */
export const ALWAYS_ALLOW: Authorizer = {
  *authorize() {
    return { verdict: 'allow', reason: '' };
  },
  *rules() {
    return {
      resourceRules: [{ verbs: ['*'], apiGroups: ['*'], resources: ['*'] }],
      nonResourceRules: [{ verbs: ['*'], nonResourceURLs: ['*'] }],
      incomplete: false,
    };
  },
};

export const ALWAYS_DENY: Authorizer = {
  *authorize() {
    return { verdict: 'no-opinion', reason: 'Everything is forbidden.' };
  },
};

export const PRIVILEGED_GROUP: Authorizer = {
  *authorize(a) {
    return a.user.groups.includes('system:masters') ? { verdict: 'allow', reason: '' } : { verdict: 'no-opinion', reason: '' };
  },
  *rules() {
    return { resourceRules: [], nonResourceRules: [], incomplete: false };
  },
};

/** Paths that everybody may ask (--authorization-always-allow-paths). */
export function alwaysAllowPaths(paths: readonly string[]): Authorizer {
  return {
    *authorize(a) {
      const allowed = !a.isResource && paths.some((p) => (p.endsWith('*') ? a.path.startsWith(p.slice(0, -1)) : a.path === p));
      return { verdict: allowed ? 'allow' : 'no-opinion', reason: '' };
    },
  };
}
