import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { parseSignal } from '../../../kernel/signals.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { groupNamed, userNamed } from '../../accounts.ts';
import { ListError, terminals } from '../../procps/lists.ts';
import { commandLine, listPids, procText, readProcess, readThreads, uptimeSeconds, type ProcessInfo } from '../../procps/process-info.ts';
import { RegexError } from '../lib/regex/ast.ts';
import { posixRegex, type Regex } from '../lib/regex.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

const OPTIONS = {
  signal: { flags: '--signal', arg: '<sig>', help: 'signal to send (either number or name)' },
  echo: { flags: '-e, --echo', help: 'display what is killed' },
  queue: { flags: '-q, --queue', arg: '<value>', help: 'integer value to be sent with the signal', refused: true },
  delimiter: { flags: '-d, --delimiter', arg: '<string>', help: 'specify output delimiter' },
  listName: { flags: '-l, --list-name', help: 'list PID and process name' },
  listFull: { flags: '-a, --list-full', help: 'list PID and full command line' },
  inverse: { flags: '-v, --inverse', help: 'negates the matching' },
  threads: { flags: '-w, --lightweight', help: 'list all TID' },
  count: { flags: '-c, --count', help: 'count of matching processes' },
  full: { flags: '-f, --full', help: 'use full process name to match' },
  pgroup: { flags: '-g, --pgroup', arg: '<PGID,...>', help: 'match listed process group IDs' },
  group: { flags: '-G, --group', arg: '<GID,...>', help: 'match real group IDs' },
  ignoreCase: { flags: '-i, --ignore-case', help: 'match case insensitively' },
  newest: { flags: '-n, --newest', help: 'select most recently started' },
  oldest: { flags: '-o, --oldest', help: 'select least recently started' },
  older: { flags: '-O, --older', arg: '<seconds>', help: 'select where older than seconds' },
  parent: { flags: '-P, --parent', arg: '<PPID,...>', help: 'match only child processes of the given parent' },
  session: { flags: '-s, --session', arg: '<SID,...>', help: 'match session IDs' },
  terminal: { flags: '-t, --terminal', arg: '<tty,...>', help: 'match by controlling terminal' },
  euid: { flags: '-u, --euid', arg: '<ID,...>', help: 'match by effective IDs' },
  uid: { flags: '-U, --uid', arg: '<ID,...>', help: 'match by real IDs' },
  exact: { flags: '-x, --exact', help: 'match exactly with the command name' },
  pidfile: { flags: '-F, --pidfile', arg: '<file>', help: 'read PIDs from file' },
  logpidfile: { flags: '-L, --logpidfile', help: 'fail if PID file is not locked', refused: true },
  runstates: { flags: '-r, --runstates', arg: '<state>', help: 'match runstates [D,S,Z,...]' },
  ignoreAncestors: { flags: '-A, --ignore-ancestors', help: 'exclude our ancestors from results' },
  cgroup: { flags: '--cgroup', arg: '<grp,...>', help: 'match by cgroup v2 names' },
  ns: { flags: '--ns', arg: '<PID>', help: 'match the processes that belong to the same namespace as <pid>' },
  nslist: { flags: '--nslist', arg: '<ns,...>', help: 'list which namespaces will be considered for the --ns option' },
} as const;

type Id = keyof typeof OPTIONS;
type Call = Invocation<Id>;
type Test = (i: ProcessInfo) => boolean;

const items = (text: string): string[] => text.split(',').filter(Boolean);

function numbers(text: string): number[] {
  return items(text).map((item) => {
    if (!/^-?\d+$/.test(item)) throw new Failure(`not a number: ${item}`, 2);
    return Number(item);
  });
}

/** 0 stands for pgrep's own group or session. */
const own = (list: readonly number[], mine: number): number[] => list.map((n) => (n === 0 ? mine : n));

function ids(t: Call, text: string, kind: 'user' | 'group'): number[] {
  return items(text).map((item) => {
    const known = kind === 'user' ? userNamed(t.p.sys, item)?.uid : groupNamed(t.p.sys, item)?.gid;
    if (known !== undefined) return known;
    if (!/^\d+$/.test(item)) throw new Failure(`invalid ${kind} name: ${item}`, 2);
    return Number(item);
  });
}

