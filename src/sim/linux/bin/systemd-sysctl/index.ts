import { program } from '../../../kernel/program.ts';
import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';

const DIRECTORIES = ['/etc/sysctl.d', '/run/sysctl.d', '/usr/local/lib/sysctl.d', '/usr/lib/sysctl.d'];

/** Configuration files by name; of one name the first directory's counts. */
function files(p: Process): string[] {
  const chosen = new Map<string, string>();
  for (const directory of DIRECTORIES) {
    if (!p.sys.exists(directory)) continue;
    for (const { name } of p.sys.readdir(directory))
      if (name.endsWith('.conf') && !chosen.has(name)) chosen.set(name, `${directory}/${name}`);
  }
  return [...chosen].sort().map(([, path]) => path);
}

/** Sets kernel parameters at boot, from sysctl.d. */
export default program({
  id: 'systemd-sysctl',
  paths: ['/usr/lib/systemd/systemd-sysctl'],
  package: 'systemd',
  *main(p) {
    let failed = false;
    for (const path of files(p)) {
      for (const line of p.sys.readText(path).split('\n')) {
        const m = /^\s*(-?)([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
        if (!m) continue;
        const target = `/proc/sys/${m[2]!.includes('/') ? m[2] : m[2]!.replaceAll('.', '/')}`;
        try {
          p.sys.writeFile(target, `${m[3]}\n`);
        } catch (e) {
          if (!isErrno(e)) throw e;
          const missing = e.code === 'ENOENT';
          yield* p.error(`Couldn't write '${m[3]}' to '${m[2]!.replaceAll('.', '/')}', ignoring: ${e.text}\n`);
          failed ||= !missing && m[1] !== '-';
        }
      }
    }
    return failed ? 1 : 0;
  },
});
