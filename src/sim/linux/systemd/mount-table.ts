import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { LinuxCalls } from '../calls.ts';
import { mountUnit } from './unit-name.ts';

/** What /proc/self/mountinfo tells PID 1. */
export class MountTable {
  constructor(private readonly p: Process) {}

  *#mounts(): Iterable<{ where: string; source: string; type: string; options: string }> {
    if (!(this.p.sys instanceof LinuxCalls)) return;
    for (const mount of this.p.sys.namespaces.mounts.mounts) {
      yield { where: mount.at?.path() ?? '/', source: mount.source, type: mount.type, options: mount.options };
    }
  }

  at(where: string): { source: string; type: string; options: string } | undefined {
    let found: { source: string; type: string; options: string } | undefined;
    for (const mount of this.#mounts()) if (mount.where === where) found = mount;
    return found;
  }

  /** Names of the units of all mounts, but of those that systemd leaves to the kernel. */
  units(): string[] {
    const api =
      /^\/(proc|sys|dev|run|dev\/pts|dev\/shm|run\/lock|sys\/(kernel\/security|fs\/cgroup|fs\/pstore|fs\/bpf|firmware\/efi\/efivars)|sys\/fs\/cgroup\/.*)$/;
    const names = new Set<string>();
    for (const { where } of this.#mounts()) if (!api.test(where)) names.add(mountUnit(where));
    return [...names];
  }

  /** mount(8); false where it fails. */
  mount(what: string, where: string, type: string, options: string): boolean {
    if (this.at(where)) return true;
    try {
      this.p.sys.mkdirp(where);
      this.p.sys.mount({
        source: what,
        target: where,
        bind: /(^|,)r?bind(,|$)/.test(options),
        ...(type !== '' && { type }),
        ...(options !== '' && { options }),
      });
      return true;
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  }

  umount(where: string): void {
    try {
      this.p.sys.umount(where);
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }
}
