/** Text of a script that starts a service the old way; systemctl runs the service itself, so nothing more is in it. */
const initScript = (name: string, description: string): string =>
  `#!/bin/sh
### BEGIN INIT INFO
# Provides:          ${name}
# Required-Start:    $remote_fs $syslog
# Required-Stop:     $remote_fs $syslog
# Default-Start:     2 3 4 5
# Default-Stop:
# Short-Description: ${description}
### END INIT INFO
exec systemctl "$1" ${name}.service
`;

const PROFILE = `# /etc/profile: read by login shells that understand sh(1).

if [ "$(id -u)" -eq 0 ]; then
  PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
else
  PATH="/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games"
fi
export PATH

if [ "\${PS1-}" ]; then
  if [ "\${BASH-}" ] && [ "$BASH" != "/bin/sh" ]; then
    if [ -f /etc/bash.bashrc ]; then
      . /etc/bash.bashrc
    fi
  else
    if [ "$(id -u)" -eq 0 ]; then
      PS1='# '
    else
      PS1='$ '
    fi
  fi
fi

if [ -d /etc/profile.d ]; then
  for i in /etc/profile.d/*.sh; do
    if [ -r $i ]; then
      . $i
    fi
  done
  unset i
fi
`;

const BASHRC = `# /etc/bash.bashrc: read by interactive shells.

[ -z "$PS1" ] && return

shopt -s checkwinsize

if [ -z "\${debian_chroot:-}" ] && [ -r /etc/debian_chroot ]; then
    debian_chroot=$(cat /etc/debian_chroot)
fi

if ! [ -n "\${SUDO_USER}" -a -n "\${SUDO_PS1}" ]; then
  PS1='\${debian_chroot:+($debian_chroot)}\\u@\\h:\\w\\$ '
fi
`;

const ROOT_BASHRC = `# ~/.bashrc: executed by bash(1) for non-login shells.

# Note: PS1 and umask are already set in /etc/profile. You should not
# need this unless you want different defaults for root.
# PS1='\${debian_chroot:+($debian_chroot)}\\h:\\w\\$ '
# umask 022

# You may uncomment the following lines if you want \`ls' to be colorized:
# export LS_OPTIONS='--color=auto'
# eval "$(dircolors)"
# alias ls='ls $LS_OPTIONS'
# alias ll='ls $LS_OPTIONS -l'
# alias l='ls $LS_OPTIONS -lA'
#
# Some more alias to avoid making mistakes:
# alias rm='rm -i'
# alias cp='cp -i'
# alias mv='mv -i'
alias k=kubectl
`;

const ROOT_PROFILE = `# ~/.profile: executed by Bourne-compatible login shells.

if [ "$BASH" ]; then
  if [ -f ~/.bashrc ]; then
    . ~/.bashrc
  fi
fi

mesg n 2> /dev/null || true
`;

const CRONTAB = `# /etc/crontab: the system's own table; lines name the user too. See crontab(5).

SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

# m h dom mon dow user	command
17 *	* * *	root	cd / && run-parts --report /etc/cron.hourly
25 6	* * *	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
47 6	* * 7	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.weekly; }
52 6	1 * *	root	test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.monthly; }
#
`;

const RSYSLOG = `# /etc/rsyslog.conf: configuration of rsyslogd. See rsyslog.conf(5).

module(load="imuxsock") # provides support for local system logging
module(load="imklog")   # provides kernel logging support

$FileOwner root
$FileGroup adm
$FileCreateMode 0640
$DirCreateMode 0755
$Umask 0022

$WorkDirectory /var/spool/rsyslog

$IncludeConfig /etc/rsyslog.d/*.conf

*.*;auth,authpriv.none		-/var/log/syslog
auth,authpriv.*			/var/log/auth.log
cron.*				-/var/log/cron.log
kern.*				-/var/log/kern.log
mail.*				-/var/log/mail.log
user.*				-/var/log/user.log

*.emerg				:omusrmsg:*
`;

const settings = (section: string, page: string, keys: string): string =>
  `# Defaults are shown as comments; see ${page}.\n\n[${section}]\n${keys
    .split(' ')
    .map((key) => `#${key}\n`)
    .join('')}`;

const LOGROTATE_RSYSLOG = `/var/log/syslog
/var/log/mail.log
/var/log/kern.log
/var/log/auth.log
/var/log/user.log
/var/log/cron.log
{
	rotate 4
	weekly
	missingok
	notifempty
	compress
	delaycompress
	sharedscripts
	postrotate
		/usr/lib/rsyslog/rsyslog-rotate
	endscript
}
`;

const DPKG_BACKUP = `#!/bin/sh
cd /var/backups || exit 1
[ ! -f /var/lib/dpkg/status ] || cp -p /var/lib/dpkg/status dpkg.status.0
`;

const PRESET = `enable remote-fs.target
enable remote-cryptsetup.target
enable machines.target

enable getty@.service
enable systemd-timesyncd.service
enable systemd-networkd.service
enable systemd-network-generator.service
enable systemd-resolved.service
enable systemd-homed.service
enable systemd-userdbd.socket
enable systemd-pstore.service
enable systemd-boot-update.service

disable console-getty.service
disable debug-shell.service

disable halt.target
disable kexec.target
disable poweroff.target
enable reboot.target
disable rescue.target
disable exit.target

