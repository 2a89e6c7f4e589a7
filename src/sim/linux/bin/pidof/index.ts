import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import { readProcesses, type ProcessInfo } from '../../procps/process-info.ts';
import { getopt, GetoptError } from '../lib/getopt.ts';

const FORMS = [
  { id: 'single', letters: 's', names: [], takes: 'none' },
  { id: 'root', letters: 'c', names: [], takes: 'none' },
  { id: 'quiet', letters: 'q', names: [], takes: 'none' },
  { id: 'workers', letters: 'w', names: [], takes: 'none' },
  { id: 'scripts', letters: 'x', names: [], takes: 'none' },
  { id: 'zombies', letters: 'z', names: [], takes: 'none' },
  { id: 'noStat', letters: 'n', names: [], takes: 'none' },
  { id: 'separator', letters: 'd', names: [], takes: 'required' },
  { id: 'omit', letters: 'o', names: [], takes: 'required' },
] as const;

const base = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

function executable(p: Process, pid: number): string {
  try {
    return p.sys.readlink(`/proc/${pid}/exe`);
  } catch (e) {
    if (isErrno(e)) return '';
    throw e;
  }
}

/** Whether a process runs a program, named by its path or its last part; with `scripts`, also an interpreter's script. */
function runs(p: Process, i: ProcessInfo, name: string, scripts: boolean): boolean {
  const [first = '', second = ''] = i.command;
  const argv0 = first.replace(/^-/, '');
  if (name.includes('/')) return argv0 === name || executable(p, i.pid) === name || (scripts && second === name);
  if (base(argv0) === name || argv0 === name) return true;
  if (scripts && base(second) === name) return true;
  // a process without a command line is known by its name alone
  return i.command.length === 0 && i.comm === name.slice(0, 15);
}

/** pidof(8) of sysvinit-utils: for each name the processes that run it, the youngest first. */
export default program({
  id: 'pidof',
  paths: ['/usr/bin/pidof'],
  package: 'sysvinit-utils',
  sizeBytes: 26_944,
  *main(p) {
    let parsed;
    try {
      parsed = getopt(p.argv.slice(1), FORMS);
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`pidof: ${e.message}\n`);
      return 1;
    }
    const has = (id: string): boolean => parsed.given.some((g) => g.id === id);
    const value = (id: string): string | undefined => parsed.given.findLast((g) => g.id === id)?.value;
    const omitted = (value('omit') ?? '').split(/[,;:]/).map((n) => (n === '%PPID' ? p.pidOf(p.parent) : Number(n)));
    const all = readProcesses(p)
      .filter((i) => i.pid !== p.pidOf(p) && !omitted.includes(i.pid) && (has('zombies') || i.state !== 'Z'))
      .reverse();
    const found = parsed.operands.flatMap((name) => {
      const its = all.filter((i) => runs(p, i, name, has('scripts'))).map((i) => i.pid);
      return has('single') ? its.slice(0, 1) : its;
    });
    if (found.length === 0) return 1;
    if (!has('quiet')) yield* p.stdout.line(found.join(value('separator') ?? ' '));
    return 0;
  },
});
