import { Quantity } from '../../go/quantity.ts';
import { sortStrings } from '../../go/quote.ts';
import type { Container, PodSpec, ResourceClaim, ResourceRequirements } from '../../schema/types/core-v1.ts';
import { isDns1123Label, isQualifiedName } from '../content.ts';
import { duplicate, forbidden, invalid, invalids, notFound, notSupported, required, type FieldErrors, type Path } from '../field.ts';
import { IS_NEGATIVE } from '../meta.ts';
import type { PodValidationOptions } from './options.ts';

/** Amounts by resource name, in Go's order of names (Go's own is random). */
export type ResourceList = ReadonlyMap<string, Quantity>;

/** A resource list of an object, parsed. */
export function resourceList(list: Readonly<Record<string, string>> | undefined): Map<string, Quantity> {
  return new Map(sortStrings(Object.keys(list ?? {})).map((name) => [name, Quantity.parse(list![name]!)]));
}

const HUGE_PAGES = 'hugepages-';
const COUNTED = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const INTEGER = new Set(COUNTED);
const STANDARD = new Set([
  'cpu',
  'memory',
  'ephemeral-storage',
  'requests.cpu',
  'requests.memory',
  'requests.ephemeral-storage',
  'limits.cpu',
  'limits.memory',
  'limits.ephemeral-storage',
  'storage',
  'requests.storage',
  ...COUNTED,
]);

export const isHugePageResource = (name: string) => name.startsWith(HUGE_PAGES);
export const isNativeResource = (name: string) => !name.includes('/') || name.includes('kubernetes.io/');
export const isOvercommitAllowed = (name: string) => isNativeResource(name) && !isHugePageResource(name);
export const isStandardResource = (name: string) =>
  STANDARD.has(name) || isHugePageResource(name) || name.startsWith(`requests.${HUGE_PAGES}`);
export const isExtendedResource = (name: string) =>
  !isNativeResource(name) && !name.startsWith('requests.') && isQualifiedName(`requests.${name}`).length === 0;
export const isIntegerResource = (name: string) => INTEGER.has(name) || isExtendedResource(name);
export const isPodLevelResource = (name: string) => name === 'cpu' || name === 'memory' || isHugePageResource(name);

/** ValidateResourceQuantityValue: not negative, and whole for what is counted. */
export function validateQuantityValue(name: string, value: Quantity, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (value.sign < 0) errors.push(invalid(path, value.string(), IS_NEGATIVE));
  if (isIntegerResource(name) && value.milliValue() % 1000 !== 0) errors.push(invalid(path, value, 'must be an integer'));
  return errors;
}

/** validateResourceName. */
export function validateResourceName(name: string, path: Path): FieldErrors {
  const errors = invalids(path, name, isQualifiedName(name));
  if (!errors.length && !name.includes('/') && !isStandardResource(name)) {
    errors.push(invalid(path, name, 'must be a standard resource type or fully qualified'));
  }
  return errors;
}

/** validateContainerResourceName. */
export function validateContainerResourceName(name: string, path: Path): FieldErrors {
  const errors = validateResourceName(name, path);
  if (!name.includes('/')) {
    const standard = name === 'cpu' || name === 'memory' || name === 'ephemeral-storage' || isHugePageResource(name);
    if (!standard) errors.push(invalid(path, name, 'must be a standard resource for containers'));
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    errors.push(invalid(path, name, "doesn't follow extended resource name standard"));
  }
  return errors;
}

function validatePodResourceName(name: string, path: Path): FieldErrors {
  const errors = validateResourceName(name, path);
  if (errors.length || isPodLevelResource(name)) return errors;
  return [notSupported(path, name, ['cpu', HUGE_PAGES, 'memory'])];
}

function isDivisible(name: string, quantity: Quantity): boolean {
  try {
    const page = Quantity.parse(name.slice(HUGE_PAGES.length));
    return page.sign > 0 && page.isWhole && quantity.value() % page.value() === 0;
  } catch {
    return false;
  }
}

function validateHugePages(name: string, quantity: Quantity, path: Path, options: PodValidationOptions): FieldErrors {
  if (!isHugePageResource(name) || options.allowIndivisibleHugePagesValues || isDivisible(name, quantity)) return [];
  return [invalid(path, quantity.string(), `${quantity.string()} is not positive integer multiple of ${name}`)];
}

type NameCheck = (name: string, path: Path) => FieldErrors;

