import { RegexError } from './ast.ts';
import { CharSet, posixClass } from './charset.ts';

const UNMATCHED = 'Unmatched [, [^, [:, [., or [=';

/** One end of a range, or a class, in a bracket expression. */
type Element = { char: number } | { set: CharSet };

/**
 * Reads a POSIX bracket expression (regex(7)); `at` stands behind the opening bracket. Gives the set and the place behind the
 * closing bracket. A negated set takes from `universe`. Throws RegexError with glibc's texts.
 */
export function bracketExpression(
  chars: readonly string[],
  at: number,
  options: { utf8: boolean; ignoreCase: boolean; universe: CharSet },
): [CharSet, number] {
  let i = at;
  const negated = chars[i] === '^';
  if (negated) i++;
  if (i >= chars.length) throw new RegexError('Invalid regular expression');
  const first = i;
  const sets: CharSet[] = [];
  const pairs: [number, number][] = [];
  while (chars[i] !== ']' || i === first) {
    if (i >= chars.length) throw new RegexError(UNMATCHED);
    const [start, next] = element(chars, i, options.utf8);
    i = next;
    if (chars[i] === '-' && i + 1 < chars.length && chars[i + 1] !== ']') {
      const [end, after] = element(chars, i + 1, options.utf8);
      if (!('char' in start) || !('char' in end) || start.char > end.char) throw new RegexError('Invalid range end');
      pairs.push([start.char, end.char]);
      i = after;
    } else if ('char' in start) pairs.push([start.char, start.char]);
    else sets.push(start.set);
  }
  // `[:space:]` outside of brackets is always a mistake, and GNU's matcher says so
  if (chars[first] === ':' && !negated && i - first > 2 && chars[i - 1] === ':') {
    throw new RegexError('character class syntax is [[:space:]], not [:space:]');
  }
  const plain = CharSet.union([...sets, CharSet.of(pairs)]);
  const set = options.ignoreCase ? plain.foldCase(options.utf8) : plain;
  return [negated ? set.complement(options.universe) : set, i + 1];
}

function element(chars: readonly string[], at: number, utf8: boolean): [Element, number] {
  const kind = chars[at + 1];
  if (chars[at] !== '[' || (kind !== ':' && kind !== '.' && kind !== '=')) return [{ char: chars[at]!.codePointAt(0)! }, at + 1];
  let end = at + 2;
  while (end < chars.length && !(chars[end] === kind && chars[end + 1] === ']')) end++;
  if (end >= chars.length) throw new RegexError(UNMATCHED);
  const name = chars.slice(at + 2, end).join('');
  if (kind === ':') {
    const set = posixClass(name, utf8);
    if (!set) throw new RegexError('Invalid character class name');
    return [{ set }, end + 2];
  }
  if ([...name].length !== 1) throw new RegexError('Invalid collation character');
  return [{ char: name.codePointAt(0)! }, end + 2];
}
