import { isErrno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import { Chosen, parseArguments } from '../../systemd/options.ts';

/** Runs the scripts of a directory, in the order of their names (run-parts(8)). */
export default program({
  id: 'run-parts',
  paths: ['/usr/bin/run-parts'],
  package: 'debianutils',
  *main(p) {
    const table = {
      test: 'none',
      list: 'none',
      'v,verbose': 'none',
      report: 'none',
      reverse: 'none',
      'exit-on-error': 'none',
      'a,arg': 'required',
      'u,umask': 'required',
      lsbsysinit: 'none',
      regex: 'required',
      'new-session': 'none',
    } as const;
    const { given, operands, error } = parseArguments(p.argv.slice(1), table);
    const chosen = new Chosen(given);
    if (error !== undefined) {
      yield* p.error(`run-parts: ${error}\nTry \`run-parts --help' for more information.\n`);
      return 1;
    }
    for (const option of ['lsbsysinit', 'new-session', 'umask']) {
      if (!chosen.has(option)) continue;
      yield* p.error(`mirrorpod: run-parts --${option}: not simulated\n`);
      return 1;
    }
    const directory = operands[0];
    if (operands.length !== 1 || directory === undefined) {
      yield* p.error("run-parts: missing operand\nTry `run-parts --help' for more information.\n");
      return 1;
    }
    let names: string[];
    try {
      names = p.sys
        .readdir(directory)
        .map((e) => e.name)
        .sort();
    } catch (e) {
      if (!isErrno(e)) throw e;
      yield* p.error(`run-parts: failed to open directory ${directory}: ${e.text}\n`);
      return 1;
    }
    const pattern = chosen.has('regex') ? new RegExp(chosen.value('regex')!) : /^[a-zA-Z0-9_-]+$/;
    if (chosen.has('reverse')) names.reverse();
    let code = 0;
    for (const name of names.filter((n) => pattern.test(n))) {
      const path = `${directory}/${name}`;
      const { type, mode } = p.sys.stat(path);
      if (type !== 'file') continue;
      if (chosen.has('list')) {
        yield* p.stdout.line(path);
        continue;
      }
      if ((mode & 0o111) === 0) continue;
      if (chosen.has('test')) {
        yield* p.stdout.line(path);
        continue;
      }
      if (chosen.has('verbose')) yield* p.error(`run-parts: executing ${path}\n`);
      try {
        const status = yield* p.wait(p.spawn([path, ...chosen.values('arg')]));
        if (status.signal) yield* p.error(`run-parts: ${path} exited because of uncaught signal ${signalNumber(status.signal)}\n`);
        else if (status.code !== 0) yield* p.error(`run-parts: ${path} exited with return code ${status.code}\n`);
        if (status.signal || status.code !== 0) code = 1;
      } catch (e) {
        if (!isErrno(e)) throw e;
        yield* p.error(`run-parts: failed to exec ${path}: ${e.text}\n`);
        code = 1;
      }
      if (code && chosen.has('exit-on-error')) return code;
    }
    return code;
  },
});
