import type * as core from '../../schema/types/core-v1.ts';
import { isHttpHeaderName, isPortName, isPortNum } from '../content.ts';
import { forbidden, invalid, invalids, notSupported, required, type FieldErrors, type Path } from '../field.ts';
import { nonnegative } from '../meta.ts';
import type { PodValidationOptions } from './options.ts';
import { STOP_SIGNALS } from './signals.ts';

type Handler = core.ProbeHandler & core.LifecycleHandler;

const SCHEMES = ['HTTP', 'HTTPS'];

/** ValidatePortNumOrName. */
export function validatePort(port: number | string | undefined, path: Path): FieldErrors {
  if (typeof port === 'string') return invalids(path, port, isPortName(port));
  return invalids(path, port ?? 0, isPortNum(port ?? 0));
}

function validateHttpGet(action: core.HTTPGetAction, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  if (!action.path) errors.push(required(path.child('path')));
  errors.push(...validatePort(action.port, path.child('port')));
  if (!SCHEMES.includes(action.scheme ?? '')) errors.push(notSupported(path.child('scheme'), action.scheme, SCHEMES));
  for (const { name = '' } of action.httpHeaders ?? []) errors.push(...invalids(path.child('httpHeaders'), name, isHttpHeaderName(name)));
  return errors;
}

function validateSleep(sleep: core.SleepAction, grace: number | undefined, path: Path, options: PodValidationOptions): FieldErrors {
  const seconds = sleep.seconds ?? 0;
  if (grace === undefined || (seconds <= grace && (options.allowSleepZero ? seconds >= 0 : seconds > 0))) return [];
  const why = options.allowSleepZero
    ? `must be non-negative and less than terminationGracePeriodSeconds (${grace})`
    : `must be greater than 0 and less than terminationGracePeriodSeconds (${grace}). Enable AllowPodLifecycleSleepActionZeroValue feature gate for zero sleep.`;
  return [invalid(path, seconds, why)];
}

/** validateHandler: one kind of handler, and it is right. */
function validateHandler(handler: Handler, grace: number | undefined, path: Path, options: PodValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  let count = 0;
  const one = <T>(action: T | undefined, name: string, check: (action: T, at: Path) => FieldErrors) => {
    if (action === undefined) return;
    if (count > 0) errors.push(forbidden(path.child(name), 'may not specify more than 1 handler type'));
    else {
      count++;
      errors.push(...check(action, path.child(name)));
    }
  };
  one(handler.exec, 'exec', (action, at) => (action.command?.length ? [] : [required(at.child('command'))]));
  one(handler.httpGet, 'httpGet', validateHttpGet);
  one(handler.tcpSocket, 'tcpSocket', (action, at) => validatePort(action.port, at.child('port')));
  one(handler.grpc, 'grpc', (action, at) => validatePort(action.port, at.child('port')));
  one(handler.sleep, 'sleep', (action, at) => validateSleep(action, grace, at, options));
  if (count === 0) errors.push(required(path, 'must specify a handler type'));
  return errors;
}

/** A probe; liveness and startup probes succeed at once, readiness probes end nothing. */
export function validateProbe(
  probe: core.Probe | undefined,
  kind: 'liveness' | 'readiness' | 'startup',
  grace: number | undefined,
  path: Path,
  options: PodValidationOptions,
): FieldErrors {
  if (!probe) return [];
  const errors = validateHandler(probe, grace, path, options);
  for (const name of ['initialDelaySeconds', 'timeoutSeconds', 'periodSeconds', 'successThreshold', 'failureThreshold'] as const) {
    errors.push(...nonnegative(probe[name] ?? 0, path.child(name)));
  }
  const own = probe.terminationGracePeriodSeconds;
  const at = path.child('terminationGracePeriodSeconds');
  if (own !== undefined && own <= 0) errors.push(invalid(at, own, 'must be greater than 0'));
  if (kind === 'readiness') {
    if (own !== undefined) errors.push(invalid(at, own, 'must not be set for readinessProbes'));
  } else if (probe.successThreshold !== 1) errors.push(invalid(path.child('successThreshold'), probe.successThreshold ?? 0, 'must be 1'));
  return errors;
}

/** validateLifecycle. */
export function validateLifecycle(
  lifecycle: core.Lifecycle,
  grace: number | undefined,
  path: Path,
  options: PodValidationOptions,
  os: core.PodOS | undefined,
): FieldErrors {
  const errors: FieldErrors = [];
  for (const name of ['postStart', 'preStop'] as const) {
    const { exec, httpGet, tcpSocket, sleep } = lifecycle[name] ?? {};
    if (lifecycle[name]) errors.push(...validateHandler({ exec, httpGet, tcpSocket, sleep }, grace, path.child(name), options));
  }
  const signal = lifecycle.stopSignal;
  if (signal === undefined) return errors;
  const at = path.child('stopSignal');
  if (!os) errors.push(forbidden(at, 'may not be set for containers with empty `spec.os.name`'));
  else {
    const known = os.name === 'windows' ? ['SIGKILL', 'SIGTERM'] : os.name === 'linux' ? STOP_SIGNALS : undefined;
    if (known && !known.includes(signal)) errors.push(notSupported(at, signal, known));
  }
  return errors;
}
