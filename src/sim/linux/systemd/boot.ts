import type { Process } from '../../kernel/process.ts';
import type { Machine } from '../machine.ts';
import { installDebian } from './debian.ts';
import { SERVICE_PATH } from './exec.ts';

/**
 * Starts Debian on a machine: lays its files on the disk where they are missing, then runs /sbin/init. A machine that is
 * restarted boots it again. Gives PID 1. Throws where the programs of systemd are not installed (ENOENT).
 */
export function bootDebian(machine: Machine): Process {
  installDebian(machine);
  machine.boot = () => void bootDebian(machine);
  const env = { container: 'docker', PATH: SERVICE_PATH };
  const { main } = machine.calls.executable('/sbin/init', ['/sbin/init'], env);
  return machine.kernel.start(['/sbin/init'], main, { table: machine.table, sys: machine.calls, cgroup: machine.cgroups, env });
}
