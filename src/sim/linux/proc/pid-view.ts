import type { Micros } from '../../kernel/time.ts';
import type { PidNamespace, Process, ProcessTable } from '../../kernel/process.ts';

/** The processes of a machine as a mounted procfs numbers them: those of the pid namespace that it was mounted in. */
export class PidView {
  constructor(
    readonly table: ProcessTable,
    readonly namespace: PidNamespace,
    readonly bootedAt: Micros,
  ) {}

  get #whole(): boolean {
    return this.namespace === this.table.pidNamespace;
  }

  list(): Process[] {
    return this.#whole ? this.table.list() : this.namespace.members().sort((a, b) => a.nsPid - b.nsPid);
  }

  find(pid: number): Process | undefined {
    return this.#whole ? this.table.processes.get(pid) : this.namespace.find(pid);
  }

  /** A process's number here; 0 where it has none. */
  number(process: Process | undefined): number {
    if (!process) return 0;
    if (this.#whole) return process.pid;
    return process.pidNamespace === this.namespace ? process.nsPid : 0;
  }

  /** The same for a process known by its pid on the machine: a group's or a session's leader. */
  numberOf(pid: number): number {
    if (this.#whole) return pid;
    return this.number(this.table.processes.get(pid));
  }
}
