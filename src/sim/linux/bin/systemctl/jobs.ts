import type { Step } from '../../../kernel/step.ts';
import { parseSignal } from '../../../kernel/signals.ts';
import { BusError } from '../../systemd/protocol.ts';
import type { UnitStatus } from '../../systemd/status-data.ts';
import { isGlob } from '../../systemd/unit-name.ts';
import { exitCodeOf, Quit, type Context } from './context.ts';

/** Verbs that begin jobs: the method that they call, and the mode that they need. */
const METHODS: Readonly<Record<string, { method: string; shown?: string; mode?: string }>> = {
  start: { method: 'StartUnit' },
  stop: { method: 'StopUnit' },
  reload: { method: 'ReloadUnit' },
  restart: { method: 'RestartUnit' },
  'try-restart': { method: 'TryRestartUnit' },
  condrestart: { method: 'TryRestartUnit', shown: 'try-restart' },
  'reload-or-restart': { method: 'ReloadOrRestartUnit' },
  'try-reload-or-restart': { method: 'ReloadOrTryRestartUnit', shown: 'reload-or-try-restart' },
  'reload-or-try-restart': { method: 'ReloadOrTryRestartUnit' },
  'force-reload': { method: 'ReloadOrTryRestartUnit', shown: 'reload-or-try-restart' },
  condreload: { method: 'ReloadOrTryRestartUnit', shown: 'reload-or-try-restart' },
  isolate: { method: 'StartUnit', shown: 'start', mode: 'isolate' },
  default: { method: 'StartUnit', shown: 'start', mode: 'isolate' },
  rescue: { method: 'StartUnit', shown: 'start', mode: 'isolate' },
  emergency: { method: 'StartUnit', shown: 'start', mode: 'isolate' },
};
const MODES = [
  'fail',
  'replace',
  'replace-irreversibly',
  'isolate',
  'flush',
  'ignore-dependencies',
  'ignore-requirements',
  'triggering',
  'restart-dependencies',
];

export const JOB_VERBS = Object.keys(METHODS);

/** Warns where a unit's files are others than those that PID 1 has read. */
export function* warnChanged(c: Context, name: string): Step {
  if (c.quiet) return;
  const prefix = c.p.fds.get(2)?.file.terminal ? '\u001b[0;1;38;5;185mWarning:\u001b[0m' : 'Warning:';
  yield* c.warn(
    `${prefix} The unit file, source configuration file or drop-ins of ${name} changed on disk. Run 'systemctl daemon-reload' to reload units.`,
    'info',
  );
}

