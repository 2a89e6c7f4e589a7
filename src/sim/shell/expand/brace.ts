import { LIMITS } from '../../kernel/limits.ts';
import type { Step } from '../../kernel/step.ts';
import { ShellExit } from '../exec/control.ts';
import type { Shell } from '../exec/shell.ts';
import type { Part, Word } from '../syntax/tree.ts';

/** A character of the word's own unquoted text, or a part that braces do not look into. */
type Atom = string | Part;

const known = new WeakMap<Word, Word[]>();
const KEPT = 1000;

/** The words that a word with braces stands for. They follow from its text alone. */
export function* expandBraces(shell: Shell, word: Word): Step<Word[]> {
  const kept = known.get(word);
  if (kept) return kept;
  const budget = { left: LIMITS.shellWordBytes / 16 };
  const atoms = word.parts.flatMap((p): Atom[] => (p.kind === 'text' && !p.quoted ? p.text.split('') : [p]));
  const expanded = expand(atoms, budget);
  if (!expanded) {
    yield* shell.complain(`brace expansion: failed to allocate memory for ${LIMITS.shellWordBytes} elements`);
    throw new ShellExit(2);
  }
  const words = expanded.map((atoms) => wordOfAtoms(atoms));
  yield* shell.burn(Math.ceil(words.length / 10));
  if (words.length <= KEPT) known.set(word, words);
  return words;
}

function wordOfAtoms(atoms: readonly Atom[]): Word {
  const parts: Part[] = [];
  for (const atom of atoms) {
    const last = parts[parts.length - 1];
    if (typeof atom !== 'string') parts.push(atom);
    else if (last?.kind === 'text' && !last.quoted) parts[parts.length - 1] = { ...last, text: last.text + atom };
    else parts.push({ kind: 'text', text: atom, quoted: false });
  }
  const first = parts[0];
  if (first?.kind === 'text' && !first.quoted && first.text.startsWith('~')) {
    const m = /^~([^/]*)/.exec(first.text)!;
    if (m[0].length < first.text.length || parts.length === 1) {
      parts.splice(0, 1, { kind: 'tilde', user: m[1]! }, { ...first, text: first.text.slice(m[0].length) });
    }
  }
  const plain = parts.every((p) => p.kind === 'text' && (p.quoted || !/[*?[(]/.test(p.text)));
  const literal = plain && parts.length > 0 ? parts.map((p) => (p as { text: string }).text).join('') : undefined;
  return { text: '', parts, literal, braces: false };
}

/** All expansions of the atoms; `undefined` where there are more than the budget allows. */
function expand(atoms: readonly Atom[], budget: { left: number }): Atom[][] | undefined {
  for (let open = atoms.indexOf('{'); open >= 0; open = atoms.indexOf('{', open + 1)) {
    // `${` does not occur here: it begins a part
    const close = closing(atoms, open);
    const choices = close < 0 ? undefined : choicesOf(atoms.slice(open + 1, close), budget);
    if (choices === undefined) continue;
    const rest = expand(atoms.slice(close + 1), budget);
    if (budget.left <= 0 || !rest) return undefined;
    const before = atoms.slice(0, open);
    const out: Atom[][] = [];
    for (const choice of choices) {
      for (const tail of rest) {
        if (--budget.left <= 0) return undefined;
        out.push([...before, ...choice, ...tail]);
      }
    }
    return out;
  }
  return [[...atoms]];
}

/** The brace that closes the one at `open`, -1 without one. */
function closing(atoms: readonly Atom[], open: number): number {
  let depth = 0;
  for (let i = open; i < atoms.length; i++) {
    if (atoms[i] === '{') depth++;
    else if (atoms[i] === '}' && --depth === 0) return i;
  }
  return -1;
}

/** What stands between two braces: a list or a sequence; `undefined` where it is neither, and the braces are plain text. */
function choicesOf(inner: readonly Atom[], budget: { left: number }): Atom[][] | undefined {
  const pieces: Atom[][] = [[]];
  let depth = 0;
  for (const atom of inner) {
    if (atom === '{') depth++;
    else if (atom === '}') depth--;
    if (atom === ',' && depth === 0) pieces.push([]);
    else pieces[pieces.length - 1]!.push(atom);
  }
  if (pieces.length > 1) return pieces.flatMap((p) => expand(p, budget) ?? []);
  return inner.every((a) => typeof a === 'string') ? sequence(inner.join(''), budget) : undefined;
}

/** `1..5`, `a..e`, `01..10..2`. */
function sequence(text: string, budget: { left: number }): Atom[][] | undefined {
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.([+-]?\d+))?$/.exec(text);
  const numbers = /^([+-]?\d+)\.\.([+-]?\d+)(?:\.\.([+-]?\d+))?$/.exec(text);
  const m = letters ?? numbers;
  if (!m) return undefined;
  const from = letters ? m[1]!.charCodeAt(0) : Number(m[1]);
  const to = letters ? m[2]!.charCodeAt(0) : Number(m[2]);
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to)) return undefined;
  const step = (Math.abs(Number(m[3] ?? 1)) || 1) * (to < from ? -1 : 1);
  const padded = numbers !== null && [m[1]!, m[2]!].some((n) => /^-?0\d/.test(n));
  const width = padded ? Math.max(m[1]!.length, m[2]!.length) : 0;
  if (Math.abs((to - from) / step) > budget.left) {
    budget.left = 0;
    return [];
  }
  const out: Atom[][] = [];
  for (let n = from; step > 0 ? n <= to : n >= to; n += step) {
    budget.left--;
    if (letters) out.push([String.fromCharCode(n)]);
    else out.push([n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0')]);
  }
  return out;
}
