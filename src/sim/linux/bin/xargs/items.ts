import type { Step } from '../../../kernel/step.ts';
import type { Input } from '../lib/input.ts';

/** What comes next: an item, the end of a line of items, the end of all, or a quote without its partner. */
export type Item = { kind: 'item'; text: string } | { kind: 'line' } | { kind: 'end' } | { kind: 'error'; message: string };

export interface Items {
  next(): Step<Item>;
}

interface ItemOptions {
  /** A character that ends items; none: blanks, with quotes and backslashes. */
  delimiter: string | undefined;
  /** The item at which to stop. */
  end: string | undefined;
  /** Each line is one item (-I). */
  byLine: boolean;
  name: string;
}

/** Reads xargs' items (xargs.c, read_line and read_string). */
export function readItems(input: Input, options: ItemOptions): Items {
  const queue: Item[] = [];
  let ended = false;
  return {
    *next() {
      while (queue.length === 0) {
        if (ended) return { kind: 'end' };
        const line = yield* input.line(options.delimiter ?? '\n');
        if (!line) {
          ended = true;
          continue;
        }
        if (options.delimiter !== undefined) {
          queue.push({ kind: 'item', text: line.text });
          continue;
        }
        let text = line.text;
        let parsed = parseLine(text, options.byLine);
        // a backslash before a newline joins lines
        while (parsed.continues) {
          const more = yield* input.line();
          if (!more) break;
          text = `${text}\n${more.text}`;
          parsed = parseLine(text, options.byLine);
        }
        for (const word of parsed.words) {
          if (options.end !== undefined && word === options.end) {
            ended = true;
            break;
          }
          queue.push({ kind: 'item', text: word });
        }
        if (parsed.unmatched) {
          ended = true;
          queue.push({
            kind: 'error',
            message: `unmatched ${parsed.unmatched} quote; by default quotes are special to xargs unless you use the -0 option`,
          });
        } else if (parsed.words.length > 0 && !/[ \t]$/.test(text)) queue.push({ kind: 'line' });
      }
      return queue.shift()!;
    },
  };
}

interface ParsedLine {
  words: string[];
  unmatched?: 'single' | 'double';
  continues: boolean;
}

function parseLine(text: string, byLine: boolean): ParsedLine {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  let continues = false;
  const source = byLine ? text.replace(/^[ \t]+/, '') : text;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    if (quote) {
      if (c === '\n') break;
      if (c === quote) quote = '';
      else word += c;
    } else if (c === '"' || c === "'") {
      quote = c;
      word ??= '';
    } else if (c === '\\') {
      if (i + 1 >= source.length) continues = true;
      else word = (word ?? '') + source[++i]!;
    } else if (/[ \t\n]/.test(c) && !byLine) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + c;
  }
  if (quote) return { words, unmatched: quote === '"' ? 'double' : 'single', continues: false };
  if (word !== undefined) words.push(word);
  return { words, continues };
}
