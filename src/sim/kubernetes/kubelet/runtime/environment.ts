import type { Step } from '../../../kernel/step.ts';
import type { Container, EnvVar, Pod } from '../../shared/api/core.ts';
import { isNotFound } from '../../shared/client/errors.ts';
import { text } from '../../../kernel/text.ts';
import { decodeBase64 } from '../../../crypto/base64.ts';
import type { ObjectSource } from '../objects.ts';
import { downwardField, downwardResource, type PodAddresses } from './downward.ts';

// Models makeEnvironmentVariables in pkg/kubelet/kubelet_pods.go and third_party/forked/golang/expansion @v1.35

/** A variable that could not be made; upstream's words. */
export class EnvironmentError extends Error {}

/**
 * Expands `$(NAME)` by what is known before; `$$` is a dollar; what is not known stays as it stands.
 */
export function expand(input: string, known: ReadonlyMap<string, string>): string {
  return input.replace(/\$(\$|\(([^()]*)\))/g, (all, what: string, name: string | undefined) => {
    if (what === '$') return '$';
    return known.get(name ?? '') ?? all;
  });
}

export interface EnvironmentInput {
  pod: Pod;
  container: Container;
  objects: ObjectSource;
  addresses: PodAddresses;
  /** Services of the pod's namespace and the API server's own, as variables. */
  services: ReadonlyMap<string, string>;
}

/** The environment of a container, in order. Throws EnvironmentError. */
export function* environment(input: EnvironmentInput): Step<{ key: string; value: string }[]> {
  const { pod, container } = input;
  const result = new Map<string, string>();
  for (const source of container.envFrom ?? []) {
    for (const [key, value] of yield* fromSource(input, source)) result.set(`${source.prefix ?? ''}${key}`, value);
  }
  const known = new Map([...input.services, ...result]);
  for (const variable of container.env ?? []) {
    let { value = '' } = variable;
    if (variable.valueFrom) {
      const found = yield* fromValue(input, variable);
      if (found === undefined) continue;
      value = found;
    } else value = expand(value, known);
    known.set(variable.name, value);
    result.set(variable.name, value);
  }
  void pod;
  for (const [key, value] of input.services) if (!result.has(key)) result.set(key, value);
  return [...result].map(([key, value]) => ({ key, value }));
}

function* fromSource(input: EnvironmentInput, source: NonNullable<Container['envFrom']>[number]): Step<[string, string][]> {
  const { pod, objects } = input;
  const ref = source.configMapRef ?? source.secretRef;
  if (!ref) return [];
  try {
    if (source.configMapRef) return Object.entries((yield* objects.configMap(pod, ref.name ?? '')).data ?? {}).sort();
    return Object.entries((yield* objects.secret(pod, ref.name ?? '')).data ?? {})
      .sort()
      .map(([key, value]): [string, string] => [key, plain(value)]);
  } catch (e) {
    if (ref.optional && isNotFound(e)) return [];
    throw new EnvironmentError(e instanceof Error ? e.message : String(e));
  }
}

const plain = (base64: string): string => text(decodeBase64(base64) ?? new Uint8Array(0));

function* fromValue(input: EnvironmentInput, variable: EnvVar): Step<string | undefined> {
  const { pod, container, objects } = input;
  const from = variable.valueFrom!;
  if (from.fieldRef) return downwardField(pod, from.fieldRef.fieldPath, input.addresses);
  if (from.resourceFieldRef) return downwardResource(pod, from.resourceFieldRef, container);
  const ref = from.configMapKeyRef ?? from.secretKeyRef;
  if (!ref) return '';
  const name = ref.name ?? '';
  try {
    const data = from.configMapKeyRef ? (yield* objects.configMap(pod, name)).data : (yield* objects.secret(pod, name)).data;
    const value = data?.[ref.key];
    if (value !== undefined) return from.configMapKeyRef ? value : plain(value);
    if (ref.optional) return undefined;
    throw new EnvironmentError(
      from.configMapKeyRef
        ? `couldn't find key ${ref.key} in ConfigMap ${pod.metadata.namespace}/${name}`
        : `couldn't find key ${ref.key} in Secret ${pod.metadata.namespace}/${name}`,
    );
  } catch (e) {
    if (e instanceof EnvironmentError) throw e;
    if (ref.optional && isNotFound(e)) return undefined;
    throw new EnvironmentError(e instanceof Error ? e.message : String(e));
  }
}

/** The variables that tell of services, as Docker links did (envvars.FromServices). */
export function serviceVariables(
  services: readonly { name: string; clusterIp: string; ports: { name?: string; port: number; protocol?: string }[] }[],
): Map<string, string> {
  const out = new Map<string, string>();
  for (const service of services) {
    if (!service.clusterIp || service.clusterIp === 'None' || service.ports.length === 0) continue;
    const prefix = service.name.toUpperCase().replace(/-/g, '_');
    out.set(`${prefix}_SERVICE_HOST`, service.clusterIp);
    out.set(`${prefix}_SERVICE_PORT`, String(service.ports[0]!.port));
    for (const port of service.ports)
      if (port.name) out.set(`${prefix}_SERVICE_PORT_${port.name.toUpperCase().replace(/-/g, '_')}`, String(port.port));
    service.ports.forEach((port, i) => {
      const protocol = (port.protocol ?? 'TCP').toLowerCase();
      const url = `${protocol}://${service.clusterIp}:${port.port}`;
      if (i === 0) out.set(`${prefix}_PORT`, url);
      const p = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`;
      out.set(p, url);
      out.set(`${p}_PROTO`, protocol);
      out.set(`${p}_PORT`, String(port.port));
      out.set(`${p}_ADDR`, service.clusterIp);
    });
  }
  return out;
}
