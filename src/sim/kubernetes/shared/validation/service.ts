import { parseIp, type IpBytes } from '../go/net.ts';
import type * as core from '../schema/types/core-v1.ts';
import {
  isCidrForLegacyField,
  isDns1123Label,
  isDns1123Subdomain,
  isIpForLegacyField,
  isPortNum,
  isQualifiedName,
  nameIsDns1035Label,
  nameIsLabel,
} from './content.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, Path, required, type FieldErrors } from './field.ts';
import { goStruct, kind, NIL, type KindValidation, type ValidationContext } from './kind.ts';
import { IMMUTABLE, validateLabels } from './meta.ts';
import { validatePort } from './pod/handlers.ts';

// Models pkg/apis/core/validation/validation.go @v1.35: services

const SPEC = Path.of('spec');
const TYPES = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort'];
const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const FAMILIES = ['IPv4', 'IPv6'];
const MAX_AFFINITY_SECONDS = 86400;
const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';
const TOPOLOGY_HINTS = 'service.kubernetes.io/topology-aware-hints';
const TOPOLOGY_MODE = 'service.kubernetes.io/topology-mode';

const isHeadless = (spec: core.ServiceSpec) => spec.clusterIPs?.length === 1 && spec.clusterIPs[0] === 'None';
const isExternal = (spec: core.ServiceSpec) =>
  spec.type === 'LoadBalancer' || spec.type === 'NodePort' || (spec.type === 'ClusterIP' && !!spec.externalIPs?.length);
const needsHealthCheck = (spec: core.ServiceSpec) => spec.type === 'LoadBalancer' && spec.externalTrafficPolicy === 'Local';
const isIpv6 = (text: string) => text.includes(':') && parseIp(text, { sloppy: true }) !== undefined;

function validateServicePort(port: core.ServicePort, needsName: boolean, names: Set<string>, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (needsName && !port.name) errors.push(required(path.child('name')));
  else if (port.name) {
    errors.push(...invalids(path.child('name'), port.name, isDns1123Label(port.name)));
    if (names.has(port.name)) errors.push(duplicate(path.child('name'), port.name));
    names.add(port.name);
  }
  errors.push(...invalids(path.child('port'), port.port ?? 0, isPortNum(port.port ?? 0)));
  if (!port.protocol) errors.push(required(path.child('protocol')));
  else if (!PROTOCOLS.includes(port.protocol)) errors.push(notSupported(path.child('protocol'), port.protocol, PROTOCOLS));
  errors.push(...validatePort(port.targetPort, path.child('targetPort')));
  if (port.appProtocol !== undefined)
    errors.push(...invalids(path.child('appProtocol'), port.appProtocol, isQualifiedName(port.appProtocol)));
  return errors;
}

function validateByType(spec: core.ServiceSpec): FieldErrors {
  const none = (type: string) =>
    isHeadless(spec) ? [invalid(SPEC.child('clusterIPs').index(0), 'None', `may not be set to 'None' for ${type} services`)] : [];
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') return none(spec.type);
  if (spec.type !== 'ExternalName') return [];
  const unset = (field: 'clusterIPs' | 'ipFamilies' | 'ipFamilyPolicy') =>
    spec[field]?.length ? [forbidden(SPEC.child(field), 'may not be set for ExternalName services')] : [];
  const name = (spec.externalName ?? '').replace(/\.$/, '');
  const at = SPEC.child('externalName');
  return [
    ...unset('clusterIPs'),
    ...unset('ipFamilies'),
    ...unset('ipFamilyPolicy'),
    ...(name ? invalids(at, name, isDns1123Subdomain(name)) : [required(at)]),
  ];
}

function validateAffinity(spec: core.ServiceSpec): FieldErrors {
  const [affinity, config] = [spec.sessionAffinity, spec.sessionAffinityConfig];
  const errors: FieldErrors = [];
  const at = SPEC.child('sessionAffinity');
  if (!affinity) errors.push(required(at));
  else if (!['ClientIP', 'None'].includes(affinity)) errors.push(notSupported(at, affinity, ['ClientIP', 'None']));
  const where = SPEC.child('sessionAffinityConfig');
  if (affinity === 'None' && config) errors.push(forbidden(where, 'must not be set when session affinity is None'));
  if (affinity !== 'ClientIP') return errors;
  const why = 'when session affinity type is ClientIP';
  const timeout = config?.clientIP?.timeoutSeconds;
  const seconds = where.child('clientIP').child('timeoutSeconds');
  if (!config) errors.push(required(where, why));
  else if (!config.clientIP) errors.push(required(where.child('clientIP'), why));
  else if (timeout === undefined) errors.push(required(seconds, why));
  else if (timeout <= 0 || timeout > MAX_AFFINITY_SECONDS)
    errors.push(invalid(seconds, timeout, `must be greater than 0 and less than ${MAX_AFFINITY_SECONDS}`));
  return errors;
}

