import type { Process } from '../../kernel/process.ts';
import { signalName, type SignalName } from '../../kernel/signals.ts';
import { waitStatus } from './exec.ts';
import { MESSAGE_IDS } from './log.ts';
import type { ServiceResult } from './machine.ts';
import type { Service } from './service.ts';
import type { ExecCommand, ExecKind, ExecStatus, UnitSettings } from './settings.ts';
import { exitStatusName } from './values.ts';

/** Signals by which a daemon may well end. */
const CLEAN_SIGNALS: readonly SignalName[] = ['HUP', 'INT', 'TERM', 'PIPE'];
const CORE_SIGNALS: readonly SignalName[] = ['ABRT', 'SEGV', 'BUS', 'FPE', 'ILL', 'QUIT', 'SYS', 'TRAP', 'XCPU', 'XFSZ'];

/** What the end of a service's process means (is_clean_exit()). */
export function judgeExit(service: Service, child: Process): ServiceResult {
  const { code, signal } = child.status ?? { code: 0 };
  const { successExitStatus: ok } = service.settings;
  if (child.oomKilled) return 'oom-kill';
  if (signal) {
    const daemon = service.serviceType !== 'oneshot' && CLEAN_SIGNALS.includes(signal);
    if (daemon || ok.signals.has(signal)) return 'success';
    return CORE_SIGNALS.includes(signal) ? 'core-dump' : 'signal';
  }
  return code === 0 || ok.codes.has(code ?? 0) ? 'success' : 'exit-code';
}

/** Says how a process has ended that has not ended well. */
export function logExit(
  service: Service,
  role: 'Main' | 'Control',
  child: Process,
  result: ServiceResult,
  command: ExecCommand | undefined,
): void {
  const { code, status } = waitStatus(child);
  if (result === 'success') return;
  const word = code === 'exited' ? (exitStatusName(status, ['libc', 'lsb', 'systemd', 'bsd']) ?? 'n/a') : (signalName(status) ?? 'n/a');
  const how = result === 'core-dump' ? 'dumped' : code;
  service.manager.log.unit(service, code === 'exited' ? 5 : 4, `${role} process exited, code=${how}, status=${status}/${word}`, [
    ['EXIT_CODE', how],
    ['EXIT_STATUS', String(status)],
    ['COMMAND', commandKind(service.settings, command)],
    ['MESSAGE_ID', MESSAGE_IDS.processExit],
  ]);
}

function commandKind(settings: UnitSettings, command: ExecCommand | undefined): ExecKind {
  for (const [kind, list] of Object.entries(settings.commands)) if (command && list.includes(command)) return kind as ExecKind;
  return 'ExecStart';
}

/** Whether a service that has ended is to be started again (service_shall_restart()). */
export function shallRestart(settings: UnitSettings, result: ServiceResult, ended: ExecStatus | undefined): boolean {
  const { restart, restartPreventExitStatus: never, restartForceExitStatus: force } = settings;
  const listed = (set: typeof never): boolean =>
    ended?.code !== undefined && (ended.code === 'exited' ? set.codes.has(ended.status) : set.signals.has(signalName(ended.status)!));
  if (listed(never)) return false;
  if (listed(force)) return true;
  if (result === 'start-limit-hit') return false;
  switch (restart) {
    case 'no':
      return false;
    case 'always':
      return result !== 'exec-condition';
    case 'on-success':
      return result === 'success';
    case 'on-failure':
      return result !== 'success' && result !== 'exec-condition';
    case 'on-abnormal':
      return !['success', 'exit-code', 'exec-condition'].includes(result);
    case 'on-abort':
      return result === 'signal' || result === 'core-dump';
    case 'on-watchdog':
      return result === 'watchdog';
  }
}
