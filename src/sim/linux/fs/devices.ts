import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { EMPTY } from '../../kernel/text.ts';
import type { FileSystem, Inode } from './inode.ts';
import { DeviceFile } from './open-files.ts';

// one read or write of an endless device costs what moving the bytes costs, so `cat /dev/zero` burns virtual time
function* moved(p: Process, bytes: number): Step<number> {
  yield* p.burn(1 + Math.ceil(bytes / 1000));
  return bytes;
}

type Take = (p: Process, max: number) => Step<Uint8Array>;
type Put = (p: Process, data: Uint8Array) => Step<number>;

const swallow: Put = (p, data) => moved(p, data.length);

function* nothing(): Step<Uint8Array> {
  return EMPTY;
}

function* zeros(p: Process, max: number): Step<Uint8Array> {
  return new Uint8Array(yield* moved(p, max));
}

function* noise(p: Process, max: number): Step<Uint8Array> {
  yield* moved(p, max);
  return p.kernel.random.stream('dev/urandom').bytes(max);
}

function* full(): Step<number> {
  throw new Errno('ENOSPC', 'write');
}

const DEVICES: Record<string, { major: number; minor: number; take: Take; put: Put }> = {
  null: { major: 1, minor: 3, take: nothing, put: swallow },
  zero: { major: 1, minor: 5, take: zeros, put: swallow },
  full: { major: 1, minor: 7, take: zeros, put: full },
  random: { major: 1, minor: 8, take: noise, put: swallow },
  urandom: { major: 1, minor: 9, take: noise, put: swallow },
};

/** Fills a /dev: the memory devices, tty, the links to the standard streams, and an empty pts directory. */
export function populateDev(fs: FileSystem, dev: Inode): void {
  const add = (name: string, inode: Inode): void => void dev.entries!.set(name, inode);
  for (const [name, device] of Object.entries(DEVICES)) {
    const inode = fs.inode('char', 0o666, 0, 0);
    inode.rdev = (device.major << 8) | device.minor;
    inode.driver = () => new DeviceFile(inode, `/dev/${name}`, device.take, device.put);
    add(name, inode);
  }
  const tty = fs.inode('char', 0o666, 0, 5);
  tty.rdev = 5 << 8;
  tty.driver = (p) => {
    if (!p?.terminal) throw new Errno('ENXIO');
    return p.terminal.file();
  };
  add('tty', tty);
  for (const [minor, name] of ['vda', 'vda1'].entries()) {
    const disk = fs.inode('block', 0o660, 0, 6);
    disk.rdev = (254 << 8) | minor;
    add(name, disk);
  }
  for (const [name, target] of Object.entries({
    fd: '/proc/self/fd',
    stdin: '/proc/self/fd/0',
    stdout: '/proc/self/fd/1',
    stderr: '/proc/self/fd/2',
  })) {
    const link = fs.inode('symlink', 0o777, 0, 0);
    link.target = target;
    add(name, link);
  }
  for (const name of ['pts', 'shm', 'mqueue']) {
    const directory = fs.inode('directory', name === 'shm' ? 0o1777 : 0o755, 0, 0);
    directory.nlink = 2;
    add(name, directory);
    dev.nlink++;
  }
}