function validateFamilies(spec: core.ServiceSpec): FieldErrors {
  const [ips, at] = [spec.clusterIPs ?? [], SPEC.child('clusterIPs')];
  const errors: FieldErrors = [];
  if (spec.clusterIP) {
    if (!ips.length) errors.push(required(at));
    else if (ips[0] !== spec.clusterIP) errors.push(invalid(at, ips, 'first value must match `clusterIP`'));
  } else if (ips.length) errors.push(invalid(at, ips, 'must be empty when `clusterIP` is not specified'));
  const seen = new Set<string>();
  (spec.ipFamilies ?? []).forEach((family, i) => {
    const where = SPEC.child('ipFamilies').index(i);
    if (!FAMILIES.includes(family)) errors.push(notSupported(where, family, FAMILIES));
    if (seen.has(family)) errors.push(duplicate(where, family));
    seen.add(family);
  });
  const policies = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
  if (spec.ipFamilyPolicy !== undefined && !policies.includes(spec.ipFamilyPolicy))
    errors.push(notSupported(SPEC.child('ipFamilyPolicy'), spec.ipFamilyPolicy, policies));
  return errors;
}

/** ValidateServiceClusterIPsRelatedFields. */
function validateClusterIps(spec: core.ServiceSpec, old: core.ServiceSpec | undefined, strict: boolean): FieldErrors {
  if (spec.type === 'ExternalName') return [];
  const [ips, at, families] = [spec.clusterIPs ?? [], SPEC.child('clusterIPs'), spec.ipFamilies ?? []];
  const errors = validateFamilies(spec);
  let bad = false;
  ips.forEach((ip, i) => {
    if (i === 0 && ip === 'None') {
      if (ips.length === 1) return;
      bad = true;
      errors.push(invalid(at, ips, "'None' must be the first and only value"));
      return;
    }
    const wrong = isIpForLegacyField(at.index(i), ip, { strict, old: old?.clusterIPs ?? [] });
    bad ||= wrong.length > 0;
    errors.push(...wrong);
  });
  if (ips.length > 2) errors.push(invalid(at, ips, 'may only hold up to 2 values'));
  if (bad) return errors;
  if (ips.length > 1 && !(ips.some(isIpv6) && ips.some((ip) => !isIpv6(ip))))
    errors.push(invalid(at, ips, 'may specify no more than one IP for each IP family'));
  if (isHeadless(spec)) return errors;
  ips.slice(0, families.length).forEach((ip, i) => {
    const expected = families[i];
    if ((expected === 'IPv4' && isIpv6(ip)) || (expected === 'IPv6' && !isIpv6(ip)))
      errors.push(invalid(at.index(i), ip, `expected an ${expected} value as indicated by \`ipFamilies[${i}]\``));
  });
  return errors;
}

