import type { Micros } from '../../kernel/time.ts';
import { usageOf } from '../proc/usage.ts';
import { Mount, Scope, Slice } from './kinds.ts';
import { Service } from './service.ts';
import { LIMIT_NAMES, type ExecCommand, type ExecStatus } from './settings.ts';
import { SocketUnit } from './socket.ts';
import { TimerUnit } from './timer.ts';
import { formatCalendar } from './calendar.ts';
import { formatSpan, formatTimestamp } from './time.ts';
import type { DualTime, Unit } from './unit.ts';
import { signalNumber } from '../../kernel/signals.ts';
import { formatStatusSet } from './values.ts';
import { quoted } from './words.ts';

/** Properties with their values as `systemctl show` prints them, in its order. */
export type Properties = [name: string, value: string][];

/** What TasksMax is by default: 15% of what the kernel allows. */
export const DEFAULT_TASKS_MAX = 28_909;

const yes = (value: boolean): string => (value ? 'yes' : 'no');
const us = (value: Micros): string => (value === 0 ? '0' : formatSpan(value));
const orInfinity = (value: number): string => (value === Infinity ? 'infinity' : String(value));
const octal = (mode: number): string => mode.toString(8).padStart(4, '0');
const stamp = (t: Micros | undefined): string => (t ? formatTimestamp(t) : '');

function dual(name: string, t: DualTime): Properties {
  return [
    [name, stamp(t.real)],
    [`${name}Monotonic`, String(t.monotonic)],
  ];
}

/** Tasks and memory of a unit's control group, in bytes; undefined where it has none. */
export function resources(unit: Unit): { tasks: number; memory: number } | undefined {
  if (!unit.cgroup) return undefined;
  let tasks = 0;
  let memory = 0;
  for (const process of unit.processes()) {
    const usage = usageOf(process);
    tasks += usage.threads;
    memory += (usage.residentKiB - Math.floor(usage.sharedKiB * 0.7)) * 1024;
  }
  return { tasks, memory };
}

/** `{ path=… ; argv[]=… }`. */
export function formatCommand(command: ExecCommand, extended = false): string {
  const { status } = command;
  const flags = [
    ...(command.ignoreFailure ? ['ignore-failure'] : []),
    ...(command.privileged ? ['privileged'] : []),
    ...(command.literal ? ['no-env-expand'] : []),
  ];
  const how = extended ? `flags=${flags.join(' ')}` : `ignore_errors=${yes(command.ignoreFailure)}`;
  const time = (t: Micros | undefined): string => `[${t ? formatTimestamp(t) : 'n/a'}]`;
  const ended = status?.code !== undefined;
  const code = ended ? status.code! : '(null)';
  const number = ended && status.code !== 'exited' ? `${status.status}/${signalLabel(status.status)}` : `${status?.status ?? 0}/0`;
  return `{ path=${command.path} ; argv[]=${command.argv.join(' ')} ; ${how} ; start_time=${time(status?.startedAt)} ; stop_time=${time(status?.exitedAt)} ; pid=${status?.pid ?? 0} ; code=${code} ; status=${number} }`;
}

function signalLabel(n: number): string {
  return (
    ({ 1: 'HUP', 2: 'INT', 3: 'QUIT', 6: 'ABRT', 9: 'KILL', 11: 'SEGV', 13: 'PIPE', 15: 'TERM' } as Record<number, string>)[n] ?? String(n)
  );
}

const CODES = { exited: 1, killed: 2, dumped: 3 } as const;

function mainTimes(status: ExecStatus | undefined): Properties {
  return [
    ['ExecMainStartTimestamp', stamp(status?.startedAt)],
    ['ExecMainStartTimestampMonotonic', String(status?.startedMonotonic ?? 0)],
    ['ExecMainExitTimestamp', stamp(status?.exitedAt)],
    ['ExecMainExitTimestampMonotonic', String(status?.exitedMonotonic ?? 0)],
    ['ExecMainPID', String(status?.pid ?? 0)],
    ['ExecMainCode', String(status?.code ? CODES[status.code] : 0)],
    ['ExecMainStatus', String(status?.status ?? 0)],
  ];
}