function terminalNumbers(t: Call, text: string): number[] {
  return items(text).flatMap((item) => {
    try {
      return terminals(t.p, item);
    } catch (e) {
      if (e instanceof ListError) return [];
      throw e;
    }
  });
}

function pidsOf(t: Call, file: string): number[] {
  try {
    const content = t.p.sys.readText(file);
    const m = /^\s*(\d+)/.exec(content);
    if (m) return [Number(m[1])];
  } catch (e) {
    if (!isErrno(e)) throw e;
  }
  throw new UsageError('pidfile not valid', 1);
}

function sameNamespaces(t: Call, pid: number): Test {
  const kinds = t.has('nslist') ? items(t.value('nslist')!) : ['ipc', 'mnt', 'net', 'pid', 'user', 'uts'];
  const of = (n: number): string[] =>
    kinds.map((kind) => {
      try {
        return t.p.sys.readlink(`/proc/${n}/ns/${kind}`);
      } catch (e) {
        if (isErrno(e)) return '';
        throw e;
      }
    });
  const wanted = of(pid);
  return (i) => of(i.pid).every((link, n) => link === wanted[n]);
}

/** The conditions beside the pattern; all must hold. */
function conditions(t: Call): Test[] {
  const out: Test[] = [];
  const add = <T>(id: Id, read: (text: string) => T, test: (value: T) => Test): void => {
    const value = t.value(id);
    if (value !== undefined) out.push(test(read(value)));
  };
  add('pgroup', numbers, (list) => (i) => own(list, t.p.group).includes(i.pgrp));
  add('session', numbers, (list) => (i) => own(list, t.p.session).includes(i.session));
  add('parent', numbers, (list) => (i) => list.includes(i.ppid));
  add(
    'group',
    (text) => ids(t, text, 'group'),
    (list) => (i) => list.includes(i.realGid),
  );
  add(
    'euid',
    (text) => ids(t, text, 'user'),
    (list) => (i) => list.includes(i.uid),
  );
  add(
    'uid',
    (text) => ids(t, text, 'user'),
    (list) => (i) => list.includes(i.realUid),
  );
  add(
    'terminal',
    (text) => terminalNumbers(t, text),
    (list) => (i) => list.includes(i.tty),
  );
  add(
    'pidfile',
    (text) => pidsOf(t, text),
    (list) => (i) => list.includes(i.pid),
  );
  add('runstates', items, (list) => (i) => list.join('').includes(i.state));
  add(
    'older',
    numbers,
    ([seconds = 0]) =>
      (i) =>
        uptimeSeconds(t.p) - i.startSeconds >= seconds,
  );
  add('ns', numbers, ([pid = 0]) => sameNamespaces(t, pid));
  add(
    'cgroup',
    items,
    (list) => (i) => list.some((path) => (procText(t.p, `/proc/${i.pid}/cgroup`) ?? '').split('\n').includes(`0::${path}`)),
  );
  return out;
}

function patternOf(t: Call): Regex | undefined {
  const pattern = t.operands[0];
  if (pattern === undefined) return undefined;
  if (!t.has('full') && pattern.length > 15 && !/[[\]()|*?+.^$\\{}]/.test(pattern))
    throw new Failure(
      `pattern that searches for process name longer than 15 characters will result in zero matches\nTry \`${t.name} -f' option to match against the complete command line.`,
      1,
    );
  try {
    return posixRegex(t.has('exact') ? `^(${pattern})$` : pattern, {
      extended: true,
      utf8: true,
      dialect: 'regcomp',
      ignoreCase: t.has('ignoreCase'),
    });
  } catch (e) {
    if (e instanceof RegexError) throw new Failure(`regex error: ${e.message}`, 2);
    throw e;
  }
}

function ancestors(p: Process): Set<number> {
  const out = new Set<number>();
  for (let q = p.parent; q; q = q.parent) out.add(p.pidOf(q));
  return out;
}

