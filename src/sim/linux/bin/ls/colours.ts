import type { Entry } from './entry.ts';

/** ls's own colours, in force where LS_COLORS does not say otherwise. */
const DEFAULTS: Record<string, string> = {
  di: '01;34',
  ln: '01;36',
  pi: '33',
  so: '01;35',
  bd: '01;33',
  cd: '01;33',
  su: '37;41',
  sg: '30;43',
  st: '37;44',
  ow: '34;42',
  tw: '30;42',
  ex: '01;32',
  do: '01;35',
};

/** The colours that LS_COLORS names (dir_colors(5)). */
export class Colours {
  readonly #codes: Record<string, string> = { ...DEFAULTS };
  readonly #suffixes: [suffix: string, code: string][] = [];

  constructor(variable: string | undefined) {
    for (const item of (variable ?? '').split(':')) {
      const m = /^(\*?)([^=]+)=(.*)$/.exec(item);
      if (!m) continue;
      if (m[1]) this.#suffixes.unshift([m[2]!, m[3]!]);
      else this.#codes[m[2]!] = m[3]!;
    }
  }

  /** The code of an entry; `undefined` where it is shown plainly. `linkTarget`: colours what a link points to. */
  code(entry: Entry, linkTarget = false): string | undefined {
    const set = (name: string): string | undefined => {
      const code = this.#codes[name];
      return code && !/^0*$/.test(code) ? code : undefined;
    };
    const broken = entry.link !== undefined && entry.link.target === undefined;
    if (broken && linkTarget) return set('mi') ?? set('or');
    const stat = linkTarget ? entry.link?.target : entry.stat;
    if (!stat) return set('mi');
    switch (stat.type) {
      case 'symlink':
        if (broken && set('or')) return set('or');
        return this.#codes['ln'] === 'target' ? this.code(entry, true) : set('ln');
      case 'directory': {
        const sticky = (stat.mode & 0o1000) !== 0;
        const others = (stat.mode & 0o002) !== 0;
        return (sticky && others ? set('tw') : others ? set('ow') : sticky ? set('st') : undefined) ?? set('di');
      }
      case 'fifo':
        return set('pi');
      case 'socket':
        return set('so');
      case 'block':
        return set('bd');
      case 'char':
        return set('cd');
      case 'file':
        if (stat.mode & 0o4000 && set('su')) return set('su');
        if (stat.mode & 0o2000 && set('sg')) return set('sg');
        if (stat.mode & 0o111 && set('ex')) return set('ex');
        if (stat.nlink > 1 && set('mh')) return set('mh');
        return this.#bySuffix(linkTarget ? (entry.link?.text ?? '') : entry.name) ?? set('fi');
    }
  }

  #bySuffix(name: string): string | undefined {
    return this.#suffixes.find(([suffix]) => name.toLowerCase().endsWith(suffix.toLowerCase()))?.[1];
  }
}
