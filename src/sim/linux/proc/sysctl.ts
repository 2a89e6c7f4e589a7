import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { text } from '../../kernel/text.ts';
import type { Inode } from '../fs/inode.ts';
import { KERNEL } from '../hardware.ts';
import type { NetworkNamespace } from '../net/namespace.ts';
import { namespacesOf } from './namespaces.ts';
import { INTERFACE_DEFAULTS, SYSCTL_DEFAULTS } from './sysctl-defaults.ts';
import type { Tree } from './tree.ts';

type Access = 'rw' | 'read' | 'write';

interface Parameter {
  access: Access;
  value: string;
}

function parse(block: string): Map<string, Parameter> {
  const out = new Map<string, Parameter>();
  for (const item of block.split(';')) {
    const m = /^\s*([!<]?)([^=\s]+)=(.*)$/.exec(item);
    if (!m) continue;
    const [, mark, name, value] = m as unknown as [string, string, string, string];
    const numbers = /^-?\d+( -?\d+)+$/.test(value);
    out.set(name, { access: mark === '!' ? 'read' : mark === '<' ? 'write' : 'rw', value: numbers ? value.replaceAll(' ', '\t') : value });
  }
  return out;
}

const DIRECTORIES = new Map(Object.entries(SYSCTL_DEFAULTS).map(([directory, block]) => [directory, parse(block)]));
const PER_INTERFACE = new Map(Object.entries(INTERFACE_DEFAULTS).map(([directory, block]) => [directory, parse(block)]));

/** Parameters with texts for values; all others are numbers. */
const isNumeric = (value: string): boolean => /^-?\d+(\t-?\d+)*$/.test(value);

/** A value as it is written: numbers between blanks, at most as many as the parameter has. Throws EINVAL. */
function checked(before: string, written: string): string {
  const value = written.replace(/\n$/, '');
  if (!isNumeric(before)) return value.trimEnd();
  const numbers = value.trim() === '' ? [] : value.trim().split(/\s+/);
  if (numbers.length === 0 || !numbers.every((n) => /^-?(0[xX][0-9a-fA-F]+|\d+)$/.test(n))) throw new Errno('EINVAL', 'write');
  const old = before.split('\t');
  return old.map((o, i) => (numbers[i] === undefined ? o : String(Number(numbers[i])))).join('\t');
}

/** Changed values: of the machine, and of each network namespace. */
export class Sysctls {
  readonly #own = new Map<string, string>();
  readonly #net = new WeakMap<NetworkNamespace, Map<string, string>>();

  #values(path: string, net: NetworkNamespace): Map<string, string> {
    if (!path.startsWith('net/')) return this.#own;
    let values = this.#net.get(net);
    if (!values) this.#net.set(net, (values = new Map()));
    return values;
  }

  /** The value of a parameter (`net/ipv4/ip_forward`) in a network namespace; `undefined` where there is none. */
  get(path: string, net: NetworkNamespace): string | undefined {
    if (path === 'net/ipv4/ip_forward') return this.get('net/ipv4/conf/all/forwarding', net);
    const changed = this.#values(path, net).get(path);
    if (changed !== undefined) return changed;
    const { directory, name, device } = split(path);
    if (!device) return DIRECTORIES.get(directory)?.get(name)?.value;
    if (path.endsWith('ipv4/conf/all/forwarding')) return '1';
    const fallback = device === 'all' || device === 'default' ? undefined : this.#values(path, net).get(`${directory}/default/${name}`);
    return fallback ?? PER_INTERFACE.get(directory)?.get(name)?.value;
  }

  /** Sets a parameter. Throws EINVAL, and ENOENT where there is none. */
  set(path: string, written: string, net: NetworkNamespace): void {
    if (path === 'net/ipv4/ip_forward' || path === 'net/ipv4/conf/all/forwarding') {
      const value = checked('0', written);
      for (const device of ['all', 'default', ...net.interfaces.map((i) => i.name)])
        this.#values(path, net).set(`net/ipv4/conf/${device}/forwarding`, value);
      return;
    }
    const before = this.get(path, net);
    if (before === undefined) throw new Errno('ENOENT', 'open');
    this.#values(path, net).set(path, checked(before, written));
  }
}

