/** A word of a paragraph, and the blanks after it. */
export interface Word {
  text: string;
  space: number;
  /** Begins with an opening quote or parenthesis. */
  paren: boolean;
  /** Ends in `.`, `?` or `!`, perhaps before closing quotes. */
  period: boolean;
  punctuation: boolean;
  /** Ends a sentence. */
  final: boolean;
}

const column = (text: string): number => {
  let at = 0;
  for (const c of text) at = c === '\t' ? at + 8 - (at % 8) : at + 1;
  return at;
};

/** Takes a line apart: its indentation in columns, and its words. */
export function readWords(line: string, uniform: boolean): { indent: number; words: Word[] } {
  const words: Word[] = [];
  const blank = /^[ \t]*/.exec(line)![0];
  for (const m of line.slice(blank.length).matchAll(/([^ \t\n]+)([ \t]*)/g)) {
    const text = m[1]!;
    const start = blank.length + m.index + text.length;
    const space = column(line.slice(0, start + m[2]!.length)) - column(line.slice(0, start));
    const last = start + m[2]!.length >= line.length;
    const bare = text.replace(/(?<=.)[)\]'"]+$/, '');
    const period = /[.?!]$/.test(bare);
    const final = period && (last || space > 1);
    words.push({
      text,
      space: last || uniform ? (final ? 2 : 1) : space,
      paren: /^[(['`"]/.test(text),
      period,
      punctuation: /[!-/:-@[-`{-~]$/.test(text),
      final,
    });
  }
  return { indent: column(blank), words };
}

interface Measures {
  first: number;
  other: number;
  max: number;
  wanted: number;
  tabs: boolean;
}

const square = (n: number): number => n * n;
const COST = {
  line: square(70),
  sentence: square(50),
  noBreak: square(600),
  paren: square(40),
  punctuation: square(40),
  short: (n: number): number => square(n * 10),
  ragged: (n: number): number => square(n * 10) / 2,
  widow: (n: number): number => Math.trunc(square(200) / (n + 2)),
  orphan: (n: number): number => Math.trunc(square(150) / (n + 2)),
} as const;

/** What it costs to begin a line with a word, whatever the lines' lengths. */
function baseCost(words: readonly Word[], i: number): number {
  let cost: number = COST.line;
  const word = words[i]!;
  if (i > 0) {
    const before = words[i - 1]!;
    if (before.period) cost += before.final ? -COST.sentence : COST.noBreak;
    else if (before.punctuation) cost -= COST.punctuation;
    else if (i > 1 && words[i - 2]!.final) cost += COST.widow(before.text.length);
  }
  if (word.paren) cost -= COST.paren;
  else if (word.final) cost += COST.orphan(word.text.length);
  return cost;
}

/** Breaks a paragraph into lines so that their costs are least (fmt.c, fmt_paragraph). */
export function fill(words: readonly Word[], m: Measures): string {
  const count = words.length;
  const best = new Array<number>(count + 1).fill(0);
  const next = new Array<number>(count + 1).fill(count);
  const lengths = new Array<number>(count + 1).fill(0);
  for (let start = count - 1; start >= 0; start--) {
    let least = Infinity;
    let length = (start === 0 ? m.first : m.other) + words[start]!.text.length;
    for (let w = start + 1; ; w++) {
      const cost = lineCost(w, length, { count, next, lengths, wanted: m.wanted }) + best[w]!;
      if (cost < least) {
        least = cost;
        next[start] = w;
        lengths[start] = length;
      }
      if (w === count) break;
      length += words[w - 1]!.space + words[w]!.text.length;
      if (length >= m.max) break;
    }
    best[start] = least + baseCost(words, start);
  }
  let out = '';
  for (let start = 0; start < count; start = next[start]!) {
    const line = words.slice(start, next[start]).map((word, i, all) => word.text + (i === all.length - 1 ? '' : ' '.repeat(word.space)));
    out += `${indentation(start === 0 ? m.first : m.other, m.tabs)}${line.join('')}\n`;
  }
  return out;
}

function lineCost(w: number, length: number, t: { count: number; next: number[]; lengths: number[]; wanted: number }): number {
  if (w === t.count) return 0;
  const short = COST.short(t.wanted - length);
  return t.next[w] === t.count ? short : short + COST.ragged(length - t.lengths[w]!);
}

function indentation(columns: number, tabs: boolean): string {
  return tabs ? '\t'.repeat(Math.floor(columns / 8)) + ' '.repeat(columns % 8) : ' '.repeat(columns);
}
