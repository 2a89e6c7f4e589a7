import type { SystemCalls } from '../../kernel/syscalls.ts';

const GENERATED = '/run/systemd/generator';

/**
 * What systemd's generators make of the machine: a console login in a container, and the service that remounts what fstab
 * names. The nodes' fstab is written after their first start, so at boot there is nothing to remount.
 */
export function runGenerators(sys: SystemCalls, when: 'boot' | 'reload'): void {
  const link = (name: string, wants: string): void => {
    const directory = `${GENERATED}/${wants}.wants`;
    if (sys.exists(`${directory}/${name}`)) return;
    sys.mkdirp(directory);
    sys.symlink(`/lib/systemd/system/${name}`, `${directory}/${name}`);
  };
  link('console-getty.service', 'getty.target');
  if (when === 'reload' && sys.exists('/etc/fstab')) link('systemd-remount-fs.service', 'local-fs.target');
}
