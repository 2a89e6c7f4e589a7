import type { SignalName } from '../../kernel/signals.ts';
import type { Micros } from '../../kernel/time.ts';
import type { CalendarSpec } from './calendar.ts';
import type { StatusSet } from './values.ts';

/** How units depend on each other: the settings of [Unit] that name units. */
export const DEPENDENCY_KINDS = [
  'Requires',
  'Requisite',
  'Wants',
  'BindsTo',
  'PartOf',
  'Upholds',
  'Conflicts',
  'Before',
  'After',
  'OnSuccess',
  'OnFailure',
  'PropagatesReloadTo',
  'ReloadPropagatedFrom',
  'PropagatesStopTo',
  'StopPropagatedFrom',
  'JoinsNamespaceOf',
] as const;
export type DependencyKind = (typeof DEPENDENCY_KINDS)[number];

/** How a command ended, or that it runs. */
export interface ExecStatus {
  pid: number;
  startedAt: Micros;
  startedMonotonic: Micros;
  /** None while it runs. */
  exitedAt?: Micros;
  exitedMonotonic?: Micros;
  code?: 'exited' | 'killed' | 'dumped';
  /** Exit code, or the signal's number. */
  status: number;
}

export interface ExecCommand {
  path: string;
  argv: readonly string[];
  /** `-`: its failure does not count. */
  ignoreFailure: boolean;
  /** `+` and `!`: runs as root whatever User= says. */
  privileged: boolean;
  /** `:`: no environment variables are replaced. */
  literal: boolean;
  status?: ExecStatus;
}

export const EXEC_KINDS = [
  'ExecCondition',
  'ExecStartPre',
  'ExecStart',
  'ExecStartPost',
  'ExecReload',
  'ExecStop',
  'ExecStopPost',
] as const;
export type ExecKind = (typeof EXEC_KINDS)[number];

export interface Condition {
  /** `PathExists`, `Virtualization`, … */
  kind: string;
  parameter: string;
  /** `|`: one of those marked so is enough. */
  trigger: boolean;
  /** `!`. */
  negate: boolean;
  result?: boolean;
}

export type ServiceType = 'simple' | 'exec' | 'forking' | 'oneshot' | 'dbus' | 'notify' | 'idle';
export type Restart = 'no' | 'on-success' | 'on-failure' | 'on-abnormal' | 'on-watchdog' | 'on-abort' | 'always';

export interface TimerSpec {
  base: 'OnActiveSec' | 'OnBootSec' | 'OnStartupSec' | 'OnUnitActiveSec' | 'OnUnitInactiveSec' | 'OnCalendar';
  span?: Micros;
  calendar?: CalendarSpec;
}

const LIMIT_NAMES = 'CPU FSIZE DATA STACK CORE RSS NOFILE AS NPROC MEMLOCK LOCKS SIGPENDING MSGQUEUE NICE RTPRIO RTTIME'.split(' ');
export { LIMIT_NAMES };

/** Settings that are sets of exit codes and signals. */
export type StatusSetKey = 'successExitStatus' | 'restartPreventExitStatus' | 'restartForceExitStatus';

/** The settings of one unit: defaults, then what its files say. Times are in microseconds. */
export class UnitSettings {
  description: string | undefined;
  documentation: string[] = [];
  sourcePath = '';
  /** Units that it names, by kind. */
  readonly dependencies: Partial<Record<DependencyKind, Set<string>>> = {};
  requiresMountsFor: string[] = [];
  stopWhenUnneeded = false;
  refuseManualStart = false;
  refuseManualStop = false;
  allowIsolate = false;
  defaultDependencies = true;
  ignoreOnIsolate = false;
  collectMode: 'inactive' | 'inactive-or-failed' = 'inactive';
  jobTimeout: Micros = Infinity;
  startLimitInterval: Micros = 10_000_000;
  startLimitBurst = 5;
  startLimitAction = 'none';
  failureAction = 'none';
  successAction = 'none';
  conditions: Condition[] = [];
  asserts: Condition[] = [];

