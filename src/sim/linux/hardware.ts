import { LIMITS } from '../kernel/limits.ts';

/** The virtual machine that every node is: what /proc, /sys, df, lscpu, uname and the kubelet tell of it. */
export const HARDWARE = {
  cpus: 2,
  cpuModel: 'AMD EPYC Processor',
  cpuMhz: 2599.998,
  memoryKiB: Math.floor(LIMITS.machineMemoryBytes / 1024),
  /** The root disk, and what a fresh Debian with its images takes of it. */
  diskKiB: 264_212_084,
  diskUsedKiB: 9_437_184,
  vendor: 'QEMU',
  product: 'Standard PC (Q35 + ICH9, 2009)',
} as const;

/** What uname(2) tells of the kernel, and how it was built. */
export const KERNEL = {
  release: '6.1.0-41-amd64',
  version: '#1 SMP PREEMPT_DYNAMIC Debian 6.1.158-1 (2025-11-09)',
  machine: 'x86_64',
  builder: '(debian-kernel@lists.debian.org) (gcc-12 (Debian 12.2.0-14+deb12u1) 12.2.0, GNU ld (GNU Binutils for Debian) 2.40)',
  commandLine: 'BOOT_IMAGE=/boot/vmlinuz-6.1.0-41-amd64 root=/dev/vda1 ro console=tty0 console=ttyS0,115200 net.ifnames=0',
} as const;

/** Kernel modules that are loaded: name, size, and who uses each. */
export const MODULES: readonly (readonly [name: string, bytes: number, usedBy: readonly string[]])[] = [
  ['xt_statistic', 16384, []],
  ['xt_nat', 16384, []],
  ['xt_mark', 16384, []],
  ['xt_comment', 16384, []],
  ['xt_addrtype', 16384, []],
  ['xt_conntrack', 16384, []],
  ['xt_MASQUERADE', 20480, []],
  ['nft_compat', 20480, []],
  ['nft_chain_nat', 16384, []],
  ['nf_nat', 57344, ['xt_nat', 'nft_chain_nat', 'xt_MASQUERADE']],
  ['nf_conntrack', 188416, ['xt_conntrack', 'nf_nat', 'xt_nat', 'xt_MASQUERADE']],
  ['nf_defrag_ipv6', 24576, ['nf_conntrack']],
  ['nf_defrag_ipv4', 16384, ['nf_conntrack']],
  ['nf_tables', 303104, ['nft_compat', 'nft_chain_nat']],
  ['nfnetlink', 20480, ['nft_compat', 'nf_tables']],
  ['veth', 36864, []],
  ['br_netfilter', 36864, []],
  ['bridge', 311296, ['br_netfilter']],
  ['stp', 16384, ['bridge']],
  ['llc', 16384, ['bridge', 'stp']],
  ['overlay', 163840, []],
  ['ext4', 983040, []],
  ['crc16', 16384, ['ext4']],
  ['mbcache', 16384, ['ext4']],
  ['jbd2', 167936, ['ext4']],
  ['virtio_net', 73728, []],
  ['virtio_blk', 28672, []],
];
