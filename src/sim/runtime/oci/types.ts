/** The OCI runtime specification (config.json), its fields in the order in which Go writes them. Follows runtime-spec v1.3.0. */

export interface OciUser {
  uid: number;
  gid: number;
  additionalGids?: number[];
}

export interface OciProcess {
  terminal?: boolean;
  user: OciUser;
  args: readonly string[];
  env: string[];
  cwd: string;
  capabilities: { bounding: string[]; effective: string[]; permitted: string[] };
  noNewPrivileges?: boolean;
  apparmorProfile?: string;
  oomScoreAdj?: number;
}

export interface OciMount {
  destination: string;
  type: string;
  source: string;
  options: string[];
}

export interface OciNamespace {
  type: 'pid' | 'ipc' | 'uts' | 'mount' | 'network' | 'cgroup' | 'user';
  path?: string;
}

export interface OciResources {
  unified?: Readonly<Record<string, string>>;
  devices?: { allow: boolean; access: string }[];
  memory?: { limit?: number; swap?: number };
  cpu?: { shares?: number; quota?: number; period?: number; cpus?: string; mems?: string };
}

export interface SeccompArgument {
  index: number;
  value: number;
  op: string;
}

export interface SeccompRule {
  names: readonly string[];
  action: string;
  errnoRet?: number;
  args?: readonly SeccompArgument[];
}

export interface Seccomp {
  defaultAction: string;
  defaultErrnoRet?: number;
  architectures?: readonly string[];
  syscalls?: readonly SeccompRule[];
}

export interface OciSpec {
  ociVersion: string;
  process: OciProcess;
  root: { path: string; readonly?: boolean };
  hostname?: string;
  mounts: OciMount[];
  annotations: Record<string, string>;
  linux: {
    sysctl?: Readonly<Record<string, string>>;
    resources: OciResources;
    cgroupsPath: string;
    namespaces: OciNamespace[];
    seccomp?: Seccomp;
    rootfsPropagation?: string;
    maskedPaths?: readonly string[];
    readonlyPaths?: readonly string[];
  };
}

export const OCI_VERSION = '1.3.0';