  // how processes run
  user = '';
  group = '';
  supplementaryGroups: string[] = [];
  dynamicUser = false;
  workingDirectory = '';
  workingDirectoryOptional = false;
  rootDirectory = '';
  umask = 0o022;
  environment: [key: string, value: string][] = [];
  environmentFiles: { path: string; optional: boolean }[] = [];
  passEnvironment: string[] = [];
  unsetEnvironment: string[] = [];
  standardInput = 'null';
  standardOutput = 'journal';
  standardError = 'inherit';
  ttyPath = '';
  syslogIdentifier = '';
  syslogFacility = 3;
  syslogLevel = 6;
  syslogLevelPrefix = true;
  nice = 0;
  oomScoreAdjust: number | undefined;
  noNewPrivileges = false;
  readonly limits = new Map<string, { soft: number; hard: number }>();
  readonly directories: Record<'Runtime' | 'State' | 'Cache' | 'Logs' | 'Configuration', string[]> = {
    Runtime: [],
    State: [],
    Cache: [],
    Logs: [],
    Configuration: [],
  };
  readonly directoryModes = new Map<string, number>();
  runtimeDirectoryPreserve = 'no';

  // how they are ended
  killMode: 'control-group' | 'process' | 'mixed' | 'none' = 'control-group';
  killSignal: SignalName = 'TERM';
  restartKillSignal: SignalName | undefined;
  finalKillSignal: SignalName = 'KILL';
  watchdogSignal: SignalName = 'ABRT';
  sendSigkill = true;
  sendSighup = false;

  // their control group
  slice = '';
  delegate = false;
  cpuAccounting: boolean | undefined;
  memoryAccounting: boolean | undefined;
  tasksAccounting: boolean | undefined;
  memoryMax = Infinity;
  memoryHigh = Infinity;
  memoryLow = 0;
  memoryMin = 0;
  memoryLimit = Infinity;
  tasksMax: number | undefined;
  cpuWeight: number | undefined;
  cpuShares: number | undefined;
  cpuQuotaPerSec = Infinity;

  // a service
  type: ServiceType | undefined;
  exitType: 'main' | 'cgroup' = 'main';
  restart: Restart = 'no';
  restartSec: Micros = 100_000;
  timeoutStart: Micros | undefined;
  timeoutStop: Micros = 90_000_000;
  timeoutAbort: Micros | undefined;
  runtimeMax: Micros = Infinity;
  watchdogSec: Micros = 0;
  remainAfterExit = false;
  guessMainPid = true;
  pidFile = '';
  busName = '';
  notifyAccess: 'none' | 'main' | 'exec' | 'all' | undefined;
  oomPolicy: 'stop' | 'continue' | 'kill' = 'stop';
  fileDescriptorStoreMax = 0;
  sockets: string[] = [];
  successExitStatus: StatusSet = { codes: new Set(), signals: new Set() };
  restartPreventExitStatus: StatusSet = { codes: new Set(), signals: new Set() };
  restartForceExitStatus: StatusSet = { codes: new Set(), signals: new Set() };
  readonly commands: Record<ExecKind, ExecCommand[]> = {
    ExecCondition: [],
    ExecStartPre: [],
    ExecStart: [],
    ExecStartPost: [],
    ExecReload: [],
    ExecStop: [],
    ExecStopPost: [],
  };

  // other kinds
  timers: TimerSpec[] = [];
  persistent = false;
  accuracy: Micros = 60_000_000;
  randomizedDelay: Micros = 0;
  remainAfterElapse = true;
  triggers = '';
  listen: { kind: string; address: string }[] = [];
  accept = false;
  socketMode = 0o666;
  symlinks: string[] = [];
  pathSpecs: { kind: string; path: string }[] = [];
  what = '';
  where = '';
  mountType = '';
  mountOptions = '';

  // [Install]
  wantedBy: string[] = [];
  requiredBy: string[] = [];
  alias: string[] = [];
  also: string[] = [];
  defaultInstance = '';
}
