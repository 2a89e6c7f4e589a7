/** Stands for a single quote that quotes nothing (`"${x:-it's}"`), which unbash would take for the beginning of a quoted text. */
export const LITERAL_QUOTE = '\ue001';

/** The text with such quotes as they were written. */
export function withQuotes(text: string): string {
  return text.includes(LITERAL_QUOTE) ? text.replaceAll(LITERAL_QUOTE, "'") : text;
}

/** The parts of `a; b; c` in the header of `for ((…))`: semicolons inside parentheses and quotes part nothing. */
export function headerSections(text: string): string[] {
  const out: string[] = [];
  let depth = 0;
  let start = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\') i++;
    else if (c === '"' || c === "'") {
      const close = text.indexOf(c, i + 1);
      if (close > 0) i = close;
    } else if (c === '(') depth++;
    else if (c === ')') depth--;
    else if (c === ';' && depth === 0) {
      out.push(text.slice(start, i));
      start = i + 1;
    }
  }
  out.push(text.slice(start));
  return out.map((section) => section.trimStart());
}
