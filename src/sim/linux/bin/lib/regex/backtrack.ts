import { LIMITS } from '../../../../kernel/limits.ts';
import { RegexTooExpensive, type Assertion, type Parsed } from './ast.ts';
import type { CharSet } from './charset.ts';
import type { Instruction, Program } from './program.ts';

/** Bits of the table of visited states that one search may use. */
const MOST_VISITED_BITS = 1 << 28;
/** Steps after which a search with back references is content with the longest match so far. */
const PATIENCE = 200_000;

/**
 * A backtracking matcher that remembers which states (instruction and place) it has been in, so that its time grows with the
 * text's length and the program's, never exponentially. Only back references and lookarounds escape that; they are bounded by
 * `LIMITS.regexSteps`. Of several matches at a place it takes the first in Perl's order, or for POSIX the longest (as glibc
 * does: the first in that order among the longest).
 */
export class Backtracker {
  readonly #code: readonly Instruction[];
  readonly #state: Int32Array;
  #text = '';
  #steps = 0;
  #visited: Uint32Array | undefined;
  #table = new Uint32Array(64);

  constructor(
    private readonly program: Program,
    private readonly parsed: Parsed,
    /** Characters a match can begin with; undefined where it can be empty. */
    private readonly first: CharSet | undefined,
  ) {
    this.#code = program.code;
    this.#state = new Int32Array(program.slots + program.registers);
  }

  /**
   * The leftmost match at or after `from`: pairs of offsets for the whole and each group, -1 where a group took no part. Throws
   * RegexTooExpensive.
   */
  search(text: string, from: number): Int32Array | undefined {
    this.#text = text;
    this.#steps = 0;
    this.#visited = this.#freshTable(text.length + 1);
    for (let at = from; at <= text.length; at++) {
      if (this.first && (at === text.length || !this.first.has(this.#code1(at)))) continue;
      this.#state.fill(-1);
      this.#state[0] = at;
      const found = this.#run(0, at, { longest: this.parsed.longest, endAt: -1, visited: this.#visited });
      if (found) return found;
      if (this.parsed.utf8 && text.codePointAt(at)! > 0xffff) at++;
    }
    return undefined;
  }

  #freshTable(places: number): Uint32Array | undefined {
    const bits = places * this.#code.length;
    if (this.program.stateful || bits > MOST_VISITED_BITS) return undefined;
    const words = (bits >> 5) + 1;
    if (this.#table.length < words) this.#table = new Uint32Array(words);
    else this.#table.fill(0, 0, words);
    return this.#table;
  }

  #code1(at: number): number {
    return this.parsed.utf8 ? this.#text.codePointAt(at)! : this.#text.charCodeAt(at);
  }

  /** Runs from an instruction and a place; gives the captures where it comes to a match. */
  #run(pc0: number, at0: number, how: { longest: boolean; endAt: number; visited: Uint32Array | undefined }): Int32Array | undefined {
    const state = this.#state;
    const places = this.#text.length + 1;
    // pairs: an instruction and a place to try; or, negative, a slot to set back and its value
    const stack: number[] = [pc0, at0];
    let best: Int32Array | undefined;
    while (stack.length > 0) {
      let at = stack.pop()!;
      let pc = stack.pop()!;
      if (pc < 0) {
        state[-pc - 1] = at;
        continue;
      }
      for (;;) {
        if (++this.#steps > LIMITS.regexSteps || (best && how.visited === undefined && this.#steps > PATIENCE)) {
          if (best) return best;
          throw new RegexTooExpensive();
        }
        if (how.visited) {
          const bit = pc * places + at;
          const mask = 1 << (bit & 31);
          if (how.visited[bit >> 5]! & mask) break;
          how.visited[bit >> 5]! |= mask;
        }
        const step = this.#code[pc]!;
        if (step.op === 'set') {
          if (at >= this.#text.length) break;
          const code = this.#code1(at);
          if (!step.set.has(code)) break;
          at += code > 0xffff ? 2 : 1;
          pc++;
        } else if (step.op === 'split') {
          stack.push(step.second, at);
          pc = step.first;
        } else if (step.op === 'jump') pc = step.to;
        else if (step.op === 'match') {
          if (how.endAt >= 0 && at !== how.endAt) break;
          if (!best || at > best[1]!) best = this.#captured(at);
          if (!how.longest || at === this.#text.length) return best;
          break;
        } else {
          const next = this.#special(step, pc, at, stack);
          if (next < 0) break;
          if (step.op === 'backref') at = this.#afterBackref;
          if (step.op === 'atomic') at = this.#afterAtomic;
          pc = next;
        }
      }
    }
    return best;
  }

  #captured(end: number): Int32Array {
    const captures = this.#state.slice(0, this.program.slots);
    captures[1] = end;
    return captures;
  }

  #afterBackref = 0;
  #afterAtomic = 0;

  #set(slot: number, value: number, stack: number[]): void {
    stack.push(-slot - 1, this.#state[slot]!);
    this.#state[slot] = value;
  }

  /** The rarer instructions: gives the next one, or -1 where this way fails. */
  #special(step: Instruction, pc: number, at: number, stack: number[]): number {
    const state = this.#state;
    switch (step.op) {
      case 'save':
        this.#set(step.slot, at, stack);
        return pc + 1;
      case 'keep':
        this.#set(0, at, stack);
        return pc + 1;
      case 'mark':
        this.#set(this.program.slots + step.register, at, stack);
        return pc + 1;
      case 'progress':
        return state[this.program.slots + step.register] === at ? step.exit : pc + 1;
      case 'assert':
        return this.#holds(step.what, at) ? pc + 1 : -1;
      case 'backref':
        return this.#backref(step.index, step.ignoreCase, at) ? pc + 1 : -1;
      case 'look':
        return this.#look(step, at, stack) === !step.negative ? step.to : -1;
      case 'atomic': {
        const found = this.#nested(step.body, at, -1, stack);
        if (!found) return -1;
        this.#afterAtomic = found[1]!;
        return step.to;
      }
      default:
        return -1;
    }
  }

  #backref(index: number, ignoreCase: boolean, at: number): boolean {
    const start = this.#state[2 * index]!;
    const end = this.#state[2 * index + 1]!;
    if (start < 0 || end < start) return false;
    const wanted = this.#text.slice(start, end);
    const there = this.#text.slice(at, at + wanted.length);
    this.#afterBackref = at + wanted.length;
    return there === wanted || (ignoreCase && there.toLowerCase() === wanted.toLowerCase());
  }

