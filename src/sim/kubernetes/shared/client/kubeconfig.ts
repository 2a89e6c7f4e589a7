import { Errno } from '../../../kernel/errno.ts';
import type { SystemCalls } from '../../../kernel/syscalls.ts';
import { decodeBase64 } from '../../../crypto/index.ts';
import { decode } from '../decode/codec.ts';
import { quote } from '../go/quote.ts';
import { aggregate, GoError } from '../go/error.ts';
import { configScheme } from '../schema/scheme.ts';
import type { AuthInfo, Cluster, Config, Context } from '../schema/types/clientcmd-v1.ts';

// Models client-go/tools/clientcmd/{loader,client_config,validation}.go @v1.35

const SCHEME = configScheme(['v1', 'clientcmd/v1', 'Config']);

/** A kubeconfig by names; file names in it are absolute. */
export interface Kubeconfig {
  clusters: Map<string, Cluster>;
  users: Map<string, AuthInfo>;
  contexts: Map<string, Context>;
  currentContext: string;
}

export function emptyKubeconfig(): Kubeconfig {
  return { clusters: new Map(), users: new Map(), contexts: new Map(), currentContext: '' };
}

/** Nothing was configured at all. */
export class EmptyConfigError extends GoError {
  constructor() {
    super('invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable');
  }
}

/** Reads a kubeconfig's bytes; `directory` is where its relative file names begin. Throws Error with the decoder's words. */
export function parseKubeconfig(data: Uint8Array, directory: string): Kubeconfig {
  const out = emptyKubeconfig();
  if (data.length === 0) return out;
  const config = decode(data, { scheme: SCHEME, defaults: { group: '', version: 'v1', kind: 'Config' } }).object as Config;
  const absolute = (path: string | undefined): string | undefined => (path && !path.startsWith('/') ? `${directory}/${path}` : path);
  for (const { name = '', cluster = {} } of config.clusters ?? []) {
    const ca = absolute(cluster['certificate-authority']);
    out.clusters.set(name, { ...cluster, ...(ca ? { 'certificate-authority': ca } : {}) });
  }
  for (const { name = '', user = {} } of config.users ?? []) {
    const files: AuthInfo = {};
    for (const key of ['client-certificate', 'client-key', 'tokenFile'] as const) {
      const path = absolute(user[key]);
      if (path) files[key] = path;
    }
    out.users.set(name, { ...user, ...files });
  }
  for (const { name = '', context = {} } of config.contexts ?? []) out.contexts.set(name, context);
  out.currentContext = config['current-context'] ?? '';
  return out;
}

/**
 * Loads one kubeconfig file, as a component's --kubeconfig does. Throws GoError: `stat /x: no such file or directory`,
 * `error loading config file "/x": …`.
 */
export function loadKubeconfig(sys: SystemCalls, path: string): Kubeconfig {
  try {
    sys.stat(path);
  } catch (e) {
    if (e instanceof Errno) throw new GoError(e.go);
    throw e;
  }
  return readKubeconfig(sys, path);
}

/** The same without asking first whether the file is there: `open /x: …`. */
export function readKubeconfig(sys: SystemCalls, path: string): Kubeconfig {
  try {
    return parseKubeconfig(sys.readFile(path), path.slice(0, path.lastIndexOf('/')) || '/');
  } catch (e) {
    const text = e instanceof Errno ? e.go : (e as Error).message;
    throw new GoError(`error loading config file ${quote(path)}: ${text}`);
  }
}

/** The cluster and the user that a client is to use. */
export interface ChosenConfig {
  cluster: Cluster;
  user: AuthInfo;
  namespace: string;
  contextName: string;
}

export interface ConfigOverrides {
  context?: string;
  cluster?: string;
  user?: string;
  namespace?: string;
  server?: string;
}

/**
 * Chooses and checks what a client uses (ConfirmUsable and ClientConfig). Throws GoError: `invalid configuration: …`,
 * `context "x" does not exist`.
 */
