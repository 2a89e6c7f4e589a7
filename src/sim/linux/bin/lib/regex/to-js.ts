import type { Assertion, Node, Parsed } from './ast.ts';
import type { CharSet } from './charset.ts';

/** A parsed expression as JavaScript source with the flags it needs (without `g`, `y`, `d`). */
export function toJavaScript(parsed: Parsed): { source: string; flags: string } {
  return { source: source(parsed.root, parsed) || '(?:)', flags: parsed.utf8 ? 'u' : '' };
}

function source(node: Node, parsed: Parsed): string {
  switch (node.kind) {
    case 'empty':
    case 'keep':
      return '';
    case 'set':
      return setSource(node.set, parsed.utf8);
    case 'assert':
      return assertion(node.what, setSource(parsed.word, parsed.utf8));
    case 'cat':
      return node.nodes.map((n) => (n.kind === 'alt' ? `(?:${source(n, parsed)})` : source(n, parsed))).join('');
    case 'alt':
      return node.nodes.map((n) => source(n, parsed)).join('|');
    case 'repeat':
      return `(?:${source(node.node, parsed)})${quantifier(node.min, node.max)}${node.greed === 'lazy' ? '?' : ''}`;
    case 'group':
      return `(${source(node.node, parsed)})`;
    case 'backref':
      // Perl and POSIX: a group that has not matched makes the reference fail; JavaScript would let it match nothing
      return `(?:\\${node.index})`;
    case 'look':
      return `(?${node.ahead ? '' : '<'}${node.negative ? '!' : '='}${source(node.node, parsed)})`;
    case 'atomic':
      return `(?:${source(node.node, parsed)})`;
  }
}

function quantifier(min: number, max: number): string {
  if (min === 0 && max === Infinity) return '*';
  if (min === 1 && max === Infinity) return '+';
  if (min === 0 && max === 1) return '?';
  return `{${min}${max === min ? '' : `,${max === Infinity ? '' : max}`}}`;
}

function assertion(what: Assertion, word: string): string {
  switch (what) {
    case 'start':
      return '^';
    case 'end':
      return '$';
    case 'end-or-newline':
      return '(?=\\n?$)';
    case 'line-start':
      return '(?<![^\\n])';
    case 'line-end':
      return '(?![^\\n])';
    case 'word-boundary':
      return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
    case 'not-word-boundary':
      return `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
    case 'word-start':
      return `(?<!${word})(?=${word})`;
    case 'word-end':
      return `(?<=${word})(?!${word})`;
    case 'not-after-word':
      return `(?<!${word})`;
    case 'not-before-word':
      return `(?!${word})`;
  }
}

function character(code: number, utf8: boolean): string {
  const char = String.fromCodePoint(code);
  if (/[A-Za-z0-9 _"#%',:;<=>@`~&!]/.test(char)) return char;
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`;
  return utf8 ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** A set as one character or a class. */
export function setSource(set: CharSet, utf8: boolean): string {
  if (set.single !== undefined) return character(set.single, utf8);
  const pairs = utf8
    ? set.pairs()
    : set.pairs().flatMap(([from, to]): [number, number][] => (from > 0xff ? [] : [[from, Math.min(to, 0xff)]]));
  const ranges = pairs.map(([from, to]) => (from === to ? character(from, utf8) : `${character(from, utf8)}-${character(to, utf8)}`));
  return `[${ranges.join('')}]`;
}
