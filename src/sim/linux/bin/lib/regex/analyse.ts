import { childrenOf, nullable, some, type Node, type Parsed } from './ast.ts';
import { ALL_BYTES, ALL_CHARACTERS, type CharSet } from './charset.ts';

/** One member of the expression's outermost sequence, as far as the cost of backtracking goes. */
interface Item {
  /** The characters it takes, where it takes one kind only. */
  set: CharSet | undefined;
  /** How often, or how many ways, it can match. */
  min: number;
  max: number;
}

/** What is known of an expression before it meets a text. */
export interface Analysis {
  /** Whether what JavaScript's matcher finds ends and captures where this expression's own rules say. */
  exact: boolean;
  /** Whether JavaScript can express it at all. */
  expressible: boolean;
  /** Whether backtracking can take exponential time. */
  exponential: boolean;
  /** Texts that every match contains, in this order. */
  literals: readonly string[];
  /** The whole expression is the one literal. */
  onlyLiteral: boolean;
  anchored: boolean;
  /** It begins with something like `.*`: if it does not match at a place, then it does not further on. */
  leadingStar: boolean;
  items: readonly Item[];
}

/** Finds out how an expression may be matched safely, and by which means. */
export function analyse(parsed: Parsed): Analysis {
  const { root } = parsed;
  const sequence = flatten(root);
  const backreferences = some(root, (n) => n.kind === 'backref');
  const perlOnly = some(root, (n) => n.kind === 'keep' || n.kind === 'atomic' || (n.kind === 'repeat' && n.greed === 'possessive'));
  // JavaScript lets a reference to a group that took no part match nothing; elsewhere it fails
  const certain = certainGroups(root);
  const oddBackref = some(root, (n) => n.kind === 'backref' && (n.ignoreCase || !certain.has(n.index)));
  const one = deterministic(root);
  const all = parsed.utf8 ? ALL_CHARACTERS : ALL_BYTES;
  return {
    exact: capturesAgree(root, false) && (!parsed.longest || (one && !backreferences)),
    expressible: !perlOnly && !oddBackref,
    exponential: !one && some(root, ambiguousLoop),
    ...literals(sequence),
    anchored: sequence[0]?.kind === 'assert' && sequence[0].what === 'start',
    leadingStar: isLeadingStar(sequence[0], all),
    items: sequence.filter((n) => n.kind !== 'assert' && n.kind !== 'keep').map(item),
  };
}

/** The outermost sequence with groups that are not repeated dissolved. */
function flatten(node: Node): Node[] {
  if (node.kind === 'cat') return node.nodes.flatMap(flatten);
  if (node.kind === 'group') return flatten(node.node);
  return node.kind === 'empty' ? [] : [node];
}

/** The groups that every match sets. */
function certainGroups(node: Node): Set<number> {
  if (node.kind === 'cat') return new Set(node.nodes.flatMap((n) => [...certainGroups(n)]));
  return node.kind === 'group' ? new Set([node.index, ...certainGroups(node.node)]) : new Set();
}

function isLeadingStar(node: Node | undefined, all: CharSet): boolean {
  if (node?.kind !== 'repeat' || node.min !== 0 || node.max !== Infinity || node.greed === 'possessive' || node.node.kind !== 'set')
    return false;
  const { ranges } = node.node.set;
  // everything, or everything but the newline
  return ranges.join() === all.ranges.join() || ranges.join() === [0, 9, 11, ...all.ranges.slice(1)].join();
}

function item(node: Node): Item {
  if (node.kind === 'set') return { set: node.set, min: 1, max: 1 };
  if (node.kind === 'repeat') return { set: node.node.kind === 'set' ? node.node.set : undefined, min: node.min, max: node.max };
  const loops = some(node, (n) => n.kind === 'repeat' && n.min !== n.max);
  return { set: undefined, min: nullable(node) ? 0 : 1, max: loops ? Infinity : countBranches(node) };
}

function countBranches(node: Node): number {
  const below = childrenOf(node).reduce((product, n) => Math.min(product * countBranches(n), 1e6), 1);
  return node.kind === 'alt' ? below * node.nodes.length : below;
}

function literals(sequence: readonly Node[]): { literals: string[]; onlyLiteral: boolean } {
  const found: string[] = [];
  let run = '';
  for (const node of sequence) {
    const single = node.kind === 'set' ? node.set.single : undefined;
    if (single !== undefined) run += String.fromCodePoint(single);
    else if (node.kind !== 'assert') {
      if (run !== '') found.push(run);
      run = '';
    }
  }
  if (run !== '') found.push(run);
  const onlyLiteral = sequence.length > 0 && sequence.every((n) => n.kind === 'set' && n.set.single !== undefined);
  return { literals: found, onlyLiteral };
}