function service(unit: Service): Properties {
  const s = unit.settings;
  const loaded = unit.load === 'loaded';
  return [
    ['Type', loaded ? unit.serviceType : ''],
    ['ExitType', s.exitType],
    ['Restart', s.restart],
    ['PIDFile', s.pidFile],
    ['NotifyAccess', s.notifyAccess ?? (unit.serviceType === 'notify' && loaded ? 'main' : 'none')],
    ['RestartUSec', us(s.restartSec)],
    ['TimeoutStartUSec', us(s.timeoutStart ?? 90_000_000)],
    ['TimeoutStopUSec', us(s.timeoutStop)],
    ['TimeoutAbortUSec', us(s.timeoutAbort ?? s.timeoutStop)],
    ['TimeoutStartFailureMode', 'terminate'],
    ['TimeoutStopFailureMode', 'terminate'],
    ['RuntimeMaxUSec', us(s.runtimeMax)],
    ['RuntimeRandomizedExtraUSec', '0'],
    ['WatchdogUSec', loaded ? us(s.watchdogSec) : 'infinity'],
    ['WatchdogTimestampMonotonic', '0'],
    ['RootDirectoryStartOnly', 'no'],
    ['RemainAfterExit', yes(s.remainAfterExit)],
    ['GuessMainPID', yes(s.guessMainPid)],
    ['RestartPreventExitStatus', formatStatusSet(s.restartPreventExitStatus)],
    ['RestartForceExitStatus', formatStatusSet(s.restartForceExitStatus)],
    ['SuccessExitStatus', formatStatusSet(s.successExitStatus)],
    ['MainPID', String(unit.mainProcess?.pid ?? 0)],
    ['ControlPID', String(unit.controlProcess?.pid ?? 0)],
    ['BusName', s.busName],
    ['FileDescriptorStoreMax', String(s.fileDescriptorStoreMax)],
    ['NFileDescriptorStore', '0'],
    ['StatusText', unit.children.statusText],
    ['StatusErrno', String(unit.children.statusErrno)],
    ['Result', unit.result],
    ['ReloadResult', unit.reloadResult],
    ['CleanResult', 'success'],
    ['UID', uidOf(unit)],
    ['GID', '[not set]'],
    ['NRestarts', String(unit.nRestarts)],
    ...(loaded ? ([['OOMPolicy', s.oomPolicy]] as Properties) : []),
    ...mainTimes(unit.children.mainStatus),
    ...Object.entries(s.commands).flatMap(([kind, list]) => [
      ...list.map((c): [string, string] => [kind, formatCommand(c)]),
      ...list.map((c): [string, string] => [`${kind}Ex`, formatCommand(c, true)]),
    ]),
  ];
}

function uidOf(unit: Service): string {
  const main = unit.mainProcess;
  return main && main.cred.uid !== 0 && unit.settings.user !== '' ? String(main.cred.uid) : '[not set]';
}