/** The requirements of a container, of an overhead (as limits), or with `checkName` of a pod. */
export function validateResources(
  resources: ResourceRequirements,
  claims: ReadonlySet<string>,
  path: Path,
  options: PodValidationOptions,
  checkName: NameCheck = validateContainerResourceName,
): FieldErrors {
  const errors: FieldErrors = [];
  const [limits, requests] = [resourceList(resources.limits), resourceList(resources.requests)];
  for (const [name, quantity] of limits) {
    const at = path.child('limits').key(name);
    errors.push(...checkName(name, at), ...validateQuantityValue(name, quantity, at), ...validateHugePages(name, quantity, at, options));
  }
  const where = path.child('requests');
  for (const [name, quantity] of requests) {
    const at = where.key(name);
    errors.push(...checkName(name, at), ...validateQuantityValue(name, quantity, at));
    const limit = limits.get(name);
    if (limit) {
      if (quantity.cmp(limit) !== 0 && !isOvercommitAllowed(name)) {
        errors.push(invalid(where, quantity.string(), `must be equal to ${name} limit of ${limit.string()}`));
      } else if (quantity.cmp(limit) > 0) {
        errors.push(invalid(where, quantity.string(), `must be less than or equal to ${name} limit of ${limit.string()}`));
      }
    } else if (!isOvercommitAllowed(name))
      errors.push(required(path.child('limits'), 'Limit must be set for non overcommitable resources'));
    errors.push(...validateHugePages(name, quantity, at, options));
  }
  const names = [...limits.keys(), ...requests.keys()];
  if (names.some(isHugePageResource) && !names.includes('cpu') && !names.includes('memory')) {
    errors.push(forbidden(path, 'HugePages require cpu or memory'));
  }
  return [...errors, ...validateClaimNames(resources.claims, claims, path.child('claims'))];
}

function validateClaimNames(list: readonly ResourceClaim[] = [], known: ReadonlySet<string>, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const taken = new Set<string>();
  list.forEach((claim, i) => {
    const at = path.index(i);
    const name = claim.name ?? '';
    if (name === '') {
      errors.push(required(at));
      return;
    }
    if (taken.has(name)) errors.push(duplicate(at, name));
    else {
      const key = claim.request ? `${name}/${claim.request}` : name;
      if (claim.request) errors.push(...invalids(at.child('request'), claim.request, isDns1123Label(claim.request)));
      if (taken.has(key)) errors.push(duplicate(at, key));
      else if (!claim.request) for (const other of taken) if (other.startsWith(`${name}/`)) errors.push(duplicate(at, name));
      taken.add(key);
    }
    if (!known.has(name)) {
      const names = known.size ? `: ${sortStrings(known).join(', ')}` : ' which is empty';
      errors.push(notFound(at, name, `must be one of the names in pod.spec.resourceClaims${names}`));
    }
  });
  return errors;
}

function addInto(into: Map<string, Quantity>, list: ResourceList): void {
  for (const [name, quantity] of list) into.set(name, into.get(name)?.add(quantity) ?? quantity);
}

function maxInto(into: Map<string, Quantity>, list: ResourceList): void {
  for (const [name, quantity] of list) if (!into.has(name) || quantity.cmp(into.get(name)!) > 0) into.set(name, quantity);
}

/**
 * What the containers of a pod request (or are limited to) together: the sum of containers and sidecars, and at least what an
 * init container needs beside the sidecars before it (component-helpers' AggregateContainerRequests and -Limits).
 */
export function aggregateContainers(spec: PodSpec, which: 'requests' | 'limits'): Map<string, Quantity> {
  const of = (container: Container) => resourceList(container.resources?.[which]);
  const total = new Map<string, Quantity>();
  for (const container of spec.containers ?? []) addInto(total, of(container));
  const sidecars = new Map<string, Quantity>();
  const init = new Map<string, Quantity>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      addInto(total, of(container));
      addInto(sidecars, of(container));
      maxInto(init, sidecars);
    } else {
      const needed = of(container);
      addInto(needed, sidecars);
      maxInto(init, needed);
    }
  }
  maxInto(total, init);
  return total;
}

/** validatePodResources: the pod's own requirements, and that the containers fit into them. */
export function validatePodResources(spec: PodSpec, claims: ReadonlySet<string>, path: Path, options: PodValidationOptions): FieldErrors {
  const resources = spec.resources;
  if (!resources) return [];
  const at = path.child('resources');
  if (spec.os?.name === 'windows') return [forbidden(at, 'may not be set for a windows pod')];
  const errors: FieldErrors = [];
  if (resources.claims) errors.push(forbidden(at.child('claims'), 'claims may not be set for Resources at pod-level'));
  errors.push(...validateResources(resources, claims, at, options, validatePodResourceName));
  const [limits, requests] = [resourceList(resources.limits), resourceList(resources.requests)];
  for (const [name, sum] of aggregateContainers(spec, 'requests')) {
    const own = requests.get(name);
    if (own && sum.cmp(own) > 0) {
      const why = `must be greater than or equal to aggregate container requests of ${sum.string()}`;
      errors.push(invalid(at.child('requests').key(name), own.string(), why));
    }
  }
  for (const [name, sum] of aggregateContainers(spec, 'limits')) {
    const own = limits.get(name);
    if (isHugePageResource(name) && own && sum.cmp(own) > 0) {
      const why = `must be greater than or equal to aggregate container limits of ${sum.string()}`;
      errors.push(invalid(at.child('limits').key(name), own.string(), why));
    }
  }
  (spec.containers ?? []).forEach((container, i) => {
    for (const [name, limit] of resourceList(container.resources?.limits)) {
      const own = limits.get(name);
      if (own && limit.cmp(own) > 0) {
        const where = at.child('containers').index(i).key(name).child('limits');
        errors.push(invalid(where, limit.string(), `must be less than or equal to pod limits of ${own.string()}`));
      }
    }
  });
  return errors;
}
