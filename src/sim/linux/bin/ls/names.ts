import { displayWidth, questionMarks, quoteC, quoteEscape, quoteLocale, quoteShell } from '../lib/quoting.ts';
import type { LsOptions } from './options.ts';

/** A name as it is shown, and the columns that it takes. */
export interface Shown {
  text: string;
  width: number;
  quoted: boolean;
}

/** Quotes names in the style that was chosen. */
export class Names {
  constructor(
    private readonly o: Pick<LsOptions, 'quoting' | 'questionMarks'>,
    private readonly utf8: boolean,
  ) {}

  show(name: string): Shown {
    const text = this.#styled(name);
    const quoted = text !== name && /^['"]/.test(text);
    const width = this.utf8 ? displayWidth(text) : this.#bytes(text);
    return { text, width, quoted };
  }

  /** In the C locale bytes beyond ASCII take no column that ls would count. */
  #bytes(text: string): number {
    let width = 0;
    for (const c of text) if (c >= ' ' && c < '\x7f') width++;
    return width;
  }

  #styled(name: string): string {
    const { utf8 } = this;
    const plain = (text: string): string => (this.o.questionMarks ? questionMarks(text, utf8) : text);
    switch (this.o.quoting) {
      case 'literal':
        return plain(name);
      case 'shell':
      case 'shell-always': {
        const special = /[ !"$&'()*;<=>?[\\^`|\t\n]|^[#~]|^[{}]?$/.test(name);
        if (!special && this.o.quoting === 'shell') return plain(name);
        return plain(name.includes("'") && !/["$`\\!]/.test(name) ? `"${name}"` : `'${name.replaceAll("'", "'\\''")}'`);
      }
      case 'shell-escape':
        return quoteShell(name, utf8);
      case 'shell-escape-always':
        return quoteShell(name, utf8, { always: true });
      case 'c':
        return quoteC(name, utf8);
      case 'c-maybe': {
        const quoted = quoteC(name, utf8);
        return quoted === `"${name}"` ? name : quoted;
      }
      case 'escape':
        return quoteEscape(name, utf8);
      case 'locale':
      case 'clocale':
        return this.o.quoting === 'clocale' && !utf8 ? quoteC(name, utf8) : quoteLocale(name, utf8);
    }
  }
}
