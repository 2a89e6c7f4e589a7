import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { LinuxCalls } from '../calls.ts';
import { bindUnixDatagram } from '../net/unix-datagram.ts';
import { Bus } from './bus.ts';
import { runGenerators } from './generators.ts';
import type { Scope, Slice } from './kinds.ts';
import { Manager } from './manager.ts';
import { BusError } from './protocol.ts';
import { Service } from './service.ts';

const RUNTIME_DIRECTORIES = [
  'ask-password',
  'inaccessible',
  'journal',
  'machines',
  'seats',
  'sessions',
  'shutdown',
  'system',
  'transient',
  'units',
  'users',
];

/** What running the generators takes. */
const GENERATORS_US = 40_000;

/** What PID 1 does: brings up default.target, then serves units and clients until the machine goes down. */
export function* systemd(p: Process): Step<number> {
  p.comm = 'systemd';
  p.exe = '/usr/lib/systemd/systemd';
  for (const name of RUNTIME_DIRECTORIES) p.sys.mkdirp(`/run/systemd/${name}`);
  p.sys.writeFile('/run/systemd/container', 'docker\n');
  const manager = new Manager(p);
  beginPerpetual(manager);
  p.moveTo(manager.groups.root.at('/init.scope'));
  listenForNotifications(manager);
  handleSignals(manager);
  p.thread('bus', new Bus(manager).serve(p));
  manager.post(() => start(manager, 'default.target'));
  runGenerators(p.sys, 'boot');
  manager.spend(GENERATORS_US);
  while (manager.objective === 'run') {
    yield* block(manager.pending);
    yield* p.burn(manager.spent());
    manager.turn();
  }
  return yield* goDown(manager);
}

const SPECIAL = 'man:systemd.special(7)';

/** Units that are there without anybody's asking. */
function beginPerpetual(manager: Manager): void {
  (manager.perpetual('-.slice', 'Root Slice', SPECIAL) as Slice).begin();
  (manager.perpetual('system.slice', 'System Slice', SPECIAL) as Slice).begin();
  (manager.perpetual('init.scope', 'System and Service Manager', 'man:systemd(1)') as Scope).begin();
  manager.perpetual('-.mount', 'Root Mount');
  for (const name of manager.mounts.units()) manager.unit(name);
  manager.refreshMounts();
}

function start(manager: Manager, name: string): void {
  try {
    manager.jobs.request('start', manager.unit(name), 'replace');
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    manager.log.write(3, `Failed to start default target: ${e.message}`);
    if (name !== 'rescue.target') start(manager, 'rescue.target');
  }
}

function listenForNotifications(manager: Manager): void {
  bindUnixDatagram(manager.p, '/run/systemd/notify', 0o777, (message, from) => {
    if (typeof message !== 'string') return;
    manager.post(() => {
      const unit = manager.groups.unitOf(from);
      if (unit instanceof Service) unit.children.notified(from, message);
    });
  });
}

/** Signals to PID 1 (systemd(1)). */
function handleSignals(manager: Manager): void {
  const { p } = manager;
  p.handle('TERM', () => manager.post(() => manager.reload()));
  p.handle('HUP', () => manager.post(() => manager.reload()));
  p.handle('INT', () => manager.post(() => start(manager, 'ctrl-alt-del.target')));
  p.handle('PWR', () => manager.post(() => start(manager, 'sigpwr.target')));
  for (const signal of ['USR1', 'USR2', 'WINCH', 'PIPE', 'ALRM', 'QUIT'] as const) p.handle(signal, 'ignore');
}

/** Ends what is left and gives the machine back to its firmware (systemd-shutdown). */
function* goDown(manager: Manager): Step<number> {
  const { p, objective } = manager;
  const rest = (): Process[] => p.table.list().filter((other) => other !== p && other.alive);
  for (const process of rest()) p.kernel.signal(process, 'TERM');
  yield* p.sleep(100_000);
  for (const process of rest()) p.kernel.signal(process, 'KILL');
  try {
    if (p.sys instanceof LinuxCalls) p.sys.namespaces.reboot(objective === 'reboot' ? 'restart' : 'off');
  } catch (e) {
    if (!isErrno(e)) throw e;
  }
  return 0;
}
