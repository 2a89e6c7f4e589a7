import type { SystemCalls } from '../../kernel/syscalls.ts';
import { errorText, quote } from '../go/text.ts';
import { ALWAYS_ALLOWED } from './seccomp-syscalls.ts';
import type { Seccomp, SeccompRule } from './types.ts';

const allow = (...names: string[]): SeccompRule => ({ names, action: 'SCMP_ACT_ALLOW' });
const personality = (value: number): SeccompRule => ({ ...allow('personality'), args: [{ index: 0, value, op: 'SCMP_CMP_EQ' }] });

const BASE: readonly SeccompRule[] = [
  { names: ALWAYS_ALLOWED, action: 'SCMP_ACT_ALLOW' },
  { ...allow('socket'), args: [{ index: 0, value: 40, op: 'SCMP_CMP_NE' }] },
  ...[0x0, 0x8, 0x20000, 0x20008, 0xffffffff].map(personality),
  allow('process_vm_readv', 'process_vm_writev', 'ptrace'),
  allow('arch_prctl', 'modify_ldt'),
];

const BY_CAPABILITY: Readonly<Record<string, readonly string[]>> = {
  CAP_DAC_READ_SEARCH: ['open_by_handle_at'],
  CAP_SYS_ADMIN:
    'bpf clone clone3 fanotify_init fsconfig fsmount fsopen fspick lookup_dcookie mount mount_setattr move_mount open_tree perf_event_open quotactl quotactl_fd setdomainname sethostname setns syslog umount umount2 unshare'.split(
      ' ',
    ),
  CAP_SYS_BOOT: ['reboot'],
  CAP_SYS_CHROOT: ['chroot'],
  CAP_SYS_MODULE: ['delete_module', 'init_module', 'finit_module'],
  CAP_SYS_PACCT: ['acct'],
  CAP_SYS_PTRACE: ['kcmp', 'pidfd_getfd', 'process_madvise', 'process_vm_readv', 'process_vm_writev', 'ptrace'],
  CAP_SYS_RAWIO: ['iopl', 'ioperm'],
  CAP_SYS_TIME: ['settimeofday', 'stime', 'clock_settime', 'clock_settime64'],
  CAP_SYS_TTY_CONFIG: ['vhangup'],
  CAP_SYS_NICE: ['get_mempolicy', 'mbind', 'set_mempolicy', 'set_mempolicy_home_node'],
  CAP_SYSLOG: ['syslog'],
  CAP_BPF: ['bpf'],
  CAP_PERFMON: ['perf_event_open'],
};

const NAMESPACES_MASK = 2_114_060_288;
const ENOSYS = 38;
const made = new Map<string, Seccomp>();

/** RuntimeDefault: what containerd allows a container with some capabilities. */
export function defaultSeccomp(bounding: readonly string[]): Seccomp {
  const key = bounding.join(' ');
  let profile = made.get(key);
  if (!profile) {
    const syscalls = [...BASE];
    for (const name of bounding) if (BY_CAPABILITY[name]) syscalls.push(allow(...BY_CAPABILITY[name]));
    if (!bounding.includes('CAP_SYS_ADMIN')) {
      syscalls.push(
        { ...allow('clone'), args: [{ index: 0, value: NAMESPACES_MASK, op: 'SCMP_CMP_MASKED_EQ' }] },
        { names: ['clone3'], action: 'SCMP_ACT_ERRNO', errnoRet: ENOSYS },
      );
    }
    profile = {
      defaultAction: 'SCMP_ACT_ERRNO',
      architectures: ['SCMP_ARCH_X86_64', 'SCMP_ARCH_X86', 'SCMP_ARCH_X32'],
      syscalls,
    };
    made.set(key, profile);
  }
  return profile;
}

/** Reads a profile of the node. Throws Error with containerd's text. */
export function loadSeccomp(sys: SystemCalls, path: string): Seccomp {
  let text: string;
  try {
    text = sys.readText(path);
  } catch (e) {
    throw new Error(`cannot load seccomp profile ${quote(path)}: ${errorText(e)}`);
  }
  let profile: unknown;
  try {
    profile = JSON.parse(text);
  } catch (e) {
    throw new Error(`decoding seccomp profile failed ${quote(path)}: ${goSyntaxError(text, e)}`);
  }
  if (profile === null || typeof profile !== 'object' || Array.isArray(profile)) {
    const what = Array.isArray(profile) ? 'array' : profile === null ? 'null' : typeof profile;
    throw new Error(
      `decoding seccomp profile failed ${quote(path)}: json: cannot unmarshal ${what} into Go value of type specs.LinuxSeccomp`,
    );
  }
  return profile as Seccomp;
}

/** What encoding/json says of a text that is no JSON, as far as the place is known. */
function goSyntaxError(text: string, e: unknown): string {
  if (text.trim() === '') return 'unexpected end of JSON input';
  const at = /position (\d+)/.exec(e instanceof Error ? e.message : '');
  const c = at ? text[Number(at[1])] : undefined;
  return c === undefined ? 'unexpected end of JSON input' : `invalid character '${c === '\n' ? '\\n' : c}' looking for beginning of value`;
}

/** What a filter does with a system call: lets it through, or fails it with an error number, or ends the process. */
export function seccompVerdict(profile: Seccomp, name: string): 'allow' | 'errno' | 'kill' {
  let action = profile.defaultAction;
  // rules on arguments cannot be decided by the name alone: they count where they allow
  for (const rule of profile.syscalls ?? [])
    if (rule.names.includes(name) && (!rule.args?.length || rule.action === 'SCMP_ACT_ALLOW')) action = rule.action;
  if (/^SCMP_ACT_KILL/.test(action)) return 'kill';
  return action === 'SCMP_ACT_ERRNO' || action === 'SCMP_ACT_TRAP' ? 'errno' : 'allow';
}
