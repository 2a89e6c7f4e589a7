import { Errno } from '../../kernel/errno.ts';
import type { OciSpec } from '../oci/types.ts';
import type * as cri from '../cri/types.ts';
import type { CriContext } from './context.ts';
import type { Container, ContainerStatusRecord } from './stores.ts';

/** Writes what is known of how a container goes, to be found after containerd was started again. */
export function saveStatus(context: CriContext, container: Container): void {
  const directory = context.directory('containers', container.id);
  try {
    context.p.sys.writeFile(`${directory}/status`, JSON.stringify({ Version: 'v1', ...container.status }), 0o600);
  } catch (e) {
    // somebody took the directory away
    if (!(e instanceof Errno)) throw e;
  }
}

/** Reads it again; nothing where that cannot be. */
export function loadStatus(context: CriContext, id: string): ContainerStatusRecord | undefined {
  try {
    return JSON.parse(context.p.sys.readText(`${context.directory('containers', id)}/status`)) as ContainerStatusRecord;
  } catch (e) {
    if (e instanceof Errno || e instanceof SyntaxError) return undefined;
    throw e;
  }
}

/** The resources of a specification as a container's status tells them (copyResourcesToStatus). */
export function resourcesOf(spec: OciSpec): cri.LinuxContainerResources {
  const { cpu, memory, unified } = spec.linux.resources;
  return {
    cpuPeriod: cpu?.period ?? 0,
    cpuQuota: cpu?.quota ?? 0,
    cpuShares: cpu?.shares ?? 0,
    memoryLimitInBytes: memory?.limit ?? 0,
    oomScoreAdj: spec.process.oomScoreAdj ?? 0,
    cpusetCpus: cpu?.cpus ?? '',
    cpusetMems: cpu?.mems ?? '',
    hugepageLimits: [],
    unified: unified ?? {},
    memorySwapLimitInBytes: memory?.swap ?? 0,
  };
}
