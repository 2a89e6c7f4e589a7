import type { Step } from '../../../kernel/step.ts';
import { Quit, type Context } from './context.ts';
import { cancel, environment, isSystemRunning, logSetting } from './environment.ts';
import { defaultTarget, fileVerb, FILE_VERBS, isEnabled } from './files.ts';
import { checkState, JOB_VERBS, jobVerb, kill, power, POWER_VERBS, reload, resetFailed } from './jobs.ts';
import { listAutomounts, listDependencies, listJobs, listSockets, listTimers, listUnitFiles, listUnits } from './list.ts';
import { cat, edit, show } from './show.ts';
import { status } from './status.ts';

interface Verb {
  /** Operands that it takes. */
  least: number;
  most: number;
  run(c: Context): Step<number>;
}

type Run = (c: Context) => Step<number>;

const verb = (run: Run, least = 0, most = Infinity): Verb => ({ run, least, most });

function* refused(c: Context): Step<number> {
  throw new Quit(`mirrorpod: systemctl ${c.verb}: not simulated`);
}

function* help(c: Context): Step<number> {
  if (c.operands.length > 0) throw new Quit('mirrorpod: systemctl help: not simulated');
  throw new Quit("'help' command expects one or more unit names.\n(Alternatively, help for systemctl itself may be shown with --help)");
}

const all = (names: readonly string[], made: Verb): [string, Verb][] => names.map((name) => [name, made]);
const ALONE = ['default', 'rescue', 'emergency'];

/** The commands of systemctl. */
export const VERBS: Readonly<Record<string, Verb>> = Object.fromEntries<Verb>([
  ['list-units', verb(listUnits)],
  ['list-unit-files', verb(listUnitFiles)],
  ['list-timers', verb(listTimers)],
  ['list-sockets', verb(listSockets)],
  ['list-automounts', verb(listAutomounts)],
  ['list-jobs', verb(listJobs)],
  ['list-dependencies', verb(listDependencies)],
  ['list-machines', verb(refused)],
  ...all(
    JOB_VERBS.filter((name) => !ALONE.includes(name) && name !== 'isolate'),
    verb((c) => jobVerb(c), 1),
  ),
  ['condstop', verb((c) => jobVerb(c, 'stop'), 1)],
  ['isolate', verb((c) => jobVerb(c), 1, 1)],
  ...all(
    ALONE,
    verb((c) => jobVerb(c), 0, 0),
  ),
  ['kill', verb(kill, 1)],
  ...all(['is-active', 'is-failed', 'check'], verb(checkState, 1)),
  ['show', verb(show)],
  ['cat', verb(cat, 1)],
  ['status', verb(status)],
  ['help', verb(help)],
  ['edit', verb(edit, 1)],
  ...all(['daemon-reload', 'daemon-reexec'], verb(reload, 0, 0)),
  ...all(
    POWER_VERBS,
    verb((c) => power(c), 0, 0),
  ),
  ['reset-failed', verb(resetFailed)],
  ...all(
    FILE_VERBS.filter((name) => !name.startsWith('add-')),
    verb(fileVerb, 1),
  ),
  ...all(['add-wants', 'add-requires'], verb(fileVerb, 2)),
  ['preset-all', verb(refused, 0, 0)],
  ['is-enabled', verb(isEnabled, 1)],
  ['get-default', verb(defaultTarget, 0, 0)],
  ['set-default', verb(defaultTarget, 1, 1)],
  ['is-system-running', verb(isSystemRunning, 0, 0)],
  ['cancel', verb(cancel)],
  ['show-environment', verb(environment, 0, 0)],
  ...all(['set-environment', 'unset-environment'], verb(environment, 1)),
  ['import-environment', verb(environment)],
  ...all(['log-level', 'log-target', 'service-watchdogs'], verb(logSetting, 0, 1)),
  ...all(['service-log-level', 'service-log-target'], verb(refused, 1, 2)),
  ...all(['clean', 'freeze', 'thaw'], verb(refused, 1)),
  ['set-property', verb(refused, 2)],
  ['bind', verb(refused, 2, 3)],
  ['mount-image', verb(refused, 2, 4)],
  ['switch-root', verb(refused, 1, 2)],
  ['exit', verb(refused, 0, 1)],
  ...all(['kexec', 'suspend', 'hibernate', 'hybrid-sleep', 'suspend-then-hibernate'], verb(refused, 0, 0)),
]);
