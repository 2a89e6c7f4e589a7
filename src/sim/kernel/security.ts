/** Linux capabilities in the order of their bits (capabilities(7)). */
export const CAPABILITIES = [
  'chown',
  'dac_override',
  'dac_read_search',
  'fowner',
  'fsetid',
  'kill',
  'setgid',
  'setuid',
  'setpcap',
  'linux_immutable',
  'net_bind_service',
  'net_broadcast',
  'net_admin',
  'net_raw',
  'ipc_lock',
  'ipc_owner',
  'sys_module',
  'sys_rawio',
  'sys_chroot',
  'sys_ptrace',
  'sys_pacct',
  'sys_admin',
  'sys_boot',
  'sys_nice',
  'sys_resource',
  'sys_time',
  'sys_tty_config',
  'mknod',
  'lease',
  'audit_write',
  'audit_control',
  'setfcap',
  'mac_override',
  'mac_admin',
  'syslog',
  'wake_alarm',
  'block_suspend',
  'audit_read',
  'perfmon',
  'bpf',
  'checkpoint_restore',
] as const;

export type Capability = (typeof CAPABILITIES)[number];

/** A set of capabilities as bits: `CAPABILITIES[n]` is bit n. */
export type CapabilitySet = bigint;

export const ALL_CAPABILITIES: CapabilitySet = (1n << BigInt(CAPABILITIES.length)) - 1n;

/** The set of some capabilities by name; `CAP_` in front and upper case are understood, unknown names left out. */
export function capabilitySet(names: readonly string[]): CapabilitySet {
  let set = 0n;
  for (const name of names) {
    const bit = CAPABILITIES.indexOf(name.toLowerCase().replace(/^cap_/, '') as Capability);
    if (bit >= 0) set |= 1n << BigInt(bit);
  }
  return set;
}

/** The names of a set, in the order of their bits. */
export function capabilityNames(set: CapabilitySet): Capability[] {
  return CAPABILITIES.filter((_, bit) => (set >> BigInt(bit)) & 1n);
}

export function hasCapability(set: CapabilitySet, name: Capability): boolean {
  return ((set >> BigInt(CAPABILITIES.indexOf(name))) & 1n) === 1n;
}

/** What confines a process beside its user: inherited by its children, never changed in place. */
export interface Security {
  /** The bounding set: what a process with user id 0 may have at most. */
  readonly bounding: CapabilitySet;
  readonly inheritable: CapabilitySet;
  readonly ambient: CapabilitySet;
  /** Permitted and effective, where they are not what the user id makes them: the bounding set for root, nothing for others. */
  readonly permitted?: CapabilitySet;
  /** prctl(PR_SET_NO_NEW_PRIVS): setuid programs change nothing. */
  readonly noNewPrivs: boolean;
  /** Of /proc/PID/status: 0 none, 2 filter. */
  readonly seccomp: 0 | 2;
  /** AppArmor profile and mode as /proc/PID/attr/current tells them (`cri-containerd.apparmor.d (enforce)`). */
  readonly apparmor: string;
}

export const UNCONFINED: Security = {
  bounding: ALL_CAPABILITIES,
  inheritable: 0n,
  ambient: 0n,
  noNewPrivs: false,
  seccomp: 0,
  apparmor: 'unconfined',
};

/** The permitted (and effective) capabilities of a process with a user id. */
export function permittedCapabilities(security: Security, uid: number): CapabilitySet {
  return security.permitted ?? (uid === 0 ? security.bounding : security.ambient);
}

/** /proc/PID/loginuid of a process that nobody logged in for. */
export const NO_LOGIN = 4_294_967_295;

/** Resources of getrlimit(2), in the order, with the names and units, of /proc/PID/limits. */
export const RESOURCES = [
  ['cpu', 'Max cpu time', 'seconds'],
  ['fsize', 'Max file size', 'bytes'],
  ['data', 'Max data size', 'bytes'],
  ['stack', 'Max stack size', 'bytes'],
  ['core', 'Max core file size', 'bytes'],
  ['rss', 'Max resident set', 'bytes'],
  ['nproc', 'Max processes', 'processes'],
  ['nofile', 'Max open files', 'files'],
  ['memlock', 'Max locked memory', 'bytes'],
  ['as', 'Max address space', 'bytes'],
  ['locks', 'Max file locks', 'locks'],
  ['sigpending', 'Max pending signals', 'signals'],
  ['msgqueue', 'Max msgqueue size', 'bytes'],
  ['nice', 'Max nice priority', ''],
  ['rtprio', 'Max realtime priority', ''],
  ['rttime', 'Max realtime timeout', 'us'],
] as const;

export type Resource = (typeof RESOURCES)[number][0];

/** Soft and hard limit of each resource; `Infinity` is unlimited. Replaced as a whole, never changed in place. */
export type ResourceLimits = Readonly<Record<Resource, readonly [soft: number, hard: number]>>;

/** What Debian's kernel gives its first process on a machine of this size. */
export const DEFAULT_RLIMITS: ResourceLimits = {
  cpu: [Infinity, Infinity],
  fsize: [Infinity, Infinity],
  data: [Infinity, Infinity],
  stack: [8_388_608, Infinity],
  core: [0, Infinity],
  rss: [Infinity, Infinity],
  nproc: [96_363, 96_363],
  nofile: [1024, 1_048_576],
  memlock: [8_388_608, 8_388_608],
  as: [Infinity, Infinity],
  locks: [Infinity, Infinity],
  sigpending: [96_363, 96_363],
  msgqueue: [819_200, 819_200],
  nice: [0, 0],
  rtprio: [0, 0],
  rttime: [Infinity, Infinity],
};
