import { CAPABILITIES } from '../../kernel/security.ts';
import type { Capability } from '../cri/types.ts';

/** What a container has when nothing is said (pkg/oci/spec.go, defaultUnixCaps). */
export const DEFAULT_CAPABILITIES: readonly string[] = [
  'CAP_CHOWN',
  'CAP_DAC_OVERRIDE',
  'CAP_FSETID',
  'CAP_FOWNER',
  'CAP_MKNOD',
  'CAP_NET_RAW',
  'CAP_SETGID',
  'CAP_SETUID',
  'CAP_SETFCAP',
  'CAP_SETPCAP',
  'CAP_NET_BIND_SERVICE',
  'CAP_SYS_CHROOT',
  'CAP_KILL',
  'CAP_AUDIT_WRITE',
];

/** All that the kernel knows, in the order of their bits. */
export const EVERY_CAPABILITY: readonly string[] = CAPABILITIES.map((name) => `CAP_${name.toUpperCase()}`);

/** The capabilities that a security context asks for (internal/cri/opts/spec_opts.go, WithCapabilities). */
export function containerCapabilities(wanted: Capability | undefined, privileged: boolean): string[] {
  if (privileged) return [...EVERY_CAPABILITY];
  let set = [...DEFAULT_CAPABILITIES];
  if (!wanted) return set;
  const { addCapabilities: add = [], dropCapabilities: drop = [] } = wanted;
  if (add.includes('ALL')) set = [...EVERY_CAPABILITY];
  if (drop.includes('ALL')) set = [];
  const named = (list: readonly string[]): string[] => list.filter((c) => c.toUpperCase() !== 'ALL').map((c) => `CAP_${c.toUpperCase()}`);
  for (const name of named(add)) if (!set.includes(name)) set.push(name);
  const dropped = new Set(named(drop));
  return set.filter((name) => !dropped.has(name));
}

/** runc refuses names that the kernel does not have. Gives the first such. */
export function unknownCapability(names: readonly string[]): string | undefined {
  return names.find((name) => !EVERY_CAPABILITY.includes(name));
}
