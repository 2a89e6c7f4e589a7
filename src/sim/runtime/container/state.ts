import type { Cgroup } from '../../kernel/cgroup.ts';
import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';
import { rfc3339Nano, type Micros } from '../../kernel/time.ts';
import { rootGroup } from './cgroups.ts';

/** Where runc keeps what it knows of the containers of a namespace of containerd. */
export const RUNC_ROOT = '/run/containerd/runc';

/** What runc knows of a container: `state.json` below its root, as far as anything here reads it. */
export interface RuncState {
  id: string;
  init_process_pid: number;
  init_process_start: Micros;
  created: string;
  bundle: string;
  cgroup_path: string;
  /** Its start was asked for: until then it is `created`. */
  started: boolean;
  annotations: Readonly<Record<string, string>>;
}

const directory = (root: string, id: string): string => `${root}/${id}`;

/** Writes a container's state. */
export function writeState(sys: SystemCalls, root: string, state: RuncState): void {
  if (!sys.exists(directory(root, state.id))) sys.mkdirp(directory(root, state.id), 0o711);
  sys.writeFile(`${directory(root, state.id)}/state.json`, JSON.stringify(state), 0o600);
}

/** Reads a container's state; nothing where runc does not know it. */
export function readState(sys: SystemCalls, root: string, id: string): RuncState | undefined {
  try {
    return JSON.parse(sys.readText(`${directory(root, id)}/state.json`)) as RuncState;
  } catch (e) {
    if (e instanceof Errno || e instanceof SyntaxError) return undefined;
    throw e;
  }
}

/** All containers of a root, by id. */
export function listStates(sys: SystemCalls, root: string): RuncState[] {
  if (!sys.exists(root)) return [];
  return sys
    .readdir(root)
    .map((entry) => readState(sys, root, entry.name))
    .filter((state) => state !== undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The container's first process, as long as it is that process still. */
export function initOf(p: Process, state: RuncState): Process | undefined {
  const process = p.table.processes.get(state.init_process_pid);
  return process?.alive && process.startedAt === state.init_process_start ? process : undefined;
}

/** `created`, `running` or `stopped`. */
export function statusOf(p: Process, state: RuncState): 'created' | 'running' | 'stopped' {
  if (!initOf(p, state)) return 'stopped';
  return state.started ? 'running' : 'created';
}

export function removeState(sys: SystemCalls, root: string, id: string): void {
  sys.removeTree(directory(root, id));
}

export function groupOf(p: Process, state: RuncState): Cgroup | undefined {
  return rootGroup(p).find(state.cgroup_path);
}

/** `runc delete --force`: ends what runs of a container, and forgets it. */
export function forceDelete(p: Process, root: string, id: string): void {
  const state = readState(p.sys, root, id);
  if (!state) return;
  const group = groupOf(p, state);
  for (const process of group?.all() ?? []) p.kernel.signal(process, 'KILL');
  group?.remove();
  removeState(p.sys, root, id);
}

/** `created` as Go writes it. */
export const createdText = (at: Micros): string => rfc3339Nano(at);
