import { MINUTE, SECOND, type Micros } from '../../kernel/time.ts';
import { applyCommand } from './apply-command.ts';
import { parseCalendar } from './calendar.ts';
import { CONDITIONS } from './directives.ts';
import {
  absolute,
  assign,
  bool,
  FatalSetting,
  list,
  memory,
  mode,
  oneOf,
  signal,
  SkippedCommand,
  span,
  statuses,
  text,
  timeout,
  unsigned,
  type Applying,
  type Handler,
} from './setting-kinds.ts';
import { DEPENDENCY_KINDS, EXEC_KINDS, LIMIT_NAMES } from './settings.ts';
import { parseSpan } from './time.ts';
import { isUnitName } from './unit-name.ts';
import { parseBoolean, parseFacility, parseLevel, parseLimit, parseUnsigned } from './values.ts';
import { assignment, names, nextWord, QuoteError, words } from './words.ts';

const dependency: Handler = (at) => {
  const kind =
    at.key === 'BindTo'
      ? 'BindsTo'
      : at.key.replace(/^PropagateReload/, 'PropagatesReload').replace('PropagatesReloadFrom', 'ReloadPropagatedFrom');
  const set = (at.settings.dependencies[kind as (typeof DEPENDENCY_KINDS)[number]] ??= new Set());
  for (const word of names(at.value)) {
    const name = at.expand(word);
    if (isUnitName(name)) set.add(name);
    else at.warn(`Failed to add dependency on ${name}, ignoring: Invalid argument`);
  }
};

const PATH_CONDITIONS =
  /^(Path(Exists|ExistsGlob|IsDirectory|IsSymbolicLink|IsMountPoint|IsReadWrite|IsEncrypted)|DirectoryNotEmpty|FileNotEmpty|FileIsExecutable)$/;

const condition: Handler = (at) => {
  const assert = at.key.startsWith('Assert');
  const kind = at.key.slice(assert ? 6 : 9);
  const into = assert ? at.settings.asserts : at.settings.conditions;
  if (at.value === '') {
    into.length = 0;
    return;
  }
  const m = /^(\|?)(!?)\s*(.*)$/s.exec(at.value)!;
  const parameter = at.expand(m[3]!);
  if (PATH_CONDITIONS.test(kind) && !parameter.startsWith('/')) {
    at.warn(`${at.key}= path is not absolute, ignoring: ${parameter}`);
    return;
  }
  into.push({ kind, parameter, trigger: m[1] === '|', negate: m[2] === '!' });
};

const environment: Handler = (at) => {
  if (at.value === '') at.settings.environment.length = 0;
  for (let from = 0; ;) {
    const word = nextWord(at.value, from);
    if (!word) return;
    from = word.end;
    const pair = assignment(at.expand(word.text));
    if (!pair) {
      at.warn(`Invalid environment assignment, ignoring: ${word.text}`);
      continue;
    }
    const { environment: into } = at.settings;
    const old = into.findIndex(([key]) => key === pair[0]);
    if (old >= 0) into[old] = pair;
    else into.push(pair);
  }
};

const environmentFile: Handler = (at) => {
  if (at.value === '') {
    at.settings.environmentFiles.length = 0;
    return;
  }
  const path = at.expand(at.value);
  const optional = path[0] === '-';
  const bare = optional ? path.slice(1) : path;
  if (bare.startsWith('/')) at.settings.environmentFiles.push({ path: bare, optional });
  else at.warn(`EnvironmentFile= path is not absolute, ignoring: ${bare}`);
};

const limit: Handler = (at) => {
  const name = at.key.slice('Limit'.length);
  const unit = /^(FSIZE|DATA|STACK|CORE|RSS|AS|MEMLOCK|MSGQUEUE)$/.test(name) ? 'size' : 'number';
  const value = parseLimit(at.value, unit);
  if (value) at.settings.limits.set(name, value);
  else at.warn(`Failed to parse resource value, ignoring: ${at.value}`);
};

const workingDirectory: Handler = (at) => {
  let path = at.value;
  at.settings.workingDirectoryOptional = path[0] === '-';
  if (at.settings.workingDirectoryOptional) path = path.slice(1);
  if (path !== '~') path = at.expand(path);
  if (path !== '' && path !== '~' && !path.startsWith('/')) {
    at.warn(`WorkingDirectory= path is not absolute: ${path}`);
    throw new FatalSetting();
  }
  at.settings.workingDirectory = path;
};

