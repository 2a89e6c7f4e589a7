import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { exitCodeOf } from '../../shadow/identity.ts';
import { readLine } from '../../shadow/prompt.ts';
import { SudoersReader, type Sudoers } from '../../sudo/sudoers.ts';
import { getopt, GetoptError } from '../lib/getopt.ts';

const FORMS = [
  { id: 'check', letters: 'c', names: ['check'], takes: 'none' },
  { id: 'file', letters: 'f', names: ['file'], takes: 'required' },
  { id: 'help', letters: 'h', names: ['help'], takes: 'none' },
  { id: 'noIncludes', letters: 'I', names: ['no-includes'], takes: 'none' },
  { id: 'owner', letters: 'O', names: ['owner'], takes: 'none' },
  { id: 'perms', letters: 'P', names: ['perms'], takes: 'none' },
  { id: 'quiet', letters: 'q', names: ['quiet'], takes: 'none' },
  { id: 'strict', letters: 's', names: ['strict'], takes: 'none' },
  { id: 'version', letters: 'V', names: ['version'], takes: 'none' },
] as const;
const USAGE = 'usage: visudo [-chqsV] [[-f] sudoers ]\n';

function read(p: Process, path: string): Sudoers | string {
  try {
    return new SudoersReader(p.sys, p.sys.hostname()).read(path);
  } catch (e) {
    if (isErrno(e)) return `visudo: ${path}: ${e.text}\n`;
    throw e;
  }
}

function* problems(p: Process, sudoers: Sudoers): Step {
  for (const { file, line, column, message, source } of sudoers.problems)
    yield* p.error(`${file}:${line}:${column}: ${message}\n${source}\n${' '.repeat(Math.max(0, column - 1))}^\n`);
}

/** Checks a file and what it includes, and says so file by file. */
function* check(p: Process, path: string, own: boolean, quiet: boolean): Step<number> {
  const sudoers = read(p, path);
  if (typeof sudoers === 'string') {
    if (!quiet) yield* p.error(sudoers);
    return 1;
  }
  if (!quiet) yield* problems(p, sudoers);
  if (sudoers.problems.length > 0) return 1;
  let code = 0;
  for (const file of sudoers.files) {
    const { mode, uid, gid } = p.sys.stat(file);
    if (own && uid !== 0) {
      if (!quiet) yield* p.error(`visudo: ${file}: wrong owner (uid, gid) should be (0, 0)\n`);
      code = 1;
    } else if (own && gid !== 0) {
      if (!quiet) yield* p.error(`visudo: ${file}: wrong owner (uid, gid) should be (0, 0)\n`);
      code = 1;
    } else if (own && (mode & 0o7777) !== 0o440) {
      if (!quiet) yield* p.error(`${file}: bad permissions, should be mode 0440\n`);
      code = 1;
    }
    if (!quiet && code === 0) yield* p.stdout.line(`${file}: parsed OK`);
  }
  return code;
}

/** Lets an editor work on a copy and puts that in place only when it parses. */
function* edit(p: Process, path: string): Step<number> {
  const copy = `${path}.tmp`;
  if ((p.cred.realUid ?? p.cred.uid) !== 0) {
    yield* p.error(`visudo: ${path}: Permission denied\n`);
    return 1;
  }
  p.sys.writeFile(copy, p.sys.exists(path) ? p.sys.readFile(path) : '', 0o700);
  const before = p.sys.readText(copy);
  const editor = p.env['SUDO_EDITOR'] ?? p.env['VISUAL'] ?? p.env['EDITOR'] ?? 'editor';
  for (;;) {
    try {
      const code = yield* exitCodeOf(p, p.spawn([...editor.split(' '), copy]));
      if (code !== 0 && p.sys.readText(copy) === before) {
        p.sys.unlink(copy);
        return code;
      }
    } catch (e) {
      if (!isErrno(e)) throw e;
      p.sys.unlink(copy);
      yield* p.error(`visudo: no editor found (editor path = /usr/bin/${editor})\n`);
      return 1;
    }
    if (p.sys.readText(copy) === before) {
      yield* p.error(`visudo: ${copy} unchanged\n`);
      p.sys.unlink(copy);
      return 0;
    }
    const sudoers = read(p, copy);
    if (typeof sudoers !== 'string' && sudoers.problems.length === 0) break;
    if (typeof sudoers !== 'string') yield* problems(p, sudoers);
    yield* p.stdout.write('What now? ');
    yield* p.flush();
    const answer = (yield* readLine(p, 0)) ?? 'x';
    if (answer.startsWith('x')) {
      p.sys.unlink(copy);
      return 0;
    }
    if (answer.startsWith('Q')) break;
  }
  p.sys.chmod(copy, 0o440);
  p.sys.rename(copy, path);
  return 0;
}

/** visudo(8) 1.9.13. */
export default program({
  id: 'visudo',
  paths: ['/usr/sbin/visudo'],
  package: 'sudo',
  sizeBytes: 250_584,
  *main(p) {
    try {
      const { given, operands } = getopt(p.argv.slice(1), FORMS);
      const has = (id: string): boolean => given.some((g) => g.id === id);
      if (has('help') || has('version')) {
        yield* p.stdout.write(has('help') ? `visudo - safely edit the sudoers file\n\n${USAGE}` : 'visudo version 1.9.13p3\n');
        return 0;
      }
      const named = given.findLast((g) => g.id === 'file')?.value ?? operands[0];
      const path = named ?? '/etc/sudoers';
      if (has('check')) return yield* check(p, path, named === undefined || has('perms') || has('owner'), has('quiet'));
      return yield* edit(p, path);
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`visudo: ${e.message}\n${USAGE}`);
      return 1;
    }
  },
});
