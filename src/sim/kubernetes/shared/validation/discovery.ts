import { parseIp } from '../go/net.ts';
import type { EndpointAddress, EndpointPort, Endpoints } from '../schema/types/core-v1.ts';
import type { Lease } from '../schema/types/coordination-v1.ts';
import type * as discovery from '../schema/types/discovery-v1.ts';
import {
  isDns1123Label,
  isFullyQualifiedDomainName,
  isIp,
  isIpForLegacyField,
  isLabelValue,
  isPortNum,
  isQualifiedName,
  nameIsSubdomain,
} from './content.ts';
import { duplicate, forbidden, invalid, invalids, notSupported, Path, required, tooMany, type FieldErrors } from './field.ts';
import { immutable, kind, same, type KindValidation, type ValidationContext } from './kind.ts';
import { validateLabels } from './meta.ts';
import { validateEndpointIp } from './service.ts';

// Models pkg/apis/{discovery,coordination,core}/validation @v1.35: endpoints, slices of them, and leases

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const ADDRESS_TYPES = ['FQDN', 'IPv4', 'IPv6'];
const [MAX_ENDPOINTS, MAX_ADDRESSES, MAX_PORTS, MAX_TOPOLOGY, MAX_HINTS] = [1000, 100, 20000, 16, 8];

const hostName = (name: string | undefined, path: Path) => (name ? invalids(path, name, isDns1123Label(name)) : []);
const nodeName = (name: string | undefined, path: Path) => (name === undefined ? [] : invalids(path, name, nameIsSubdomain(name)));

function validateAddress(address: EndpointAddress, strict: boolean, path: Path): FieldErrors {
  const ip = address.ip ?? '';
  return [
    ...isIpForLegacyField(path.child('ip'), ip, { strict }),
    ...hostName(address.hostname, path.child('hostname')),
    ...nodeName(address.nodeName, path.child('nodeName')),
    ...validateEndpointIp(ip, path.child('ip')),
  ];
}

function validatePort(port: EndpointPort, needsName: boolean, path: Path): FieldErrors {
  const { name, port: number = 0, protocol, appProtocol } = port;
  const at = path.child('protocol');
  return [
    ...(needsName && !name ? [required(path.child('name'))] : hostName(name, path.child('name'))),
    ...invalids(path.child('port'), number, isPortNum(number)),
    ...(!protocol ? [required(at)] : PROTOCOLS.includes(protocol) ? [] : [notSupported(at, protocol, PROTOCOLS)]),
    ...(appProtocol === undefined ? [] : invalids(path.child('appProtocol'), appProtocol, isQualifiedName(appProtocol))),
  ];
}

function validateEndpoints(endpoints: Endpoints, old: Endpoints | undefined, context: ValidationContext): FieldErrors {
  if (old && same(endpoints.subsets, old.subsets)) return [];
  const strict = context.enabled('StrictIPCIDRValidation');
  return (endpoints.subsets ?? []).flatMap(({ addresses = [], notReadyAddresses = [], ports = [] }, i) => {
    const at = Path.of('subsets').index(i);
    return [
      ...(addresses.length || notReadyAddresses.length ? [] : [required(at, 'must specify `addresses` or `notReadyAddresses`')]),
      ...addresses.flatMap((address, j) => validateAddress(address, strict, at.child('addresses').index(j))),
      ...notReadyAddresses.flatMap((address, j) => validateAddress(address, strict, at.child('notReadyAddresses').index(j))),
      ...ports.flatMap((port, j) => validatePort(port, ports.length > 1, at.child('ports').index(j))),
    ];
  });
}

function validateSliceAddress(address: string, type: string, list: Path, i: number, strict: boolean): FieldErrors {
  const at = list.index(i);
  if (type === 'FQDN') return isFullyQualifiedDomainName(at, address);
  const wrong = type === 'IPv4' ? isIpForLegacyField(at, address, { strict }) : type === 'IPv6' ? isIp(at, address) : undefined;
  if (!wrong || wrong.length) return wrong ?? [];
  const family = parseIp(address, { sloppy: true })!.length === 4 ? 'IPv4' : 'IPv6';
  return [...(family === type ? [] : [invalid(list, address, `must be an ${type} address`)]), ...validateEndpointIp(address, at)];
}

function validateHints(hints: discovery.EndpointHints, path: Path): FieldErrors {
  const list = (names: readonly string[], field: string, check: (name: string) => string[]) => {
    const at = path.child(field);
    return [
      ...(names.length > MAX_HINTS ? [tooMany(at, names.length, MAX_HINTS)] : []),
      ...names.flatMap((name, i) => [
        ...(names.indexOf(name) < i ? [duplicate(at.index(i).child('name'), name)] : []),
        ...invalids(at.index(i).child('name'), name, check(name)),
      ]),
    ];
  };
  const namesOf = (items: readonly { name?: string }[] = []) => items.map(({ name = '' }) => name);
  return [...list(namesOf(hints.forZones), 'forZones', isLabelValue), ...list(namesOf(hints.forNodes), 'forNodes', nameIsSubdomain)];
}

