import { Input } from '../lib/input.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { FAMILIES, utility, type Tool } from '../lib/utility.ts';

/** Larger numbers would take longer than a learner waits. */
const MAX = 2n ** 64n;

export default utility({
  name: 'factor',
  family: FAMILIES.coreutils,
  sizeBytes: 85_200,
  usage: ['[NUMBER]...', 'OPTION'],
  summary: 'Print the prime factors of each NUMBER, read from standard input where none is given.',
  options: {},
  *main(p, t) {
    if (t.operands.length > 0) {
      for (const word of t.operands) yield* factor(p, t, word);
      return;
    }
    const input = Input.open(p, '-');
    for (let line = yield* input.line(); line; line = yield* input.line()) {
      for (const word of line.text.split(/\s+/).filter(Boolean)) yield* factor(p, t, word);
    }
  },
});

function* factor(p: Process, t: Tool, word: string): Step {
  const digits = /^[ +]*(\d+)[ ]*$/.exec(word)?.[1];
  if (digits === undefined) {
    yield* t.fail(`${t.quote(word)} is not a valid positive integer`);
    return;
  }
  let n = BigInt(digits);
  if (n >= MAX) {
    yield* t.fail(`${t.quote(word)} is too large`);
    return;
  }
  const factors: bigint[] = [];
  let small = true;
  for (let d = 2n; d * d <= n; d += d === 2n ? 1n : 2n) {
    while (n % d === 0n) {
      factors.push(d);
      n /= d;
    }
    if ((d & 0x3fffn) === 1n) yield* p.burn(40);
    if (small && n <= BigInt(Number.MAX_SAFE_INTEGER)) {
      small = false;
      const rest = yield* factorSmall(p, Number(n), Number(d));
      factors.push(...rest.map(BigInt));
      n = 1n;
    }
  }
  if (n > 1n) factors.push(n);
  yield* p.stdout.line(`${BigInt(digits)}:${factors.map((f) => ` ${f}`).join('')}`);
}

/** The same with doubles, which are much faster. */
function* factorSmall(p: Process, from: number, first: number): Step<number[]> {
  const factors: number[] = [];
  let n = from;
  for (let d = Math.max(2, first); d * d <= n; d += d === 2 ? 1 : 2) {
    while (n % d === 0) {
      factors.push(d);
      n /= d;
    }
    if ((d & 0xffff) === 1) yield* p.burn(100);
  }
  if (n > 1) factors.push(n);
  return factors;
}
