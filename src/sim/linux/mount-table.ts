import type { Process } from '../kernel/process.ts';

/** A line of /proc/self/mountinfo, as programs read it (libmount). */
export interface MountLine {
  id: number;
  parent: number;
  device: string;
  /** Path within its file system. */
  root: string;
  target: string;
  /** The mount's options, then its file system's; and both without repetitions. */
  vfsOptions: string;
  fsOptions: string;
  options: string;
  type: string;
  source: string;
}

const unescape = (text: string): string => text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 8)));

/** Reads the mount table of a process, its own unless another is named, in the order of mounting. */
export function readMounts(p: Process, pid: string | number = 'self'): MountLine[] {
  return p.sys
    .readText(`/proc/${pid}/mountinfo`)
    .split('\n')
    .filter(Boolean)
    .map((line) => {
      const [before = '', after = ''] = line.split(' - ');
      const [id, parent, device, root, target, vfs] = before.split(' ') as [string, string, string, string, string, string];
      const [type, source, fs] = after.split(' ') as [string, string, string];
      const more = fs.split(',').filter((o) => !vfs.split(',').includes(o) && o !== 'rw' && o !== 'ro');
      return {
        id: Number(id),
        parent: Number(parent),
        device,
        root: unescape(root),
        target: unescape(target),
        vfsOptions: vfs,
        fsOptions: fs,
        options: [vfs, ...more].join(','),
        type,
        source: unescape(source),
      };
    });
}

/** A line of /etc/fstab. */
export interface FstabLine {
  source: string;
  target: string;
  type: string;
  options: string;
}

/** Reads /etc/fstab; comments and lines with too few fields are left out. */
export function readFstab(p: Process): FstabLine[] {
  if (!p.sys.exists('/etc/fstab')) return [];
  return p.sys
    .readText('/etc/fstab')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((f) => f.length >= 3 && !f[0]!.startsWith('#'))
    .map(([source = '', target = '', type = '', options = 'defaults']) => ({
      source: unescape(source),
      target: unescape(target),
      type,
      options,
    }));
}

/** The mount that a path lies on: the last one of those with the longest target. */
export function mountOf(mounts: readonly MountLine[], realpath: string): MountLine | undefined {
  let best: MountLine | undefined;
  for (const m of mounts) {
    const covers = m.target === '/' || realpath === m.target || realpath.startsWith(`${m.target}/`);
    if (covers && (!best || m.target.length >= best.target.length)) best = m;
  }
  return best;
}
