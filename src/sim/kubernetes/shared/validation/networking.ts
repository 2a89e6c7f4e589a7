import { cidrContains, parseCidr, parseIp, type Cidr } from '../go/net.ts';
import type { TypedLocalObjectReference } from '../schema/types/core-v1.ts';
import type { LabelSelector } from '../schema/types/meta-v1.ts';
import type * as networking from '../schema/types/networking-v1.ts';
import {
  isCidrForLegacyField,
  isDns1123Subdomain,
  isDomainPrefixedPath,
  isPortName,
  isPortNum,
  isWildcardDns1123Subdomain,
  nameIsDns1035Label,
  nameIsLabel,
  nameIsSubdomain,
} from './content.ts';
import { forbidden, invalid, invalids, notSupported, Path, required, tooLong, type FieldErrors } from './field.ts';
import { immutable, kind, nameIsPathSegment, NIL, type KindValidation, type ValidationContext } from './kind.ts';
import { validateLabelSelector } from './meta.ts';

// Models pkg/apis/networking/validation/validation.go @v1.35

const SPEC = Path.of('spec');
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'];

function validatePolicyPort(port: networking.NetworkPolicyPort, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (port.protocol !== undefined && !PROTOCOLS.includes(port.protocol))
    errors.push(notSupported(path.child('protocol'), port.protocol, PROTOCOLS));
  const [first, end, last] = [port.port, port.endPort, path.child('endPort')];
  if (first === undefined) {
    if (end !== undefined) errors.push(invalid(last, end, 'may not be specified when `port` is not specified'));
  } else if (typeof first === 'string') {
    if (end !== undefined) errors.push(invalid(last, end, 'may not be specified when `port` is non-numeric'));
    errors.push(...invalids(path.child('port'), first, isPortName(first)));
  } else {
    errors.push(...invalids(path.child('port'), first, isPortNum(first)));
    if (end === undefined) return errors;
    if (end < first) errors.push(invalid(last, first, 'must be greater than or equal to `port`'));
    errors.push(...invalids(last, end, isPortNum(end)));
  }
  return errors;
}

interface PolicyOptions {
  strict: boolean;
  allowInvalidValue: boolean;
  /** Networks that an old object has, good or bad. */
  known: readonly string[];
}

function cidrOf(text: string): Cidr | undefined {
  try {
    return parseCidr(text, { sloppy: true });
  } catch {
    return undefined;
  }
}

function validateIpBlock(block: networking.IPBlock, path: Path, { strict, known }: PolicyOptions): FieldErrors {
  const text = block.cidr ?? '';
  const errors: FieldErrors = text ? [] : [required(path.child('cidr'))];
  if (!text) return errors;
  errors.push(...isCidrForLegacyField(path.child('cidr'), text, { strict, old: known }));
  const cidr = cidrOf(text);
  if (!cidr) return errors;
  (block.except ?? []).forEach((exception, i) => {
    const at = path.child('except').index(i);
    errors.push(...isCidrForLegacyField(at, exception, { strict, old: known }));
    const inner = cidrOf(exception);
    if (inner && (!cidrContains(cidr, inner.network) || cidr.prefix >= inner.prefix))
      errors.push(invalid(at, exception, 'must be a strict subset of `cidr`'));
  });
  return errors;
}

function validatePeer(peer: networking.NetworkPolicyPeer, path: Path, options: PolicyOptions): FieldErrors {
  const { allowInvalidValue } = options;
  const selector = (value: LabelSelector | undefined, name: string) =>
    value ? validateLabelSelector(value, path.child(name), { allowInvalidValue }) : [];
  const errors = [
    ...selector(peer.podSelector, 'podSelector'),
    ...selector(peer.namespaceSelector, 'namespaceSelector'),
    ...(peer.ipBlock ? validateIpBlock(peer.ipBlock, path.child('ipBlock'), options) : []),
  ];
  const selectors = peer.podSelector || peer.namespaceSelector;
  if (!selectors && !peer.ipBlock) errors.push(required(path, 'must specify a peer'));
  else if (selectors && peer.ipBlock) errors.push(forbidden(path, 'may not specify both ipBlock and another peer'));
  return errors;
}

