import type { Process } from '../../kernel/process.ts';
import type { Inode } from '../fs/inode.ts';
import { HARDWARE, KERNEL, MODULES } from '../hardware.ts';
import type { Machine } from '../machine.ts';
import { linkIndex, linkState } from '../net/links.ts';
import type { Interface, NetworkNamespace } from '../net/namespace.ts';
import { namespacesOf } from './namespaces.ts';
import type { Entry, Tree } from './tree.ts';

const STATISTICS = [
  'collisions',
  'multicast',
  ...['rx', 'tx'].flatMap((d) => ['bytes', 'dropped', 'errors', 'packets'].map((n) => `${d}_${n}`)),
];

function interfaceDirectory(tree: Tree, net: NetworkNamespace, device: Interface): Inode {
  const file = (read: () => string | number): Inode => tree.file(() => `${read()}\n`);
  const loopback = device.name === 'lo';
  const index = (): number => linkIndex(net, device);
  return tree.directory({
    addr_len: file(() => 6),
    address: file(() => device.mac),
    broadcast: file(() => (loopback ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff')),
    carrier: file(() => (linkState(net, device).flags.includes('LOWER_UP') ? 1 : 0)),
    dev_id: file(() => '0x0'),
    duplex: file(() => (loopback ? 'unknown' : 'full')),
    flags: file(() => `0x${((loopback ? 8 : 0x1002) + (device.up ? 1 : 0)).toString(16)}`),
    ifindex: file(index),
    iflink: file(() => device.peer?.index ?? index()),
    mtu: file(() => device.mtu),
    operstate: file(() => linkState(net, device).state.toLowerCase()),
    speed: file(() => 10_000),
    statistics: tree.directory(Object.fromEntries(STATISTICS.map((name) => [name, file(() => 0)]))),
    tx_queue_len: file(() => (device.kind === 'veth' ? 0 : 1000)),
    type: file(() => (loopback ? 772 : 1)),
    uevent: file(() => `INTERFACE=${device.name}\nIFINDEX=${index()}`),
    ...(device.kind === 'bridge' ? { bridge: tree.directory({ bridge_id: file(() => `8000.${device.mac.replaceAll(':', '')}`) }) } : {}),
  });
}

function processors(tree: Tree): Inode {
  const range = tree.file(() => `0-${HARDWARE.cpus - 1}\n`);
  const one = (n: number): Inode =>
    tree.directory({
      topology: tree.directory({
        core_id: tree.file(() => `${n}\n`),
        physical_package_id: tree.file(() => '0\n'),
        thread_siblings_list: tree.file(() => `${n}\n`),
        core_siblings_list: range,
      }),
      online: tree.file(() => '1\n'),
    });
  const entries: Record<string, Entry> = {
    kernel_max: tree.file(() => '8191\n'),
    offline: tree.file(() => '\n'),
    online: range,
    possible: range,
    present: range,
  };
  for (let n = 0; n < HARDWARE.cpus; n++) entries[`cpu${n}`] = one(n);
  const weakness = (text: string): Inode => tree.file(() => `${text}\n`);
  entries['vulnerabilities'] = tree.directory({
    meltdown: weakness('Not affected'),
    spec_store_bypass: weakness('Mitigation: Speculative Store Bypass disabled via prctl'),
    spectre_v1: weakness('Mitigation: usercopy/swapgs barriers and __user pointer sanitization'),
    spectre_v2: weakness('Mitigation: Retpolines, IBPB: conditional, IBRS_FW, STIBP: conditional, RSB filling, PBRSB-eIBRS: Not affected'),
  });
  return tree.directory(entries);
}

function block(tree: Tree): Inode {
  const sectors = (HARDWARE.diskKiB + 2048) * 2;
  const disk = (sizeSectors: number, more: Record<string, Entry>): Inode =>
    tree.directory({
      alignment_offset: tree.file(() => '0\n'),
      ro: tree.file(() => '0\n'),
      removable: tree.file(() => '0\n'),
      size: tree.file(() => `${sizeSectors}\n`),
      stat: tree.file(() => '   18211     6120  1462278     8127        0        0        0        0        0        0        0\n'),
      ...more,
    });
  return tree.directory({
    vda: disk(sectors, {
      dev: tree.file(() => '254:0\n'),
      queue: tree.directory({
        rotational: tree.file(() => '1\n'),
        scheduler: tree.file(() => '[mq-deadline] none\n'),
        logical_block_size: tree.file(() => '512\n'),
        physical_block_size: tree.file(() => '512\n'),
      }),
      vda1: disk(HARDWARE.diskKiB * 2, {
        dev: tree.file(() => '254:1\n'),
        partition: tree.file(() => '1\n'),
        start: tree.file(() => '2048\n'),
      }),
    }),
  });
}

function modules(tree: Tree): Inode {
  const parameters = (entries: Record<string, string>): Inode =>
    tree.directory({
      parameters: tree.directory(Object.fromEntries(Object.entries(entries).map(([k, v]) => [k, tree.file(() => `${v}\n`)]))),
    });
  const entries: Record<string, Entry> = {
    apparmor: parameters({ enabled: 'Y', mode: 'enforce', audit: 'normal', debug: 'N', path_max: '4096' }),
    kernel: parameters({ crash_kexec_post_notifiers: 'N', panic: '0' }),
    printk: parameters({ time: 'Y' }),
  };
  for (const [name, size, users] of MODULES) {
    entries[name] = tree.directory({
      coresize: tree.file(() => `${size}\n`),
      holders: tree.directory({}),
      initstate: tree.file(() => 'live\n'),
      refcnt: tree.file(() => `${users.length}\n`),
      ...(name === 'br_netfilter' ? {} : { parameters: tree.directory({}) }),
    });
  }
  return tree.directory(entries);
}

/** The profiles that the kernel holds, as /sys/kernel/security/apparmor/profiles lists them. */
function apparmor(tree: Tree, machine: Machine): Inode {
  return tree.directory({
    features: tree.directory({ domain: tree.directory({}), file: tree.directory({}), policy: tree.directory({}) }),
    profiles: tree.file(() => [...machine.apparmor].map(([name, { mode }]) => `${name} (${mode})\n`).join('')),
  });
}

/** Fills a sysfs. */
export function sysfsRoot(tree: Tree, machine: Machine): Record<string, Entry> {
  const netOf = (p: Process | undefined): NetworkNamespace => (p ? namespacesOf(p).net : machine.namespaces.net);
  const made = new WeakMap<Interface, Inode>();
  const interfaces = tree.dynamic(
    (p) => netOf(p).interfaces.map((i) => i.name),
    (name, p) => {
      const net = netOf(p);
      const device = net.interfaces.find((i) => i.name === name);
      if (!device) return undefined;
      let directory = made.get(device);
      if (!directory) made.set(device, (directory = interfaceDirectory(tree, net, device)));
      return directory;
    },
  );
  const empty = (): Inode => tree.directory({});
  const disks = block(tree);
  const cpus = processors(tree);
  const text = (value: string, mode?: number): Inode => tree.file(() => `${value}\n`, mode === undefined ? {} : { mode });
  return {
    block: disks,
    bus: tree.directory({ cpu: empty(), pci: empty(), virtio: empty() }),
    class: tree.directory({
      block: disks,
      dmi: tree.directory({
        id: tree.directory({
          bios_vendor: text('SeaBIOS'),
          bios_version: text('1.16.2-debian-1.16.2-1'),
          board_vendor: text(HARDWARE.vendor),
          chassis_vendor: text(HARDWARE.vendor),
          product_name: text(HARDWARE.product),
          product_uuid: tree.file(() => `${machineUuid(machine)}\n`, { mode: 0o400 }),
          product_version: text('pc-q35-7.2'),
          sys_vendor: text(HARDWARE.vendor),
        }),
      }),
      mem: empty(),
      net: interfaces,
      tty: empty(),
    }),
    dev: tree.directory({ block: empty(), char: empty() }),
    devices: tree.directory({
      system: tree.directory({
        cpu: cpus,
        node: tree.directory({
          node0: tree.directory({ cpulist: text(`0-${HARDWARE.cpus - 1}`) }),
          online: text('0'),
          possible: text('0'),
        }),
      }),
      virtual: tree.directory({ net: interfaces }),
    }),
    firmware: tree.directory({ acpi: empty(), dmi: empty() }),
    fs: tree.directory({ bpf: empty(), cgroup: empty(), ext4: empty(), fuse: empty(), pstore: empty() }),
    hypervisor: empty(),
    kernel: tree.directory({
      mm: tree.directory({
        hugepages: tree.directory({ 'hugepages-2048kB': tree.directory({ nr_hugepages: text('0'), free_hugepages: text('0') }) }),
        transparent_hugepage: tree.directory({
          enabled: text('always [madvise] never'),
          defrag: text('always defer defer+madvise [madvise] never'),
        }),
      }),
      osrelease: text(KERNEL.release),
      profiling: text('0'),
      security: tree.directory({
        apparmor: apparmor(tree, machine),
        lsm: tree.file(() => 'lockdown,capability,landlock,yama,apparmor,tomoyo,bpf'),
      }),
    }),
    module: modules(tree),
    power: tree.directory({ state: text('freeze mem disk') }),
  };
}

/** The system's UUID: the machine id with dashes. */
export function machineUuid(machine: Machine): string {
  const id = machine.machineId;
  return `${id.slice(0, 8)}-${id.slice(8, 12)}-${id.slice(12, 16)}-${id.slice(16, 20)}-${id.slice(20)}`;
}
