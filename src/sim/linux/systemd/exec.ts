import { Errno, isErrno } from '../../kernel/errno.ts';
import { FdTable, FileDescription, type OpenFile } from '../../kernel/file.ts';
import type { Credentials, Process, ProcessMain } from '../../kernel/process.ts';
import { signalNumber } from '../../kernel/signals.ts';
import type { Step } from '../../kernel/step.ts';
import { credentialsOf, groupById, groupNamed, userById, userNamed, type Group, type User } from '../accounts.ts';
import { openJournalStream, sendJournal } from '../journald/client.ts';
import { MESSAGE_IDS } from './log.ts';
import type { ExecCommand, UnitSettings } from './settings.ts';
import type { Unit } from './unit.ts';
import { environmentFile, expandArguments } from './words.ts';

/** PATH of services on Debian 12. */
export const SERVICE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What starting a process takes of PID 1's time, in microseconds. */
const COST_SPAWN = 800;

/** A command cannot be started at all: the child is not even made. */
export class SpawnError extends Error {
  constructor(
    message: string,
    readonly errno: Errno,
  ) {
    super(message);
  }
}

/** A step between fork and exec fails: the child ends with an exit code of systemd's own. */
class StepFailed extends Error {
  constructor(
    readonly step: string,
    readonly status: number,
    readonly errno: Errno,
    readonly detail?: string,
  ) {
    super(step);
  }
}

/** What a command gets beside what its unit's settings say. */
export interface SpawnExtras {
  env: Readonly<Record<string, string>>;
  /** Runs as the unit's user; ExecStartPre=+… does not. */
  asUser: boolean;
  /** Called once exec(2) has worked. */
  executed?: () => void;
}

/** `(kubelet)`: what a child is called before it has become its program. */
export function childName(path: string): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  return `(${base.length > 8 ? base.slice(-8) : base})`;
}

/** The files named by EnvironmentFile=, in order. Throws SpawnError where one that is not optional cannot be read. */
function filesEnvironment(unit: Unit): [string, string][] {
  const { p, log } = unit.manager;
  return unit.settings.environmentFiles.flatMap(({ path, optional }) => {
    try {
      return environmentFile(p.sys.readText(path), (entry) =>
        log.unit(unit, 4, `Ignoring invalid environment assignment '${entry}': ${path}`),
      );
    } catch (e) {
      if (!isErrno(e)) throw e;
      if (optional) return [];
      log.unit(unit, 4, `Failed to load environment files: ${e.text}`);
      throw new SpawnError('Failed to load environment files', e);
    }
  });
}

function environmentOf(unit: Unit, extras: SpawnExtras, account: User | undefined): Record<string, string> {
  const { settings, manager } = unit;
  const env: Record<string, string> = { ...manager.environment, PATH: SERVICE_PATH };
  if (settings.user !== '' && account)
    Object.assign(env, { HOME: account.home, LOGNAME: account.name, USER: account.name, SHELL: account.shell });
  if (unit.invocationId !== '') env['INVOCATION_ID'] = unit.invocationId;
  for (const kind of ['Runtime', 'State', 'Cache', 'Logs', 'Configuration'] as const) {
    const base = DIRECTORY_BASES[kind];
    const names = settings.directories[kind].map((name) => name.split(':')[0]!);
    if (names.length > 0) env[`${kind.toUpperCase()}_DIRECTORY`] = names.map((name) => `${base}/${name}`).join(':');
  }
  for (const key of settings.passEnvironment) {
    const value = manager.p.env[key];
    if (value !== undefined) env[key] = value;
  }
  Object.assign(env, extras.env, Object.fromEntries(settings.environment), Object.fromEntries(filesEnvironment(unit)));
  for (const key of settings.unsetEnvironment) delete env[key];
  return env;
}

const DIRECTORY_BASES = { Runtime: '/run', State: '/var/lib', Cache: '/var/cache', Logs: '/var/log', Configuration: '/etc' } as const;

/**
 * Starts a command of a unit in its control group: descriptors, user, directories, limits, working directory, then exec. What
 * fails after the fork is logged by the child and ends it with a code from 200 on. Throws SpawnError.
 */
