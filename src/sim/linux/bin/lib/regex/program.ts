import { nullable, RegexError, type Assertion, type Node, type Parsed } from './ast.ts';
import type { CharSet } from './charset.ts';

/** One instruction of the matcher; `next`-less ones go on with the one behind them. */
export type Instruction =
  | { op: 'set'; set: CharSet }
  | { op: 'assert'; what: Assertion }
  | { op: 'save'; slot: number }
  /** Tries `first`, and `second` when that fails. */
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'backref'; index: number; ignoreCase: boolean }
  /** A sub-expression at `body` that ends with `match`, and where to go on. */
  | { op: 'look'; ahead: boolean; negative: boolean; body: number; to: number }
  | { op: 'atomic'; body: number; to: number }
  /** Remembers the place in a register. */
  | { op: 'mark'; register: number }
  /** Goes on at `exit` (or fails) where nothing was taken since the mark. */
  | { op: 'progress'; register: number; exit: number }
  | { op: 'keep' }
  | { op: 'match' };

export interface Program {
  code: readonly Instruction[];
  /** Capture slots: two a group, and two for the whole. */
  slots: number;
  registers: number;
  /** Has back references: what follows a place depends on more than the place. */
  stateful: boolean;
}

const LONGEST_PROGRAM = 200_000;

/** Compiles a parsed expression for the backtracking matcher. Throws RegexError where it would be too big. */
export function compile(parsed: Parsed): Program {
  const compiler = new Compiler(parsed.longest);
  compiler.emit(parsed.root);
  compiler.add({ op: 'match' });
  return {
    code: compiler.code,
    slots: 2 * (parsed.groups + 1),
    registers: compiler.registers,
    stateful: compiler.stateful,
  };
}

class Compiler {
  readonly code: Instruction[] = [];
  registers = 0;
  stateful = false;

  constructor(
    /** POSIX: a turn of a loop that takes nothing does not count. */
    private readonly posix: boolean,
  ) {}

  add(instruction: Instruction): number {
    if (this.code.length >= LONGEST_PROGRAM) throw new RegexError('Regular expression too big');
    return this.code.push(instruction) - 1;
  }

  emit(node: Node): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'set':
        this.add({ op: 'set', set: node.set });
        return;
      case 'assert':
        this.add({ op: 'assert', what: node.what });
        return;
      case 'cat':
        for (const n of node.nodes) this.emit(n);
        return;
      case 'alt':
        this.#alternatives(node.nodes);
        return;
      case 'repeat':
        this.#repeat(node);
        return;
      case 'group':
        this.add({ op: 'save', slot: 2 * node.index });
        this.emit(node.node);
        this.add({ op: 'save', slot: 2 * node.index + 1 });
        return;
      case 'backref':
        this.stateful = true;
        this.add({ op: 'backref', index: node.index, ignoreCase: node.ignoreCase });
        return;
      case 'look':
        this.#look(node);
        return;
      case 'atomic':
        this.#atomic(node.node);
        return;
      case 'keep':
        this.add({ op: 'keep' });
    }
  }

  #alternatives(nodes: readonly Node[]): void {
    const exits: number[] = [];
    for (const [i, node] of nodes.entries()) {
      if (i === nodes.length - 1) {
        this.emit(node);
        break;
      }
      const split = this.add({ op: 'jump', to: 0 });
      this.emit(node);
      exits.push(this.add({ op: 'jump', to: 0 }));
      this.code[split] = { op: 'split', first: split + 1, second: this.code.length };
    }
    for (const exit of exits) this.code[exit] = { op: 'jump', to: this.code.length };
  }

  #repeat(node: Extract<Node, { kind: 'repeat' }>): void {
    if (node.greed === 'possessive') {
      this.#atomic({ ...node, greed: 'greedy' });
      return;
    }
    for (let i = 0; i < node.min; i++) this.emit(node.node);
    const lazy = node.greed === 'lazy';
    if (node.max === Infinity) {
      this.#loop(node.node, lazy);
      return;
    }
    const splits: number[] = [];
    // for POSIX a turn beyond the least number that takes nothing does not count
    const guarded = this.posix && node.max > 1 && nullable(node.node);
    for (let i = node.min; i < node.max; i++) {
      splits.push(this.add({ op: 'jump', to: 0 }));
      const register = guarded ? this.registers++ : 0;
      if (guarded) this.add({ op: 'mark', register });
      this.emit(node.node);
      if (guarded) this.add({ op: 'progress', register, exit: -1 });
    }
    for (const split of splits) this.#split(split, split + 1, this.code.length, lazy);
  }

  #split(at: number, enter: number, leave: number, lazy: boolean): void {
    this.code[at] = { op: 'split', first: lazy ? leave : enter, second: lazy ? enter : leave };
  }

  #loop(body: Node, lazy: boolean): void {
    const head = this.add({ op: 'jump', to: 0 });
    const guarded = nullable(body);
    const register = guarded ? this.registers++ : 0;
    if (guarded) this.add({ op: 'mark', register });
    this.emit(body);
    const check = guarded ? this.add({ op: 'jump', to: 0 }) : -1;
    this.add({ op: 'jump', to: head });
    this.#split(head, head + 1, this.code.length, lazy);
    if (guarded) this.code[check] = { op: 'progress', register, exit: this.posix ? -1 : this.code.length };
  }

  #look(node: Extract<Node, { kind: 'look' }>): void {
    const at = this.add({ op: 'jump', to: 0 });
    this.emit(node.node);
    this.add({ op: 'match' });
    const { ahead, negative } = node;
    this.code[at] = { op: 'look', ahead, negative, body: at + 1, to: this.code.length };
  }

  #atomic(node: Node): void {
    const at = this.add({ op: 'jump', to: 0 });
    this.emit(node);
    this.add({ op: 'match' });
    this.code[at] = { op: 'atomic', body: at + 1, to: this.code.length };
  }
}
