import { describe, expect, test } from 'vitest';
import { TestMachine } from '../../testing.ts';
import df from '../df/index.ts';
import du from '../du/index.ts';
import findmnt from '../findmnt/index.ts';
import lsblk from '../lsblk/index.ts';
import umount from '../umount/index.ts';
import mount from './index.ts';

const fresh = (): TestMachine => new TestMachine([df, du, findmnt, lsblk, umount, mount]);
const run = (m: TestMachine, line: string): string => {
  const { out, err, code } = m.run(line.split(' '));
  return `${out}${err}${code}`;
};

describe('file systems', () => {
  test('mount and umount, bound, read-only and busy', () => {
    const m = fresh();
    m.machine.calls.writeFile('/root/f', 'x');
    expect(run(m, 'mount -t tmpfs none /mnt')).toBe('0');
    expect(run(m, 'mount -t tmpfs').split('\n').at(-2)).toBe('none on /mnt type tmpfs (rw,relatime)');
    expect(run(m, 'mount -o remount,ro /mnt')).toBe('0');
    expect(run(m, 'findmnt -n /mnt')).toBe('/mnt none tmpfs ro,relatime\n0');
    expect(run(m, 'umount /mnt')).toBe('0');
    expect(run(m, 'umount /mnt')).toBe('umount: /mnt: not mounted.\n32');
    expect(run(m, 'mount --bind /root /mnt')).toBe('0');
    expect(m.machine.calls.readText('/mnt/f')).toBe('x');
    expect(run(m, 'findmnt -no SOURCE,FSROOT /mnt')).toBe('/dev/vda1[/root] /root\n0');
    const ran = m.run(['umount', '/mnt'], { cwd: '/mnt' });
    expect([ran.err, ran.code]).toEqual(['umount: /mnt: target is busy.\n', 32]);
  });

  test('what mount cannot do', () => {
    const m = fresh();
    const more = '       dmesg(1) may have more information after failed mount system call.\n32';
    expect(run(m, 'mount /nosuch')).toBe("mount: /nosuch: can't find in /etc/fstab.\n1");
    expect(run(m, 'mount -t foo none /mnt')).toBe(`mount: /mnt: unknown filesystem type 'foo'.\n${more}`);
    expect(run(m, 'mount --bind /nosuch /mnt')).toBe(`mount: /mnt: special device /nosuch does not exist.\n${more}`);
    expect(run(m, 'mount -t tmpfs tmpfs /nosuch')).toBe(`mount: /nosuch: mount point does not exist.\n${more}`);
    expect(run(m, 'umount /nosuch')).toBe('umount: /nosuch: no mount point specified.\n32');
  });

  test('df of a path, and of everything', () => {
    const m = fresh();
    expect(run(m, 'df -h /').split('\n').slice(0, 2)).toEqual([
      'Filesystem      Size  Used Avail Use% Mounted on',
      '/dev/vda1       252G  9.1G  243G   4% /',
    ]);
    expect(
      run(m, 'df')
        .split('\n')
        .map((l) => l.split(/ +/)[0]),
    ).toEqual(['Filesystem', '/dev/vda1', 'tmpfs', 'tmpfs', 'tmpfs', 'tmpfs', 'tmpfs', '0']);
    expect(run(m, 'df --output=source,pcent /')).toBe('Filesystem     Use%\n/dev/vda1        4%\n0');
    expect(run(m, 'df /nosuch')).toBe('df: /nosuch: No such file or directory\n1');
  });

  test('du sums up', () => {
    const m = fresh();
    m.machine.calls.mkdirp('/root/d/e');
    m.machine.calls.writeFile('/root/d/f', 'x'.repeat(5000));
    expect(run(m, 'du d')).toBe('4\td/e\n16\td\n0');
    expect(run(m, 'du -sh d')).toBe('16K\td\n0');
    expect(run(m, 'du -ah d')).toBe('4.0K\td/e\n8.0K\td/f\n16K\td\n0');
    expect(run(m, 'du -b -d0 d')).toBe('13192\td\n0');
    expect(run(m, 'du -c d/e d/f')).toBe('4\td/e\n8\td/f\n12\ttotal\n0');
    expect(run(m, 'du /nosuch')).toBe("du: cannot access '/nosuch': No such file or directory\n1");
  });

  test('findmnt and lsblk draw trees', () => {
    const m = fresh();
    expect(run(m, 'findmnt -o TARGET').split('\n').slice(0, 5)).toEqual(['TARGET', '/', '|-/proc', '|-/sys', '| `-/sys/fs/cgroup']);
    expect(run(m, 'findmnt /nosuch')).toBe('1');
    expect(run(m, 'lsblk')).toBe(
      'NAME   MAJ:MIN RM  SIZE RO TYPE MOUNTPOINTS\nvda    254:0    0  252G  0 disk \n`-vda1 254:1    0  252G  0 part /\n0',
    );
  });
});