  #look(step: Extract<Instruction, { op: 'look' }>, at: number, stack: number[]): boolean {
    if (step.ahead) return this.#nested(step.body, at, -1, step.negative ? undefined : stack) !== undefined;
    for (let start = at; start >= Math.max(0, at - 255); start--) {
      if (this.#nested(step.body, start, at, step.negative ? undefined : stack)) return true;
    }
    return false;
  }

  /** Matches a sub-expression by itself; what it captured holds on where `stack` is given. */
  #nested(body: number, at: number, endAt: number, stack: number[] | undefined): Int32Array | undefined {
    const before = this.#state.slice();
    const found = this.#run(body, at, { longest: false, endAt, visited: undefined });
    this.#state.set(before);
    if (found && stack) {
      for (let slot = 2; slot < found.length; slot++) if (found[slot] !== this.#state[slot]) this.#set(slot, found[slot]!, stack);
    }
    return found;
  }

  #isWord(at: number): boolean {
    if (at < 0 || at >= this.#text.length) return false;
    return this.parsed.word.has(this.#code1(at));
  }

  #holds(what: Assertion, at: number): boolean {
    const text = this.#text;
    switch (what) {
      case 'start':
        return at === 0;
      case 'end':
        return at === text.length;
      case 'end-or-newline':
        return at === text.length || (at === text.length - 1 && text[at] === '\n');
      case 'line-start':
        return at === 0 || text[at - 1] === '\n';
      case 'line-end':
        return at === text.length || text[at] === '\n';
      case 'word-boundary':
        return this.#isWord(at - 1) !== this.#isWord(at);
      case 'not-word-boundary':
        return this.#isWord(at - 1) === this.#isWord(at);
      case 'word-start':
        return !this.#isWord(at - 1) && this.#isWord(at);
      case 'word-end':
        return this.#isWord(at - 1) && !this.#isWord(at);
      case 'not-after-word':
        return !this.#isWord(at - 1);
      case 'not-before-word':
        return !this.#isWord(at);
    }
  }
}