function cgroup(unit: Unit): Properties {
  const s = unit.settings;
  const used = resources(unit);
  const set = (n: number | undefined): string => (n === undefined ? '[not set]' : String(n));
  const accounting = unit.load === 'loaded' || unit.perpetual;
  return [
    ['Slice', unit.sliceName],
    ['ControlGroup', unit.cgroup ? unit.cgroupPath || '/' : ''],
    ['ControlGroupId', '0'],
    ['MemoryCurrent', accounting ? set(used?.memory) : '[not set]'],
    ['MemoryAvailable', 'infinity'],
    ['CPUUsageNSec', s.cpuAccounting ? set((unit.cgroup?.cpuUs ?? 0) * 1000) : '[not set]'],
    ['TasksCurrent', accounting ? set(used?.tasks) : '[not set]'],
    ...['IPIngressBytes', 'IPIngressPackets', 'IPEgressBytes', 'IPEgressPackets'].map((n): [string, string] => [n, '[no data]']),
    ...['IOReadBytes', 'IOReadOperations', 'IOWriteBytes', 'IOWriteOperations'].map((n): [string, string] => [n, '18446744073709551615']),
    ['Delegate', yes(s.delegate)],
    ...(s.delegate
      ? ([
          [
            'DelegateControllers',
            'cpu cpuacct cpuset io blkio memory devices pids bpf-firewall bpf-devices bpf-foreign bpf-socket-bind bpf-restrict-network-interfaces',
          ],
        ] as Properties)
      : []),
    ['CPUAccounting', yes(s.cpuAccounting ?? false)],
    ['CPUWeight', set(s.cpuWeight)],
    ['StartupCPUWeight', '[not set]'],
    ['CPUShares', set(s.cpuShares)],
    ['StartupCPUShares', '[not set]'],
    ['CPUQuotaPerSecUSec', us(s.cpuQuotaPerSec)],
    ['CPUQuotaPeriodUSec', 'infinity'],
    ['IOAccounting', 'no'],
    ['IOWeight', '[not set]'],
    ['StartupIOWeight', '[not set]'],
    ['BlockIOAccounting', 'no'],
    ['BlockIOWeight', '[not set]'],
    ['StartupBlockIOWeight', '[not set]'],
    ['MemoryAccounting', yes(s.memoryAccounting ?? true)],
    ['DefaultMemoryLow', '0'],
    ['DefaultMemoryMin', '0'],
    ['MemoryMin', String(s.memoryMin)],
    ['MemoryLow', String(s.memoryLow)],
    ['MemoryHigh', orInfinity(s.memoryHigh)],
    ['MemoryMax', orInfinity(s.memoryMax)],
    ['MemorySwapMax', 'infinity'],
    ['MemoryLimit', orInfinity(s.memoryLimit)],
    ['DevicePolicy', 'auto'],
    ['TasksAccounting', yes(s.tasksAccounting ?? true)],
    ['TasksMax', tasksMax(unit)],
    ['IPAccounting', 'no'],
    ['ManagedOOMSwap', 'auto'],
    ['ManagedOOMMemoryPressure', 'auto'],
    ['ManagedOOMMemoryPressureLimit', '0'],
    ['ManagedOOMPreference', 'none'],
  ];
}

export function tasksMax(unit: Unit): string {
  if (unit.type === 'slice' && unit.settings.tasksMax === undefined) return 'infinity';
  return orInfinity(unit.settings.tasksMax ?? DEFAULT_TASKS_MAX);
}

const LIMIT_DEFAULTS: Readonly<Record<string, [soft: number, hard: number]>> = {
  STACK: [8_388_608, Infinity],
  CORE: [0, Infinity],
  NOFILE: [1024, 524_288],
  NPROC: [96_365, 96_365],
  MEMLOCK: [8_388_608, 8_388_608],
  SIGPENDING: [96_365, 96_365],
  MSGQUEUE: [819_200, 819_200],
  NICE: [0, 0],
  RTPRIO: [0, 0],
};
const LIMIT_ORDER = [
  'CPU',
  'FSIZE',
  'DATA',
  'STACK',
  'CORE',
  'RSS',
  'NOFILE',
  'AS',
  'NPROC',
  'MEMLOCK',
  'LOCKS',
  'SIGPENDING',
  'MSGQUEUE',
  'NICE',
  'RTPRIO',
  'RTTIME',
];

