import { quotePattern } from '../patterns/pattern.ts';

/** A field that a word expanded to. */
export interface Field {
  text: string;
  /** The text as a pattern, quoted characters escaped; absent where nothing in it is a pattern. */
  pattern: string | undefined;
}

/** The word separators of a shell (`$IFS`). */
export interface Separators {
  /** Spaces, tabs and newlines of IFS: runs of them part words. */
  blanks: string;
  /** The other characters: each parts words. */
  others: string;
  /** Finds one of them. */
  any: RegExp | undefined;
  first: string;
}

const cache = new Map<string, Separators>();

/** The separators of an IFS; unset is blank, tab, newline. */
export function separatorsOf(ifs: string | undefined): Separators {
  const text = ifs ?? ' \t\n';
  let known = cache.get(text);
  if (!known) {
    const blanks = [...text].filter((c) => ' \t\n'.includes(c)).join('');
    const others = [...text].filter((c) => !' \t\n'.includes(c)).join('');
    const any = text === '' ? undefined : new RegExp(`[${text.replace(/[\]\\^-]/g, '\\$&')}]`);
    known = { blanks, others, any, first: [...text][0] ?? '' };
    if (cache.size > 200) cache.clear();
    cache.set(text, known);
  }
  return known;
}

const PATTERN_CHARACTERS = /[*?[\]\\+@!]/;

/**
 * Gathers the fields of one word: texts come in from left to right, unquoted values are split on the way. What has to be known of
 * quoting later is kept in the field's pattern.
 */
export class FieldBuilder {
  readonly fields: Field[] = [];
  #text = '';
  #pattern: string | undefined;
  #started = false;
  /** The last field was ended by a blank, so a separator after it is part of the same gap. */
  #afterBlank = false;

  constructor(
    private readonly separators: Separators,
    /** Whether unquoted values are split; assignments and the like take them whole. */
    private readonly splits: boolean,
  ) {}

  /** Quoted text: makes a field even of nothing. */
  quoted(text: string): void {
    this.#started = true;
    this.#afterBlank = false;
    if (this.#pattern !== undefined) this.#pattern += quotePattern(text);
    this.#text += text;
  }

  /** Unquoted text of the word itself: may be a pattern, is never split. */
  literal(text: string): void {
    this.#started = true;
    this.#afterBlank = false;
    this.#unquoted(text);
  }

  #unquoted(text: string): void {
    if (this.#pattern === undefined && PATTERN_CHARACTERS.test(text)) this.#pattern = quotePattern(this.#text);
    if (this.#pattern !== undefined) this.#pattern += text;
    this.#text += text;
  }

  /** An unquoted value. */
  value(text: string): void {
    if (text === '') return;
    const { any } = this.separators;
    if (!this.splits || any === undefined || !any.test(text)) {
      this.#started = true;
      this.#afterBlank = false;
      this.#unquoted(text);
      return;
    }
    const { blanks, others } = this.separators;
    let start = 0;
    for (let i = 0; i < text.length; i++) {
      const c = text[i]!;
      const blank = blanks.includes(c);
      if (!blank && !others.includes(c)) continue;
      if (i > start) this.#piece(text.slice(start, i));
      start = i + 1;
      if (blank) {
        if (this.#started) {
          this.finish();
          this.#afterBlank = true;
        }
      } else if (this.#started) this.finish();
      else if (this.#afterBlank) this.#afterBlank = false;
      else this.#push();
    }
    if (start < text.length) this.#piece(text.slice(start));
  }

  #piece(text: string): void {
    this.#started = true;
    this.#afterBlank = false;
    this.#unquoted(text);
  }

  /** Ends the field here, if one has begun. */
  finish(): void {
    if (this.#started) this.#push();
    this.#started = false;
    this.#afterBlank = false;
  }

  /** Ends the field here though it may be empty. */
  break(): void {
    this.#push();
    this.#started = false;
    this.#afterBlank = false;
  }

  /** Says that the field exists, be it empty. */
  begin(): void {
    this.#started = true;
  }

  #push(): void {
    this.fields.push({ text: this.#text, pattern: this.#pattern });
    this.#text = '';
    this.#pattern = undefined;
  }

  /** What has been gathered as one text, and as one pattern. */
  get whole(): Field {
    return { text: this.#text, pattern: this.#pattern ?? quotePattern(this.#text) };
  }
}
