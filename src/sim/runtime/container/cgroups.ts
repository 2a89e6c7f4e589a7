import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Process } from '../../kernel/process.ts';
import { quote } from '../go/text.ts';
import type { OciResources } from '../oci/types.ts';

/** The root of a machine's control groups. */
export function rootGroup(p: Process): Cgroup {
  let group = p.cgroup;
  while (group.parent) group = group.parent;
  return group;
}

/** `a-b.slice` lies in `a.slice` (systemd.slice(5)). Throws Error with runc's text. */
export function expandSlice(slice: string): string {
  if (slice === '-.slice') return '';
  const name = slice.replace(/\.slice$/, '');
  if (name === slice || name.includes('/')) throw new Error(`invalid slice name: ${slice}`);
  let path = '';
  let prefix = '';
  for (const part of name.split('-')) {
    if (part === '') throw new Error(`invalid slice name: ${slice}`);
    prefix += part;
    path += `/${prefix}.slice`;
    prefix += '-';
  }
  return path;
}

/**
 * Where a container's processes go: `slice:prefix:name` with systemd's driver, else the path itself. Throws Error with runc's text
 * where the driver and the path's form do not go together (libcontainer/specconv).
 */
export function groupPath(path: string, systemd: boolean, own: string): string {
  if (systemd) {
    const parts = path.split(':');
    if (parts.length !== 3)
      throw new Error(`expected cgroupsPath to be of format "slice:prefix:name" for systemd cgroups, got ${quote(path)} instead`);
    const [slice, prefix, name] = parts as [string, string, string];
    return `${expandSlice(slice || 'system.slice')}/${prefix}-${name}.scope`;
  }
  return path.startsWith('/') ? path : `${own === '/' ? '' : own}/${path}`;
}

/** Sets a group's limits; what is not said stays as it is. */
export function applyResources(group: Cgroup, resources: OciResources): void {
  const { memory, cpu } = resources;
  if (memory?.limit) group.memoryMax = memory.limit > 0 ? memory.limit : undefined;
  if (cpu?.shares) group.cpuShares = cpu.shares;
  if (cpu?.quota) group.cpuQuotaUs = cpu.quota > 0 ? Math.round((cpu.quota * 100_000) / (cpu.period || 100_000)) : undefined;
}
