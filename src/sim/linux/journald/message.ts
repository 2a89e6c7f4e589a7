import type { Process } from '../../kernel/process.ts';
import { capabilityNames, CAPABILITIES, permittedCapabilities } from '../../kernel/security.ts';
import type { Micros } from '../../kernel/time.ts';

/** Fields of an entry by name, in order. */
export type Fields = readonly (readonly [name: string, value: string])[];

/** What is handed to journald: a line of a service, a syslog(3) message, a native entry, a kernel message. */
export interface JournalMessage {
  transport: 'stdout' | 'syslog' | 'journal' | 'kernel' | 'driver';
  /** Who sent it; none for the kernel. */
  from: Sender | undefined;
  message: string;
  /** 0 (emerg) to 7 (debug). */
  priority?: number;
  facility?: number;
  identifier?: string;
  /** The pid that a syslog message names. */
  syslogPid?: number;
  /** The stream that a line came through. */
  streamId?: string;
  /** When it was sent, where the sender says so. */
  sentAt?: Micros;
  /** Further fields of a native entry. */
  fields?: Fields;
}

/** What the kernel tells of a process that sends: it may be gone when the message is read. */
export interface Sender {
  pid: number;
  fields: Fields;
  /** Its unit, by its control group. */
  unit: string | undefined;
}

interface Remembered {
  key: string;
  sender: Sender;
}

const known = new WeakMap<Process, Remembered>();

/** Invocation ids of units, by control group path of a machine; systemd keeps them as extended attributes of the group. */
export const invocations = new WeakMap<object, Map<string, string>>();

/** The unit and slice that a control group path says (`/system.slice/kubelet.service`). */
export function unitOfCgroup(path: string): { unit: string | undefined; slice: string | undefined } {
  const names = path.split('/').filter(Boolean);
  let slice: string | undefined;
  for (const name of names) {
    if (name.endsWith('.slice')) slice = name;
    else return { unit: /\.(service|scope|socket|mount|swap)$/.test(name) ? name : undefined, slice: slice ?? '-.slice' };
  }
  return { unit: undefined, slice };
}

/** A command line as journald and systemctl show it: words that a shell would take apart in double quotes. */
export function quotedCommandLine(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[^\s"\\`$*?['()<>|&;!\u0000-\u001f\u007f-\u{10ffff}]+$/u.test(word) ? word : `"${word.replace(/["\\`$]/g, '\\$&')}"`))
    .join(' ');
}

function capabilityMask(p: Process): string {
  const set = permittedCapabilities(p.security, p.cred.uid);
  return capabilityNames(set).length === CAPABILITIES.length ? '1ffffffffff' : set.toString(16);
}

/** Describes a process as the sender of messages. The same object as before, as long as it is the same program. */
export function senderOf(p: Process): Sender {
  const { path } = p.cgroup;
  const key = `${p.comm}\u0000${p.exe}\u0000${path}\u0000${p.cred.uid}\u0000${p.argv.length}`;
  const before = known.get(p);
  if (before?.key === key) return before.sender;
  const { unit, slice } = unitOfCgroup(path);
  let root = p.cgroup;
  while (root.parent) root = root.parent;
  const invocation = unit && invocations.get(root)?.get(path);
  const fields: [string, string][] = [
    ['_PID', String(p.pid)],
    ['_UID', String(p.cred.uid)],
    ['_GID', String(p.cred.gid)],
    ['_COMM', p.comm],
    ['_EXE', p.exe],
    ['_CMDLINE', quotedCommandLine(p.argv)],
    ['_CAP_EFFECTIVE', capabilityMask(p)],
    ['_SYSTEMD_CGROUP', path],
  ];
  if (unit) fields.push(['_SYSTEMD_UNIT', unit]);
  if (slice) fields.push(['_SYSTEMD_SLICE', slice]);
  if (invocation) fields.push(['_SYSTEMD_INVOCATION_ID', invocation]);
  const sender = { pid: p.pid, fields, unit };
  known.set(p, { key, sender });
  return sender;
}
