import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import type { NetworkNamespace } from '../../linux/net/namespace.ts';
import { networkNamespaceAt } from '../../linux/namespaces.ts';
import type { PortMapping } from '../cri/types.ts';
import { quote } from '../go/text.ts';
import { loadNetworks, LOOPBACK, type NetworkList } from './config.ts';
import { PLUGINS, type CniResult, type PluginRun } from './plugins.ts';

const NOT_INITIALIZED = 'cni plugin not initialized';

/** What a pod's network came to, as go-cni keeps it. */
export interface SetupResult {
  Interfaces: Record<
    string,
    { IPConfigs: { IP: string; Gateway: string }[] | null; Mac: string; Sandbox: string; PciID: string; SocketPath: string }
  >;
  DNS: Record<string, never>[];
  Routes: { dst: string; gw?: string }[] | null;
}

export interface PodNetworkRequest {
  id: string;
  netnsPath: string;
  portMappings: readonly PortMapping[];
}

/** The networks that pods are attached to: github.com/containerd/go-cni, which runs the plugins' programs. */
export class Cni {
  networks: NetworkList[] = [];
  /** Why the configuration could not be loaded the last time. */
  lastError: string | undefined;

  constructor(
    private readonly p: Process,
    readonly binDirs: readonly string[],
    readonly confDir: string,
    readonly maxConf: number,
  ) {}

  get #sys(): LinuxCalls {
    return this.p.sys as LinuxCalls;
  }

  /** Reads the configuration again; gives the error's text where that fails. */
  load(): string | undefined {
    this.networks = [LOOPBACK];
    this.lastError = undefined;
    try {
      this.networks.push(...loadNetworks(this.#sys, this.confDir, this.maxConf));
    } catch (e) {
      if (!(e instanceof Error)) throw e;
      this.lastError = `cni config load failed: ${e.message}: failed to load cni config`;
    }
    return this.lastError;
  }

  /** Why no pod can be attached; nothing where all is well. */
  status(): string | undefined {
    return this.networks.length < 2 ? NOT_INITIALIZED : undefined;
  }

  /** The program of a plugin. Throws Error with libcni's text. */
  readonly #find = (plugin: string): void => {
    const sys = this.#sys;
    for (const directory of this.binDirs) {
      try {
        const stat = sys.stat(`${directory}/${plugin}`);
        if (stat.type !== 'file') continue;
        if (!(stat.mode & 0o111)) throw new Error(`fork/exec ${directory}/${plugin}: permission denied`);
        return;
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
      }
    }
    throw new Error(`failed to find plugin ${quote(plugin)} in path [${this.binDirs.join(' ')}]`);
  };

  #run(request: PodNetworkRequest, network: NetworkList, index: number): PluginRun {
    const sys = this.#sys;
    return {
      sys,
      random: this.p.kernel.random.stream(`cni ${this.p.table.machine}`),
      node: sys.namespaces.net,
      pod: networkNamespaceAt(sys, request.netnsPath),
      netnsPath: request.netnsPath,
      id: request.id,
      device: index === 0 ? 'lo' : `eth${index - 1}`,
      network,
      portMappings: request.portMappings,
      find: this.#find,
    };
  }

  /** Attaches a pod to all networks. Throws Error with containerd's text. */
  *setup(request: PodNetworkRequest): Step<SetupResult> {
    const why = this.status();
    if (why) throw new Error(why);
    const results: CniResult[] = [];
    let failure: Error | undefined;
    // they are attached side by side, and the last to be asked is the first to answer
    for (let index = this.networks.length - 1; index >= 0; index--) {
      const network = this.networks[index]!;
      try {
        results[index] = yield* this.#add(this.#run(request, network, index));
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        failure ??= e;
      }
    }
    if (failure) throw failure;
    return resultOf(results);
  }

  *#add(run: PluginRun): Step<CniResult> {
    let result: CniResult = { interfaces: [], ips: [], routes: [] };
    for (const config of run.network.plugins) {
      try {
        this.#find(config.type);
        const plugin = PLUGINS[config.type];
        if (!plugin) throw new Error(`mirrorpod: ${config.type}: not simulated`);
        result = plugin.add(run, config, result);
      } catch (e) {
        if (!(e instanceof Error)) throw e;
        throw new Error(`plugin type=${quote(config.type)} failed (add): ${e instanceof Errno ? e.go : e.message}`);
      }
      // a program is started, and does its work through the kernel
      yield* this.p.sleep(this.p.kernel.random.stream(`cni ${this.p.table.machine}`).between(6_000, 22_000));
    }
    this.#cache(run, result);
    return result;
  }

  #cacheFile(run: PluginRun): string {
    return `/var/lib/cni/results/${run.network.name}-${run.id}-${run.device}`;
  }

  #cache(run: PluginRun, result: CniResult): void {
    const sys = this.#sys;
    if (!sys.exists('/var/lib/cni/results')) sys.mkdirp('/var/lib/cni/results', 0o700);
    const record = {
      kind: 'cniCacheV1',
      containerId: run.id,
      config: run.network.source,
      ifName: run.device,
      networkName: run.network.name,
      netns: run.netnsPath,
      result: { cniVersion: run.network.cniVersion, ...result, dns: {} },
    };
    sys.writeFile(this.#cacheFile(run), JSON.stringify(record), 0o600);
  }

  /** Detaches a pod. Throws Error with containerd's text. */
  *remove(request: PodNetworkRequest): Step {
    const why = this.status();
    if (why) throw new Error(why);
    for (const [index, network] of this.networks.entries()) {
      const run = this.#run(request, network, index);
      for (const config of [...network.plugins].reverse()) {
        try {
          this.#find(config.type);
          PLUGINS[config.type]?.remove(run, config);
        } catch (e) {
          if (!(e instanceof Error)) throw e;
          throw new Error(`plugin type=${quote(config.type)} failed (delete): ${e instanceof Errno ? e.go : e.message}`);
        }
        yield* this.p.sleep(this.p.kernel.random.stream(`cni ${this.p.table.machine}`).between(3_000, 12_000));
      }
      const file = this.#cacheFile(run);
      if (this.#sys.exists(file)) this.#sys.unlink(file);
    }
  }
}

/** What go-cni makes of the plugins' answers. */
function resultOf(results: readonly CniResult[]): SetupResult {
  const Interfaces: SetupResult['Interfaces'] = {};
  const Routes: { dst: string; gw?: string }[] = [];
  for (const result of results) {
    for (const { name, mac, sandbox } of result.interfaces) {
      Interfaces[name] = { IPConfigs: null, Mac: mac, Sandbox: sandbox, PciID: '', SocketPath: '' };
    }
    for (const ip of result.ips) {
      const device = Interfaces[result.interfaces[ip.interface]!.name]!;
      (device.IPConfigs ??= []).push({ IP: ip.address.split('/')[0]!, Gateway: ip.gateway });
    }
    Routes.push(...result.routes);
  }
  return { Interfaces, DNS: results.map(() => ({})), Routes: Routes.length > 0 ? Routes : null };
}

/** What connections from a pod meet first: the node's own rules, which see all that its pods send. */
export function delegateOutput(pod: NetworkNamespace, node: NetworkNamespace): void {
  pod.output.push((flow) => {
    let { to } = flow;
    for (const filter of node.output) {
      const verdict = filter({ ...flow, to });
      if (verdict === 'reject' || verdict === 'drop') return verdict;
      to = verdict.accept;
    }
    return { accept: to };
  });
}
