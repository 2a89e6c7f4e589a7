import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

/** Where whereis looks besides PATH and MANPATH (whereis.c). */
const BINARIES = [
  '/usr/bin',
  '/usr/sbin',
  '/usr/lib',
  '/usr/lib32',
  '/usr/lib64',
  '/bin',
  '/sbin',
  '/lib',
  '/lib64',
  '/etc',
  '/etc/X11',
  '/usr/games',
  '/usr/games/bin',
  '/usr/games/lib',
  '/usr/emacs/etc',
  '/usr/X11R6/bin',
  '/usr/local/bin',
  '/usr/local/sbin',
  '/usr/local/etc',
  '/usr/local/lib',
  '/usr/local/games',
  '/usr/local/share',
  '/usr/include',
  '/usr/local',
  '/usr/share',
  '/opt',
];
const MANUALS = ['/usr/man', '/usr/share/man', '/usr/local/man', '/usr/local/share/man', '/usr/X11R6/man', '/usr/share/info'];
const SOURCES = ['/usr/src'];

export default utility({
  name: 'whereis',
  family: FAMILIES.utilLinux,
  sizeBytes: 31_504,
  usage: ['[options] [-BMS <dir>... -f] <name>'],
  summary: 'Locate the binary, source, and manual-page files for a command.',
  options: {
    binaries: { flags: '-b', help: 'search only for binaries' },
    binaryPath: { flags: '-B', arg: '<dirs>', help: 'define binaries lookup path', refused: true },
    manuals: { flags: '-m', help: 'search only for manuals and infos' },
    manualPath: { flags: '-M', arg: '<dirs>', help: 'define man and info lookup path', refused: true },
    sources: { flags: '-s', help: 'search only for sources' },
    sourcePath: { flags: '-S', arg: '<dirs>', help: 'define sources lookup path', refused: true },
    f: { flags: '-f', help: 'terminate the list of directories' },
    unusual: { flags: '-u', help: 'search for unusual entries' },
    glob: { flags: '-g', help: 'interpret name as glob', refused: true },
    list: { flags: '-l', help: 'output effective lookup paths' },
  },
  *main(p, t) {
    const kinds = {
      bin: directories(p, [...(p.env['PATH'] ?? '').split(':'), ...BINARIES]),
      man: directories(
        p,
        MANUALS.flatMap((path) => sections(p, path)),
      ),
      src: directories(p, SOURCES),
    };
    if (t.has('list')) {
      for (const [kind, list] of Object.entries(kinds)) for (const path of list) yield* p.stdout.line(`${kind}: ${path}`);
      return;
    }
    if (t.operands.length === 0) {
      yield* t.warn('not enough arguments');
      throw new UsageError('');
    }
    const every = !t.has('binaries', 'manuals', 'sources');
    for (const operand of t.operands) {
      const name = operand.slice(operand.lastIndexOf('/') + 1);
      const found: string[] = [];
      if (every || t.has('binaries')) found.push(...search(p, kinds.bin, name));
      if (every || t.has('manuals')) found.push(...search(p, kinds.man, name));
      if (every || t.has('sources')) found.push(...search(p, kinds.src, name));
      if (!t.has('unusual') || found.length !== 1) yield* p.stdout.line(`${name}:${found.map((path) => ` ${path}`).join('')}`);
    }
  },
});

function sections(p: Process, path: string): string[] {
  try {
    return p.sys.readdir(path).flatMap((d) => (d.type === 'directory' && d.name.startsWith('man') ? [`${path}/${d.name}`] : []));
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
}

/** Directories that exist, each once, whatever links lead to it. */
function directories(p: Process, paths: readonly string[]): string[] {
  const seen = new Set<string>();
  return paths.filter((path) => {
    if (path === '') return false;
    try {
      const real = p.sys.realpath(path);
      if (seen.has(real) || p.sys.stat(real).type !== 'directory') return false;
      seen.add(real);
      return true;
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  });
}

/** Files of that name, with or without a suffix. */
function search(p: Process, paths: readonly string[], name: string): string[] {
  return paths.flatMap((path) => {
    try {
      return p.sys
        .readdir(path)
        .filter(
          (d) =>
            d.name === name || (d.name.startsWith(`${name}.`) && /^\.[^.]+(\.(Z|gz|bz2|xz|zst|lzma))?$/.test(d.name.slice(name.length))),
        )
        .map((d) => `${path}/${d.name}`);
    } catch (e) {
      if (isErrno(e)) return [];
      throw e;
    }
  });
}