/** Takes a path apart; `device` for those that each network interface has. */
function split(path: string): { directory: string; name: string; device?: string } {
  const m = /^(net\/ipv[46]\/(?:conf|neigh))\/([^/]+)\/([^/]+)$/.exec(path);
  if (m) return { directory: m[1]!, device: m[2]!, name: m[3]! };
  const at = path.lastIndexOf('/');
  return { directory: path.slice(0, at), name: path.slice(at + 1) };
}

/** What the kernel itself computes. */
interface Live {
  read: (p: Process | undefined) => string;
  write?: (p: Process, value: string) => void;
}

/** Makes /proc/sys. `own` gives the parameters that are not plain values, by path. */
export function sysctlTree(
  tree: Tree,
  sysctls: Sysctls,
  net: (p: Process | undefined) => NetworkNamespace,
  own: Record<string, Live>,
): Inode {
  const parameter = (path: string, access: Access): Inode => {
    const live = own[path];
    const inode = tree.file((p) => `${live ? live.read(p) : (sysctls.get(path, net(p)) ?? '')}\n`, {
      mode: access === 'rw' ? 0o644 : access === 'read' ? 0o444 : 0o200,
      write: (p, data) => (live ? live.write?.(p, text(data).replace(/\n$/, '')) : sysctls.set(path, text(data), net(p))),
    });
    // proc_sys_permission: the mode counts for root too
    inode.synthetic!.opens = (_p, writes) => {
      if (writes ? access === 'read' : access === 'write') throw new Errno('EACCES');
    };
    return inode;
  };
  const interfaces = (directory: string): Inode =>
    tree.dynamic(
      (p) => [...(directory.endsWith('conf') ? ['all'] : []), 'default', ...net(p).interfaces.map((i) => i.name)].sort(),
      (device, p) => {
        const known =
          device === 'default' || (device === 'all' && directory.endsWith('conf')) || net(p).interfaces.some((i) => i.name === device);
        if (!known) return undefined;
        const parameters = PER_INTERFACE.get(directory)!;
        return tree.dynamic(
          () => [...parameters.keys()],
          (name) => (parameters.has(name) ? parameter(`${directory}/${device}/${name}`, parameters.get(name)!.access) : undefined),
        );
      },
    );
  const ownIn = (path: string): string[] =>
    Object.keys(own).flatMap((k) => (k.startsWith(path ? `${path}/` : '') ? [k.slice(path ? path.length + 1 : 0).split('/')[0]!] : []));
  const directory = (path: string): Inode => {
    const below = [...DIRECTORIES.keys(), ...PER_INTERFACE.keys()].flatMap((d) =>
      path === '' ? [d.split('/')[0]!] : d.startsWith(`${path}/`) ? [d.slice(path.length + 1).split('/')[0]!] : [],
    );
    const parameters = DIRECTORIES.get(path) ?? new Map<string, Parameter>();
    const names = [...new Set([...below, ...parameters.keys(), ...ownIn(path)])].sort();
    return tree.dynamic(
      () => names,
      (name) => {
        if (!names.includes(name)) return undefined;
        const full = path ? `${path}/${name}` : name;
        if (PER_INTERFACE.has(full)) return interfaces(full);
        const its = parameters.get(name);
        if (its) return parameter(full, its.access);
        return own[full] ? parameter(full, own[full].write ? 'rw' : 'read') : directory(full);
      },
    );
  };
  return directory('');
}

/** Parameters of the kernel that are made when they are read. */
export function kernelParameters(bootId: string, uuid: () => string, files: () => number): Record<string, Live> {
  const uts = (p: Process | undefined): { hostname: string } | undefined => p && namespacesOf(p).uts;
  return {
    'fs/file-nr': { read: () => `${files()}\t0\t9223372036854775807` },
    'kernel/domainname': { read: () => '(none)', write: () => undefined },
    'kernel/hostname': {
      read: (p) => uts(p)?.hostname ?? '',
      write: (p, value) => {
        namespacesOf(p).uts.hostname = value.slice(0, 64);
      },
    },
    'kernel/osrelease': { read: () => KERNEL.release },
    'kernel/ostype': { read: () => 'Linux' },
    'kernel/random/boot_id': { read: () => bootId },
    'kernel/random/uuid': { read: uuid },
    'kernel/version': { read: () => KERNEL.version },
  };
}