function validatePolicy(
  policy: networking.NetworkPolicy,
  old: networking.NetworkPolicy | undefined,
  context: ValidationContext,
): FieldErrors {
  const spec = policy.spec ?? {};
  const peers = [
    ...(old?.spec?.ingress ?? []).flatMap((rule) => rule.from ?? []),
    ...(old?.spec?.egress ?? []).flatMap((rule) => rule.to ?? []),
  ];
  const options: PolicyOptions = {
    strict: context.enabled('StrictIPCIDRValidation'),
    allowInvalidValue: validateLabelSelector(old?.spec?.podSelector, SPEC).length > 0,
    known: peers.flatMap(({ ipBlock }) => (ipBlock ? [ipBlock.cidr ?? '', ...(ipBlock.except ?? [])] : [])),
  };
  const errors = validateLabelSelector(spec.podSelector, SPEC.child('podSelector'), { allowInvalidValue: options.allowInvalidValue });
  const rules = (
    name: string,
    field: string,
    list: readonly { ports?: networking.NetworkPolicyPort[]; peers?: networking.NetworkPolicyPeer[] }[],
  ) =>
    list.forEach((rule, i) => {
      const at = SPEC.child(name).index(i);
      (rule.ports ?? []).forEach((port, j) => errors.push(...validatePolicyPort(port, at.child('ports').index(j))));
      (rule.peers ?? []).forEach((peer, j) => errors.push(...validatePeer(peer, at.child(field).index(j), options)));
    });
  rules(
    'ingress',
    'from',
    (spec.ingress ?? []).map(({ ports = [], from = [] }) => ({ ports, peers: from })),
  );
  rules(
    'egress',
    'to',
    (spec.egress ?? []).map(({ ports = [], to = [] }) => ({ ports, peers: to })),
  );
  const [types, at] = [spec.policyTypes ?? [], SPEC.child('policyTypes')];
  if (types.length > 2) errors.push(invalid(at, types, 'may not specify more than two policyTypes'));
  types.forEach((type, i) => {
    if (!['Ingress', 'Egress'].includes(type)) errors.push(notSupported(at.index(i), type, ['Ingress', 'Egress']));
  });
  return errors;
}

const BAD_SEQUENCES = ['//', '/./', '/../', '%2f', '%2F'];
const BAD_SUFFIXES = ['/..', '/.'];
const PATH_TYPES = ['Exact', 'ImplementationSpecific', 'Prefix'];

function validateReference(reference: TypedLocalObjectReference, path: Path): FieldErrors {
  const { apiGroup, kind: refKind = '', name = '' } = reference;
  return [
    ...(apiGroup === undefined ? [] : invalids(path.child('apiGroup'), apiGroup, isDns1123Subdomain(apiGroup))),
    ...(refKind ? invalids(path.child('kind'), refKind, nameIsPathSegment(refKind)) : [required(path.child('kind'))]),
    ...(name ? invalids(path.child('name'), name, nameIsPathSegment(name)) : [required(path.child('name'))]),
  ];
}

function validateBackend(backend: networking.IngressBackend, path: Path, context: ValidationContext): FieldErrors {
  const { resource, service } = backend;
  if (resource && service) return [invalid(path, '', 'cannot set both resource and service backends')];
  if (resource) return validateReference(resource, path.child('resource'));
  if (!service) return [invalid(path, '', 'resource or service backend is required')];
  const nameCheck = context.enabled('RelaxedServiceNameValidation') ? nameIsLabel : nameIsDns1035Label;
  const at = path.child('service', 'name');
  const errors = service.name ? invalids(at, service.name, nameCheck(service.name)) : [required(at)];
  const { name, number } = service.port ?? {};
  const port = path.child('service', 'port');
  if (name && number) errors.push(invalid(path, '', 'cannot set both port name & port number'));
  else if (name) errors.push(...invalids(port.child('name'), name, isPortName(name)));
  else if (number) errors.push(...invalids(port.child('number'), number, isPortNum(number)));
  else errors.push(required(path, 'port name or number is required'));
  return errors;
}

function validatePath(entry: networking.HTTPIngressPath, path: Path, context: ValidationContext): FieldErrors {
  const [at, text] = [path.child('path'), entry.path ?? ''];
  const errors: FieldErrors = [];
  if (entry.pathType === undefined) return [required(path.child('pathType'), 'pathType must be specified')];
  if (entry.pathType === 'Exact' || entry.pathType === 'Prefix') {
    if (!text.startsWith('/')) errors.push(invalid(at, text, 'must be an absolute path'));
    for (const part of BAD_SEQUENCES) if (text.includes(part)) errors.push(invalid(at, text, `must not contain '${part}'`));
    for (const part of BAD_SUFFIXES) if (text.endsWith(part)) errors.push(invalid(at, text, `cannot end with '${part}'`));
  } else if (entry.pathType === 'ImplementationSpecific') {
    if (text && !text.startsWith('/')) errors.push(invalid(at, text, 'must be an absolute path'));
  } else errors.push(notSupported(path.child('pathType'), entry.pathType, PATH_TYPES));
  return [...errors, ...validateBackend(entry.backend ?? {}, path.child('backend'), context)];
}