/** A loop round something that can match the same text in several ways: `(a*)*`, `(a|ab)+`. */
function ambiguousLoop(node: Node): boolean {
  if (node.kind !== 'repeat' || node.max <= 1) return false;
  return (
    some(node.node, (n) => (n.kind === 'repeat' && n.min !== n.max) || n.kind === 'alt' || n.kind === 'backref') && !deterministic(node)
  );
}

/** JavaScript forgets what groups held at each new turn of a loop; others keep it. They agree where each turn sets the group. */
function capturesAgree(node: Node, optional: boolean): boolean {
  if (node.kind === 'group' && optional) return false;
  if (node.kind === 'repeat') {
    const loop = node.max > 1;
    if (!some(node.node, (n) => n.kind === 'group')) return true;
    return loop ? !nullable(node.node) && mandatoryGroups(node.node) : capturesAgree(node.node, false);
  }
  return childrenOf(node).every((child) => capturesAgree(child, optional));
}

/** Whether every group in the body of a loop is set in each turn. */
function mandatoryGroups(node: Node): boolean {
  if (node.kind === 'alt' || node.kind === 'repeat') return !some(node, (n) => n.kind === 'group');
  return childrenOf(node).every(mandatoryGroups);
}

interface Positions {
  first: number[];
  last: number[];
  nullable: boolean;
}

const MOST_POSITIONS = 150;

/**
 * Whether each next character leaves one way to go only (the Glushkov automaton is deterministic). Then greedy matching finds
 * the longest match, and never goes back far.
 */
export function deterministic(root: Node): boolean {
  const sets: CharSet[] = [];
  const follow: number[][] = [];
  let fine = true;
  const link = (from: number[], to: number[]): void => {
    for (const f of from) follow[f]!.push(...to);
  };
  const visit = (node: Node): Positions => {
    switch (node.kind) {
      case 'set':
        if (sets.length >= MOST_POSITIONS) fine = false;
        else follow.push([]);
        return fine ? { first: [sets.length], last: [sets.push(node.set) - 1], nullable: false } : NOTHING;
      case 'empty':
      case 'assert':
        return NOTHING;
      case 'group':
        return visit(node.node);
      case 'cat':
        return node.nodes.map(visit).reduce((a, b) => {
          link(a.last, b.first);
          return {
            first: a.nullable ? [...a.first, ...b.first] : a.first,
            last: b.nullable ? [...a.last, ...b.last] : b.last,
            nullable: a.nullable && b.nullable,
          };
        }, NOTHING);
      case 'alt': {
        const parts = node.nodes.map(visit);
        // an empty branch before others would be taken first
        if (parts.slice(0, -1).some((p) => p.nullable)) fine = false;
        return {
          first: parts.flatMap((p) => p.first),
          last: parts.flatMap((p) => p.last),
          nullable: parts.some((p) => p.nullable),
        };
      }
      case 'repeat': {
        const body = visit(node.node);
        if (node.greed !== 'greedy' || (body.nullable && node.max > 1)) fine = false;
        if (node.max > 1) link(body.last, body.first);
        return { ...body, nullable: node.min === 0 || body.nullable };
      }
      default:
        fine = false;
        return NOTHING;
    }
  };
  const whole = visit(root);
  if (!fine) return false;
  return [whole.first, ...follow].every((positions) => disjoint([...new Set(positions)].map((p) => sets[p]!)));
}

const NOTHING: Positions = { first: [], last: [], nullable: true };

function disjoint(sets: readonly CharSet[]): boolean {
  return sets.every((set, i) => sets.slice(i + 1).every((other) => !set.intersects(other)));
}

/** Steps up to which JavaScript's matcher is trusted with a text. */
const AFFORDABLE = 3e7;

/** Whether JavaScript's backtracking matcher is sure to end soon on a text (given that the required literals are in it). */
export function affordable(analysis: Analysis, text: string): boolean {
  const { items } = analysis;
  const length = text.length + 1;
  const open = items.filter((i) => i.max > i.min || i.set === undefined).length + (analysis.anchored || analysis.leadingStar ? 0 : 1);
  if (length ** open < AFFORDABLE) return true;
  let ways = analysis.anchored || analysis.leadingStar ? 1 : items[0]?.set && items[0].min > 0 ? count(text, items[0].set) + 1 : length;
  for (const [i, current] of items.entries()) {
    if (current.max === current.min && current.set) continue;
    if (items.slice(i + 1).every((later) => later.min === 0)) continue;
    const next = items[i + 1]!;
    const fixed = next.min > 0 ? next.set : undefined;
    if (fixed && current.set && !fixed.intersects(current.set)) continue;
    ways *= Math.min(fixed ? count(text, fixed) + 1 : length, current.max === Infinity ? length : current.max - current.min + 1);
  }
  return ways * Math.min(length, 64) < AFFORDABLE && length * (analysis.anchored ? 1 : Math.min(length, 2000)) < AFFORDABLE;
}

function count(text: string, set: CharSet): number {
  let n = 0;
  for (let i = 0; i < text.length; i++) if (set.has(text.charCodeAt(i))) n++;
  return n;
}
