import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { globToRegExp } from '../lib/glob.ts';
import type { TarOptions } from './options.ts';
import type { Voice } from './voice.ts';

/** What --exclude leaves out: patterns that match a name, or its end after a slash, or anything above it. */
export class Exclusions {
  readonly #patterns: RegExp[] = [];

  /** Throws TarFatal where a file of patterns cannot be read. */
  constructor(p: Process, o: TarOptions, voice: Voice) {
    for (const { pattern } of o.exclude) {
      for (const one of pattern.startsWith('\0') ? lines(p, pattern.slice(1), voice) : [pattern]) this.#patterns.push(globToRegExp(one));
    }
  }

  has(name: string): boolean {
    if (this.#patterns.length === 0) return false;
    const path = name.replace(/\/+$/, '');
    const parts = path.split('/');
    for (let from = 0; from < parts.length; from++) {
      for (let to = parts.length; to > from; to--) {
        const piece = parts.slice(from, to).join('/');
        if (this.#patterns.some((pattern) => pattern.test(piece))) return true;
      }
    }
    return false;
  }
}

/** The lines of a file of names. Throws TarFatal. */
export function lines(p: Process, path: string, voice: Voice): string[] {
  try {
    return p.sys.readText(path).split('\n').filter(Boolean);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw voice.fatal(`${voice.quoted(path)}: Cannot open: ${e.text}`);
  }
}
