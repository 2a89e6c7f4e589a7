import type { Process, ProcessTable } from '../../kernel/process.ts';
import type { LinuxCalls, Namespaces } from '../calls.ts';

/** Kinds of namespaces in the order of /proc/PID/ns, and the inode of a machine's first one (include/linux/proc_ns.h). */
export const NAMESPACE_KINDS = ['cgroup', 'ipc', 'mnt', 'net', 'pid', 'time', 'user', 'uts'] as const;
export type NamespaceKind = (typeof NAMESPACE_KINDS)[number];

const INITIAL: Record<NamespaceKind, number> = {
  time: 4_026_531_834,
  cgroup: 4_026_531_835,
  pid: 4_026_531_836,
  user: 4_026_531_837,
  uts: 4_026_531_838,
  ipc: 4_026_531_839,
  net: 4_026_531_840,
  mnt: 4_026_531_841,
};
const FIRST_OWN = 4_026_532_256;

interface Numbers {
  next: number;
  known: Record<NamespaceKind, WeakMap<object, number>>;
}
const tables = new WeakMap<ProcessTable, Numbers>();

/** The namespaces a process lives in, as its calls know them. */
export function namespacesOf(process: Process): Namespaces {
  return (process.sys as LinuxCalls).namespaces;
}

/**
 * The object that stands for a process's namespace of a kind: processes share the namespace where they share the object.
 * IPC namespaces go with host names and cgroup namespaces with pid namespaces, as container runtimes make them together.
 */
function subject(process: Process, kind: NamespaceKind): object {
  const own = namespacesOf(process);
  switch (kind) {
    case 'mnt':
      return own.mounts;
    case 'net':
      return own.net;
    case 'uts':
    case 'ipc':
      return own.uts;
    case 'pid':
    case 'cgroup':
      return process.pidNamespace;
    case 'user':
    case 'time':
      return process.table;
  }
}

/** The inode number of a process's namespace: the same number, the same namespace. The machine's init has the first ones. */
export function namespaceInode(process: Process, kind: NamespaceKind): number {
  const { table } = process;
  let numbers = tables.get(table);
  if (!numbers) {
    numbers = { next: FIRST_OWN, known: Object.fromEntries(NAMESPACE_KINDS.map((k) => [k, new WeakMap()])) as Numbers['known'] };
    tables.set(table, numbers);
  }
  const known = numbers.known[kind];
  const it = subject(process, kind);
  let ino = known.get(it);
  if (ino === undefined) {
    const first = table.init ? subject(table.init, kind) : it;
    ino = it === first ? INITIAL[kind] : numbers.next++;
    known.set(it, ino);
  }
  return ino;
}
