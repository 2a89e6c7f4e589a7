import { Errno, goStrerror } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { GoDnsError, goLookupHost } from '../../linux/net/resolver.ts';
import { quote } from '../go/text.ts';
import type { ImageDefinition } from '../images/image.ts';
import { published, REGISTRIES, registryHost, type Registry } from '../images/registries.ts';
import { referenceText, type Reference } from '../images/reference.ts';
import { parseToml, TomlError, type TomlTable } from '../toml/parse.ts';
import type { Log } from './config.ts';
import { notFound } from './errors.ts';

/** A host that is asked for an image: the registry itself, or a mirror. */
interface RegistryHost {
  scheme: 'http' | 'https';
  /** With its port where that is not the scheme's own. */
  host: string;
  capabilities: readonly string[];
}

const ALL = ['pull', 'resolve', 'push'];

function hostOf(url: string, capabilities: readonly string[] = ALL): RegistryHost {
  const m = /^(?:(https?):\/\/)?([^/]+)/.exec(url);
  return { scheme: (m?.[1] ?? 'https') as 'http' | 'https', host: m?.[2] ?? url, capabilities };
}

/** Where a registry's hosts.toml may stand, the first that is there counts (core/remotes/docker/config/hosts.go). */
function hostsFile(p: Process, directories: readonly string[], domain: string): string | undefined {
  const [host, port] = domain.split(':') as [string, string?];
  for (const directory of directories) {
    for (const name of [...(port ? [`${host}_${port}_`] : []), domain, '_default']) {
      const path = `${directory}/${name}`;
      if (p.sys.exists(path)) return `${path}/hosts.toml`;
    }
  }
  return undefined;
}

/** Those that are asked for a domain, in order. Throws GrpcError where the configuration cannot be read. */
function hostsFor(p: Process, directories: readonly string[], domain: string): RegistryHost[] {
  const local = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::(\d+))?$/.exec(domain);
  // a plain-HTTP fall-back is tried for local registries only when TLS was refused, which is told as the TLS error
  const own: RegistryHost = { scheme: local && local[1] === '80' ? 'http' : 'https', host: registryHost(domain), capabilities: ALL };
  const file = hostsFile(p, directories, domain);
  if (!file || !p.sys.exists(file)) return [own];
  let table: TomlTable;
  try {
    table = parseToml(p.sys.readText(file));
  } catch (e) {
    if (e instanceof TomlError) throw new GrpcError('Unknown', `failed to parse hosts.toml: failed to parse TOML: ${e.message}`);
    throw e;
  }
  const hosts = Object.entries((table['host'] as TomlTable | undefined) ?? {}).map(([url, section]) =>
    hostOf(url, ((section as TomlTable)['capabilities'] as string[] | undefined) ?? ALL),
  );
  const server = table['server'];
  const last = typeof server === 'string' && server ? hostOf(server) : own;
  return hosts.some((h) => h.host === last.host) ? hosts : [...hosts, last];
}

/** What speaks for a registry at an address of the simulated outside. */
const registryAt = (host: RegistryHost): Registry | undefined =>
  REGISTRIES.find((r) => r.address === host.host && r.scheme === host.scheme);

/** Tries to speak to a host that is no registry of the simulated outside. Throws Error with Go's text. */
function* dial(p: Process, { scheme, host }: RegistryHost): Step<void> {
  const m = /^(\[[^\]]+\]|[^:]+)(?::(\d+))?$/.exec(host);
  const name = (m?.[1] ?? host).replace(/^\[|\]$/g, '');
  const port = Number(m?.[2] ?? (scheme === 'http' ? 80 : 443));
  let ip = name;
  try {
    ip = (yield* goLookupHost(p, name))[0]!;
  } catch (e) {
    if (e instanceof GoDnsError) throw new Error(`dial tcp: ${e.message}`);
    throw e;
  }
  try {
    const connection = yield* p.sys.net.connect(ip, port, 30_000_000);
    connection.close();
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Error(`dial tcp ${ip}:${port}: ${e.code === 'ETIMEDOUT' ? 'i/o timeout' : `connect: ${goStrerror(e.code)}`}`);
  }
  if (scheme === 'https') throw new Error('http: server gave HTTP response to HTTPS client');
}

export interface Resolved {
  image: ImageDefinition;
  registry: Registry;
}

/**
 * Asks the registries of a reference for its manifest (core/remotes/docker/resolver.go). Throws GrpcError with containerd's text:
 * `x: not found`, `failed to do request: Head "https://…": dial tcp …`.
 */
export function* resolveReference(p: Process, log: Log, directories: readonly string[], reference: Reference): Step<Resolved> {
  const last = reference.digest ?? reference.tag!;
  let failure: GrpcError | undefined;
  for (const host of hostsFor(p, directories, reference.domain)) {
    if (!host.capabilities.includes('resolve')) continue;
    const namespace = host.host === registryHost(reference.domain) ? '' : `?ns=${reference.domain}`;
    const url = `${host.scheme}://${host.host}/v2/${reference.path}/manifests/${last}${namespace}`;
    const registry = registryAt(host);
    if (registry) {
      yield* p.sleep(registry.latencyUs * 2);
      const image = published(reference);
      if (image) return { image, registry };
      log('info', 'trying next host - response was http.StatusNotFound', { host: host.host });
      failure ??= notFound(referenceText(reference));
      continue;
    }
    try {
      yield* dial(p, host);
      log('info', 'trying next host - response was http.StatusNotFound', { host: host.host });
      failure ??= notFound(referenceText(reference));
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      const text = `failed to do request: Head ${quote(url)}: ${e.message}`;
      log('info', 'fetch failed', { error: text, host: host.host });
      failure = new GrpcError('Unknown', text);
    }
  }
  throw failure ?? notFound(referenceText(reference));
}
