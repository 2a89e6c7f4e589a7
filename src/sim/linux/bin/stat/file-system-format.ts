import { RandomStream } from '../../../kernel/random.ts';
import type { FileSystemStat } from '../../../kernel/syscalls.ts';
import type { Tool } from '../lib/utility.ts';
import { expandFormat, type Value } from './directives.ts';

/** Magic numbers of file systems (statfs(2)), and the names that stat gives them. */
const KINDS: Record<string, readonly [magic: number, name: string]> = {
  ext4: [0xef53, 'ext2/ext3'],
  tmpfs: [0x01021994, 'tmpfs'],
  devtmpfs: [0x01021994, 'tmpfs'],
  proc: [0x9fa0, 'proc'],
  sysfs: [0x62656572, 'sysfs'],
  overlay: [0x794c7630, 'overlayfs'],
  cgroup2: [0x63677270, 'cgroup2fs'],
  devpts: [0x1cd1, 'devpts'],
  mqueue: [0x19800202, 'mqueue'],
  nsfs: [0x6e736673, 'nsfs'],
  bpf: [0xcafe4a11, 'bpf_fs'],
  securityfs: [0x73636673, 'securityfs'],
  debugfs: [0x64626720, 'debugfs'],
  tracefs: [0x74726163, 'tracefs'],
  hugetlbfs: [0x958458f6, 'hugetlbfs'],
};

/** Expands stat -f's directives. */
export class FileSystemFormatter {
  constructor(private readonly t: Tool) {}

  format(format: string, path: string, fs: FileSystemStat, escapes: boolean): string {
    return expandFormat(
      format,
      escapes,
      (text) => this.t.quote(text),
      (letter) => this.#value(letter, path, fs),
    );
  }

  #value(letter: string, path: string, fs: FileSystemStat): Value | undefined {
    const [magic, name] = KINDS[fs.type] ?? [0, `UNKNOWN (0x0)`];
    const number = (n: number, base: 10 | 16 = 10): Value => ({ number: n, base });
    const blocks = (bytes: number): Value => number(Math.floor(bytes / fs.blockSize));
    switch (letter) {
      case 'n':
        return { text: path };
      case 'i':
        return { text: new RandomStream(`fsid/${this.t.p.kernel.random.seed}/${this.t.p.table.machine}/${fs.source}`).hex(16) };
      case 'l':
        return number(255);
      case 't':
        return number(magic, 16);
      case 'T':
        return { text: name };
      case 's':
      case 'S':
        return number(fs.blockSize);
      case 'b':
        return blocks(fs.totalBytes);
      case 'f':
      case 'a':
        return blocks(fs.freeBytes);
      case 'c':
        return number(fs.inodes);
      case 'd':
        return number(fs.inodesFree);
      default:
        return undefined;
    }
  }
}