export function spawnCommand(unit: Unit, command: ExecCommand, extras: SpawnExtras): Process {
  const { p } = unit.manager;
  const { settings } = unit;
  const account =
    settings.user === '' ? undefined : (userNamed(p.sys, settings.user) ?? byNumber(settings.user, (n) => userById(p.sys, n)));
  const env = environmentOf(unit, extras, account);
  const argv = command.literal ? [...command.argv] : expandArguments(command.argv, env);
  const main: ProcessMain = function* (child) {
    try {
      return yield* become(child, unit, command, argv, extras, account);
    } catch (e) {
      if (!(e instanceof StepFailed)) throw e;
      return complain(child, unit, command, e);
    }
  };
  const child = p.fork(main, {
    env,
    cgroup: unit.manager.groups.of(unit),
    fds: new FdTable(),
    session: true,
    umask: settings.umask,
    cwd: '/',
  });
  unit.manager.spend(COST_SPAWN);
  child.comm = childName(command.path);
  child.env['SYSTEMD_EXEC_PID'] = String(child.pid);
  return child;
}

function complain(child: Process, unit: Unit, command: ExecCommand, e: StepFailed): number {
  const about: [string, string][] = [['UNIT', unit.id]];
  if (unit.invocationId !== '') about.push(['INVOCATION_ID', unit.invocationId]);
  const say = (text: string, extra: [string, string][] = []): void =>
    sendJournal(child, 3, `${unit.id}: ${text}`, [...about, ...extra], child.comm);
  if (e.detail !== undefined) say(e.detail);
  say(`Failed at step ${e.step} spawning ${command.path}: ${e.errno.text}`, [
    ['EXECUTABLE', command.path],
    ['MESSAGE_ID', MESSAGE_IDS.spawnFailed],
  ]);
  return e.status;
}

/** Everything between fork and exec, in the order of systemd's exec_child(). */
function* become(
  child: Process,
  unit: Unit,
  command: ExecCommand,
  argv: readonly string[],
  extras: SpawnExtras,
  account: User | undefined,
): Step<number | void> {
  const { settings } = unit;
  openStandardFiles(child, settings, command, unit);
  if (settings.oomScoreAdjust !== undefined) child.oomScoreAdj = settings.oomScoreAdjust;
  child.nice = settings.nice;
  const cred = credentials(child, settings, account);
  makeDirectories(child, settings, cred);
  applyLimits(child, settings);
  const asUser = extras.asUser && !command.privileged;
  if (asUser && cred) child.cred = cred;
  enterDirectory(child, settings, account);
  if (settings.noNewPrivileges) child.security = { ...child.security, noNewPrivs: true };
  const path = locate(child, command);
  if (path === undefined) {
    sendJournal(
      child,
      6,
      `${unit.id}: Executable ${command.path} missing, skipping: No such file or directory`,
      [['UNIT', unit.id]],
      child.comm,
    );
    return 0;
  }
  try {
    child.sys.executable(path, argv, child.env);
  } catch (e) {
    if (!isErrno(e)) throw e;
    throw new StepFailed('EXEC', 203, e, `Failed to execute ${path}: ${e.text}`);
  }
  extras.executed?.();
  return yield* child.exec(argv, path);
}

/** The executable of a command, looked for in PATH where it is a bare name; none where it may be missing and is. */
function locate(child: Process, command: ExecCommand): string | undefined {
  const candidates = command.path.includes('/')
    ? [command.path]
    : SERVICE_PATH.split(':').map((directory) => `${directory}/${command.path}`);
  let error = new Errno('ENOENT');
  for (const path of candidates) {
    try {
      child.sys.access(path, 'x');
      if (child.sys.stat(path).type !== 'file') throw new Errno('EACCES');
      return path;
    } catch (e) {
      if (!isErrno(e)) throw e;
      if (e.code !== 'ENOENT') error = e;
    }
  }
  if (command.ignoreFailure && error.code === 'ENOENT') return undefined;
  throw new StepFailed('EXEC', 203, error, `Failed to locate executable ${command.path}: ${error.text}`);
}

function openStandardFiles(child: Process, settings: UnitSettings, command: ExecCommand, unit: Unit): void {
  const open = (path: string, flags: Parameters<Process['sys']['open']>[1]): FileDescription => {
    try {
      return new FileDescription(child.sys.open(path, flags), flags.read ?? false, (flags.write || flags.append) ?? false);
    } catch (e) {
      if (!isErrno(e)) throw e;
      throw new StepFailed(
        flags.read ? 'STDIN' : 'STDOUT',
        flags.read ? 208 : 209,
        e,
        `Failed to set up standard ${flags.read ? 'input' : 'output'}: ${e.text}`,
      );
    }
  };
  const wish = (kind: string): FileDescription => {
    const file = /^(file|append|truncate):(.*)$/.exec(kind);
    if (file) return open(file[2]!, { write: true, create: true, append: file[1] === 'append', truncate: file[1] === 'truncate' });
    if (kind.startsWith('journal') || kind.startsWith('kmsg')) {
      const stream = journalFile(child, settings, command);
      if (stream) return new FileDescription(stream, false, true);
    }
    return open('/dev/null', { write: true });
  };
  const input = /^file:(.*)$/.exec(settings.standardInput);
  child.fds.set(0, open(input ? input[1]! : '/dev/null', { read: true }));
  const out = wish(settings.standardOutput === 'inherit' ? 'null' : settings.standardOutput);
  child.fds.set(1, out);
  child.fds.set(2, settings.standardError === 'inherit' ? out : wish(settings.standardError));
  if (settings.ttyPath !== '') unit.manager.log.unit(unit, 7, `TTYPath=${settings.ttyPath} is not opened.`);
}

