import { FdTable, FileDescription } from '../../kernel/file.ts';
import type { Process } from '../../kernel/process.ts';
import { program, type Program } from '../../kernel/program.ts';
import type { Step } from '../../kernel/step.ts';
import { text } from '../../kernel/text.ts';
import { SECOND } from '../../kernel/time.ts';
import { LINUX_PROGRAMS } from '../bin/registry.generated.ts';
import { storeOf } from '../journald/store.ts';
import { TestMachine, type Ran } from '../testing.ts';
import { bootDebian } from './boot.ts';

/** A program for tests at /usr/local/bin. */
export const testProgram = (name: string, main: (p: Process) => Step<number>): Program =>
  program({ id: name, paths: [`/usr/local/bin/${name}`], main });

/** A Debian node that has been up for a minute, for tests. */
export class BootedMachine extends TestMachine {
  constructor(programs: readonly Program[] = [], files: Readonly<Record<string, string>> = {}) {
    super([...LINUX_PROGRAMS, ...programs], (machine) => {
      for (const [path, content] of Object.entries(files)) {
        machine.calls.mkdirp(path.slice(0, path.lastIndexOf('/')));
        machine.calls.writeFile(path, content);
      }
      return bootDebian(machine);
    });
    this.pass(60 * SECOND);
  }

  /** Lets time pass. Throws where the simulator itself failed. */
  pass(micros: number): void {
    this.kernel.run(this.kernel.clock.now + micros);
    const bug = this.kernel.bugs.shift();
    if (bug) throw bug.error;
  }

  /** Writes unit files and has PID 1 read them. */
  units(files: Readonly<Record<string, string>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = `/etc/systemd/system/${name}`;
      this.machine.calls.mkdirp(path.slice(0, path.lastIndexOf('/')));
      this.machine.calls.writeFile(path, content);
    }
    this.systemctl('daemon-reload');
  }

  systemctl(...args: string[]): Ran {
    return this.run(['systemctl', ...args]);
  }

  /** A command line's words; what it printed on both outputs, and its exit code where that is not 0. */
  sh(line: string): string {
    const ran = this.run(line.split(' '));
    return `${ran.out}${ran.err}${ran.code === 0 ? '' : `[${ran.code}]\n`}`;
  }

  /** Runs a program on a terminal; gives what appears there, with \n for \r\n. */
  onTerminal(argv: readonly string[], columns = 120): string {
    const terminal = this.machine.openTerminal(columns, 40);
    let out = '';
    terminal.onOutput = (data) => (out += text(data));
    const fds = new FdTable();
    const file = new FileDescription(terminal.file(), true, true);
    for (const fd of [0, 1, 2]) fds.set(fd, file);
    let ended = false;
    this.init.fork(
      function* (p) {
        const child = p.spawn(argv, { fds, cwd: '/root', env: { TERM: 'xterm-256color', HOME: '/root', PATH: '/usr/sbin:/usr/bin' } });
        yield* p.wait(child);
        ended = true;
      },
      { cgroup: this.machine.cgroups },
    );
    for (let i = 0; i < 600 && !ended; i++) this.pass(SECOND / 10);
    return out.replaceAll('\r\n', '\n');
  }

  /** Messages of the journal, oldest first, as `identifier: message`; of one identifier, or of all. */
  journal(identifier?: string): string[] {
    const { calls, machineId } = this.machine;
    const store = storeOf(calls.place(`/var/log/journal/${machineId}/system.journal`).inode);
    const out: string[] = [];
    for (let i = 0; store && i < store.length; i++) {
      const { origin, message } = store.at(i)!;
      if (identifier === undefined) out.push(`${origin.identifier}: ${message}`);
      else if (origin.identifier === identifier) out.push(message);
    }
    return out;
  }
}
