import { isErrno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';

/** Debian's which(1), a script of debianutils. */
export default program({
  id: 'which',
  paths: ['/usr/bin/which'],
  package: 'debianutils',
  sizeBytes: 946,
  *main(p) {
    let all = false;
    let at = 1;
    for (; at < p.argv.length && p.argv[at]!.startsWith('-') && p.argv[at] !== '-'; at++) {
      if (p.argv[at] === '--') {
        at++;
        break;
      }
      for (const letter of p.argv[at]!.slice(1)) {
        if (letter === 'a') all = true;
        else if (letter !== 's') {
          yield* p.stdout.write('Usage: /usr/bin/which [-a] args\n');
          yield* p.error(`Illegal option -${letter}\n`);
          return 2;
        }
      }
    }
    const names = p.argv.slice(at);
    let missing = names.length === 0;
    for (const name of names) {
      const found = places(p, name);
      for (const path of all ? found : found.slice(0, 1)) yield* p.stdout.line(path);
      if (found.length === 0) missing = true;
    }
    return missing ? 1 : 0;
  },
});

function places(p: Process, name: string): string[] {
  if (name.includes('/')) return executable(p, name) ? [name] : [];
  return (p.env['PATH'] ?? '')
    .split(':')
    .map((directory) => `${directory || '.'}/${name}`)
    .filter((path) => executable(p, path));
}

function executable(p: Process, path: string): boolean {
  try {
    if (p.sys.stat(path).type !== 'file') return false;
    p.sys.access(path, 'x');
    return true;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}