/** What no endpoint may have as its address (ValidateEndpointIP). */
export function validateEndpointIp(text: string, path: Path): FieldErrors {
  const ip = parseIp(text, { sloppy: true });
  if (!ip) return [invalid(path, text, 'must be a valid IP address')];
  const v4: IpBytes | undefined = ip.length === 4 ? ip : undefined;
  const v6 = ip.length === 16 ? ip : undefined;
  const errors: FieldErrors = [];
  if (ip.every((byte) => byte === 0)) errors.push(invalid(path, text, `may not be unspecified (${text})`));
  if (v4 ? v4[0] === 127 : v6!.every((byte, i) => byte === (i === 15 ? 1 : 0)))
    errors.push(invalid(path, text, 'may not be in the loopback range (127.0.0.0/8, ::1/128)'));
  if (v4 ? v4[0] === 169 && v4[1] === 254 : v6![0] === 0xfe && (v6![1]! & 0xc0) === 0x80)
    errors.push(invalid(path, text, 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'));
  if (v4 ? v4[0] === 224 && v4[1] === 0 && v4[2] === 0 : v6![0] === 0xff && (v6![1]! & 0x0f) === 0x02)
    errors.push(invalid(path, text, 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'));
  return errors;
}

function validatePortNumbers(spec: core.ServiceSpec): FieldErrors {
  const errors: FieldErrors = [];
  const ports = (spec.ports ?? []).map((port, i) => ({ port, at: SPEC.child('ports').index(i) }));
  if (spec.type === 'ClusterIP')
    for (const { port, at } of ports)
      if (port.nodePort) errors.push(forbidden(at.child('nodePort'), "may not be used when `type` is 'ClusterIP'"));
  const seen = new Set<string>();
  for (const { port, at } of ports) {
    if (!port.nodePort) continue;
    const key = `${port.protocol}/${port.nodePort}`;
    if (seen.has(key)) errors.push(duplicate(at.child('nodePort'), port.nodePort));
    seen.add(key);
  }
  seen.clear();
  for (const { port, at } of ports) {
    const key = `${port.protocol}/${port.port}`;
    const shown = { Name: '', Protocol: port.protocol ?? '', AppProtocol: null, Port: port.port ?? 0, TargetPort: 0, NodePort: 0 };
    if (seen.has(key)) errors.push(duplicate(at, goStruct(shown)));
    seen.add(key);
  }
  return errors;
}

const lines = (text: string) => text.split(',').map((part) => part.trim());

function validateSourceRanges(service: core.Service, old: core.Service | undefined, strict: boolean): FieldErrors {
  const [spec, ranges] = [service.spec ?? {}, service.spec?.loadBalancerSourceRanges ?? []];
  const wrongType = (path: Path) =>
    spec.type === 'LoadBalancer' ? [] : [forbidden(path, "may only be used when `type` is 'LoadBalancer'")];
  if (ranges.length) {
    const at = SPEC.child('LoadBalancerSourceRanges');
    const before = (old?.spec?.loadBalancerSourceRanges ?? []).map((range) => range.trim());
    return [...wrongType(at), ...ranges.flatMap((range, i) => isCidrForLegacyField(at.index(i), range.trim(), { strict, old: before }))];
  }
  const annotation = service.metadata?.annotations?.[SOURCE_RANGES];
  if (annotation === undefined) return [];
  const at = Path.of('metadata', 'annotations').key(SOURCE_RANGES);
  const changed = annotation !== old?.metadata?.annotations?.[SOURCE_RANGES] && annotation.trim() !== '';
  return [...wrongType(at), ...(changed ? lines(annotation).flatMap((range) => isCidrForLegacyField(at, range, { strict })) : [])];
}

function validateLoadBalancerClass(spec: core.ServiceSpec, old: core.ServiceSpec | undefined): FieldErrors {
  const at = SPEC.child('loadBalancerClass');
  const name = spec.loadBalancerClass;
  const errors: FieldErrors = [];
  if (old?.type === 'LoadBalancer' && spec.type === 'LoadBalancer' && old.loadBalancerClass !== name)
    errors.push(invalid(at, name ?? NIL, 'may not change once set'));
  if (name === undefined) return errors;
  if (spec.type !== 'LoadBalancer') return [...errors, forbidden(at, "may only be used when `type` is 'LoadBalancer'")];
  return [...errors, ...invalids(at, name, isQualifiedName(name))];
}

function validateTraffic(spec: core.ServiceSpec): FieldErrors {
  const errors: FieldErrors = [];
  const [policy, at] = [spec.externalTrafficPolicy ?? '', SPEC.child('externalTrafficPolicy')];
  if (!isExternal(spec)) {
    if (policy) errors.push(invalid(at, policy, 'may only be set for externally-accessible services'));
  } else if (!policy) errors.push(required(at));
  else if (!['Cluster', 'Local'].includes(policy)) errors.push(notSupported(at, policy, ['Cluster', 'Local']));
  const [port, where] = [spec.healthCheckNodePort ?? 0, SPEC.child('healthCheckNodePort')];
  if (!needsHealthCheck(spec)) {
    if (port) errors.push(invalid(where, port, "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
  } else if (!port) errors.push(required(where));
  else errors.push(...invalids(where, port, isPortNum(port)));
  const internal = spec.internalTrafficPolicy;
  if (internal === undefined && ['NodePort', 'LoadBalancer', 'ClusterIP'].includes(spec.type ?? ''))
    errors.push(required(SPEC.child('internalTrafficPolicy')));
  if (internal !== undefined && !['Cluster', 'Local'].includes(internal))
    errors.push(notSupported(SPEC.child('internalTrafficPolicy'), internal, ['Cluster', 'Local']));
  const distributions = ['PreferClose', 'PreferSameZone', 'PreferSameNode'];
  const distribution = spec.trafficDistribution;
  if (distribution !== undefined && !distributions.includes(distribution))
    errors.push(notSupported(SPEC.child('trafficDistribution'), distribution, distributions));
  return errors;
}

function validateTopologyAnnotations(annotations: Readonly<Record<string, string>> = {}): FieldErrors {
  const [hints, mode] = [annotations[TOPOLOGY_HINTS], annotations[TOPOLOGY_MODE]];
  if (hints === undefined || mode === undefined || hints === mode) return [];
  const at = Path.of('metadata').child('annotations').key(TOPOLOGY_MODE);
  return [invalid(at, mode, `must match annotations[${TOPOLOGY_HINTS}] when both are specified`)];
}

/** validateService. */
function validateService(service: core.Service, old: core.Service | undefined, context: ValidationContext): FieldErrors {
  const spec = service.spec ?? {};
  const strict = context.enabled('StrictIPCIDRValidation');
  const ports = spec.ports ?? [];
  const names = new Set<string>();
  const type = SPEC.child('type');
  return [
    ...validateTopologyAnnotations(service.metadata?.annotations),
    ...(!ports.length && !isHeadless(spec) && spec.type !== 'ExternalName' ? [required(SPEC.child('ports'))] : []),
    ...validateByType(spec),
    ...ports.flatMap((port, i) => validateServicePort(port, ports.length > 1, names, SPEC.child('ports').index(i))),
    ...validateLabels(spec.selector, SPEC.child('selector')),
    ...validateAffinity(spec),
    ...validateClusterIps(spec, old?.spec, strict),
    ...(spec.externalIPs ?? []).flatMap((ip, i) => {
      const at = SPEC.child('externalIPs').index(i);
      const wrong = isIpForLegacyField(at, ip, { strict, old: old?.spec?.externalIPs ?? [] });
      return wrong.length ? wrong : validateEndpointIp(ip, at);
    }),
    ...(!spec.type ? [required(type)] : TYPES.includes(spec.type) ? [] : [notSupported(type, spec.type, TYPES)]),
    ...validatePortNumbers(spec),
    ...validateSourceRanges(service, old, strict),
    ...(spec.allocateLoadBalancerNodePorts !== undefined && spec.type !== 'LoadBalancer'
      ? [forbidden(SPEC.child('allocateLoadBalancerNodePorts'), "may only be used when `type` is 'LoadBalancer'")]
      : []),
    ...(spec.type === 'LoadBalancer' && spec.allocateLoadBalancerNodePorts === undefined
      ? [required(Path.of('allocateLoadBalancerNodePorts'))]
      : []),
    ...validateLoadBalancerClass(spec, undefined),
    ...validateTraffic(spec),
  ];
}

/** How addresses and families may change: the second can come and go, the first stays. */
function validateFamilyChange(now: core.ServiceSpec, old: core.ServiceSpec, field: 'clusterIPs' | 'ipFamilies'): FieldErrors {
  if (now.type === 'ExternalName' || old.type === 'ExternalName') return [];
  const families = field === 'ipFamilies';
  if (families ? isHeadless(now) || isHeadless(old) : isHeadless(now) && isHeadless(old)) return [];
  const at = SPEC.child(field);
  const [list, before, ips] = [now[field] ?? [], old[field] ?? [], now.clusterIPs ?? []];
  const shown = (value: readonly string[]) => (value.length ? value : NIL);
  if (before.length === list.length)
    return before.flatMap((item, i) => (item === list[i] ? [] : [invalid(at.index(families ? 0 : i), list, 'may not change once set')]));
  const errors: FieldErrors = [];
  if (before.length > list.length && !ips.length)
    errors.push(invalid(at.index(0), shown(list), `primary ${families ? 'ipFamily' : 'clusterIP'} can not be unset`));
  if (before.length && list.length && list[0] !== before[0])
    errors.push(invalid(at.index(0), shown(families ? ips : list), 'may not change once set'));
  if (before.length > list.length && list.length === 1 && now.ipFamilyPolicy !== 'SingleStack') {
    const what = families ? 'ipFamily' : 'clusterIP';
    errors.push(
      invalid(SPEC.child('ipFamilyPolicy'), now.ipFamilyPolicy ?? NIL, `must be set to 'SingleStack' when releasing the secondary ${what}`),
    );
  }
  return errors;
}

function validateServiceUpdate(service: core.Service, old: core.Service, context: ValidationContext): FieldErrors {
  const [now, before] = [service.spec ?? {}, old.spec ?? {}];
  return [
    ...validateFamilyChange(now, before, 'clusterIPs'),
    ...validateFamilyChange(now, before, 'ipFamilies'),
    ...validateLoadBalancerClass(now, before),
    ...(needsHealthCheck(before) && needsHealthCheck(now) && before.healthCheckNodePort !== now.healthCheckNodePort
      ? [forbidden(SPEC.child('healthCheckNodePort'), IMMUTABLE)]
      : []),
    ...validateService(service, old, context),
  ];
}

/** How a service's name is checked, which RelaxedServiceNameValidation changes. */
export const serviceName = (context: ValidationContext) =>
  context.enabled('RelaxedServiceNameValidation') ? nameIsLabel : nameIsDns1035Label;

/** Services. */
export const SERVICE_KINDS: Record<string, KindValidation> = {
  '/Service': kind<core.Service>((service, context) => validateService(service, undefined, context), {
    name: nameIsDns1035Label,
    update: validateServiceUpdate,
  }),
};
