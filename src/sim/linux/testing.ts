import { isErrno } from '../kernel/errno.ts';
import { FdTable, type FileDescription } from '../kernel/file.ts';
import { Kernel } from '../kernel/kernel.ts';
import { openPipe } from '../kernel/pipe.ts';
import { statusCode, type Process, type ProcessMain } from '../kernel/process.ts';
import type { Program } from '../kernel/program.ts';
import { signalNumber } from '../kernel/signals.ts';
import { text } from '../kernel/text.ts';
import { fromCivil, HOUR } from '../kernel/time.ts';
import { Machine } from './machine.ts';
import { Fabric } from './net/namespace.ts';

/** What a program run in a test printed, and how it ended. */
export interface Ran {
  out: string;
  err: string;
  code: number;
}

const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', HOME: '/root' };

/** PID 1 of a machine on which nothing runs by itself. */
function sleepingInit(machine: Machine): Process {
  return machine.kernel.start(
    ['/sbin/init'],
    function* (p) {
      for (;;) yield* p.sleep(1000 * HOUR);
    },
    { table: machine.table, sys: machine.calls, cgroup: machine.cgroups, env: ENVIRONMENT },
  );
}

/** A machine for tests of programs: the given programs, time at 2026-11-22 04:00 UTC, and an init that sleeps, if no other is given. */
export class TestMachine {
  readonly kernel = new Kernel({ start: fromCivil(2026, 11, 22, 4), seed: 'test' });
  readonly machine: Machine;
  readonly init: Process;

  constructor(programs: readonly Program[], boot: (machine: Machine) => Process = sleepingInit) {
    this.machine = new Machine(this.kernel, 'controlplane', new Fabric());
    this.machine.install(programs);
    this.init = boot(this.machine);
    this.kernel.run(this.kernel.clock.now);
  }

  /** Runs a program to its end, at most ten virtual minutes. Throws where the simulator itself failed. */
  run(argv: readonly string[], options: { stdin?: string; cwd?: string; env?: Record<string, string> } = {}): Ran {
    return this.#capture(options.stdin ?? '', (p, fds) =>
      p.spawn(argv, { fds, cwd: options.cwd ?? '/root', env: { ...ENVIRONMENT, ...options.env } }),
    );
  }

  /** The same with code instead of a program. */
  runMain(main: ProcessMain, options: { stdin?: string } = {}): Ran {
    return this.#capture(options.stdin ?? '', (p, fds) => p.fork(main, { fds, cwd: '/root' }));
  }

  #capture(stdin: string, start: (p: Process, fds: FdTable) => Process): Ran {
    const parts: Record<'out' | 'err', Uint8Array[]> = { out: [], err: [] };
    let code: number | undefined;
    const body = function* (p: Process) {
      p.handle('PIPE', 'default');
      const [inRead, inWrite] = openPipe(p);
      const [outRead, outWrite] = openPipe(p);
      const [errRead, errWrite] = openPipe(p);
      const fds = new FdTable();
      fds.set(0, inRead);
      fds.set(1, outWrite);
      fds.set(2, errWrite);
      const child = start(p, fds);
      const collect = function* (from: FileDescription, into: Uint8Array[]) {
        from.reference();
        for (;;) {
          const part = yield* from.file.read(p, 65_536);
          if (part.length === 0) return;
          into.push(part);
        }
      };
      const feed = function* () {
        inWrite.reference();
        p.handle('PIPE', 'ignore');
        try {
          if (stdin) yield* inWrite.file.write(p, new TextEncoder().encode(stdin));
        } catch (e) {
          // a program need not read what it is given
          if (!isErrno(e, 'EPIPE')) throw e;
        } finally {
          inWrite.release();
        }
      };
      p.thread('stdin', feed());
      p.thread('stdout', collect(outRead, parts.out));
      p.thread('stderr', collect(errRead, parts.err));
      code = statusCode(yield* p.wait(child), signalNumber);
    };
    this.init.fork(body, { cgroup: this.machine.cgroups });
    const limit = this.kernel.clock.now + HOUR / 6;
    for (;;) {
      // what is due now comes first, so that a program that has ended does not let time pass
      this.kernel.run(this.kernel.clock.now);
      if (code !== undefined || this.kernel.clock.now >= limit) break;
      const next = this.kernel.clock.next();
      if (next === Infinity) break;
      this.kernel.run(Math.min(next, limit));
    }
    const bug = this.kernel.bugs.shift();
    if (bug) throw bug.error;
    const join = (chunks: Uint8Array[]): string => chunks.map(text).join('');
    return { out: join(parts.out), err: join(parts.err), code: code ?? -1 };
  }
}