disable systemd-networkd-wait-online.service
disable systemd-time-wait-sync.service
disable systemd-boot-check-no-failures.service
disable proc-sys-fs-binfmt_misc.mount

disable syslog.socket

disable systemd-journal-gatewayd.*
disable systemd-journal-remote.*
disable systemd-journal-upload.*
`;

const OS_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

/** Configuration of systemd, journald, rsyslog, cron and bash on a node: path, text, mode, group. */
export const CONFIG_FILES: readonly (readonly [path: string, text: string, mode?: number, gid?: number])[] = [
  ['/etc/os-release', OS_RELEASE],
  ['/etc/profile', PROFILE],
  ['/etc/bash.bashrc', BASHRC],
  ['/root/.bashrc', ROOT_BASHRC],
  ['/root/.profile', ROOT_PROFILE],
  ['/etc/resolv.conf', 'nameserver 172.30.0.10\n'],
  ['/etc/crontab', CRONTAB],
  ['/etc/rsyslog.conf', RSYSLOG],
  ['/etc/logrotate.d/rsyslog', LOGROTATE_RSYSLOG],
  ['/etc/default/ssh', '# Options of sshd, for its service.\nSSHD_OPTS=\n'],
  ['/etc/default/cron', '# Options of cron, for its service. See cron(8).\nREAD_ENV="yes"\n#EXTRA_OPTS=""\n'],
  ['/etc/default/dbus', 'PARAMS=""\n'],
  ['/etc/init.d/cron', initScript('cron', 'Regular background program processing daemon'), 0o755],
  ['/etc/init.d/dbus', initScript('dbus', 'D-Bus systemwide message bus'), 0o755],
  ['/etc/init.d/procps', initScript('procps', 'Configure kernel parameters at boottime'), 0o755],
  ['/etc/init.d/ssh', initScript('ssh', 'OpenBSD Secure Shell server'), 0o755],
  ['/etc/init.d/sudo', initScript('sudo', 'Provide limited super user privileges to specific users'), 0o755],
  [
    '/etc/systemd/journald.conf',
    settings(
      'Journal',
      'journald.conf(5)',
      'Storage=auto Compress=yes Seal=yes SplitMode=uid SyncIntervalSec=5m RateLimitIntervalSec=30s RateLimitBurst=10000 SystemMaxUse= SystemKeepFree= SystemMaxFileSize= SystemMaxFiles=100 RuntimeMaxUse= MaxRetentionSec=0 MaxFileSec=1month ForwardToSyslog=yes ForwardToKMsg=no ForwardToConsole=no ForwardToWall=yes MaxLevelStore=debug MaxLevelSyslog=debug LineMax=48K ReadKMsg=yes Audit=no',
    ),
  ],
  [
    '/etc/systemd/system.conf',
    settings(
      'Manager',
      'systemd-system.conf(5)',
      'LogLevel=info LogTarget=journal-or-kmsg ShowStatus=yes CtrlAltDelBurstAction=reboot-force DefaultTimerAccuracySec=1min DefaultStandardOutput=journal DefaultStandardError=inherit DefaultTimeoutStartSec=90s DefaultTimeoutStopSec=90s DefaultRestartSec=100ms DefaultStartLimitIntervalSec=10s DefaultStartLimitBurst=5 DefaultEnvironment= DefaultCPUAccounting=yes DefaultMemoryAccounting=yes DefaultTasksAccounting=yes DefaultTasksMax=15% DefaultLimitNOFILE=1024:524288 DefaultOOMPolicy=stop',
    ),
  ],
  [
    '/etc/systemd/logind.conf',
    settings('Login', 'logind.conf(5)', 'NAutoVTs=6 ReserveVT=6 KillUserProcesses=no HandlePowerKey=poweroff RemoveIPC=yes'),
  ],
  ['/etc/systemd/user.conf', settings('Manager', 'systemd-user.conf(5)', 'LogLevel=info DefaultTimeoutStopSec=90s')],
  ['/usr/lib/systemd/system-preset/90-systemd.preset', PRESET],
  [
    '/usr/lib/tmpfiles.d/tmp.conf',
    'D /tmp 1777 root root -\n#q /var/tmp 1777 root root 30d\nx /tmp/systemd-private-%b-*\nX /tmp/systemd-private-%b-*/tmp\n',
  ],
  [
    '/usr/lib/tmpfiles.d/systemd.conf',
    'd /run/user 0755 root root -\nd /run/systemd/ask-password 0755 root root -\nd /run/systemd/seats 0755 root root -\nd /run/systemd/sessions 0755 root root -\nd /run/systemd/users 0755 root root -\nd /run/log 0755 root root -\nd /run/mount 0755 root root -\nd /run/sudo 0711 root root -\nd /run/sendsigs.omit.d 0755 root root -\n',
  ],
  ['/usr/lib/tmpfiles.d/legacy.conf', 'd /run/lock 1777 root root -\nL /run/shm - - - - /dev/shm\n'],
  ['/usr/libexec/dpkg/dpkg-db-backup', DPKG_BACKUP, 0o755],
  ['/var/log/btmp', '', 0o660, 43],
  ['/var/log/wtmp', '', 0o664, 43],
  ['/var/log/lastlog', '', 0o664, 43],
  ['/var/log/faillog', ''],
];
