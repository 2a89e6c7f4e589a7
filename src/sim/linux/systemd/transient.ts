import type { Job, JobMode } from './job.ts';
import { Slice } from './kinds.ts';
import type { Manager } from './manager.ts';
import { BusError } from './protocol.ts';
import { isInactiveOrFailed } from './unit.ts';
import { isUnitName, typeOf } from './unit-name.ts';
import { quoted } from './words.ts';

/** A unit that a client makes at run time (StartTransientUnit): a scope for processes that run, a slice, or a service. */
export interface TransientRequest {
  name: string;
  description?: string;
  /** Slice that it is to stand in. */
  slice?: string;
  /** Processes that a scope takes in. */
  pids?: readonly number[];
  /** Lines of its section of the unit file ([Service], [Scope] or [Slice]), `Key=value`. */
  settings?: readonly string[];
  /** Lines of [Unit]. */
  unit?: readonly string[];
  /** Command line of a service, after its path. */
  exec?: { path: string; argv: readonly string[] };
  /** Puts the lines of its section in drop-ins of their own, as the setting of each is named (`50-CPUShares.conf`). */
  dropIns?: boolean;
}

const SECTIONS: Record<string, string> = { service: 'Service', scope: 'Scope', slice: 'Slice', timer: 'Timer' };
const HEADER = '# This is a transient unit file, created programmatically via the systemd API. Do not edit.\n';
const DROP_IN_HEADER =
  '# This is a drop-in unit file extension, created via "systemctl set-property"\n# or an equivalent operation. Do not edit.\n';

/** Makes a transient unit and starts it. Throws BusError. */
export function startTransient(manager: Manager, request: TransientRequest, mode: JobMode): Job {
  const { name } = request;
  if (!isUnitName(name)) throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Invalid unit name or type.`);
  const kind = typeOf(name)!;
  const section = SECTIONS[kind];
  if (!section) throw new BusError('org.freedesktop.DBus.Error.InvalidArgs', `Unit type ${kind} does not support transient units.`);
  const known = manager.known(name);
  if (known && (known.load !== 'not-found' || !isInactiveOrFailed(known.activeState))) {
    const fragment = manager.lookup.resolve(name).fragment;
    if (fragment || !isInactiveOrFailed(known.activeState)) {
      throw new BusError('org.freedesktop.systemd1.UnitExists', `Unit ${name} was already loaded or has a fragment file.`);
    }
  } else if (manager.lookup.resolve(name).fragment) {
    throw new BusError('org.freedesktop.systemd1.UnitExists', `Unit ${name} was already loaded or has a fragment file.`);
  }
  writeFiles(manager, request, section);
  const before = manager.known(name);
  if (before) manager.forget(before);
  const unit = manager.unit(name);
  const job = manager.jobs.request('start', unit, mode);
  if (kind === 'scope') {
    const group = manager.groups.of(unit);
    for (const pid of request.pids ?? []) manager.p.findPid(pid)?.moveTo(group);
  }
  if (unit instanceof Slice) manager.groups.of(unit);
  return job;
}

function writeFiles(manager: Manager, request: TransientRequest, section: string): void {
  const { sys } = manager.p;
  const path = `/run/systemd/transient/${request.name}`;
  sys.mkdirp('/run/systemd/transient');
  const unit = [`Description=${request.description ?? request.name}`, ...(request.unit ?? [])];
  const own = [...(request.slice ? [`Slice=${request.slice}`] : []), ...(request.dropIns ? [] : (request.settings ?? []))];
  if (request.exec) own.push('ExecStart=', `ExecStart=${[request.exec.path, ...request.exec.argv].map(quoted).join(' ')}`);
  const text = [...unit.map((line) => `[Unit]\n${line}\n`), ...own.map((line) => `\n[${section}]\n${line}\n`)];
  sys.writeFile(path, HEADER + compact(text));
  if (!request.dropIns) return;
  for (const line of request.settings ?? []) {
    sys.mkdirp(`${path}.d`);
    sys.writeFile(`${path}.d/50-${line.slice(0, line.indexOf('='))}.conf`, `${DROP_IN_HEADER}[${section}]\n${line}\n`);
  }
}

/** Writes a section's header once. */
function compact(parts: readonly string[]): string {
  let section = '';
  return parts
    .map((part) => {
      const m = /^\n?\[(\w+)\]\n(.*)$/s.exec(part)!;
      const header = m[1] === section ? '' : `${section === '' ? '' : '\n'}[${m[1]}]\n`;
      section = m[1]!;
      return header + m[2];
    })
    .join('');
}
