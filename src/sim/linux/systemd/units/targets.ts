/** Targets of the base system. Their statements are Debian 12's; comments and sandboxing that has no effect here are left out. */
export const TARGETS: Readonly<Record<string, string>> = {
  'basic.target': `[Unit]
Description=Basic System
Documentation=man:systemd.special(7)
Requires=sysinit.target
Wants=sockets.target timers.target paths.target slices.target
After=sysinit.target sockets.target paths.target slices.target tmp.mount
RequiresMountsFor=/var /var/tmp
Wants=tmp.mount
`,
  'blockdev@.target': `[Unit]
Description=Block Device Preparation for %f
Documentation=man:systemd.special(7)
StopWhenUnneeded=yes
`,
  'bluetooth.target': `[Unit]
Description=Bluetooth Support
Documentation=man:systemd.special(7)
StopWhenUnneeded=yes
`,
  'boot-complete.target': `[Unit]
Description=Boot Completion Check
Documentation=man:systemd.special(7)
Requires=sysinit.target
After=sysinit.target
`,
  'cryptsetup-pre.target': `[Unit]
Description=Local Encrypted Volumes (Pre)
Documentation=man:systemd.special(7)
RefuseManualStart=yes
Before=cryptsetup.target
`,
  'cryptsetup.target': `[Unit]
Description=Local Encrypted Volumes
Documentation=man:systemd.special(7)
`,
  'emergency.target': `[Unit]
Description=Emergency Mode
Documentation=man:systemd.special(7)
Requires=emergency.service
After=emergency.service
AllowIsolate=yes
`,
  'exit.target': `[Unit]
Description=Exit the Container
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-exit.service
After=systemd-exit.service
AllowIsolate=yes

[Install]
Alias=ctrl-alt-del.target
`,
  'factory-reset.target': `[Unit]
Description=Factory Reset
Documentation=man:systemd.special(7)
`,
  'final.target': `[Unit]
Description=Late Shutdown Services
Documentation=man:systemd.special(7)
DefaultDependencies=no
RefuseManualStart=yes
After=shutdown.target umount.target
`,
  'first-boot-complete.target': `[Unit]
Description=First Boot Complete
Documentation=man:systemd.special(7)
RefuseManualStart=yes
ConditionFirstBoot=yes
`,
  'getty-pre.target': `[Unit]
Description=Preparation for Logins
Documentation=man:systemd.special(7) man:systemd-getty-generator(8)
Documentation=https://0pointer.de/blog/projects/serial-console.html
`,
  'getty.target': `[Unit]
Description=Login Prompts
Documentation=man:systemd.special(7) man:systemd-getty-generator(8)
Documentation=https://0pointer.de/blog/projects/serial-console.html
`,
  'graphical.target': `[Unit]
Description=Graphical Interface
Documentation=man:systemd.special(7)
Requires=multi-user.target
Wants=display-manager.service
Conflicts=rescue.service rescue.target
After=multi-user.target rescue.service rescue.target display-manager.service
AllowIsolate=yes
`,
  'halt.target': `[Unit]
Description=System Halt
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-halt.service
After=systemd-halt.service
AllowIsolate=yes

[Install]
Alias=ctrl-alt-del.target
`,
  'hibernate.target': `[Unit]
Description=System Hibernation
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-hibernate.service
After=systemd-hibernate.service
StopWhenUnneeded=yes
`,
  'hybrid-sleep.target': `[Unit]
Description=Hybrid Suspend+Hibernate
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-hybrid-sleep.service
After=systemd-hybrid-sleep.service
StopWhenUnneeded=yes
`,
  'initrd-fs.target': `[Unit]
Description=Initrd File Systems
Documentation=man:systemd.special(7)
AssertPathExists=/etc/initrd-release
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
After=initrd-parse-etc.service
DefaultDependencies=no
Conflicts=shutdown.target
`,
  'initrd-root-device.target': `[Unit]
Description=Initrd Root Device
Documentation=man:systemd.special(7)
AssertPathExists=/etc/initrd-release
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
DefaultDependencies=no
Conflicts=shutdown.target
`,
  'initrd-root-fs.target': `[Unit]
Description=Initrd Root File System
Documentation=man:systemd.special(7)
AssertPathExists=/etc/initrd-release
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
DefaultDependencies=no
Conflicts=shutdown.target
`,
  'initrd-switch-root.target': `[Unit]
Description=Switch Root
AssertPathExists=/etc/initrd-release
DefaultDependencies=no
Wants=initrd-switch-root.service
Before=initrd-switch-root.service
AllowIsolate=yes
Wants=initrd-udevadm-cleanup-db.service initrd-root-fs.target initrd-fs.target systemd-journald.service initrd-cleanup.service
After=initrd-udevadm-cleanup-db.service initrd-root-fs.target initrd-fs.target emergency.service emergency.target initrd-cleanup.service
`,
  'initrd-usr-fs.target': `[Unit]
Description=Initrd /usr File System
Documentation=man:systemd.special(7)
AssertPathExists=/etc/initrd-release
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
DefaultDependencies=no
Conflicts=shutdown.target
`,
  'initrd.target': `[Unit]
Description=Initrd Default Target
Documentation=man:systemd.special(7)
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
AssertPathExists=/etc/initrd-release
Requires=basic.target
Wants=initrd-root-fs.target initrd-root-device.target initrd-fs.target initrd-usr-fs.target initrd-parse-etc.service
After=initrd-root-fs.target initrd-root-device.target initrd-fs.target initrd-usr-fs.target basic.target rescue.service rescue.target
AllowIsolate=yes
`,
  'integritysetup-pre.target': `[Unit]
Description=Local Integrity Protected Volumes (Pre)
Documentation=man:systemd.special(7)
RefuseManualStart=yes
Before=integritysetup.target
`,
  'integritysetup.target': `[Unit]
Description=Local Integrity Protected Volumes
Documentation=man:systemd.special(7)
`,
  'kexec.target': `[Unit]
Description=Reboot via kexec
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-kexec.service
After=systemd-kexec.service
AllowIsolate=yes

[Install]
Alias=ctrl-alt-del.target
`,
  'local-fs-pre.target': `[Unit]
Description=Preparation for Local File Systems
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'local-fs.target': `[Unit]
Description=Local File Systems
Documentation=man:systemd.special(7)
DefaultDependencies=no
Conflicts=shutdown.target
After=local-fs-pre.target
OnFailure=emergency.target
OnFailureJobMode=replace-irreversibly
`,
  'multi-user.target': `[Unit]
Description=Multi-User System
Documentation=man:systemd.special(7)
Requires=basic.target
Conflicts=rescue.service rescue.target
After=basic.target rescue.service rescue.target
AllowIsolate=yes
`,
  'network-online.target': `[Unit]
Description=Network is Online
Documentation=man:systemd.special(7)
Documentation=https://systemd.io/NETWORK_ONLINE
After=network.target
`,
  'network-pre.target': `[Unit]
Description=Preparation for Network
Documentation=man:systemd.special(7)
Documentation=https://systemd.io/NETWORK_ONLINE
RefuseManualStart=yes
`,
  'network.target': `[Unit]
Description=Network
Documentation=man:systemd.special(7)
Documentation=https://systemd.io/NETWORK_ONLINE
After=network-pre.target
RefuseManualStart=yes
`,
  'nss-lookup.target': `[Unit]
Description=Host and Network Name Lookups
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'nss-user-lookup.target': `[Unit]
Description=User and Group Name Lookups
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'paths.target': `[Unit]
Description=Path Units
Documentation=man:systemd.special(7)
`,
  'poweroff.target': `[Unit]
Description=System Power Off
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-poweroff.service
After=systemd-poweroff.service
AllowIsolate=yes
JobTimeoutSec=30min
JobTimeoutAction=poweroff-force

[Install]
Alias=ctrl-alt-del.target
`,
  'printer.target': `[Unit]
Description=Printer Support
Documentation=man:systemd.special(7)
StopWhenUnneeded=yes
`,
  'reboot.target': `[Unit]
Description=System Reboot
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-reboot.service
After=systemd-reboot.service
AllowIsolate=yes
JobTimeoutSec=30min
JobTimeoutAction=reboot-force

[Install]
Alias=ctrl-alt-del.target
`,
  'remote-cryptsetup.target': `[Unit]
Description=Remote Encrypted Volumes
Documentation=man:systemd.special(7)
After=remote-fs-pre.target cryptsetup-pre.target
DefaultDependencies=no
Conflicts=shutdown.target

[Install]
WantedBy=multi-user.target
`,
  'remote-fs-pre.target': `[Unit]
Description=Preparation for Remote File Systems
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'remote-fs.target': `[Unit]
Description=Remote File Systems
Documentation=man:systemd.special(7)
After=remote-fs-pre.target
DefaultDependencies=no
Conflicts=shutdown.target

[Install]
WantedBy=multi-user.target
`,
  'remote-veritysetup.target': `[Unit]
Description=Remote Verity Protected Volumes
Documentation=man:systemd.special(7)
After=remote-fs-pre.target veritysetup-pre.target
DefaultDependencies=no
Conflicts=shutdown.target

[Install]
WantedBy=multi-user.target
`,
  'rescue-ssh.target': `[Unit]
Description=Rescue with network and ssh
Documentation=man:systemd.special(7)
Requires=network-online.target ssh.service
After=network-online.target ssh.service
AllowIsolate=yes
`,
  'rescue.target': `[Unit]
Description=Rescue Mode
Documentation=man:systemd.special(7)
Requires=sysinit.target rescue.service
After=sysinit.target rescue.service
AllowIsolate=yes
`,
  'rpcbind.target': `[Unit]
Description=RPC Port Mapper
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'shutdown.target': `[Unit]
Description=System Shutdown
Documentation=man:systemd.special(7)
DefaultDependencies=no
RefuseManualStart=yes
`,
  'sigpwr.target': `[Unit]
Description=Power Failure
Documentation=man:systemd.special(7)
`,
  'sleep.target': `[Unit]
Description=Sleep
Documentation=man:systemd.special(7)
DefaultDependencies=no
RefuseManualStart=yes
StopWhenUnneeded=yes
`,
  'slices.target': `[Unit]
Description=Slice Units
Documentation=man:systemd.special(7)
Wants=-.slice system.slice
After=-.slice system.slice
`,
  'smartcard.target': `[Unit]
Description=Smart Card
Documentation=man:systemd.special(7)
StopWhenUnneeded=yes
`,
  'sockets.target': `[Unit]
Description=Socket Units
Documentation=man:systemd.special(7)
`,
  'sound.target': `[Unit]
Description=Sound Card
Documentation=man:systemd.special(7)
StopWhenUnneeded=yes
`,
  'suspend-then-hibernate.target': `[Unit]
Description=Suspend; Hibernate if not used for a period of time
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-suspend-then-hibernate.service
After=systemd-suspend-then-hibernate.service
StopWhenUnneeded=yes
`,
  'suspend.target': `[Unit]
Description=Suspend
Documentation=man:systemd.special(7)
DefaultDependencies=no
Requires=systemd-suspend.service
After=systemd-suspend.service
StopWhenUnneeded=yes
`,
  'swap.target': `[Unit]
Description=Swaps
Documentation=man:systemd.special(7)
`,
  'sysinit.target': `[Unit]
Description=System Initialization
Documentation=man:systemd.special(7)
Wants=local-fs.target swap.target
After=local-fs.target swap.target
Conflicts=emergency.service emergency.target
Before=emergency.service emergency.target
`,
  'system-update-pre.target': `[Unit]
Description=Offline System Update (Pre)
Documentation=man:systemd.offline-updates(7)
Documentation=man:systemd.special(7) man:systemd-system-update-generator(8)
RefuseManualStart=yes
After=sysinit.target
`,
  'system-update.target': `[Unit]
Description=Offline System Update
Documentation=man:systemd.offline-updates(7)
Documentation=man:systemd.special(7) man:systemd-system-update-generator(8)
Requires=sysinit.target
After=sysinit.target system-update-pre.target
AllowIsolate=yes
Wants=system-update-cleanup.service
`,
  'time-set.target': `[Unit]
Description=System Time Set
Documentation=man:systemd.special(7)
RefuseManualStart=yes
`,
  'time-sync.target': `[Unit]
Description=System Time Synchronized
Documentation=man:systemd.special(7)
RefuseManualStart=yes
After=time-set.target
Wants=time-set.target
`,
  'timers.target': `[Unit]
Description=Timer Units
Documentation=man:systemd.special(7)
DefaultDependencies=no
Conflicts=shutdown.target
`,
  'umount.target': `[Unit]
Description=Unmount All Filesystems
Documentation=man:systemd.special(7)
DefaultDependencies=no
RefuseManualStart=yes
`,
  'usb-gadget.target': `[Unit]
Description=Hardware activated USB gadget
Documentation=man:systemd.special(7)
`,
  'veritysetup-pre.target': `[Unit]
Description=Local Verity Protected Volumes (Pre)
Documentation=man:systemd.special(7)
RefuseManualStart=yes
Before=veritysetup.target
`,
  'veritysetup.target': `[Unit]
Description=Local Verity Protected Volumes
Documentation=man:systemd.special(7)
`,
};
