import type { Step } from '../../../kernel/step.ts';
import { BusError } from '../../systemd/protocol.ts';
import { Quit, type Context } from './context.ts';

/** show-environment, set-environment, unset-environment, import-environment. */
export function* environment(c: Context): Step<number> {
  if (c.verb === 'show-environment') {
    const env = yield* c.call<Record<string, string>>('Environment');
    for (const [key, value] of Object.entries(env)) yield* c.print(`${key}=${/[\s"'$\\`]/.test(value) ? `$'${value}'` : value}\n`);
    return 0;
  }
  const set: Record<string, string> = {};
  const unset: string[] = [];
  for (const word of c.operands) {
    const m = /^([A-Za-z_][A-Za-z0-9_]*)(?:=(.*))?$/s.exec(word);
    if (!m || (c.verb === 'set-environment' && m[2] === undefined))
      throw new Quit('Failed to set environment: Invalid environment assignments');
    if (c.verb === 'unset-environment') unset.push(m[1]!);
    else if (c.verb === 'import-environment') {
      const value = c.p.env[m[1]!];
      if (value === undefined) yield* c.warn(`Environment variable $${m[1]!} not set, ignoring.`, 'info');
      else set[m[1]!] = value;
    } else set[m[1]!] = m[2]!;
  }
  try {
    yield* c.call('SetEnvironment', set, unset);
    return 0;
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    throw new Quit(`Failed to set environment: ${e.message}`);
  }
}

/** is-system-running. */
export function* isSystemRunning(c: Context): Step<number> {
  const state = yield* c.call<string>('SystemState');
  if (!c.quiet) yield* c.print(`${state}\n`);
  return state === 'running' ? 0 : 1;
}

/** log-level, log-target, service-watchdogs: what PID 1 has; a change is refused. */
export function* logSetting(c: Context): Step<number> {
  if (c.operands.length > 0) throw new Quit(`mirrorpod: systemctl ${c.verb}: not simulated`);
  const values: Readonly<Record<string, string>> = { 'log-level': 'info', 'log-target': 'journal' };
  yield* c.print(`${values[c.verb] ?? 'yes'}\n`);
  return 0;
}

/** cancel: takes jobs back. */
export function* cancel(c: Context): Step<number> {
  let code = 0;
  for (const word of c.operands) {
    if (!/^\d+$/.test(word)) throw new Quit(`Failed to parse job id "${word}": Invalid argument`);
    try {
      yield* c.call('CancelJob', Number(word));
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      yield* c.warn(`Failed to cancel job ${word}: ${e.message}`);
      code = 1;
    }
  }
  return code;
}
