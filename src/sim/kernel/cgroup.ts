import type { Process } from './process.ts';

/** A control group of one machine: which processes belong together, and what they may use. */
export class Cgroup {
  readonly children = new Map<string, Cgroup>();
  readonly processes = new Set<Process>();
  /** Bytes; `undefined`: no limit of its own. */
  memoryMax: number | undefined;
  memoryBytes = 0;
  memoryPeakBytes = 0;
  /** Relative weight (1024 is one share), microseconds a 100 ms period, processes; `undefined`: no limit. They are shown, not enforced. */
  cpuShares = 1024;
  cpuQuotaUs: number | undefined;
  pidsMax: number | undefined;
  cpuUs = 0;
  /** Processes of this group or below that the out-of-memory killer has ended. */
  oomKills = 0;
  /** Called when the last process of this group and of those below it has left: what an empty group tells its owner. */
  onEmpty: (() => void) | undefined;

  constructor(
    readonly name: string,
    readonly parent: Cgroup | undefined,
  ) {}

  /** `/kubepods.slice/…`; the root is `/`. */
  get path(): string {
    if (!this.parent) return '/';
    return this.parent.parent ? `${this.parent.path}/${this.name}` : `/${this.name}`;
  }

  /** The group at a path below this one, made where it is missing. */
  at(path: string): Cgroup {
    let group: Cgroup = this;
    for (const name of path.split('/')) {
      if (!name) continue;
      let child = group.children.get(name);
      if (!child) group.children.set(name, (child = new Cgroup(name, group)));
      group = child;
    }
    return group;
  }

  find(path: string): Cgroup | undefined {
    let group: Cgroup | undefined = this;
    for (const name of path.split('/')) if (name) group = group?.children.get(name);
    return group;
  }

  /** All processes of this group and those below it, by pid. */
  all(): Process[] {
    const out = [...this.processes];
    for (const child of this.children.values()) out.push(...child.all());
    return out.sort((a, b) => a.pid - b.pid);
  }

  /** Whether it or a group below it has a process. */
  get populated(): boolean {
    if (this.processes.size > 0) return true;
    for (const child of this.children.values()) if (child.populated) return true;
    return false;
  }

  /** A process has ended, or goes to another group. */
  leave(process: Process): void {
    if (!this.processes.delete(process)) return;
    for (let group: Cgroup | undefined = this; group && !group.populated; group = group.parent) group.onEmpty?.();
  }

  /** Takes the group out of the tree; its processes must be gone. */
  remove(): void {
    this.parent?.children.delete(this.name);
  }

  /**
   * Accounts memory to this group and those above it. Gives the group whose limit is now exceeded, if one is.
   */
  charge(bytes: number): Cgroup | undefined {
    let exceeded: Cgroup | undefined;
    for (let group: Cgroup | undefined = this; group; group = group.parent) {
      group.memoryBytes += bytes;
      group.memoryPeakBytes = Math.max(group.memoryPeakBytes, group.memoryBytes);
      if (bytes > 0 && group.memoryMax !== undefined && group.memoryBytes > group.memoryMax) exceeded ??= group;
    }
    return exceeded;
  }

  chargeCpu(us: number): void {
    for (let group: Cgroup | undefined = this; group; group = group.parent) group.cpuUs += us;
  }
}