function exec(unit: Unit): Properties {
  const s = unit.settings;
  const shell = (text: string): string => (/[\s"'\\$`]/.test(text) ? quoted(text) : text);
  return [
    ['Environment', s.environment.map(([k, v]) => shell(`${k}=${v}`)).join(' ')],
    ...s.environmentFiles.map((f): [string, string] => ['EnvironmentFiles', `${f.path} (ignore_errors=${yes(f.optional)})`]),
    ['PassEnvironment', s.passEnvironment.join(' ')],
    ['UnsetEnvironment', s.unsetEnvironment.join(' ')],
    ['UMask', octal(s.umask)],
    ...LIMIT_ORDER.filter((n) => LIMIT_NAMES.includes(n)).flatMap((name): Properties => {
      const [soft, hard] = LIMIT_DEFAULTS[name] ?? [Infinity, Infinity];
      const own = s.limits.get(name);
      return [
        [`Limit${name}`, orInfinity(own?.hard ?? hard)],
        [`Limit${name}Soft`, orInfinity(own?.soft ?? soft)],
      ];
    }),
    ['WorkingDirectory', (s.workingDirectoryOptional ? '!' : '') + s.workingDirectory],
    ['RootDirectory', s.rootDirectory],
    ['OOMScoreAdjust', String(s.oomScoreAdjust ?? 0)],
    ['CoredumpFilter', '0x33'],
    ['Nice', String(s.nice)],
    ['IOSchedulingClass', '2'],
    ['IOSchedulingPriority', '4'],
    ['CPUSchedulingPolicy', '0'],
    ['CPUSchedulingPriority', '0'],
    ['CPUAffinityFromNUMA', 'no'],
    ['NUMAPolicy', 'n/a'],
    ['TimerSlackNSec', '50000'],
    ['CPUSchedulingResetOnFork', 'no'],
    ['NonBlocking', 'no'],
    ['StandardInput', s.standardInput],
    ['StandardOutput', s.standardOutput],
    ['StandardError', s.standardError],
    ['TTYPath', s.ttyPath],
    ['TTYReset', 'no'],
    ['TTYVHangup', 'no'],
    ['TTYVTDisallocate', 'no'],
    ['SyslogPriority', String(s.syslogFacility * 8 + s.syslogLevel)],
    ['SyslogIdentifier', s.syslogIdentifier],
    ['SyslogLevelPrefix', yes(s.syslogLevelPrefix)],
    ['SyslogLevel', String(s.syslogLevel)],
    ['SyslogFacility', String(s.syslogFacility)],
    ['LogLevelMax', '-1'],
    ['LogRateLimitIntervalUSec', '0'],
    ['LogRateLimitBurst', '0'],
    ['SecureBits', '0'],
    ['User', s.user],
    ['Group', s.group],
    ['SupplementaryGroups', s.supplementaryGroups.join(' ')],
    ['DynamicUser', yes(s.dynamicUser)],
    ['RemoveIPC', 'no'],
    ...[
      'PrivateTmp',
      'PrivateDevices',
      'ProtectClock',
      'ProtectKernelTunables',
      'ProtectKernelModules',
      'ProtectKernelLogs',
      'ProtectControlGroups',
      'PrivateNetwork',
      'PrivateUsers',
      'PrivateMounts',
      'PrivateIPC',
      'ProtectHome',
      'ProtectSystem',
    ].map((n): [string, string] => [n, 'no']),
    ['SameProcessGroup', 'no'],
    ['UtmpMode', 'init'],
    ['IgnoreSIGPIPE', 'yes'],
    ['NoNewPrivileges', yes(s.noNewPrivileges)],
    ['SystemCallErrorNumber', '2147483646'],
    ['LockPersonality', 'no'],
    ['RuntimeDirectoryPreserve', s.runtimeDirectoryPreserve],
    ['RuntimeDirectoryMode', octal(s.directoryModes.get('Runtime') ?? 0o755)],
    ['RuntimeDirectory', s.directories.Runtime.join(' ')],
    ...(['State', 'Cache', 'Logs', 'Configuration'] as const).flatMap((kind): Properties => [
      [`${kind}DirectoryMode`, octal(s.directoryModes.get(kind) ?? 0o755)],
      [`${kind}Directory`, s.directories[kind].join(' ')],
    ]),
    ['TimeoutCleanUSec', 'infinity'],
    ['MemoryDenyWriteExecute', 'no'],
    ['RestrictRealtime', 'no'],
    ['RestrictSUIDSGID', 'no'],
    ['RestrictNamespaces', 'no'],
    ['MountAPIVFS', 'no'],
    ['KeyringMode', 'private'],
    ['ProtectProc', 'default'],
    ['ProcSubset', 'all'],
    ['ProtectHostname', 'no'],
  ];
}

function kill(unit: Unit): Properties {
  const s = unit.settings;
  return [
    ['KillMode', s.killMode],
    ['KillSignal', String(signalNumber(s.killSignal))],
    ['RestartKillSignal', String(signalNumber(s.restartKillSignal ?? s.killSignal))],
    ['FinalKillSignal', String(signalNumber(s.finalKillSignal))],
    ['SendSIGKILL', yes(s.sendSigkill)],
    ['SendSIGHUP', yes(s.sendSighup)],
    ['WatchdogSignal', String(signalNumber(s.watchdogSignal))],
  ];
}

const DEPENDENCIES =
  'Requires Requisite Wants BindsTo PartOf Upholds RequiredBy RequisiteOf WantedBy BoundBy UpheldBy ConsistsOf Conflicts ConflictedBy Before After OnSuccess OnSuccessOf OnFailure OnFailureOf Triggers TriggeredBy PropagatesReloadTo ReloadPropagatedFrom PropagatesStopTo StopPropagatedFrom JoinsNamespaceOf'.split(
    ' ',
  );

function common(unit: Unit, file: { state: string; preset: string }): Properties {
  const s = unit.settings;
  const names = [unit.id, ...[...unit.names].filter((n) => n !== unit.id).sort()];
  return [
    ['Id', unit.id],
    ['Names', names.join(' ')],
    ...DEPENDENCIES.map((kind): [string, string] => [kind, [...unit.dependencies(kind)].map((u) => u.id).join(' ')]),
    ['RequiresMountsFor', s.requiresMountsFor.join(' ')],
    ['Documentation', s.documentation.map(quoted).join(' ')],
    ['Description', unit.description],
    ['LoadState', unit.load],
    ['ActiveState', unit.activeState],
    ['FreezerState', 'running'],
    ['SubState', unit.subState],
    ['FragmentPath', unit.fragment ?? ''],
    ['SourcePath', s.sourcePath],
    ['DropInPaths', unit.dropIns.join(' ')],
    ['UnitFileState', file.state],
    ['UnitFilePreset', file.preset],
    ...dual('StateChangeTimestamp', unit.stateChangeAt),
    ...dual('InactiveExitTimestamp', unit.inactiveExitAt),
    ...dual('ActiveEnterTimestamp', unit.activeEnterAt),
    ...dual('ActiveExitTimestamp', unit.activeExitAt),
    ...dual('InactiveEnterTimestamp', unit.inactiveEnterAt),
    ['CanStart', yes(unit.canStart)],
    ['CanStop', yes(!unit.perpetual && unit.load === 'loaded')],
    ['CanReload', yes(unit.canReload)],
    ['CanIsolate', yes(s.allowIsolate)],
    ['CanFreeze', yes(unit instanceof Service || unit instanceof Scope || unit instanceof Slice)],
    ['StopWhenUnneeded', yes(s.stopWhenUnneeded)],
    ['RefuseManualStart', yes(s.refuseManualStart)],
    ['RefuseManualStop', yes(s.refuseManualStop)],
    ['AllowIsolate', yes(s.allowIsolate)],
    ['DefaultDependencies', yes(s.defaultDependencies)],
    ['OnSuccessJobMode', 'fail'],
    ['OnFailureJobMode', 'replace'],
    ['IgnoreOnIsolate', yes(s.ignoreOnIsolate)],
    ['NeedDaemonReload', yes(unit.manager.needsReload(unit))],
    ...(unit.job ? ([['Job', String(unit.job.id)]] as Properties) : []),
    ['JobTimeoutUSec', us(s.jobTimeout)],
    ['JobRunningTimeoutUSec', us(s.jobTimeout)],
    ['JobTimeoutAction', 'none'],
    ['ConditionResult', yes(unit.conditionResult)],
    ['AssertResult', yes(unit.assertResult)],
    ...dual('ConditionTimestamp', unit.conditionAt),
    ...dual('AssertTimestamp', unit.assertAt),
    ...(unit.loadError ? ([['LoadError', `${unit.loadError.name} ${quoted(unit.loadError.text)}`]] as Properties) : []),
    ['Transient', yes(unit.transient)],
    ['Perpetual', yes(unit.perpetual)],
    ['StartLimitIntervalUSec', us(s.startLimitInterval)],
    ['StartLimitBurst', String(s.startLimitBurst)],
    ['StartLimitAction', s.startLimitAction],
    ['FailureAction', s.failureAction],
    ['SuccessAction', s.successAction],
    ['InvocationID', unit.invocationId],
    ['CollectMode', s.collectMode],
  ];
}

function timer(unit: TimerUnit): Properties {
  const s = unit.settings;
  const monotonic = (t: Micros): string => formatSpan(Math.max(0, t - unit.manager.bootedAt));
  const calendar = s.timers.filter((t) => t.calendar);
  const spans = s.timers.filter((t) => t.span !== undefined);
  const next = unit.next === undefined ? undefined : unit.next;
  return [
    ['Unit', unit.triggered?.id ?? ''],
    ...[...spans]
      .reverse()
      .map((t): [string, string] => [
        'TimersMonotonic',
        `{ ${t.base.replace(/Sec$/, 'USec')}=${formatSpan(t.span!)} ; next_elapse=${next === undefined ? '0' : monotonic(next)} }`,
      ]),
    ...calendar.map((t): [string, string] => [
      'TimersCalendar',
      `{ OnCalendar=${formatCalendar(t.calendar!)} ; next_elapse=${next === undefined ? 'n/a' : formatTimestamp(next)} }`,
    ]),
    ['OnClockChange', 'no'],
    ['OnTimezoneChange', 'no'],
    ['NextElapseUSecRealtime', calendar.length > 0 ? stamp(next) : ''],
    ['NextElapseUSecMonotonic', spans.length > 0 && next !== undefined ? monotonic(next) : 'infinity'],
    ['LastTriggerUSec', stamp(unit.lastTrigger)],
    ['LastTriggerUSecMonotonic', unit.lastTrigger ? monotonic(unit.lastTrigger) : '0'],
    ['Result', 'success'],
    ['AccuracyUSec', us(s.accuracy)],
    ['RandomizedDelayUSec', us(s.randomizedDelay)],
    ['FixedRandomDelay', 'no'],
    ['Persistent', yes(s.persistent)],
    ['WakeSystem', 'no'],
    ['RemainAfterElapse', yes(s.remainAfterElapse)],
  ];
}

function mount(unit: Mount): Properties {
  const now = unit.manager.mounts.at(unit.where);
  return [
    ['Where', unit.where],
    ['What', now?.source ?? unit.settings.what],
    ['Options', now?.options ?? unit.settings.mountOptions],
    ['Type', now?.type ?? unit.settings.mountType],
    ['TimeoutUSec', '1min 30s'],
    ['ControlPID', '0'],
    ['DirectoryMode', '0755'],
    ['SloppyOptions', 'no'],
    ['LazyUnmount', 'no'],
    ['ForceUnmount', 'no'],
    ['ReadWriteOnly', 'no'],
    ['Result', unit.result],
    ['UID', '[not set]'],
    ['GID', '[not set]'],
  ];
}

function socket(unit: SocketUnit): Properties {
  const kinds: Record<string, string> = {
    ListenStream: 'Stream',
    ListenDatagram: 'Datagram',
    ListenFIFO: 'FIFO',
    ListenNetlink: 'Netlink',
  };
  return [
    ['SocketMode', octal(unit.settings.socketMode)],
    ['Accept', yes(unit.settings.accept)],
    ...unit.settings.listen.map((l): [string, string] => ['Listen', `${l.address} (${kinds[l.kind] ?? l.kind.replace('Listen', '')})`]),
    ['ControlPID', '0'],
    ['Result', unit.result],
    ['NConnections', '0'],
    ['NAccepted', '0'],
    ['NRefused', '0'],
  ];
}

/** All properties of a unit. */
export function showUnit(unit: Unit, file: { state: string; preset: string }): Properties {
  const shared = common(unit, file);
  if (unit instanceof Service) return [...service(unit), ...cgroup(unit), ...exec(unit), ...kill(unit), ...shared];
  if (unit instanceof TimerUnit) return [...timer(unit), ...shared];
  if (unit instanceof Mount) return [...mount(unit), ...cgroup(unit), ...exec(unit), ...kill(unit), ...shared];
  if (unit instanceof SocketUnit) return [...socket(unit), ...cgroup(unit), ...exec(unit), ...kill(unit), ...shared];
  if (unit instanceof Slice) return [...cgroup(unit), ...shared];
  if (unit instanceof Scope) {
    const own: Properties = [
      ['TimeoutStopUSec', us(unit.settings.timeoutStop)],
      ['Result', unit.result],
      ['RuntimeMaxUSec', us(unit.settings.runtimeMax)],
    ];
    return [...own, ...cgroup(unit), ...kill(unit), ...shared];
  }
  return shared;
}