const hostErrors = (host: string) => (host.includes('*') ? isWildcardDns1123Subdomain(host) : isDns1123Subdomain(host));

function validateRule(rule: networking.IngressRule, path: Path, context: ValidationContext): FieldErrors {
  const [host, at, http] = [rule.host ?? '', path.child('host'), rule.http];
  const errors: FieldErrors = [];
  if (host) {
    if (parseIp(host, { sloppy: true })) errors.push(invalid(at, host, 'must be a DNS name, not an IP address'));
    errors.push(...invalids(at, host, hostErrors(host)));
  }
  if (!http) return errors;
  const where = path.child('http').child('paths');
  if (!http.paths?.length) errors.push(required(where));
  return [...errors, ...(http.paths ?? []).flatMap((entry, i) => validatePath(entry, where.index(i), context))];
}

function validateIngress(ingress: networking.Ingress, context: ValidationContext, old?: networking.Ingress): FieldErrors {
  const spec = ingress.spec ?? {};
  const errors: FieldErrors = [];
  if (!spec.rules?.length && !spec.defaultBackend)
    errors.push(invalid(SPEC, spec.rules ?? NIL, 'either `defaultBackend` or `rules` must be specified'));
  if (spec.defaultBackend) errors.push(...validateBackend(spec.defaultBackend, SPEC.child('defaultBackend'), context));
  (spec.rules ?? []).forEach((rule, i) => errors.push(...validateRule(rule, SPEC.child('rules').index(i), context)));
  const oldSecrets = (old?.spec?.tls ?? []).some(({ secretName = '' }) => secretName && nameIsSubdomain(secretName).length);
  (spec.tls ?? []).forEach(({ hosts = [], secretName = '' }, i) => {
    const at = SPEC.child('tls').index(i);
    hosts.forEach((host, j) => errors.push(...invalids(at.child('hosts').index(j), host, hostErrors(host))));
    if (!oldSecrets && secretName) errors.push(...invalids(at.child('secretName'), secretName, nameIsSubdomain(secretName)));
  });
  const className = spec.ingressClassName;
  if (className !== undefined) errors.push(...invalids(SPEC.child('ingressClassName'), className, nameIsSubdomain(className)));
  return errors;
}

const CLASS = 'kubernetes.io/ingress.class';

function validateNewIngress(ingress: networking.Ingress, context: ValidationContext): FieldErrors {
  const [annotation, className] = [ingress.metadata?.annotations?.[CLASS], ingress.spec?.ingressClassName];
  const differ = annotation !== undefined && className !== undefined && annotation !== className;
  const at = Path.of('annotations').child(CLASS);
  return [
    ...validateIngress(ingress, context),
    ...(differ ? [invalid(at, annotation, 'must match `ingressClassName` when both are specified')] : []),
  ];
}

function validateIngressClass(ingressClass: networking.IngressClass): FieldErrors {
  const { controller = '', parameters } = ingressClass.spec ?? {};
  const [at, where] = [SPEC.child('controller'), SPEC.child('parameters')];
  const errors = [...(controller.length > 250 ? [tooLong(at, 250)] : []), ...isDomainPrefixedPath(at, controller)];
  if (!parameters) return errors;
  errors.push(...validateReference(parameters as TypedLocalObjectReference, where));
  const { scope, namespace } = parameters;
  const space = where.child('namespace');
  if (scope === undefined) return [...errors, required(where.child('scope'))];
  if (scope !== 'Cluster' && scope !== 'Namespace') return [...errors, notSupported(where.child('scope'), scope, ['Cluster', 'Namespace'])];
  if (scope === 'Cluster')
    return namespace === undefined ? errors : [...errors, forbidden(space, "`parameters.scope` is set to 'Cluster'")];
  if (!namespace) return [...errors, required(space, "`parameters.scope` is set to 'Namespace'")];
  return [...errors, ...invalids(space, namespace, nameIsLabel(namespace))];
}

const GROUP = 'networking.k8s.io';

/** The kinds of the networking group. */
export const NETWORKING_KINDS: Record<string, KindValidation> = {
  [`${GROUP}/NetworkPolicy`]: kind<networking.NetworkPolicy>((policy, context) => validatePolicy(policy, undefined, context), {
    update: validatePolicy,
  }),
  [`${GROUP}/Ingress`]: kind<networking.Ingress>(validateNewIngress, {
    update: (now, old, context) => validateIngress(now, context, old),
  }),
  [`${GROUP}/IngressClass`]: kind<networking.IngressClass>(validateIngressClass, {
    update: (now, old) => [
      ...immutable(now.spec?.controller, old.spec?.controller, SPEC.child('controller')),
      ...validateIngressClass(now),
    ],
  }),
};