const userOrGroup =
  (field: 'user' | 'group'): Handler =>
  (at) => {
    const name = at.expand(at.value);
    if (/[:/\u0000-\u001f]/.test(name)) {
      at.warn(`Invalid user/group name or numeric ID: ${name}`);
      throw new FatalSetting();
    }
    at.settings[field] = name;
  };

const OUTPUTS = /^(inherit|null|tty|journal|kmsg|journal\+console|kmsg\+console|socket|fd(:.*)?|file:.*|append:.*|truncate:.*)$/;

const output =
  (field: 'standardOutput' | 'standardError'): Handler =>
  (at) => {
    const legacy: Record<string, string> = { syslog: 'journal', 'syslog+console': 'journal+console' };
    const value = at.expand(at.value);
    if (Object.hasOwn(legacy, value)) {
      at.warn(
        `Standard output type ${value} is obsolete, automatically updating to ${legacy[value]}. Please update your unit file, and consider removing the setting altogether.`,
      );
    }
    if (OUTPUTS.test(legacy[value] ?? value)) at.settings[field] = legacy[value] ?? value;
    else at.warn(`Failed to parse output specifier, ignoring: ${at.value}`);
  };

const nice: Handler = (at) => {
  const n = /^[-+]?\d+$/.test(at.value) ? Number(at.value) : undefined;
  if (n === undefined) at.warn(`Failed to parse nice priority '${at.value}', ignoring: Invalid argument`);
  else if (n < -20 || n > 19) at.warn(`Nice priority out of range, ignoring: ${at.value}`);
  else at.settings.nice = n;
};

const oomScoreAdjust: Handler = (at) => {
  const n = /^[-+]?\d+$/.test(at.value) ? Number(at.value) : undefined;
  if (n === undefined) at.warn(`Failed to parse the OOM score adjust value '${at.value}', ignoring: Invalid argument`);
  else if (n < -1000 || n > 1000) at.warn(`OOM score adjust value out of range, ignoring: ${at.value}`);
  else at.settings.oomScoreAdjust = n;
};

const tasksMax: Handler = (at) => {
  const value = at.value === 'infinity' ? Infinity : parseUnsigned(at.value.replace(/%$/, ''));
  if (value === undefined || value <= 0) at.warn(`Invalid maximum tasks value '${at.value}', ignoring: Invalid argument`);
  else at.settings.tasksMax = at.value.endsWith('%') ? Math.floor((value / 100) * 192_727) : value;
};

const slice: Handler = (at) => {
  const name = at.expand(at.value);
  if (isUnitName(name) && name.endsWith('.slice')) at.settings.slice = name;
  else at.warn(`Unit type of ${name} is not slice, ignoring.`);
};

const cpuQuota: Handler = (at) => {
  const m = /^(\d+(?:\.\d+)?)%$/.exec(at.value);
  if (at.value === '') at.settings.cpuQuotaPerSec = Infinity;
  else if (m) at.settings.cpuQuotaPerSec = Math.round(Number(m[1]) * 10_000);
  else at.warn(`Invalid CPU quota '${at.value}', ignoring.`);
};

const timer: Handler = (at) => {
  if (at.value === '') {
    at.settings.timers.length = 0;
    return;
  }
  const base = at.key as (typeof at.settings.timers)[number]['base'];
  if (base === 'OnCalendar') {
    const calendar = parseCalendar(at.expand(at.value));
    if (calendar) at.settings.timers.push({ base, calendar });
    else at.warn(`Failed to parse calendar specification, ignoring: ${at.value}`);
    return;
  }
  const value = parseSpan(at.expand(at.value));
  if (value === undefined) at.warn(`Failed to parse timer value, ignoring: ${at.value}`);
  else at.settings.timers.push({ base, span: value });
};

const command: Handler = (at) => applyCommand(at);

