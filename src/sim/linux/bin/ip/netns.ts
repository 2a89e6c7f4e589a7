import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { LinuxCalls } from '../../calls.ts';
import { bindNetworkNamespace, callsIn, networkNamespaceAt, newNetworkNamespace } from '../../namespaces.ts';
import { linkIndex } from '../../net/links.ts';
import type { NetworkNamespace } from '../../net/namespace.ts';
import { choose, IpError, jsonOutput, namedNamespace, next, unknownCommand, type Request } from './context.ts';

const DIRECTORY = '/run/netns';

const namesOf = (p: Process): string[] => (p.sys.exists(DIRECTORY) ? p.sys.readdir(DIRECTORY).map((e) => e.name) : []);

/** The number that this namespace knows another one by: where an interface pair joins them. */
function numberOf(here: NetworkNamespace, there: NetworkNamespace): number | undefined {
  for (const device of there.interfaces) {
    const own = linkIndex(there, device);
    const end = here.interfaces.find(
      (i) => i.peer?.netnsid !== undefined && i.peer.index === own && device.peer?.index === linkIndex(here, i),
    );
    if (end) return end.peer!.netnsid;
  }
  return undefined;
}

function list(r: Request): string {
  const found = namesOf(r.p).map((name) => {
    const net = networkNamespaceAt(r.p.sys as LinuxCalls, `${DIRECTORY}/${name}`);
    return { name, id: net && numberOf(r.net, net) };
  });
  if (r.json) return jsonOutput(r, found);
  return found.map(({ name, id }) => `${name}${id === undefined ? '' : ` (id: ${id})`}\n`).join('');
}

function add(r: Request): void {
  const name = r.words.shift();
  if (name === undefined) throw new IpError('No netns name specified', 255);
  if (name.includes('/') || name === '.' || name === '..') throw new IpError(`Invalid netns name "${name}"`, 255);
  const { p } = r;
  const path = `${DIRECTORY}/${name}`;
  try {
    if (!p.sys.exists(DIRECTORY)) p.sys.mkdir(DIRECTORY, 0o755);
    if (p.sys.exists(path)) throw new Errno('EEXIST', 'open', path);
    p.sys.writeFile(path, '', 0o444);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    const what = e.syscall === 'mkdir' ? `mkdir ${DIRECTORY} failed` : `Cannot create namespace file "${path}"`;
    throw new IpError(`${what}: ${e.text}`, 1);
  }
  bindNetworkNamespace(p, newNetworkNamespace(p), path);
}

function remove(r: Request): void {
  const name = r.words.shift();
  if (name === undefined) throw new IpError('No netns name specified', 255);
  const { p } = r;
  const path = `${DIRECTORY}/${name}`;
  const net = networkNamespaceAt(p.sys as LinuxCalls, path);
  try {
    if (net) p.sys.umount(path, true);
    p.sys.unlink(path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new IpError(`Cannot remove namespace file "${path}": ${e.text}`, 1);
  }
  const used = p.table.list().some((other) => other.alive && (other.sys as LinuxCalls).namespaces.net === net);
  if (net && !used) net.destroy();
}

const usersOf = (p: Process, net: NetworkNamespace): Process[] =>
  p.visible().filter((other) => other.alive && (other.sys as LinuxCalls).namespaces.net === net);

function identify(r: Request): string {
  const pid = r.words.shift() ?? 'self';
  const process = pid === 'self' ? r.p : /^\d+$/.test(pid) ? r.p.findPid(Number(pid)) : undefined;
  if (pid !== 'self' && !/^\d+$/.test(pid)) throw new IpError(`Specified string '${pid}' is not a pid`, 255);
  if (!process) throw new IpError('Cannot open network namespace: No such file or directory', 255);
  const { net } = (process.sys as LinuxCalls).namespaces;
  return namesOf(r.p)
    .filter((name) => networkNamespaceAt(r.p.sys as LinuxCalls, `${DIRECTORY}/${name}`) === net)
    .map((name) => `${name}\n`)
    .join('');
}

function* run(r: Request): Step<number> {
  const { p } = r;
  const name = r.words.shift();
  if (name === undefined) throw new IpError('No netns name specified', 255);
  if (r.words.length === 0) throw new IpError('No command specified', 255);
  if (p.cred.uid !== 0) throw new IpError(`setting the network namespace "${name}" failed: Operation not permitted`, 255);
  p.sys = callsIn(p, { net: namedNamespace(p, name) });
  try {
    return (yield* p.exec(r.words)) ?? 0;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new IpError(`exec of "${r.words[0]}" failed: ${e.text}`, 255);
  }
}

/** `ip netns`. Gives the text to print, or an exit code of a program that it ran. */
export function* netns(r: Request): Step<string | number> {
  const word = r.words.shift() ?? 'list';
  const exact = ['list', 'show', 'lst', 'add', 'delete', 'identify', 'pids', 'exec', 'set', 'attach', 'monitor', 'list-id'] as const;
  const command = choose(word, exact);
  switch (command) {
    case 'list':
    case 'show':
    case 'lst':
      return list(r);
    case 'add':
      add(r);
      return '';
    case 'delete':
      remove(r);
      return '';
    case 'identify':
      return identify(r);
    case 'pids':
      return usersOf(r.p, namedNamespace(r.p, next(r)))
        .map((other) => `${r.p.pidOf(other)}\n`)
        .join('');
    case 'exec':
      return yield* run(r);
    default:
      throw unknownCommand(r, 'netns', word, exact);
  }
}
