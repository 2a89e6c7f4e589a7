import { UsageError } from './utility.ts';

interface Quotes {
  quote(text: string): string;
}

/**
 * gnulib's XARGMATCH: an argument out of a list of words, which may be abbreviated. Each row of `valid` holds words that mean the
 * same; the row's first word is given. Throws UsageError with the list (exit code 1, whatever the program's own).
 */
export function argmatch<W extends string>(t: Quotes, option: string, value: string, valid: readonly (readonly [W, ...string[]])[]): W {
  const rows = valid.filter((row) => row.some((word) => word.startsWith(value)));
  const exact = valid.find((row) => row.includes(value));
  const chosen = exact ?? (rows.length === 1 ? rows[0] : undefined);
  if (chosen) return chosen[0];
  const list = valid.map((row) => `\n  - ${row.map((word) => t.quote(word)).join(', ')}`).join('');
  const kind = rows.length > 1 ? 'ambiguous' : 'invalid';
  throw new UsageError(`${kind} argument ${t.quote(value)} for ${t.quote(option)}\nValid arguments are:${list}`, 1);
}
