/**
 * What a terminal sends, cut into keys. A key is one character, or an escape sequence as one text (`\e[A`, `\ef`). What stands
 * between the marks of a bracketed paste comes as one piece.
 */
export type Key = { type: 'key'; text: string } | { type: 'paste'; text: string };

const PASTE_BEGINS = '\x1b[200~';
const PASTE_ENDS = '\x1b[201~';
/** Longest escape sequence that is waited for; a longer one is taken for single keys. */
const LONGEST = 32;

export class KeyReader {
  #pending = '';
  /** Pieces of a paste whose end has not come yet. */
  #paste: string[] | undefined;
  /** The last characters of a paste's pieces, in which its end may have begun. */
  #tail = '';

  /** Whether an escape sequence or a paste has begun and not ended. */
  get waiting(): boolean {
    return this.#pending !== '' || this.#paste !== undefined;
  }

  /** Takes input and gives the keys that are complete. */
  *feed(text: string): Generator<Key> {
    let rest = this.#pending + text;
    this.#pending = '';
    while (rest !== '') {
      if (this.#paste) {
        rest = yield* this.#pasted(rest);
        continue;
      }
      const length = keyLength(rest);
      if (length === 0) {
        this.#pending = rest;
        return;
      }
      const key = rest.slice(0, length);
      rest = rest.slice(length);
      if (key === PASTE_BEGINS) this.#paste = [];
      else yield { type: 'key', text: key };
    }
  }

  /** Inside a paste: takes text up to its end and gives what is left. */
  *#pasted(text: string): Generator<Key, string> {
    const all = this.#tail + text;
    const end = all.indexOf(PASTE_ENDS);
    if (end < 0) {
      // the mark may be cut in two
      const keep = Math.min(all.length, PASTE_ENDS.length - 1);
      this.#paste!.push(all.slice(0, all.length - keep));
      this.#tail = all.slice(all.length - keep);
      return '';
    }
    const whole = this.#paste!.join('') + all.slice(0, end);
    this.#paste = undefined;
    this.#tail = '';
    yield { type: 'paste', text: whole.replace(/\r\n?/g, '\n') };
    return all.slice(end + PASTE_ENDS.length);
  }

  /** Forgets what has begun. */
  clear(): void {
    this.#pending = '';
    this.#paste = undefined;
    this.#tail = '';
  }
}

/** Length of the key that a text begins with; 0 where more must come. */
function keyLength(text: string): number {
  if (text[0] !== '\x1b') return characterLength(text, 0);
  if (text.length === 1) return 0;
  const second = text[1]!;
  if (second === '[') {
    const m = /^\x1b\[\[?[0-9;:<=>?]*[ -/]*/.exec(text)!;
    if (m[0].length === text.length) return text.length < LONGEST ? 0 : 1;
    return m[0].length + 1;
  }
  if (second === 'O') return text.length === 2 ? 0 : 3;
  if (second === '\x1b') return text.length === 2 ? 0 : 1 + keyLength(text.slice(1)) || 0;
  return 1 + characterLength(text, 1);
}

function characterLength(text: string, at: number): number {
  return String.fromCodePoint(text.codePointAt(at)!).length;
}
