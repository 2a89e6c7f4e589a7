import type { Cgroup } from '../../kernel/cgroup.ts';
import type { Micros } from '../../kernel/time.ts';
import { quotedCommandLine } from '../journald/message.ts';
import { Mount } from './kinds.ts';
import { resources, tasksMax } from './properties.ts';
import { Service } from './service.ts';
import type { ExecKind, ExecStatus } from './settings.ts';
import { SocketUnit } from './socket.ts';
import { TimerUnit } from './timer.ts';
import type { Unit } from './unit.ts';

/** A process as `systemctl status` lists it. */
export interface ProcessLine {
  pid: number;
  command: string;
}

/** A branch of a unit's control group. */
export interface CgroupBranch {
  name: string;
  processes: ProcessLine[];
  children: CgroupBranch[];
}

/** What `systemctl status` shows of a unit. Times are microseconds since 1970, 0 where there is none. */
export interface UnitStatus {
  id: string;
  description: string;
  load: string;
  loadError: string;
  loadErrorName: string;
  fragment: string;
  /** What the unit was made from, where that is no unit file. */
  source: string;
  dropIns: string[];
  unitFileState: string;
  preset: string;
  transient: boolean;
  active: string;
  sub: string;
  result: string;
  names: string[];
  following: string;
  documentation: string[];
  needReload: boolean;
  inactiveExit: Micros;
  inactiveExitMonotonic: Micros;
  activeEnter: Micros;
  activeExit: Micros;
  inactiveEnter: Micros;
  conditionResult: boolean;
  conditionAt: Micros;
  failedConditions: { text: string; result: boolean }[];
  assertResult: boolean;
  assertAt: Micros;
  triggers: { id: string; active: string }[];
  triggeredBy: { id: string; active: string }[];
  commands: { kind: ExecKind; argv: string; path: string; ignoreFailure: boolean; status?: ExecStatus }[];
  mainPid: number;
  mainComm: string;
  mainStatus: ExecStatus | undefined;
  controlPid: number;
  controlComm: string;
  statusText: string;
  statusErrno: number;
  restarts: string;
  tasks: number | undefined;
  tasksMax: string;
  memory: number | undefined;
  memoryMax: number;
  cpu: Micros | undefined;
  cgroup: string;
  tree: CgroupBranch | undefined;
  listen: { kind: string; address: string }[];
  nextElapse: Micros;
  where: string;
  what: string;
  invocation: string;
}

function branch(group: Cgroup): CgroupBranch {
  return {
    name: group.name,
    processes: [...group.processes]
      .sort((a, b) => a.pid - b.pid)
      .map((p) => ({ pid: p.pid, command: p.argv.join('') === '' ? `[${p.comm}]` : quotedCommandLine(p.argv) })),
    children: [...group.children.values()]
      .filter((child) => child.populated)
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(branch),
  };
}

/** Gathers what `systemctl status` shows. */
export function statusOf(unit: Unit, file: { state: string; preset: string }): UnitStatus {
  const used = resources(unit);
  const service = unit instanceof Service ? unit : undefined;
  const accounted = (unit.load === 'loaded' || unit.perpetual) && unit.type !== 'socket';
  const main = unit.mainProcess;
  const control = unit.controlProcess;
  const row = (u: Unit): { id: string; active: string } => ({ id: u.id, active: u.activeState });
  return {
    id: unit.id,
    description: unit.description,
    load: unit.load,
    loadError: unit.loadError?.text ?? '',
    loadErrorName: unit.loadError?.name ?? '',
    fragment: unit.fragment ?? '',
    source: unit.settings.sourcePath,
    dropIns: unit.dropIns,
    unitFileState: file.state,
    preset: file.preset,
    transient: unit.transient,
    active: unit.activeState,
    sub: unit.subState,
    result: unit.result,
    names: [...unit.names],
    following: '',
    documentation: unit.settings.documentation,
    needReload: unit.manager.needsReload(unit),
    inactiveExit: unit.inactiveExitAt.real,
    inactiveExitMonotonic: unit.inactiveExitAt.monotonic,
    activeEnter: unit.activeEnterAt.real,
    activeExit: unit.activeExitAt.real,
    inactiveEnter: unit.inactiveEnterAt.real,
    conditionResult: unit.conditionResult,
    conditionAt: unit.conditionAt.real,
    failedConditions: unit.settings.conditions
      .filter((c) => c.result === false)
      .map((c) => ({ text: `Condition${c.kind}=${c.trigger ? '|' : ''}${c.negate ? '!' : ''}${c.parameter}`, result: false })),
    assertResult: unit.assertResult,
    assertAt: unit.assertAt.real,
    triggers: [...unit.dependencies('Triggers')].map(row),
    triggeredBy: [...unit.dependencies('TriggeredBy')].map(row),
    commands: service
      ? Object.entries(service.settings.commands).flatMap(([kind, list]) =>
          list.map((c) => ({
            kind: kind as ExecKind,
            argv: c.argv.join(' '),
            path: c.path,
            ignoreFailure: c.ignoreFailure,
            ...(c.status && { status: c.status }),
          })),
        )
      : [],
    mainPid: main?.pid ?? 0,
    mainComm: main?.comm ?? '',
    mainStatus: service?.children.mainStatus,
    controlPid: control?.pid ?? 0,
    controlComm: control?.comm ?? '',
    statusText: service?.children.statusText ?? '',
    statusErrno: service?.children.statusErrno ?? 0,
    restarts: unit.settings.restart,
    tasks: accounted ? used?.tasks : undefined,
    tasksMax: tasksMax(unit),
    memory: accounted ? used?.memory : undefined,
    memoryMax: unit.settings.memoryMax,
    cpu: unit.settings.cpuAccounting ? unit.cgroup?.cpuUs : undefined,
    cgroup: unit.cgroup ? unit.cgroupPath || '/' : '',
    tree: unit.cgroup?.populated ? branch(unit.cgroup) : undefined,
    listen: unit instanceof SocketUnit ? unit.settings.listen : [],
    nextElapse: unit instanceof TimerUnit ? (unit.next ?? 0) : 0,
    where: unit instanceof Mount ? unit.where : unit.type === 'automount' ? unit.settings.where : '',
    what: unit instanceof Mount ? (unit.manager.mounts.at(unit.where)?.source ?? unit.settings.what) : '',
    invocation: unit.invocationId,
  };
}

export { branch as cgroupBranch };
