/** Links among the unit files: aliases, and masks. */
export const LINKS: readonly (readonly [name: string, target: string])[] = [
  ['autovt@.service', 'getty@.service'],
  ['cryptdisks-early.service', '/dev/null'],
  ['cryptdisks.service', '/dev/null'],
  ['ctrl-alt-del.target', 'reboot.target'],
  ['dbus-org.freedesktop.hostname1.service', 'systemd-hostnamed.service'],
  ['dbus-org.freedesktop.locale1.service', 'systemd-localed.service'],
  ['dbus-org.freedesktop.login1.service', 'systemd-logind.service'],
  ['dbus-org.freedesktop.timedate1.service', 'systemd-timedated.service'],
  ['default.target', 'graphical.target'],
  ['hwclock.service', '/dev/null'],
  ['kmod.service', 'systemd-modules-load.service'],
  ['procps.service', 'systemd-sysctl.service'],
  ['rc.service', '/dev/null'],
  ['rcS.service', '/dev/null'],
  ['runlevel0.target', 'poweroff.target'],
  ['runlevel1.target', 'rescue.target'],
  ['runlevel2.target', 'multi-user.target'],
  ['runlevel3.target', 'multi-user.target'],
  ['runlevel4.target', 'multi-user.target'],
  ['runlevel5.target', 'graphical.target'],
  ['runlevel6.target', 'reboot.target'],
  ['sudo.service', '/dev/null'],
  ['x11-common.service', '/dev/null'],
];

/** What the vendor's `.wants` directories pull in. */
export const WANTS: Readonly<Record<string, readonly string[]>> = {
  'getty.target': ['getty-static.service'],
  'graphical.target': ['systemd-update-utmp-runlevel.service'],
  'initrd-root-device.target': ['remote-cryptsetup.target', 'remote-veritysetup.target'],
  'initrd-root-fs.target': ['systemd-repart.service'],
  'initrd.target': ['systemd-pcrphase-initrd.service'],
  'multi-user.target': [
    'dbus.service',
    'getty.target',
    'systemd-ask-password-wall.path',
    'systemd-logind.service',
    'systemd-update-utmp-runlevel.service',
    'systemd-user-sessions.service',
  ],
  'rescue.target': ['systemd-update-utmp-runlevel.service'],
  'sockets.target': [
    'dbus.socket',
    'systemd-initctl.socket',
    'systemd-journald-audit.socket',
    'systemd-journald-dev-log.socket',
    'systemd-journald.socket',
  ],
  'sysinit.target': [
    'cryptsetup.target',
    'dev-hugepages.mount',
    'dev-mqueue.mount',
    'integritysetup.target',
    'kmod-static-nodes.service',
    'proc-sys-fs-binfmt_misc.automount',
    'sys-fs-fuse-connections.mount',
    'sys-kernel-config.mount',
    'sys-kernel-debug.mount',
    'sys-kernel-tracing.mount',
    'systemd-ask-password-console.path',
    'systemd-binfmt.service',
    'systemd-firstboot.service',
    'systemd-journal-flush.service',
    'systemd-journald.service',
    'systemd-machine-id-commit.service',
    'systemd-modules-load.service',
    'systemd-pcrphase-sysinit.service',
    'systemd-pcrphase.service',
    'systemd-random-seed.service',
    'systemd-repart.service',
    'systemd-sysctl.service',
    'systemd-sysusers.service',
    'systemd-tmpfiles-setup-dev.service',
    'systemd-tmpfiles-setup.service',
    'systemd-update-utmp.service',
    'veritysetup.target',
  ],
  'timers.target': ['systemd-tmpfiles-clean.timer'],
};

/** Drop-ins of the vendor. */
export const DROP_INS: Readonly<Record<string, string>> = {
  'rc-local.service.d/debian.conf': `[Unit]
After=network-online.target

[Service]
StandardOutput=journal+console
StandardError=journal+console
`,
  'systemd-localed.service.d/locale-gen.conf': `[Service]
ReadWritePaths=/usr/lib/locale/
`,
  'user-.slice.d/10-defaults.conf': `[Unit]
Description=User Slice of UID %j
Documentation=man:user@.service(5)
StopWhenUnneeded=yes

[Slice]
TasksMax=33%
`,
  'user@.service.d/10-login-barrier.conf': `[Unit]
After=systemd-user-sessions.service
`,
  'user@0.service.d/10-login-barrier.conf': `
`,
};
