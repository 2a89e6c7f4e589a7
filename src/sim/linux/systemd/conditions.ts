import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { CAPABILITIES, hasCapability, type Capability } from '../../kernel/security.ts';
import { HARDWARE, KERNEL } from '../hardware.ts';
import { LinuxCalls } from '../calls.ts';
import { environmentFile } from './words.ts';
import type { Condition } from './settings.ts';
import { matchesGlob } from './unit-name.ts';
import { parseBoolean, parseSize, parseUnsigned } from './values.ts';

/** What the nodes run in, as systemd-detect-virt(1) names it: they are recorded in containers. */
export const VIRTUALIZATION = { name: 'docker', kind: 'container', privateUsers: true } as const;

type Test = (parameter: string, p: Process) => boolean;

function stat(p: Process, path: string): ReturnType<Process['sys']['stat']> | undefined {
  try {
    return p.sys.stat(path);
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

/** `>= 4`, `< 5.10`: compares with what the machine has. */
function compares(parameter: string, have: number, read: (text: string) => number | undefined): boolean {
  const m = /^\s*(<=|>=|==|!=|<>|<|>|=)?\s*(.*)$/.exec(parameter)!;
  const wanted = read(m[2]!);
  if (wanted === undefined) return false;
  switch (m[1]) {
    case '<':
      return have < wanted;
    case '<=':
      return have <= wanted;
    case '>':
      return have > wanted;
    case '!=':
    case '<>':
      return have !== wanted;
    case '=':
    case '==':
      return have === wanted;
    default:
      return have >= wanted;
  }
}

const version = (text: string): number | undefined => {
  const m = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?/.exec(text);
  return m ? Number(m[1]) * 1e6 + Number(m[2] ?? 0) * 1e3 + Number(m[3] ?? 0) : undefined;
};

function globExists(p: Process, pattern: string): boolean {
  const walk = (base: string, parts: readonly string[]): boolean => {
    const [first, ...rest] = parts;
    if (first === undefined) return p.sys.exists(base || '/');
    if (!/[*?[]/.test(first)) return walk(`${base}/${first}`, rest);
    if (!stat(p, base || '/')) return false;
    return p.sys.readdir(base || '/').some((e) => matchesGlob(first, e.name) && walk(`${base}/${e.name}`, rest));
  };
  return walk('', pattern.split('/').filter(Boolean));
}

const TESTS: Readonly<Record<string, Test>> = {
  PathExists: (path, p) => p.sys.exists(path),
  PathExistsGlob: (pattern, p) => globExists(p, pattern),
  PathIsDirectory: (path, p) => stat(p, path)?.type === 'directory',
  PathIsSymbolicLink: (path, p) => {
    try {
      return p.sys.lstat(path).type === 'symlink';
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  },
  PathIsMountPoint: (path, p) => {
    if (!(p.sys instanceof LinuxCalls) || !p.sys.exists(path)) return false;
    const place = p.sys.place(path);
    return place.inode === place.mount.root;
  },
  PathIsReadWrite: (path, p) => p.sys.exists(path) && !(p.sys instanceof LinuxCalls && p.sys.place(path).mount.readOnly),
  PathIsEncrypted: () => false,
  DirectoryNotEmpty: (path, p) => stat(p, path)?.type === 'directory' && p.sys.readdir(path).length > 0,
  FileNotEmpty: (path, p) => (stat(p, path)?.type === 'file' && p.sys.stat(path).size > 0) || false,
  FileIsExecutable: (path, p) => stat(p, path)?.type === 'file' && (p.sys.stat(path).mode & 0o111) !== 0,
  // Debian has no systemd-update-done.service that would say when it was up to date
  NeedsUpdate: (path, p) => !p.sys.exists(`${path}/.updated`),
  FirstBoot: (parameter) => parseBoolean(parameter) === false,
  Architecture: (parameter) => parameter === 'x86-64' || parameter === 'native',
  Firmware: () => false,
  Virtualization: (parameter) => {
    const asked = parseBoolean(parameter);
    if (asked !== undefined) return asked;
    if (parameter === 'private-users') return VIRTUALIZATION.privateUsers;
    return parameter === VIRTUALIZATION.name || parameter === VIRTUALIZATION.kind;
  },
  Host: (parameter, p) => matchesGlob(parameter, p.sys.hostname()) || parameter === p.sys.readText('/etc/machine-id').trim(),
  KernelCommandLine: (parameter) =>
    KERNEL.commandLine.split(' ').some((word) => word === parameter || (!parameter.includes('=') && word.startsWith(`${parameter}=`))),
  KernelVersion: (parameter) =>
    /^\s*[<>=!]/.test(parameter) ? compares(parameter, version(KERNEL.release)!, version) : matchesGlob(parameter, KERNEL.release),
  Credential: () => false,
  Security: (parameter) => ['apparmor', 'audit', 'seccomp'].includes(parameter),
  Capability: (parameter, p) => {
    const name = parameter.toLowerCase().replace(/^cap_/, '') as Capability;
    return (CAPABILITIES as readonly string[]).includes(name) && hasCapability(p.security.bounding, name);
  },
  ACPower: (parameter) => parseBoolean(parameter) !== false,
  Memory: (parameter) => compares(parameter, HARDWARE.memoryKiB * 1024, parseSize),
  CPUFeature: () => false,
  CPUs: (parameter) => compares(parameter, HARDWARE.cpus, parseUnsigned),
  Environment: (parameter, p) => {
    const [key = '', ...value] = parameter.split('=');
    return value.length > 0 ? p.env[key] === value.join('=') : key in p.env;
  },
  User: (parameter) => ['root', '0', '@system'].includes(parameter),
  Group: (parameter) => ['root', '0'].includes(parameter),
  ControlGroupController: (parameter) => ['cpu', 'cpuset', 'io', 'memory', 'pids', 'v1'].includes(parameter),
  OSRelease: (parameter, p) => {
    const [, key, , value] = /^([A-Z_]+)(=|==)"?([^"]*)"?$/.exec(parameter) ?? [];
    return environmentFile(p.sys.readText('/etc/os-release')).some(([k, v]) => k === key && v === value);
  },
};

/** Whether a condition holds for PID 1, with its `!` taken into account. */
export function holds(condition: Condition, p: Process): boolean {
  const result = TESTS[condition.kind]?.(condition.parameter, p) ?? true;
  return result !== condition.negate;
}

/** `ConditionPathExists=!/etc/x`, as messages quote it. */
export const conditionText = (c: Condition, word: 'Condition' | 'Assert'): string =>
  `${word}${c.kind}=${c.trigger ? '|' : ''}${c.negate ? '!' : ''}${c.parameter}`;

/**
 * Tests all conditions of a unit: each must hold, and of those marked `|` one. Keeps each result; tells the first that failed,
 * `triggers` where none of the marked ones held.
 */
export function testConditions(conditions: readonly Condition[], p: Process): { ok: boolean; failed?: Condition | 'triggers' } {
  let triggered: boolean | undefined;
  // systemd keeps them in the opposite order, and stops at the first that fails
  for (const condition of [...conditions].reverse()) {
    condition.result = holds(condition, p);
    if (condition.trigger) triggered = triggered || condition.result;
    else if (!condition.result) return { ok: false, failed: condition };
  }
  return triggered === false ? { ok: false, failed: 'triggers' } : { ok: true };
}
