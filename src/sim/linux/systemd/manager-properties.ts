import { VIRTUALIZATION } from './conditions.ts';
import { SERVICE_PATH } from './exec.ts';
import { UNIT_PATH } from './lookup.ts';
import type { Manager } from './manager.ts';
import { DEFAULT_TASKS_MAX, type Properties } from './properties.ts';
import { formatTimestamp } from './time.ts';

/** Debian 12's systemd. */
export const VERSION = '252.39-1~deb12u2';
export const FEATURES =
  '+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified';
/** What `systemctl status` says is unusual: the nodes have control groups of the first version. */
export const TAINTED = 'cgroupsv1';

/** Properties of the manager itself (`systemctl show`). */
export function showManager(manager: Manager): Properties {
  const { bootedAt, finished } = manager;
  const units = manager.list();
  return [
    ['Version', VERSION],
    ['Features', FEATURES],
    ['Virtualization', VIRTUALIZATION.name],
    ['Architecture', 'x86-64'],
    ['Tainted', TAINTED],
    ['FirmwareTimestampMonotonic', '0'],
    ['LoaderTimestampMonotonic', '0'],
    ['KernelTimestampMonotonic', '0'],
    ['InitRDTimestampMonotonic', '0'],
    ['UserspaceTimestamp', formatTimestamp(bootedAt)],
    ['UserspaceTimestampMonotonic', '0'],
    ['FinishTimestamp', finished ? formatTimestamp(finished.at) : ''],
    ['FinishTimestampMonotonic', String(finished ? finished.at - bootedAt : 0)],
    ['LogLevel', 'info'],
    ['LogTarget', 'journal'],
    ['NNames', String(units.reduce((sum, unit) => sum + unit.names.size, 0))],
    ['NFailedUnits', String(units.filter((unit) => unit.activeState === 'failed').length)],
    ['NJobs', String(manager.jobs.all.size)],
    ['NInstalledJobs', String(manager.jobs.installed)],
    ['NFailedJobs', String(manager.jobs.failed)],
    ['Progress', finished ? '1' : '0.5'],
    ['Environment', [...Object.entries(manager.environment), ['PATH', SERVICE_PATH]].map(([k, v]) => `${k}=${v}`).join(' ')],
    ['ConfirmSpawn', 'no'],
    ['ShowStatus', 'yes'],
    ['UnitPath', UNIT_PATH.join(' ')],
    ['DefaultStandardOutput', 'journal'],
    ['DefaultStandardError', 'inherit'],
    ['RuntimeWatchdogUSec', '0'],
    ['RebootWatchdogUSec', '10min'],
    ['ServiceWatchdogs', 'yes'],
    ['ControlGroup', ''],
    ['SystemState', manager.state],
    ['DefaultTimerAccuracyUSec', '1min'],
    ['DefaultTimeoutStartUSec', '1min 30s'],
    ['DefaultTimeoutStopUSec', '1min 30s'],
    ['DefaultTimeoutAbortUSec', '1min 30s'],
    ['DefaultDeviceTimeoutUSec', '1min 30s'],
    ['DefaultRestartUSec', '100ms'],
    ['DefaultStartLimitIntervalUSec', '10s'],
    ['DefaultStartLimitBurst', '5'],
    ['DefaultCPUAccounting', 'no'],
    ['DefaultBlockIOAccounting', 'no'],
    ['DefaultMemoryAccounting', 'yes'],
    ['DefaultTasksAccounting', 'yes'],
    ['DefaultLimitNOFILE', '524288'],
    ['DefaultLimitNOFILESoft', '1024'],
    ['DefaultTasksMax', String(DEFAULT_TASKS_MAX)],
    ['TimerSlackNSec', '50000'],
    ['DefaultOOMPolicy', 'stop'],
    ['DefaultOOMScoreAdjust', '0'],
    ['CtrlAltDelBurstAction', 'reboot-force'],
  ];
}
