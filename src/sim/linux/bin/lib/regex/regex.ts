import { affordable, analyse, type Analysis } from './analyse.ts';
import { nullable, type Node, type Parsed } from './ast.ts';
import { Backtracker } from './backtrack.ts';
import { CharSet } from './charset.ts';
import { compile } from './program.ts';
import { toJavaScript } from './to-js.ts';

/** A match: offsets in UTF-16 units, and the texts of the groups (1 is the first; undefined where one took no part). */
export interface Match {
  start: number;
  end: number;
  groups: (string | undefined)[];
  /** Offsets of the groups: `[start, end]`, -1 where one took no part. Present where they were asked for. */
  spans?: [number, number][];
}

/**
 * A compiled regular expression. Matching is JavaScript's where that is sure to end soon and to find what the expression's own
 * rules would find; else it is a matcher of our own whose time is bounded (`backtrack.ts`). All methods may throw
 * RegexTooExpensive.
 */
export class Regex {
  readonly #analysis: Analysis;
  readonly #native: RegExp | undefined;
  #sticky: RegExp | undefined;
  #indexed: RegExp | undefined;
  #own: Backtracker | undefined;

  constructor(readonly parsed: Parsed) {
    this.#analysis = analyse(parsed);
    if (!this.#analysis.expressible) return;
    const { source, flags } = toJavaScript(parsed);
    this.#native = new RegExp(source, `${flags}g`);
  }

  get groups(): number {
    return this.parsed.groups;
  }

  /** Whether there is a match at or after `from`. */
  test(text: string, from = 0): boolean {
    const { literals, onlyLiteral } = this.#analysis;
    if (onlyLiteral) return text.includes(literals[0]!, from);
    if (!this.#possible(text, from)) return false;
    const native = this.#chosen(text);
    if (!native) return this.#matcher.search(text, from) !== undefined;
    return this.#run(native, text, from) !== null;
  }

  /** The leftmost match at or after `from`. */
  exec(text: string, from = 0): Match | undefined {
    if (from > text.length || !this.#possible(text, from)) return undefined;
    const native = this.#analysis.exact ? this.#chosen(text) : undefined;
    if (!native) {
      // JavaScript knows cheaply whether there is one; which one it is, POSIX decides
      const known = this.parsed.longest ? this.#chosen(text) : undefined;
      if (known && this.#run(known, text, from) === null) return undefined;
      return this.#slow(text, from, false);
    }
    const found = this.#run(native, text, from);
    if (!found) return undefined;
    return { start: found.index, end: found.index + found[0].length, groups: found };
  }

  /** The same with the groups' offsets. */
  execSpans(text: string, from = 0): Match | undefined {
    if (from > text.length || !this.#possible(text, from)) return undefined;
    if (!this.#analysis.exact || !this.#chosen(text)) return this.#slow(text, from, true);
    this.#indexed ??= new RegExp(this.#native!.source, `${this.#native!.flags}d`);
    this.#indexed.lastIndex = from;
    const found = this.#indexed.exec(text);
    if (!found) return undefined;
    const spans = found.indices!.map((span): [number, number] => span ?? [-1, -1]);
    return { start: found.index, end: found.index + found[0].length, groups: found, spans };
  }

  /** Whether all required literals are there, in order. */
  #possible(text: string, from: number): boolean {
    let at = from;
    for (const literal of this.#analysis.literals) {
      at = text.indexOf(literal, at);
      if (at < 0) return false;
      at += literal.length;
    }
    return true;
  }

  /** JavaScript's matcher, where it may be used for this text. */
  #chosen(text: string): RegExp | undefined {
    return this.#native && !this.#analysis.exponential && affordable(this.#analysis, text) ? this.#native : undefined;
  }

  #run(native: RegExp, text: string, from: number): RegExpExecArray | null {
    let matcher = native;
    if (this.#analysis.leadingStar && !text.includes('\n') && !this.parsed.utf8) {
      matcher = this.#sticky ??= new RegExp(native.source, native.flags.replace('g', 'y'));
    }
    matcher.lastIndex = from;
    return matcher.exec(text);
  }

  get #matcher(): Backtracker {
    return (this.#own ??= new Backtracker(compile(this.parsed), this.parsed, firstCharacters(this.parsed.root)));
  }

  #slow(text: string, from: number, withSpans: boolean): Match | undefined {
    const found = this.#matcher.search(text, from);
    if (!found) return undefined;
    const groups: (string | undefined)[] = [];
    const spans: [number, number][] = [];
    for (let i = 0; i < found.length; i += 2) {
      const [start, end] = [found[i]!, found[i + 1]!];
      const took = start >= 0 && end >= 0;
      groups.push(took ? text.slice(start, end) : undefined);
      spans.push(took ? [start, end] : [-1, -1]);
    }
    return { start: found[0]!, end: found[1]!, groups, ...(withSpans ? { spans } : {}) };
  }
}

/** The characters a match can begin with; undefined where it can be empty or that is not known. */
function firstCharacters(node: Node): CharSet | undefined {
  switch (node.kind) {
    case 'set':
      return node.set;
    case 'group':
    case 'atomic':
      return firstCharacters(node.node);
    case 'repeat':
      return node.min > 0 ? firstCharacters(node.node) : undefined;
    case 'alt': {
      const sets = node.nodes.map(firstCharacters);
      return sets.includes(undefined) ? undefined : CharSet.union(sets as CharSet[]);
    }
    case 'cat': {
      const head = node.nodes.find((n) => n.kind !== 'assert');
      return head && !nullable(head) ? firstCharacters(head) : undefined;
    }
    default:
      return undefined;
  }
}
