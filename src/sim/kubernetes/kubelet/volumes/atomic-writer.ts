import type { Process } from '../../../kernel/process.ts';
import { rfc3339 } from '../../../kernel/time.ts';

/** A file to be projected: its content and mode. */
export interface ProjectedFile {
  data: string | Uint8Array;
  mode: number;
}

/**
 * Writes a set of files into a directory so that a reader never sees half of an update: a new directory with all of them, then
 * one rename of the `..data` link. Models pkg/volume/util/atomic_writer.go @v1.35
 */
export function writeAtomically(p: Process, directory: string, files: ReadonlyMap<string, ProjectedFile>): void {
  const { sys } = p;
  const link = `${directory}/..data`;
  const old = sys.exists(link) ? sys.readlink(link) : undefined;
  if (old !== undefined && unchanged(p, link, files)) return;
  const t = rfc3339(p.clock.now);
  const stamp = `..${t.slice(0, 19).replace(/[-:]/g, '_').replace('T', '_')}.${p.kernel.random.stream('atomic-writer').between(1_000_000_000, 4_294_967_295)}`;
  sys.mkdirp(`${directory}/${stamp}`, 0o755);
  sys.chmod(`${directory}/${stamp}`, 0o755);
  for (const [name, file] of files) {
    const path = `${directory}/${stamp}/${name}`;
    sys.mkdirp(path.slice(0, path.lastIndexOf('/')), 0o755);
    sys.writeFile(path, file.data, file.mode);
    sys.chmod(path, file.mode);
  }
  sys.symlink(stamp, `${directory}/..data_tmp`);
  sys.rename(`${directory}/..data_tmp`, link);
  const top = new Set([...files.keys()].map((name) => name.split('/')[0]!));
  for (const name of top) if (!sys.exists(`${directory}/${name}`)) sys.symlink(`..data/${name}`, `${directory}/${name}`);
  for (const entry of sys.readdir(directory)) {
    if (!entry.name.startsWith('..') && !top.has(entry.name)) sys.unlink(`${directory}/${entry.name}`);
  }
  if (old !== undefined) sys.removeTree(`${directory}/${old}`);
}

function unchanged(p: Process, link: string, files: ReadonlyMap<string, ProjectedFile>): boolean {
  const listed = listFiles(p, link, '');
  if (listed.length !== files.size) return false;
  for (const name of listed) {
    const wanted = files.get(name);
    if (!wanted) return false;
    const have = p.sys.readFile(`${link}/${name}`);
    const want = typeof wanted.data === 'string' ? new TextEncoder().encode(wanted.data) : wanted.data;
    if (have.length !== want.length || have.some((byte, i) => byte !== want[i])) return false;
    if (p.sys.stat(`${link}/${name}`).mode !== wanted.mode) return false;
  }
  return true;
}

function listFiles(p: Process, directory: string, prefix: string): string[] {
  return p.sys
    .readdir(directory)
    .flatMap((e) => (e.type === 'directory' ? listFiles(p, `${directory}/${e.name}`, `${prefix}${e.name}/`) : [`${prefix}${e.name}`]));
}