/** The processes that match, by pid. */
function matching(t: Call): ProcessInfo[] {
  if (t.operands.length > 1) throw new UsageError('only one pattern can be provided', 2);
  const tests = conditions(t);
  const regex = patternOf(t);
  if (!regex && tests.length === 0) throw new UsageError('no matching criteria specified', 2);
  const self = t.p.pidOf(t.p);
  const older = t.has('ignoreAncestors') ? ancestors(t.p) : new Set<number>();
  const matches = (i: ProcessInfo): boolean => {
    if (!tests.every((test) => test(i))) return false;
    if (!regex) return true;
    return regex.test(t.has('full') && i.command.length > 0 ? i.command.join(' ') : i.comm);
  };
  let found = listPids(t.p)
    .filter((pid) => pid !== self && !older.has(pid))
    .flatMap((pid) => readProcess(t.p, pid) ?? [])
    .filter((i) => matches(i) !== t.has('inverse'));
  const pick = t.last('newest', 'oldest');
  if (pick && found.length > 0) {
    const best = found.reduce((a, b) => {
      const later = b.startSeconds >= a.startSeconds;
      return (pick === 'newest' ? later : b.startSeconds < a.startSeconds) ? b : a;
    });
    found = [best];
  }
  return t.has('threads') ? found.flatMap((i) => readThreads(t.p, i.pid)) : found;
}

/** `-9`, `-KILL` and `-SIGKILL` in front become `--signal`. */
function signalFirst(args: readonly string[]): readonly string[] {
  const at = args.findIndex((a) => /^-(\d+|[A-Z][A-Z0-9]{2,})$/.test(a) && (a === '-0' || parseSignal(a.slice(1)) !== undefined));
  return at < 0 ? args : [`--signal=${args[at]!.slice(1)}`, ...args.slice(0, at), ...args.slice(at + 1)];
}

function* list(t: Call): Step<number> {
  const found = matching(t);
  if (t.has('count')) {
    yield* t.p.stdout.line(String(found.length));
    return found.length > 0 ? 0 : 1;
  }
  const text = (i: ProcessInfo): string => {
    if (t.has('listFull')) return `${i.tid} ${i.command.length > 0 ? commandLine(i) : i.comm}`;
    return t.has('listName') ? `${i.tid} ${i.comm}` : String(i.tid);
  };
  if (found.length > 0) yield* t.p.stdout.line(found.map(text).join(t.value('delimiter') ?? '\n'));
  return found.length > 0 ? 0 : 1;
}

function* kill(t: Call): Step<number> {
  const name = t.value('signal') ?? 'TERM';
  const signal = parseSignal(name);
  if (signal === undefined && name !== '0') throw new UsageError(`Unknown signal "${name}".`, 2);
  let count = 0;
  for (const i of matching(t)) {
    try {
      t.p.kill(i.pid, signal);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (e.code !== 'ESRCH') yield* t.warn(`killing pid ${i.pid} failed: ${e.text}`);
      continue;
    }
    if (t.has('echo')) yield* t.p.stdout.line(`${i.comm} killed (pid ${i.pid})`);
    count++;
  }
  if (t.has('count')) yield* t.p.stdout.line(String(count));
  return count > 0 ? 0 : 1;
}

function* wait(t: Call): Step<number> {
  const found = matching(t);
  if (t.has('count')) yield* t.p.stdout.line(String(found.length));
  for (const i of found) {
    const target = t.p.findPid(i.pid);
    if (!target?.alive) continue;
    if (t.has('echo')) {
      yield* t.p.stdout.line(`waiting for ${i.comm} (pid ${i.pid})`);
      yield* t.p.flush();
    }
    yield* block<void>((wake) => target.onExit(() => wake()));
  }
  return found.length > 0 ? 0 : 1;
}

const BODIES = { pgrep: list, pkill: kill, pidwait: wait };

export default utility({
  name: 'pgrep',
  paths: ['/usr/bin/pgrep', '/usr/bin/pkill', '/usr/bin/pidwait'],
  family: FAMILIES.procps,
  sizeBytes: 31_448,
  usage: ['[options] <pattern>'],
  summary: 'Find processes by their names and other attributes; as pkill signal them, as pidwait wait for their end.',
  options: OPTIONS,
  failure: 2,
  rewrite: signalFirst,
  *main(p, t) {
    const called = t.name.split('/').pop()!;
    if (called !== 'pkill' && t.has('signal')) throw new UsageError('', 2);
    return yield* (BODIES[called as keyof typeof BODIES] ?? list)(t);
  },
});
