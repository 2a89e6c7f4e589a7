import type { GrepOptions } from './options.ts';
import { globMatches } from './glob.ts';

/** --include and --exclude: whether a file is left out. */
export function excludesFile(options: GrepOptions, path: string, onCommandLine: boolean): boolean {
  const { filters } = options;
  if (filters.length === 0) return false;
  // the last ones given are asked first; where none fits, the first one's kind decides
  for (const { glob, include } of [...filters].reverse()) {
    if (matchesPath(glob, path, onCommandLine)) return !include;
  }
  return filters[0]!.include;
}

/** --exclude-dir: whether a directory is left out. */
export function excludesDirectory(options: GrepOptions, path: string, onCommandLine: boolean): boolean {
  return options.excludeDirectories.some((glob) => matchesPath(glob, path.replace(/(.)\/+$/, '$1'), onCommandLine));
}

/** A path of the command line is matched as a whole, one found on the way also by what follows any of its slashes. */
function matchesPath(glob: string, path: string, onCommandLine: boolean): boolean {
  if (globMatches(glob, path)) return true;
  if (onCommandLine) return false;
  for (let i = path.indexOf('/'); i >= 0; i = path.indexOf('/', i + 1)) {
    if (globMatches(glob, path.slice(i + 1))) return true;
  }
  return false;
}
