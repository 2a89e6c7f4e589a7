import { sha1 } from '@noble/hashes/legacy.js';
import { bytes, text as decode } from '../../../kernel/text.ts';
import { SECOND } from '../../../kernel/time.ts';
import { recognise } from '../../executables.ts';
import { gzipHeader, isGzip } from '../lib/gzip-format.ts';
import { strftime } from '../lib/strftime.ts';
import { describeText } from './text.ts';

/** What file(1) says of some bytes. */
export interface Description {
  text: string;
  mime: string;
  charset: string;
}

const binary = (text: string, mime = 'application/octet-stream'): Description => ({ text, mime, charset: 'binary' });

/** Programs that Go links statically, as their releases are. */
const GO_PROGRAMS =
  /^(kube|etcd|crictl$|ctr$|containerd|runc$|coredns$|helm$|cri-|flanneld$|calico|cilium|cni-|bridge$|host-local$|loopback$|portmap$)/;

/** Determines a file's type from its first bytes. */
export function describe(data: Uint8Array): Description {
  if (data.length === 1) return { text: 'very short file (no magic)', mime: 'application/octet-stream', charset: 'binary' };
  return elf(data) ?? gzip(data) ?? archive(data) ?? marked(data) ?? describeText(data) ?? binary('data');
}

const starts = (data: Uint8Array, ...wanted: number[]): boolean => wanted.every((byte, i) => data[i] === byte);

function elf(data: Uint8Array): Description | undefined {
  if (!starts(data, 0x7f, 0x45, 0x4c, 0x46)) return undefined;
  const what = recognise(data.subarray(0, 300));
  const id = what && 'program' in what ? what.program : '';
  const hash = Array.from(sha1(bytes(id)), (b) => b.toString(16).padStart(2, '0')).join('');
  const start = 'ELF 64-bit LSB';
  if (GO_PROGRAMS.test(id)) {
    return binary(
      `${start} executable, x86-64, version 1 (SYSV), statically linked, Go BuildID=${hash.slice(0, 20)}/${hash.slice(20)}, stripped`,
      'application/x-executable',
    );
  }
  return binary(
    `${start} pie executable, x86-64, version 1 (SYSV), dynamically linked, interpreter /lib64/ld-linux-x86-64.so.2, BuildID[sha1]=${hash}, for GNU/Linux 3.2.0, stripped`,
    'application/x-pie-executable',
  );
}

function gzip(data: Uint8Array): Description | undefined {
  if (!isGzip(data) || data.length < 18) return undefined;
  const { name, mtime } = gzipHeader(data);
  const level = data[8] === 2 ? ', max compression' : data[8] === 4 ? ', max speed' : '';
  const size = new DataView(data.buffer, data.byteOffset, data.byteLength).getUint32(data.length - 4, true);
  const parts = [
    'gzip compressed data',
    ...(name === undefined ? [] : [`was "${name}"`]),
    ...(mtime === 0 ? [] : [`last modified: ${strftime('%a %b %e %H:%M:%S %Y', mtime * SECOND)}`]),
  ];
  return binary(`${parts.join(', ')}${level}, from Unix, original size modulo 2^32 ${size}`, 'application/gzip');
}

function archive(data: Uint8Array): Description | undefined {
  const magic = decode(data.subarray(257, 265));
  if (magic === 'ustar  \0') return binary('POSIX tar archive (GNU)', 'application/x-tar');
  if (magic.startsWith('ustar\0')) return binary('POSIX tar archive', 'application/x-tar');
  if (starts(data, 0x50, 0x4b, 3, 4) && data.length >= 30) {
    const method = data[8] === 8 ? 'deflate' : 'store';
    return binary(`Zip archive data, at least v${(data[4]! / 10).toFixed(1)} to extract, compression method=${method}`, 'application/zip');
  }
  if (starts(data, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)) return binary('XZ compressed data, checksum CRC64', 'application/x-xz');
  if (starts(data, 0x42, 0x5a, 0x68))
    return binary(`bzip2 compressed data, block size = ${String.fromCharCode(data[3]!)}00k`, 'application/x-bzip2');
  if (starts(data, 0x28, 0xb5, 0x2f, 0xfd)) return binary('Zstandard compressed data (v0.8+), Dictionary ID: None', 'application/zstd');
  return undefined;
}

const PEM: Record<string, string> = {
  CERTIFICATE: 'PEM certificate',
  'CERTIFICATE REQUEST': 'PEM certificate request',
  'NEW CERTIFICATE REQUEST': 'PEM certificate request',
  'RSA PRIVATE KEY': 'PEM RSA private key',
  'DSA PRIVATE KEY': 'PEM DSA private key',
  'EC PRIVATE KEY': 'PEM EC private key',
};

/** Texts that begin with a word of their own. */
function marked(data: Uint8Array): Description | undefined {
  const head = decode(data.subarray(0, 64));
  const pem = /^-----BEGIN ([A-Z ]+)-----/.exec(head)?.[1];
  const text = (words: string, mime = 'text/plain'): Description => ({ text: words, mime, charset: 'us-ascii' });
  if (pem === 'OPENSSH PRIVATE KEY') return text('OpenSSH private key');
  if (pem && PEM[pem]) return text(PEM[pem]);
  const key = /^(ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp\d+|ssh-dss) /.exec(head)?.[1];
  if (key)
    return text(
      `OpenSSH ${key === 'ssh-rsa' ? 'RSA' : key === 'ssh-ed25519' ? 'ED25519' : key === 'ssh-dss' ? 'DSA' : 'ECDSA'} public key`,
    );
  return undefined;
}
