import type { Process } from '../../kernel/process.ts';
import type { LinuxCalls } from '../calls.ts';
import type { Mount } from '../fs/mounts.ts';

/** One line of a process's mount table. */
export interface MountEntry {
  mount: Mount;
  /** As seen from the process's root. */
  target: string;
  parent: Mount | undefined;
  device: string;
  /** Options of the mount (`rw,nosuid`), and those of its file system (`rw,size=65536k`). */
  options: string;
  superOptions: string;
}

/** Options that belong to a mount; all others to its file system (show_mnt_opts in fs/proc_namespace.c). */
const PER_MOUNT = new Set(['rw', 'ro', 'nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime', 'nosymfollow']);

const octal = (text: string): string => text.replace(/[\s\\]/g, (c) => `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`);

/** The mounts that a process sees from its root, in the order in which they were made. */
export function mountEntries(process: Process): MountEntry[] {
  const calls = process.sys as LinuxCalls;
  const { root } = calls.places;
  const out: MountEntry[] = [];
  for (const mount of calls.namespaces.mounts.mounts) {
    let target = '/';
    if (mount !== root.mount) {
      if (!mount.at) continue;
      const full = mount.at.path();
      const from = root.path();
      if (from !== '/' && !full.startsWith(`${from}/`)) continue;
      target = from === '/' ? full : full.slice(from.length);
    }
    const { dev, readOnly } = mount.root.fs;
    const all = mount.options.split(',').filter((o) => o !== 'rw' && o !== 'ro' && o !== '');
    const access = mount.readOnly ? 'ro' : 'rw';
    out.push({
      mount,
      target,
      parent: mount.at?.mount,
      device: `${dev >> 8}:${dev & 255}`,
      options: [access, ...all.filter((o) => PER_MOUNT.has(o))].join(','),
      superOptions: [readOnly ? 'ro' : 'rw', ...all.filter((o) => !PER_MOUNT.has(o) && o !== 'bind')].join(','),
    });
  }
  return out;
}

/** Both kinds of options in one list, as /proc/mounts and mount(8) show them. */
export function joinedOptions({ options, superOptions }: MountEntry): string {
  const more = superOptions.split(',').slice(1);
  return [options, ...more].join(',');
}

/** /proc/PID/mounts: fstab's format. */
export function mountTable(process: Process): string {
  return mountEntries(process)
    .map((e) => `${octal(e.mount.source)} ${octal(e.target)} ${e.mount.type} ${joinedOptions(e)} 0 0\n`)
    .join('');
}

/** /proc/PID/mountinfo (proc(5)). */
export function mountInfo(process: Process): string {
  return mountEntries(process)
    .map(
      (e) =>
        `${e.mount.id} ${e.parent?.id ?? 1} ${e.device} ${octal(e.mount.subtree)} ${octal(e.target)} ${e.options} - ${e.mount.type} ${octal(e.mount.source)} ${e.superOptions}\n`,
    )
    .join('');
}

/** /proc/PID/mountstats. */
export function mountStats(process: Process): string {
  return mountEntries(process)
    .map((e) => `device ${octal(e.mount.source)} mounted on ${octal(e.target)} with fstype ${e.mount.type}\n`)
    .join('');
}