function validateSliceEndpoints(slice: discovery.EndpointSlice, strict: boolean): FieldErrors {
  const [endpoints, path] = [slice.endpoints ?? [], Path.of('endpoints')];
  const errors: FieldErrors = endpoints.length > MAX_ENDPOINTS ? [tooMany(path, endpoints.length, MAX_ENDPOINTS)] : [];
  endpoints.forEach((endpoint, i) => {
    const at = path.index(i);
    const [addresses, list, topology] = [endpoint.addresses ?? [], at.child('addresses'), endpoint.deprecatedTopology ?? {}];
    const size = Object.keys(topology).length;
    if (!addresses.length) errors.push(required(list, 'must contain at least 1 address'));
    else if (addresses.length > MAX_ADDRESSES) errors.push(tooMany(list, addresses.length, MAX_ADDRESSES));
    addresses.forEach((address, j) => errors.push(...validateSliceAddress(address, slice.addressType ?? '', list, j, strict)));
    errors.push(...nodeName(endpoint.nodeName, at.child('nodeName')));
    if (size > MAX_TOPOLOGY) errors.push(tooMany(at.child('deprecatedTopology'), size, MAX_TOPOLOGY));
    errors.push(...validateLabels(topology, at.child('deprecatedTopology')));
    if (endpoint.hostname !== undefined)
      errors.push(...invalids(at.child('hostname'), endpoint.hostname, isDns1123Label(endpoint.hostname)));
    if (endpoint.hints) errors.push(...validateHints(endpoint.hints, at.child('hints')));
  });
  return errors;
}

function validateSlicePorts(ports: readonly discovery.EndpointPort[] = []): FieldErrors {
  const path = Path.of('ports');
  const names = ports.map(({ name = '' }) => name);
  return [
    ...(ports.length > MAX_PORTS ? [tooMany(path, ports.length, MAX_PORTS)] : []),
    ...ports.flatMap(({ protocol, appProtocol }, i) => {
      const [at, name] = [path.index(i), names[i]!];
      return [
        ...hostName(name, at.child('name')),
        ...(names.indexOf(name) < i ? [duplicate(at.child('name'), name)] : []),
        ...(protocol === undefined
          ? [required(at.child('protocol'))]
          : PROTOCOLS.includes(protocol)
            ? []
            : [notSupported(at.child('protocol'), protocol, PROTOCOLS)]),
        ...(appProtocol === undefined ? [] : invalids(at.child('appProtocol'), appProtocol, isQualifiedName(appProtocol))),
      ];
    }),
  ];
}

function validateSlice(slice: discovery.EndpointSlice, old: discovery.EndpointSlice | undefined, context: ValidationContext): FieldErrors {
  const [type, at] = [slice.addressType ?? '', Path.of('addressType')];
  const endpoints =
    old && same(slice.endpoints, old.endpoints) ? [] : validateSliceEndpoints(slice, context.enabled('StrictIPCIDRValidation'));
  return [
    ...(!type ? [required(at)] : ADDRESS_TYPES.includes(type) ? [] : [notSupported(at, type, ADDRESS_TYPES)]),
    ...validateSlicePorts(slice.ports),
    ...endpoints,
    ...(old ? immutable(type, old.addressType ?? '', at) : []),
  ];
}

function validateLease(lease: Lease): FieldErrors {
  const path = Path.of('spec');
  const { leaseDurationSeconds: seconds, leaseTransitions: transitions, strategy, preferredHolder } = lease.spec ?? {};
  const errors: FieldErrors = [];
  if (seconds !== undefined && seconds <= 0) errors.push(invalid(path.child('leaseDurationSeconds'), seconds, 'must be greater than 0'));
  if (transitions !== undefined && transitions < 0)
    errors.push(invalid(path.child('leaseTransitions'), transitions, 'must be greater than or equal to 0'));
  const strategies = ['OldestEmulationVersion'];
  if (strategy !== undefined && !strategies.includes(strategy)) errors.push(notSupported(path.child('strategy'), strategy, strategies));
  if (preferredHolder && !strategy) errors.push(forbidden(path.child('preferredHolder'), 'may only be specified if `strategy` is defined'));
  return errors;
}

/** Endpoints, endpoint slices and leases. */
export const DISCOVERY_KINDS: Record<string, KindValidation> = {
  '/Endpoints': kind<Endpoints>((endpoints, context) => validateEndpoints(endpoints, undefined, context), { update: validateEndpoints }),
  'discovery.k8s.io/EndpointSlice': kind<discovery.EndpointSlice>((slice, context) => validateSlice(slice, undefined, context), {
    update: validateSlice,
  }),
  'coordination.k8s.io/Lease': kind<Lease>(validateLease),
};
