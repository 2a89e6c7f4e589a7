import { LoadFailure } from './load.ts';
import type { Service } from './service.ts';
import { mountUnit } from './unit-name.ts';

/** Where directories of units lie (RuntimeDirectory= and so on). */
const DIRECTORY_BASES = { Runtime: '/run', State: '/var/lib', Cache: '/var/cache', Logs: '/var/log', Configuration: '/etc' } as const;

/** Adds the dependencies that services have by themselves (systemd.service(5), systemd.exec(5)). */
export function addServiceDefaults(service: Service): void {
  const { settings } = service;
  if (settings.slice === '') {
    const escaped = service.id.slice(0, service.id.indexOf('@')).replaceAll('-', '\\x2d');
    settings.slice = service.instance !== '' ? `system-${escaped}.slice` : 'system.slice';
  }
  service.dependOn('InSlice', settings.slice);
  service.dependOn('Requires', settings.slice);
  service.dependOn('After', settings.slice);
  if (settings.busName !== '' || settings.type === 'dbus') {
    service.dependOn('Requires', 'dbus.socket');
    service.dependOn('After', 'dbus.socket');
  }
  for (const name of settings.sockets) {
    service.dependOn('Wants', name);
    service.dependOn('After', name);
  }
  for (const path of pathsOf(service)) requireMounts(service, path);
  const output = [settings.standardOutput, settings.standardError];
  if (service.id !== 'systemd-journald.service' && output.some((o) => o.startsWith('journal')))
    service.dependOn('After', 'systemd-journald.socket');
  if (!settings.defaultDependencies) return;
  service.dependOn('Requires', 'sysinit.target');
  service.dependOn('After', 'sysinit.target');
  service.dependOn('After', 'basic.target');
  service.dependOn('Before', 'shutdown.target');
  service.dependOn('Conflicts', 'shutdown.target');
}

/** Paths that must be there before the service can start. */
function pathsOf({ settings }: Service): string[] {
  const paths = [...settings.requiresMountsFor, settings.workingDirectory, settings.rootDirectory];
  for (const [kind, base] of Object.entries(DIRECTORY_BASES)) {
    for (const name of settings.directories[kind as keyof typeof DIRECTORY_BASES]) paths.push(`${base}/${name.split(':')[0]}`);
  }
  return paths.filter((path) => path.startsWith('/'));
}

/** Mounts on the way to a path come before; those that have a file of their own are required. */
function requireMounts(service: Service, path: string): void {
  const parts = path.split('/').filter(Boolean);
  for (let n = parts.length; n >= 0; n--) {
    const mount = service.manager.known(mountUnit(`/${parts.slice(0, n).join('/')}`));
    if (mount?.load !== 'loaded') continue;
    service.depend('After', mount);
    if (mount.fragment) service.depend('Requires', mount);
  }
}

/** Whether the settings go together (service_verify()). Throws LoadFailure. */
export function verifyService(service: Service): void {
  const { settings } = service;
  const { commands, restart, successAction, remainAfterExit, restartForceExitStatus } = settings;
  const type = service.serviceType;
  const start = commands.ExecStart.length;
  if (start === 0 && commands.ExecStop.length === 0 && successAction === 'none')
    throw new LoadFailure('Service has no ExecStart=, ExecStop=, or SuccessAction=. Refusing.');
  if (start === 0 && type !== 'oneshot')
    throw new LoadFailure('Service has no ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.');
  if (start === 0 && !remainAfterExit && successAction === 'none')
    throw new LoadFailure('Service has no ExecStart= and no SuccessAction= settings and does not have RemainAfterExit=yes set. Refusing.');
  if (start > 1 && type !== 'oneshot')
    throw new LoadFailure('Service has more than one ExecStart= setting, which is only allowed for Type=oneshot services. Refusing.');
  if (type === 'oneshot' && (restart === 'always' || restart === 'on-success'))
    throw new LoadFailure(
      "Service has Restart= set to either always or on-success, which isn't allowed for Type=oneshot services. Refusing.",
    );
  if (type === 'oneshot' && restartForceExitStatus.codes.size + restartForceExitStatus.signals.size > 0)
    throw new LoadFailure("Service has RestartForceExitStatus= set, which isn't allowed for Type=oneshot services. Refusing.");
  if (type === 'dbus' && settings.busName === '')
    throw new LoadFailure('Service is of type D-Bus but no D-Bus service name has been specified. Refusing.');
  settings.timeoutStart ??= type === 'oneshot' ? Infinity : DEFAULT_TIMEOUT;
}

/** The longest start of a service that says nothing about it. */
export const DEFAULT_TIMEOUT = 90_000_000;
