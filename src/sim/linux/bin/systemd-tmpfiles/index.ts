import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { DAY } from '../../../kernel/time.ts';
import { groupNamed, userNamed } from '../../accounts.ts';
import { Chosen, parseArguments } from '../../systemd/options.ts';
import { parseSpan } from '../../systemd/time.ts';

const DIRECTORIES = ['/etc/tmpfiles.d', '/run/tmpfiles.d', '/usr/lib/tmpfiles.d'];

interface Line {
  type: string;
  path: string;
  mode: number | undefined;
  user: string;
  group: string;
  age: string;
  argument: string;
}

/** Lines of tmpfiles.d(5), from files by name or those given. */
function lines(p: Process, given: readonly string[]): Line[] {
  const chosen = new Map<string, string>();
  for (const directory of DIRECTORIES) {
    if (given.length > 0 || !p.sys.exists(directory)) continue;
    for (const { name } of p.sys.readdir(directory))
      if (name.endsWith('.conf') && !chosen.has(name)) chosen.set(name, `${directory}/${name}`);
  }
  const paths = given.length > 0 ? given : [...chosen].sort().map(([, path]) => path);
  return paths.flatMap((file) =>
    p.sys
      .readText(file)
      .split('\n')
      .filter((line) => /^[A-Za-z]/.test(line))
      .map((line): Line => {
        const [type = '', path = '', mode = '-', user = '-', group = '-', age = '-', ...argument] = line.trim().split(/\s+/);
        const bits = /^[~:]*([0-7]{3,4})$/.exec(mode);
        return { type, path, mode: bits ? parseInt(bits[1]!, 8) : undefined, user, group, age, argument: argument.join(' ') };
      }),
  );
}

function create(p: Process, line: Line): void {
  const { sys } = p;
  const kind = line.type[0]!;
  if (kind === 'd' || kind === 'D' || kind === 'v' || kind === 'q') {
    if (!sys.exists(line.path)) sys.mkdirp(line.path, line.mode ?? 0o755);
  } else if (kind === 'f' || kind === 'F') {
    if (!sys.exists(line.path) || kind === 'F') sys.writeFile(line.path, line.argument.replace(/\\n/g, '\n'), line.mode ?? 0o644);
  } else if (kind === 'L') {
    if (!sys.exists(line.path)) sys.symlink(line.argument, line.path);
    return;
  } else return;
  if (line.mode !== undefined) sys.chmod(line.path, line.mode);
  const uid = line.user === '-' ? 0 : (userNamed(sys, line.user)?.uid ?? 0);
  const gid = line.group === '-' ? 0 : (groupNamed(sys, line.group)?.gid ?? 0);
  if (uid || gid) sys.chown(line.path, uid, gid);
}

/** Removes what nobody has touched for the line's age. */
function* clean(p: Process, line: Line): Step {
  const age = line.age === '-' ? undefined : parseSpan(line.age, DAY);
  if (age === undefined || age === 0 || !/^[dDvqe]/.test(line.type) || !p.sys.exists(line.path)) return;
  for (const { name } of p.sys.readdir(line.path)) {
    const path = `${line.path}/${name}`;
    const stat = p.sys.lstat(path);
    if (Math.max(stat.mtime, stat.atime, stat.ctime) < p.clock.now - age) p.sys.removeTree(path);
    yield* p.burn(20);
  }
}

/** Makes, removes and cleans files as tmpfiles.d(5) says. */
export default program({
  id: 'systemd-tmpfiles',
  paths: ['/usr/bin/systemd-tmpfiles'],
  package: 'systemd',
  *main(p) {
    const table = {
      create: 'none',
      remove: 'none',
      clean: 'none',
      boot: 'none',
      E: 'none',
      prefix: 'required',
      'exclude-prefix': 'required',
    } as const;
    const { given, operands, error } = parseArguments(p.argv.slice(1), table);
    if (error !== undefined) {
      yield* p.error(`${p.argv[0]}: ${error}\n`);
      return 1;
    }
    const chosen = new Chosen(given);
    const has = (name: string): boolean => chosen.has(name);
    const values = (name: string): string[] => chosen.values(name);
    if (!has('create') && !has('remove') && !has('clean')) {
      yield* p.error('You need to specify at least one of --clean, --create or --remove.\n');
      return 1;
    }
    const wanted = (line: Line): boolean =>
      (values('prefix').length === 0 || values('prefix').some((prefix) => line.path.startsWith(prefix))) &&
      !values('exclude-prefix').some((prefix) => line.path.startsWith(prefix));
    for (const line of lines(p, operands)) {
      if (!wanted(line)) continue;
      try {
        if (has('create')) create(p, line);
        if (has('clean')) yield* clean(p, line);
      } catch (e) {
        if (!isErrno(e)) throw e;
        yield* p.error(`Failed to create ${line.path}: ${e.text}\n`);
      }
    }
    return 0;
  },
});
