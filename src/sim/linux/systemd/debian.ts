import type { Machine } from '../machine.ts';
import { installBaseFiles } from '../base/index.ts';
import { CONFIG_FILES } from './config-files.ts';
import { DEVICES } from './units/devices.ts';
import { DROP_INS, LINKS, WANTS } from './units/links.ts';
import { SERVICES } from './units/services.ts';
import { SYSTEMD_SERVICES_1 } from './units/systemd-services-1.ts';
import { SYSTEMD_SERVICES_2 } from './units/systemd-services-2.ts';
import { TARGETS } from './units/targets.ts';

const VENDOR = '/usr/lib/systemd/system';
const CONFIG = '/etc/systemd/system';

/** What is enabled on a fresh node. The timers of apt, e2scrub and fstrim are not: nodes are images, and are not looked after. */
const ENABLED: Readonly<Record<string, readonly string[]>> = {
  'getty.target': ['getty@tty1.service'],
  'multi-user.target': ['cron.service', 'e2scrub_reap.service', 'remote-fs.target', 'rsyslog.service', 'ssh.service'],
  'sysinit.target': ['systemd-pstore.service'],
  'timers.target': ['dpkg-db-backup.timer'],
};

const DIRECTORIES: readonly (readonly [path: string, mode?: number, gid?: number])[] = [
  ['/etc/init.d'],
  ['/etc/profile.d'],
  ['/etc/rsyslog.d'],
  ['/etc/cron.d'],
  ['/etc/cron.hourly'],
  ['/etc/cron.daily'],
  ['/etc/cron.weekly'],
  ['/etc/cron.monthly'],
  ['/etc/tmpfiles.d'],
  ['/usr/lib/systemd/system-preset'],
  ['/usr/lib/systemd/system-generators'],
  ['/usr/lib/tmpfiles.d'],
  ['/var/lib/systemd'],
  ['/var/log/apt'],
  ['/var/log/journal', 0o2755, 999],
  ['/var/log/private', 0o700],
  ['/var/spool/rsyslog'],
  ['/var/spool/cron/crontabs', 0o1730, 101],
];

/**
 * Puts Debian 12 as a node has it on a machine's disk: base files, configuration of systemd, rsyslog, cron and bash, unit
 * files, empty logs. What is there already stays.
 */
export function installDebian(machine: Machine): void {
  const { calls } = machine;
  for (const [path, mode, gid] of DIRECTORIES) {
    calls.mkdirp(path);
    if (gid) calls.chown(path, 0, gid);
    if (mode !== undefined) calls.chmod(path, mode);
  }
  for (const [path, text, mode = 0o644, gid = 0] of CONFIG_FILES) {
    if (calls.exists(path)) continue;
    calls.mkdirp(path.slice(0, path.lastIndexOf('/')));
    calls.writeFile(path, text, mode);
    if (gid) calls.chown(path, 0, gid);
    if (gid || mode > 0o644) calls.chmod(path, mode);
  }
  if (!calls.exists('/etc/hosts')) calls.writeFile('/etc/hosts', hosts(machine));
  installBaseFiles(machine);
  installUnits(machine);
  if (!calls.exists('/usr/sbin/init')) calls.symlink('/lib/systemd/systemd', '/usr/sbin/init');
  for (const name of ['halt', 'poweroff', 'reboot', 'shutdown', 'runlevel', 'telinit']) {
    if (!calls.exists(`/usr/sbin/${name}`)) calls.symlink('/bin/systemctl', `/usr/sbin/${name}`);
  }
}

function hosts(machine: Machine): string {
  const own = machine.namespaces.net.interfaces.find((i) => i.name !== 'lo')?.addresses[0]?.ip ?? '127.0.1.1';
  return `127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\nfe00::0\tip6-localnet\nff00::0\tip6-mcastprefix\nff02::1\tip6-allnodes\nff02::2\tip6-allrouters\n${own}\t${machine.name}\n`;
}

function installUnits(machine: Machine): void {
  const { calls } = machine;
  if (calls.exists(`${VENDOR}/basic.target`)) return;
  calls.mkdirp(VENDOR);
  for (const units of [TARGETS, DEVICES, SERVICES, SYSTEMD_SERVICES_1, SYSTEMD_SERVICES_2]) {
    for (const [name, text] of Object.entries(units)) calls.writeFile(`${VENDOR}/${name}`, text);
  }
  for (const [name, target] of LINKS) calls.symlink(target, `${VENDOR}/${name}`);
  for (const [target, names] of Object.entries(WANTS)) {
    calls.mkdirp(`${VENDOR}/${target}.wants`);
    for (const name of names) calls.symlink(`../${name}`, `${VENDOR}/${target}.wants/${name}`);
  }
  for (const [path, text] of Object.entries(DROP_INS)) {
    calls.mkdirp(`${VENDOR}/${path.slice(0, path.indexOf('/'))}`);
    calls.writeFile(`${VENDOR}/${path}`, text);
  }
  for (const [target, names] of Object.entries(ENABLED)) {
    calls.mkdirp(`${CONFIG}/${target}.wants`);
    for (const name of names) {
      const file = name.replace(/@[^.]+\./, '@.');
      if (calls.exists(`${VENDOR}/${file}`)) calls.symlink(`/lib/systemd/system/${file}`, `${CONFIG}/${target}.wants/${name}`);
    }
  }
  calls.symlink('/lib/systemd/system/ssh.service', `${CONFIG}/sshd.service`);
  calls.symlink('/lib/systemd/system/rsyslog.service', `${CONFIG}/syslog.service`);
}
