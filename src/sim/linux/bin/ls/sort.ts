import { compareFileVersions } from '../lib/version-sort.ts';
import type { Entry } from './entry.ts';
import type { LsOptions } from './options.ts';

const byName = (a: Entry, b: Entry): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);

/** The text from the last dot on; none for a name without. */
function extension(name: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

/** Sorts entries in place, as the options say; equal ones by name. */
export function sortEntries(entries: Entry[], o: LsOptions, widthOf: (name: string) => number): void {
  const compare = comparison(o, widthOf);
  const isDirectory = (e: Entry): boolean => (e.link ? e.link.target?.type === 'directory' : e.type === 'directory');
  if (!compare && !o.directoriesFirst) return;
  entries.sort((a, b) => {
    if (o.directoriesFirst && isDirectory(a) !== isDirectory(b)) return isDirectory(a) ? -1 : 1;
    return compare ? (o.reverse ? -1 : 1) * compare(a, b) : 0;
  });
}

function comparison(o: LsOptions, widthOf: (name: string) => number): ((a: Entry, b: Entry) => number) | undefined {
  switch (o.sort) {
    case 'none':
      return undefined;
    case 'name':
      return byName;
    case 'size':
      return (a, b) => (b.stat?.size ?? 0) - (a.stat?.size ?? 0) || byName(a, b);
    case 'time':
      return (a, b) => (b.stat?.[o.time] ?? 0) - (a.stat?.[o.time] ?? 0) || byName(a, b);
    case 'version':
      return (a, b) => compareFileVersions(a.name, b.name);
    case 'extension':
      return (a, b) => {
        const [x, y] = [extension(a.name), extension(b.name)];
        return x < y ? -1 : x > y ? 1 : byName(a, b);
      };
    case 'width':
      return (a, b) => widthOf(a.name) - widthOf(b.name) || byName(a, b);
  }
}
