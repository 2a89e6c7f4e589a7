import { Errno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { Input } from '../lib/input.ts';
import { LESS_HELP } from './help.ts';
import { LessUsage, parseLess, type LessOptions } from './options.ts';
import { Pager } from './pager.ts';
import { Source } from './source.ts';

export default program({
  id: 'less',
  paths: ['/usr/bin/less', '/usr/bin/pager'],
  package: 'less',
  sizeBytes: 198_960,
  *main(p) {
    let options: LessOptions;
    try {
      options = parseLess(p);
    } catch (e) {
      if (!(e instanceof LessUsage)) throw e;
      if (e.toOutput)
        yield* p.stdout.write(
          e.message === 'version' ? "less 590 (GNU regular expressions)\nThis is Mirrorpod's simulation of that program.\n" : LESS_HELP,
        );
      else yield* p.error(e.message);
      return e.code;
    }
    const terminal = p.fds.get(1)?.file.terminal;
    if (options.files.length === 0 && p.fds.get(0)?.file.terminal) {
      yield* p.error('Missing filename ("less --help" for help)\n');
      return 1;
    }
    const files = options.files.length > 0 ? options.files : ['-'];
    if (!terminal) return yield* copyAll(p, files);
    return yield* page(p, options, files);
  },
});

/** Without a terminal, less is cat. */
function* copyAll(p: Process, files: readonly string[]): Step<number> {
  let code = 0;
  for (const path of files) {
    try {
      if (path !== '-' && p.sys.stat(path).type === 'directory') {
        yield* p.error(`${path} is a directory\n`);
        code = 1;
        continue;
      }
      const input = Input.open(p, path);
      for (let part = yield* input.read(); part.length > 0; part = yield* input.read()) yield* p.stdout.write(part);
      input.close();
    } catch (e) {
      if (!(e instanceof Errno) || e.syscall === 'write') throw e;
      yield* p.error(`${path}: ${e.text}\n`);
      code = 1;
    }
  }
  return code;
}

function* page(p: Process, options: LessOptions, files: readonly string[]): Step<number> {
  const sources: Source[] = [];
  const problems: string[] = [];
  for (const path of files) {
    try {
      if (path !== '-' && p.sys.stat(path).type === 'directory') problems.push(`${path} is a directory`);
      else sources.push(new Source(p, Input.open(p, path), path === '-' ? undefined : path));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      problems.push(`${path}: ${e.text}`);
    }
  }
  if (sources.length === 0) {
    for (const problem of problems) yield* p.error(`${problem}\n`);
    return 1;
  }
  let fd: number;
  try {
    fd = p.open('/dev/tty', { read: true });
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    fd = 2;
  }
  return yield* new Pager(p, options, sources, fd, problems).run();
}