function journalFile(child: Process, settings: UnitSettings, command: ExecCommand): OpenFile | undefined {
  try {
    const stream = openJournalStream(child, {
      identifier: settings.syslogIdentifier || command.path.slice(command.path.lastIndexOf('/') + 1),
      priority: settings.syslogLevel,
      facility: settings.syslogFacility,
      levelPrefix: settings.syslogLevelPrefix,
    });
    child.env['JOURNAL_STREAM'] = `9:${stream.ino}`;
    return stream;
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

const byNumber = <T>(text: string, find: (n: number) => T | undefined): T | undefined =>
  /^\d+$/.test(text) ? find(Number(text)) : undefined;

const groupOf = (child: Process, group: string): Group | undefined =>
  groupNamed(child.sys, group) ?? byNumber(group, (n) => groupById(child.sys, n));

function credentials(child: Process, settings: UnitSettings, account: User | undefined): Credentials | undefined {
  const missing = (step: string, status: number, what: string): StepFailed =>
    new StepFailed(step, status, new Errno('ESRCH'), `Failed to determine ${what} credentials: No such process`);
  if (settings.user !== '' && !account) {
    if (!settings.dynamicUser) throw missing('USER', 217, 'user');
    return { uid: 61_184, gid: 61_184, groups: [61_184] };
  }
  const group = settings.group === '' ? undefined : groupOf(child, settings.group);
  if (settings.group !== '' && !group) throw missing('GROUP', 216, 'group');
  if (!account && !group) return undefined;
  const own = account && credentialsOf(child.sys, account);
  const gid = group?.gid ?? own!.gid;
  const extra = settings.supplementaryGroups.flatMap((name) => groupOf(child, name)?.gid ?? []);
  return { uid: own?.uid ?? 0, gid, groups: [...new Set([gid, ...(own?.groups ?? []), ...extra])] };
}

function makeDirectories(child: Process, settings: UnitSettings, cred: Credentials | undefined): void {
  for (const kind of ['Runtime', 'State', 'Cache', 'Logs', 'Configuration'] as const) {
    for (const name of settings.directories[kind]) {
      const path = `${DIRECTORY_BASES[kind]}/${name.split(':')[0]}`;
      try {
        child.sys.mkdirp(path, settings.directoryModes.get(kind) ?? 0o755);
        if (cred && kind !== 'Configuration') child.sys.chown(path, cred.uid, cred.gid);
      } catch (e) {
        if (!isErrno(e)) throw e;
        const statuses = { Runtime: 233, State: 238, Cache: 239, Logs: 240, Configuration: 241 };
        throw new StepFailed(
          `${kind.toUpperCase()}_DIRECTORY`,
          statuses[kind],
          e,
          `Failed to set up special execution directory in ${DIRECTORY_BASES[kind]}: ${e.text}`,
        );
      }
    }
  }
}

function applyLimits(child: Process, settings: UnitSettings): void {
  const limits = { ...child.rlimits, nofile: [1024, 524_288] as const };
  for (const [name, { soft, hard }] of settings.limits) {
    const key = name.toLowerCase();
    if (key in limits) Object.assign(limits, { [key]: [soft, hard] });
  }
  child.rlimits = limits;
}

function enterDirectory(child: Process, settings: UnitSettings, account: User | undefined): void {
  const { workingDirectory } = settings;
  const directory = workingDirectory === '~' ? (account?.home ?? '/root') : workingDirectory || '/';
  try {
    child.sys.chdir(directory);
  } catch (e) {
    if (!isErrno(e)) throw e;
    if (settings.workingDirectoryOptional) return;
    throw new StepFailed('CHDIR', 200, e, `Changing to the requested working directory failed: ${e.text}`);
  }
}

/** The number that a wait status tells: exit code, or the signal's. */
export function waitStatus(child: Process): { code: 'exited' | 'killed'; status: number } {
  const { status } = child;
  if (status?.signal) return { code: 'killed', status: signalNumber(status.signal) };
  return { code: 'exited', status: status?.code ?? 0 };
}
