import type { Machine } from '../machine.ts';
import { GROUP, GSHADOW, LOGIN_DEFS, PASSWD, SHADOW, SHELLS, SUDOERS, SUDOERS_README } from './account-files.ts';
import { servicesFile } from './services-file.ts';
import { SSH_CONFIG, SSHD_CONFIG } from './ssh-files.ts';

interface BaseFile {
  text: string;
  mode?: number;
  /** Number of its group where that is not root. */
  gid?: number;
}

/** Configuration files that come with Debian's base system and that programs here read. */
const FILES: Readonly<Record<string, BaseFile>> = {
  '/etc/adduser.conf': {
    text: '# Defaults of adduser: see adduser.conf(5).\n#DSHELL=/bin/bash\n#DHOME=/home\n#FIRST_UID=1000\n#USERGROUPS=yes\n',
  },
  '/etc/cron.d/e2scrub_all': {
    text: '30 3 * * 0 root test -e /run/systemd/system || SERVICE_MODE=1 /usr/lib/x86_64-linux-gnu/e2fsprogs/e2scrub_all_cron\n',
  },
  '/etc/debian_version': { text: '12.12\n' },
  '/etc/default/useradd': { text: '# Defaults of useradd: see useradd(8).\nSHELL=/bin/sh\n' },
  '/etc/environment': { text: '' },
  '/etc/fstab': { text: '# UNCONFIGURED FSTAB FOR BASE SYSTEM\n' },
  '/etc/group': { text: GROUP },
  '/etc/gshadow': { text: GSHADOW, mode: 0o640, gid: 42 },
  '/etc/host.conf': { text: 'multi on\n' },
  '/etc/issue': { text: 'Debian GNU/Linux 12 \\n \\l\n\n' },
  '/etc/issue.net': { text: 'Debian GNU/Linux 12\n' },
  '/etc/ld.so.conf': { text: 'include /etc/ld.so.conf.d/*.conf\n' },
  '/etc/locale.gen': { text: '# en_US.UTF-8 UTF-8\n' },
  '/etc/login.defs': { text: LOGIN_DEFS },
  '/etc/nsswitch.conf': {
    text: 'passwd:         files\ngroup:          files\nshadow:         files\ngshadow:        files\n\nhosts:          files dns\nnetworks:       files\n\nprotocols:      db files\nservices:       db files\nethers:         db files\nrpc:            db files\n\nnetgroup:       nis\n',
  },
  '/etc/passwd': { text: PASSWD },
  '/etc/protocols': {
    text: 'ip\t0\tIP\nicmp\t1\tICMP\nigmp\t2\tIGMP\ntcp\t6\tTCP\nudp\t17\tUDP\nipv6\t41\tIPv6\ngre\t47\tGRE\nesp\t50\tIPSEC-ESP\nah\t51\tIPSEC-AH\nipv6-icmp\t58\tIPv6-ICMP\nsctp\t132\tSCTP\n',
  },
  '/etc/security/limits.conf': { text: '# Limits of sessions: see limits.conf(5).\n' },
  '/etc/services': { text: servicesFile() },
  '/etc/shadow': { text: SHADOW, mode: 0o640, gid: 42 },
  '/etc/shells': { text: SHELLS },
  '/etc/skel/.bash_logout': { text: '# ~/.bash_logout: executed by bash(1) when a login shell exits.\n' },
  '/etc/skel/.bashrc': {
    text: "# ~/.bashrc: executed by bash(1) for non-login shells.\ncase $- in\n    *i*) ;;\n      *) return;;\nesac\nHISTCONTROL=ignoreboth\nHISTSIZE=1000\nHISTFILESIZE=2000\nPS1='${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '\nalias ls='ls --color=auto'\nalias grep='grep --color=auto'\n",
  },
  '/etc/skel/.profile': {
    text: '# ~/.profile: executed by the command interpreter for login shells.\nif [ -n "$BASH_VERSION" ] && [ -f "$HOME/.bashrc" ]; then\n    . "$HOME/.bashrc"\nfi\nif [ -d "$HOME/bin" ]; then\n    PATH="$HOME/bin:$PATH"\nfi\n',
  },
  '/etc/ssh/ssh_config': { text: SSH_CONFIG },
  '/etc/ssh/sshd_config': { text: SSHD_CONFIG },
  '/etc/sudoers': { text: SUDOERS, mode: 0o440 },
  '/etc/sudoers.d/README': { text: SUDOERS_README, mode: 0o440 },
  '/etc/sysctl.conf': {
    text: '# Kernel parameters: see sysctl.conf(5). More may stand in /etc/sysctl.d/.\n#net.ipv4.ip_forward=1\n#kernel.sysrq=438\n',
  },
  '/etc/subgid': { text: '' },
  '/etc/subuid': { text: '' },
  '/etc/timezone': { text: 'Etc/UTC\n' },
};

const DIRECTORIES = [
  '/etc/ssh/ssh_config.d',
  '/etc/ssh/sshd_config.d',
  '/etc/sysctl.d',
  '/etc/skel',
  '/etc/apparmor.d',
  '/var/mail',
  '/var/spool/cron/crontabs',
  '/usr/games',
  '/usr/local/games',
];

/**
 * Lays Debian's base configuration on a machine's disk: accounts, services, ssh, sudo, and what else the programs of
 * `/usr/bin` read. What is there already stays.
 */
export function installBaseFiles(machine: Machine): void {
  const { calls } = machine;
  for (const path of DIRECTORIES) calls.mkdirp(path);
  calls.chown('/var/mail', 0, 8);
  calls.chmod('/var/mail', 0o2775);
  for (const [path, { text, mode = 0o644, gid = 0 }] of Object.entries(FILES)) {
    if (calls.exists(path)) continue;
    calls.mkdirp(path.slice(0, path.lastIndexOf('/')));
    calls.writeFile(path, text, mode);
    calls.chmod(path, mode);
    if (gid) calls.chown(path, 0, gid);
  }
  if (calls.stat('/etc/sudoers.d').mode !== 0o750) calls.chmod('/etc/sudoers.d', 0o750);
  if (!calls.exists('/etc/machine-id')) {
    calls.writeFile('/etc/machine-id', `${machine.machineId}\n`, 0o444);
    calls.chmod('/etc/machine-id', 0o444);
  }
  if (!calls.exists('/etc/hostname')) calls.writeFile('/etc/hostname', `${machine.name}\n`);
}