export function chooseConfig(sys: SystemCalls, config: Kubeconfig, overrides: ConfigOverrides = {}): ChosenConfig {
  const contextName = overrides.context ?? config.currentContext;
  if (overrides.context !== undefined && !config.contexts.has(overrides.context))
    throw new GoError(`context ${quote(overrides.context)} does not exist`);
  if (config.clusters.size === 0 && config.users.size === 0 && config.contexts.size === 0 && !overrides.server)
    throw new EmptyConfigError();
  const errors: Error[] = [];
  let context = config.contexts.get(contextName);
  if (contextName !== '' && !context) errors.push(new GoError(`context was not found for specified context: ${contextName}`));
  context ??= {};
  const clusterName = overrides.cluster ?? context.cluster ?? '';
  const userName = overrides.user ?? context.user ?? '';
  if (overrides.cluster !== undefined && !config.clusters.has(overrides.cluster))
    throw new GoError(`cluster ${quote(overrides.cluster)} does not exist`);
  if (overrides.user !== undefined && !config.users.has(overrides.user))
    throw new GoError(`auth info ${quote(overrides.user)} does not exist`);
  if (contextName !== '' && config.contexts.has(contextName)) {
    if (userName && !config.users.has(userName))
      errors.push(new GoError(`user ${quote(userName)} was not found for context ${quote(contextName)}`));
    if (clusterName && !config.clusters.has(clusterName))
      errors.push(new GoError(`cluster ${quote(clusterName)} was not found for context ${quote(contextName)}`));
    if (!clusterName) errors.push(new GoError(`cluster was not specified for context ${quote(contextName)}`));
    if (!userName) errors.push(new GoError(`user was not specified for context ${quote(contextName)}`));
  }
  const user = config.users.get(userName) ?? {};
  const cluster = { ...(config.clusters.get(clusterName) ?? {}) };
  if (overrides.server) cluster.server = overrides.server;
  errors.push(...checkUser(sys, userName, user), ...checkCluster(sys, clusterName, cluster));
  const problem = aggregate(errors);
  if (problem) throw new GoError(`invalid configuration: ${problem.message}`);
  return { cluster, user, namespace: overrides.namespace ?? context.namespace ?? 'default', contextName };
}

function opens(sys: SystemCalls, path: string): string | undefined {
  try {
    sys.open(path, { read: true }).close();
    return undefined;
  } catch (e) {
    if (e instanceof Errno) return e.go;
    throw e;
  }
}

/** validateClusterInfo */
function checkCluster(sys: SystemCalls, name: string, cluster: Cluster): GoError[] {
  const errors: GoError[] = [];
  if (!cluster.server)
    errors.push(new GoError(name === '' ? 'default cluster has no server defined' : `no server found for cluster ${quote(name)}`));
  const file = cluster['certificate-authority'];
  const data = cluster['certificate-authority-data'];
  if (file && data)
    errors.push(
      new GoError(
        `certificate-authority-data and certificate-authority are both specified for ${name}. certificate-authority-data will override.`,
      ),
    );
  if (file) {
    const problem = opens(sys, file);
    if (problem) errors.push(new GoError(`unable to read certificate-authority ${file} for ${name} due to ${problem}`));
  }
  return errors;
}

/** validateAuthInfo */
function checkUser(sys: SystemCalls, name: string, user: AuthInfo): GoError[] {
  const errors: GoError[] = [];
  const methods: string[] = [];
  if (user.token) methods.push('token');
  if (user.username || user.password) methods.push('basicAuth');
  const certificate = user['client-certificate'];
  const key = user['client-key'];
  if (certificate || user['client-certificate-data']) {
    if (certificate && user['client-certificate-data'])
      errors.push(new GoError(`client-cert-data and client-cert are both specified for ${name}. client-cert-data will override.`));
    if (key && user['client-key-data'])
      errors.push(new GoError(`client-key-data and client-key are both specified for ${name}; client-key-data will override`));
    if (!key && !user['client-key-data']) {
      errors.push(new GoError(`client-key-data or client-key must be specified for ${name} to use the clientCert authentication method.`));
    }
    for (const [what, path] of [
      ['client-cert', certificate],
      ['client-key', key],
    ] as const) {
      const problem = path ? opens(sys, path) : undefined;
      if (problem) errors.push(new GoError(`unable to read ${what} ${path} for ${name} due to ${problem}`));
    }
  }
  if (methods.length > 1)
    errors.push(new GoError(`more than one authentication method found for ${name}; found [${methods.join(' ')}], only one is allowed`));
  return errors;
}

/** Bytes that a kubeconfig holds in base64. Throws GoError where they are none. */
export function embedded(data: string): Uint8Array {
  const decoded = decodeBase64(data);
  if (!decoded) throw new GoError('illegal base64 data at input byte 0');
  return decoded;
}