/** Settings that mean the same in every section in which they may stand. */
const HANDLERS: Readonly<Record<string, Handler>> = {
  Description: text('description'),
  Documentation: (at) => {
    if (at.value === '') at.settings.documentation.length = 0;
    for (const uri of words(at.expand(at.value))) {
      if (/^(https?:\/\/|file:\/|info:|man:)./.test(uri)) at.settings.documentation.push(uri);
      else at.warn(`Invalid URL, ignoring: ${uri}`);
    }
  },
  SourcePath: absolute('sourcePath'),
  RequiresMountsFor: list('requiresMountsFor'),
  StopWhenUnneeded: bool('stopWhenUnneeded'),
  RefuseManualStart: bool('refuseManualStart'),
  RefuseManualStop: bool('refuseManualStop'),
  AllowIsolate: bool('allowIsolate'),
  DefaultDependencies: bool('defaultDependencies'),
  IgnoreOnIsolate: bool('ignoreOnIsolate'),
  CollectMode: oneOf('collectMode', 'garbage collection mode', 'inactive inactive-or-failed'),
  JobTimeoutSec: timeout('jobTimeout'),
  JobRunningTimeoutSec: timeout('jobTimeout'),
  StartLimitIntervalSec: span('startLimitInterval'),
  StartLimitInterval: span('startLimitInterval'),
  StartLimitBurst: unsigned('startLimitBurst'),
  StartLimitAction: text('startLimitAction'),
  FailureAction: text('failureAction'),
  SuccessAction: text('successAction'),

  User: userOrGroup('user'),
  Group: userOrGroup('group'),
  SupplementaryGroups: list('supplementaryGroups'),
  DynamicUser: bool('dynamicUser'),
  WorkingDirectory: workingDirectory,
  RootDirectory: absolute('rootDirectory', true),
  UMask: mode((settings, value) => (settings.umask = value)),
  Environment: environment,
  EnvironmentFile: environmentFile,
  PassEnvironment: list('passEnvironment'),
  UnsetEnvironment: list('unsetEnvironment'),
  StandardInput: text('standardInput'),
  StandardOutput: output('standardOutput'),
  StandardError: output('standardError'),
  TTYPath: absolute('ttyPath'),
  SyslogIdentifier: text('syslogIdentifier'),
  SyslogFacility: (at) => {
    const value = parseFacility(at.value);
    if (value === undefined) at.warn(`Failed to parse log facility, ignoring: ${at.value}`);
    else at.settings.syslogFacility = value;
  },
  SyslogLevel: (at) => {
    const value = parseLevel(at.value);
    if (value === undefined) at.warn(`Failed to parse log level, ignoring: ${at.value}`);
    else at.settings.syslogLevel = value;
  },
  SyslogLevelPrefix: bool('syslogLevelPrefix'),
  Nice: nice,
  OOMScoreAdjust: oomScoreAdjust,
  NoNewPrivileges: bool('noNewPrivileges'),
  RuntimeDirectoryPreserve: oneOf('runtimeDirectoryPreserve', 'runtime directory preserve mode', 'no yes restart'),

  KillMode: oneOf('killMode', 'kill mode specification', 'control-group process mixed none'),
  KillSignal: signal('killSignal'),
  RestartKillSignal: signal('restartKillSignal'),
  FinalKillSignal: signal('finalKillSignal'),
  WatchdogSignal: signal('watchdogSignal'),
  SendSIGKILL: bool('sendSigkill'),
  SendSIGHUP: bool('sendSighup'),

  Slice: slice,
  Delegate: (at) => assign(at, 'delegate', parseBoolean(at.value) ?? true),
  CPUAccounting: bool('cpuAccounting'),
  MemoryAccounting: bool('memoryAccounting'),
  TasksAccounting: bool('tasksAccounting'),
  MemoryMax: memory('memoryMax'),
  MemoryHigh: memory('memoryHigh'),
  MemoryLow: memory('memoryLow'),
  MemoryMin: memory('memoryMin'),
  MemoryLimit: memory('memoryLimit'),
  TasksMax: tasksMax,
  CPUWeight: unsigned('cpuWeight'),
  CPUShares: unsigned('cpuShares'),
  CPUQuota: cpuQuota,

  Type: oneOf('type', 'service type', 'simple exec forking oneshot dbus notify idle'),
  ExitType: oneOf('exitType', 'service exit type', 'main cgroup'),
  Restart: oneOf('restart', 'service restart specifier', 'no on-success on-failure on-abnormal on-watchdog on-abort always'),
  RestartSec: span('restartSec'),
  TimeoutSec: timeout('timeoutStart', 'timeoutStop'),
  TimeoutStartSec: timeout('timeoutStart'),
  TimeoutStopSec: timeout('timeoutStop'),
  TimeoutAbortSec: timeout('timeoutAbort'),
  RuntimeMaxSec: timeout('runtimeMax'),
  WatchdogSec: span('watchdogSec'),
  RemainAfterExit: bool('remainAfterExit'),
  GuessMainPID: bool('guessMainPid'),
  PIDFile: (at) => {
    const path = at.expand(at.value);
    at.settings.pidFile = path === '' || path.startsWith('/') ? path.replace(/^\/var\/run\//, '/run/') : `/run/${path}`;
    if (path.startsWith('/var/run/')) {
      at.warn(
        `PIDFile= references a path below legacy directory /var/run/, updating ${path} → ${at.settings.pidFile}; please update the unit file accordingly.`,
      );
    }
  },
  BusName: text('busName'),
  NotifyAccess: oneOf('notifyAccess', 'notify access specifier', 'none main exec all'),
  OOMPolicy: oneOf('oomPolicy', 'OOM policy', 'stop continue kill'),
  FileDescriptorStoreMax: unsigned('fileDescriptorStoreMax'),
  Sockets: list('sockets'),
  SuccessExitStatus: statuses('successExitStatus'),
  RestartPreventExitStatus: statuses('restartPreventExitStatus'),
  RestartForceExitStatus: statuses('restartForceExitStatus'),

  OnCalendar: timer,
  OnActiveSec: timer,
  OnBootSec: timer,
  OnStartupSec: timer,
  OnUnitActiveSec: timer,
  OnUnitInactiveSec: timer,
  Persistent: bool('persistent'),
  AccuracySec: span('accuracy'),
  RandomizedDelaySec: span('randomizedDelay'),
  RemainAfterElapse: bool('remainAfterElapse'),
  Unit: text('triggers'),
  Service: text('triggers'),
  Accept: bool('accept'),
  Symlinks: list('symlinks'),
  SocketMode: mode((settings, value) => (settings.socketMode = value)),
  What: text('what'),
  Where: text('where'),
  Options: text('mountOptions'),

  WantedBy: list('wantedBy'),
  RequiredBy: list('requiredBy'),
  Alias: list('alias'),
  Also: list('also'),
  DefaultInstance: text('defaultInstance'),
  ...Object.fromEntries(DEPENDENCY_KINDS.map((kind) => [kind, dependency])),
  BindTo: dependency,
  PropagateReloadTo: dependency,
  PropagateReloadFrom: dependency,
  ...Object.fromEntries(EXEC_KINDS.map((kind) => [kind, command])),
  ...Object.fromEntries(CONDITIONS.flatMap((name) => [`Condition${name}`, `Assert${name}`]).map((key) => [key, condition])),
  ...Object.fromEntries(LIMIT_NAMES.map((name) => [`Limit${name}`, limit])),
  ...Object.fromEntries(
    (['Runtime', 'State', 'Cache', 'Logs', 'Configuration'] as const).flatMap((kind): [string, Handler][] => [
      [
        `${kind}Directory`,
        (at) => {
          if (at.value === '') at.settings.directories[kind].length = 0;
          else at.settings.directories[kind].push(...names(at.expand(at.value)));
        },
      ],
      [`${kind}DirectoryMode`, mode((settings, value) => settings.directoryModes.set(kind, value))],
    ]),
  ),
  ...Object.fromEntries(
    ['ListenStream', 'ListenDatagram', 'ListenSequentialPacket', 'ListenFIFO', 'ListenNetlink', 'ListenSpecial'].map(
      (key): [string, Handler] => [
        key,
        (at) => {
          if (at.value === '') at.settings.listen = at.settings.listen.filter((l) => l.kind !== key);
          else at.settings.listen.push({ kind: key, address: at.expand(at.value) });
        },
      ],
    ),
  ),
  ...Object.fromEntries(
    ['PathExists', 'PathExistsGlob', 'PathChanged', 'PathModified'].map((key): [string, Handler] => [
      key,
      (at) => at.settings.pathSpecs.push({ kind: key, path: at.expand(at.value) }),
    ]),
  ),
};

/** In these sections a name means something else. */
const BY_SECTION: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  Mount: { Type: text('mountType') },
  Socket: { Type: () => undefined },
  Path: { DirectoryNotEmpty: (at) => at.settings.pathSpecs.push({ kind: 'DirectoryNotEmpty', path: at.expand(at.value) }) },
  Timer: { Unit: text('triggers') },
};

/** Applies one setting of a unit file. Throws FatalSetting. */
export function applySetting(section: string, at: Applying): void {
  const handler = BY_SECTION[section]?.[at.key] ?? HANDLERS[at.key];
  try {
    handler?.(at);
  } catch (e) {
    if (e instanceof SkippedCommand) return;
    if (!(e instanceof QuoteError)) throw e;
    at.warn(`Failed to parse value, ignoring: ${at.value}`);
  }
}

/** The longest start of a service type that says nothing about it. */
export const DEFAULT_TIMEOUT: Micros = MINUTE + 30 * SECOND;