/** start, stop, restart and the like. */
export function* jobVerb(c: Context, verb = c.verb, operands = c.operands): Step<number> {
  const { method, shown = verb, mode: own } = METHODS[verb]!;
  const mode = own ?? c.chosen.value('job-mode') ?? 'replace';
  const special = ['default', 'rescue', 'emergency'].includes(verb) ? [`${verb}.target`] : undefined;
  if (verb === 'start' && operands.some(isGlob) && !c.quiet) {
    yield* c.warn(
      'Warning: systemctl start called with a glob pattern.\nHint: unit globs expand to loaded units, so start will usually have no effect.\n      Passing --all will also load units which are pulled in by other units.\n      See systemctl(1) for more details.',
      'warning',
    );
  }
  const names = special ?? (yield* c.expand(operands, verb === 'isolate' ? '.target' : '.service'));
  let code = 0;
  const begun: { id: number; name: string }[] = [];
  for (const name of names) {
    try {
      if (!MODES.includes(mode)) throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Job mode ${mode} invalid`);
      begun.push({ id: yield* c.call<number>(method, name, mode), name });
      const status = yield* c.call<UnitStatus>('Status', name);
      if (status.needReload) yield* warnChanged(c, name);
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      if (code === 0) code = exitCodeOf(e);
      if (verb === 'stop' && /NoSuchUnit/.test(e.name_) && c.quiet) continue;
      yield* c.warn(`Failed to ${shown} ${name}: ${e.message}`);
      if (!/NoSuchUnit|UnitMasked|JobTypeNotApplicable/.test(e.name_)) {
        yield* c.warn(`See system logs and 'systemctl status ${quoteShell(name)}' for details.`);
      }
    }
  }
  if (c.chosen.has('no-block')) return code;
  const client = yield* c.client();
  for (const job of begun) {
    const failed = yield* tellResult(c, job.name, yield* client.job(job.id));
    if (code === 0 && failed) code = 1;
  }
  if (verb === 'stop') for (const { name } of begun) yield* warnTriggers(c, name);
  return code;
}

const quoteShell = (name: string): string => (/[\\\s"'$]/.test(name) ? `"${name.replace(/[\\"$`]/g, '\\$&')}"` : name);

const EXPLANATIONS: Readonly<Record<string, string>> = {
  resources: 'of unavailable resources or another system error',
  protocol: 'the service did not take the steps required by its unit configuration',
  timeout: 'a timeout was exceeded',
  'exit-code': 'the control process exited with error code',
  signal: 'a fatal signal was delivered to the control process',
  'core-dump': 'a fatal signal was delivered causing the control process to dump core',
  watchdog: 'the service failed to send watchdog ping',
  'start-limit-hit': 'start of the service was attempted too often',
};

/** Says how a job ended that did not end well; tells whether that is a failure. */
function* tellResult(c: Context, name: string, result: string): Step<boolean> {
  if (result === 'done' || result === 'skipped') return false;
  if (c.quiet) return true;
  const texts: Record<string, string> = {
    canceled: `Job for ${name} canceled.`,
    timeout: `Job for ${name} timed out.`,
    dependency: `A dependency job for ${name} failed. See 'journalctl -xe' for details.`,
    invalid: `${name} is not active, cannot reload.`,
    assert: `Assertion failed on job for ${name}.`,
    unsupported: 'Operation on or unit type of ${name} not supported on this system.'.replace('${name}', name),
    collected: `Queued job for ${name} was garbage collected.`,
    once: `Unit ${name} was started already once and can't be started again.`,
  };
  if (texts[result]) {
    yield* c.warn(texts[result]);
    return true;
  }
  const quoted = quoteShell(name);
  const see = `See "systemctl status ${quoted}" and "journalctl -xeu ${quoted}" for details.`;
  const status = yield* c.call<UnitStatus>('Status', name);
  const why = name.endsWith('.service') ? EXPLANATIONS[status.result] : undefined;
  yield* c.warn(`Job for ${name} failed${why ? ` because ${why}` : ''}.\n${see}`);
  if (status.result === 'start-limit-hit') {
    yield* c.warn(`To force a start use "systemctl reset-failed ${quoted}"\nfollowed by "systemctl start ${quoted}" again.`);
  }
  return true;
}

/** A unit that was stopped can be started again by those that trigger it. */
function* warnTriggers(c: Context, name: string): Step {
  if (c.quiet) return;
  const status = yield* c.call<UnitStatus>('Status', name);
  if (status.load === 'masked') return;
  const active = status.triggeredBy.filter((t) => t.active === 'active' || t.active === 'reloading');
  if (active.length === 0) return;
  yield* c.warn(`Warning: Stopping ${name}, but it can still be activated by:\n${active.map((t) => `  ${t.id}`).join('\n')}`, 'warning');
}

/** kill: sends a signal to a unit's processes. */
export function* kill(c: Context): Step<number> {
  const signal = parseSignal(c.chosen.value('signal') ?? 'SIGTERM');
  const who = c.chosen.value('kill-whom') ?? c.chosen.value('kill-who') ?? 'all';
  let code = 0;
  for (const name of yield* c.expand(c.operands)) {
    try {
      if (!/^(main|control|all|main-fail|control-fail|all-fail)$/.test(who))
        throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Invalid who argument ${who}`);
      yield* c.call('KillUnit', name, who, signal);
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      yield* c.warn(`Failed to kill unit ${name}: ${e.message}`);
      code = 1;
    }
  }
  return code;
}

/** reset-failed. */
export function* resetFailed(c: Context): Step<number> {
  if (c.operands.length === 0) {
    try {
      yield* c.call('ResetFailed');
      return 0;
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      throw new Quit(`Failed to execute operation: ${e.message}`);
    }
  }
  let code = 0;
  for (const name of yield* c.expand(c.operands)) {
    try {
      yield* c.call('ResetFailedUnit', name);
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      yield* c.warn(`Failed to reset failed state of unit ${name}: ${e.message}`);
      code = 1;
    }
  }
  return code;
}

/** is-active, is-failed. */
export function* checkState(c: Context): Step<number> {
  const good = c.verb === 'is-failed' ? ['failed'] : ['active', 'reloading'];
  let found = false;
  for (const name of yield* c.expand(c.operands)) {
    let state = 'inactive';
    try {
      state = (yield* c.call<UnitStatus>('Status', name)).active;
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
    }
    if (!c.quiet) yield* c.print(`${state}\n`);
    found ||= good.includes(state);
  }
  return found ? 0 : c.verb === 'is-failed' ? 1 : 3;
}

/** daemon-reload, daemon-reexec. */
export function* reload(c: Context): Step<number> {
  try {
    yield* c.call(c.verb === 'daemon-reexec' ? 'Reexecute' : 'Reload');
    return 0;
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    throw new Quit(`${c.verb === 'daemon-reexec' ? 'Reexecute' : 'Reload'} daemon failed: ${e.message}`);
  }
}

const POWER: Readonly<Record<string, { method: string; target: string }>> = {
  reboot: { method: 'Reboot', target: 'reboot.target' },
  poweroff: { method: 'PowerOff', target: 'poweroff.target' },
  halt: { method: 'Halt', target: 'halt.target' },
};

export const POWER_VERBS = Object.keys(POWER);

/** reboot, poweroff, halt: with --force without stopping units first, with --force --force at once. */
export function* power(c: Context, verb = c.verb): Step<number> {
  const { method, target } = POWER[verb]!;
  if (c.chosen.has('dry-run')) return 0;
  try {
    if (c.chosen.values('force').length > 0) yield* c.call(method);
    else yield* c.call<number>('StartUnit', target, 'replace-irreversibly');
    return 0;
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    throw new Quit(`Call to ${method} failed: ${e.message}`);
  }
}
