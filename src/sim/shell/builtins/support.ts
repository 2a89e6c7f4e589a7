import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import type { BuiltinCall } from './builtin.ts';

/** Options of a builtin taken apart (internal_getopt). */
export interface Parsed {
  options: { letter: string; value: string }[];
  rest: readonly string[];
  /** The option that is not known, as it is shown: `-Z`. */
  invalid: string | undefined;
  /** The option that lacks its argument. */
  missing: string | undefined;
}

/**
 * Takes options apart: `spec` names the letters, with `:` after those that take an argument. A word that is no option, or `--`,
 * ends them. With `plus`, options may begin with `+` too, and their letter is given with it.
 */
export function parseOptions(args: readonly string[], spec: string, plus = false): Parsed {
  const options: Parsed['options'] = [];
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    const sign = arg[0];
    if (arg.length < 2 || (sign !== '-' && !(plus && sign === '+'))) break;
    for (let k = 1; k < arg.length; k++) {
      const letter = arg[k]!;
      const at = letter === ':' ? -1 : spec.indexOf(letter);
      if (at < 0) return { options, rest: args.slice(i), invalid: `${sign}${letter}`, missing: undefined };
      const name = sign === '+' ? `+${letter}` : letter;
      if (spec[at + 1] !== ':') {
        options.push({ letter: name, value: '' });
        continue;
      }
      const value = k + 1 < arg.length ? arg.slice(k + 1) : args[++i];
      if (value === undefined) return { options, rest: [], invalid: undefined, missing: `-${letter}` };
      options.push({ letter: name, value });
      break;
    }
  }
  return { options, rest: args.slice(i), invalid: undefined, missing: undefined };
}

/** A message with the builtin's name. */
export function* complain(shell: Shell, call: BuiltinCall, message: string): Step {
  yield* shell.complain(message, call.name);
}

/** Tells how the builtin is used; gives 2. */
export function* usage(shell: Shell, call: BuiltinCall): Step<number> {
  const builtin = shell.dialect.builtins.get(call.name);
  yield* shell.say(`${call.name}: usage: ${call.name}${builtin?.usage ? ` ${builtin.usage}` : ''}\n`);
  return 2;
}

/** Tells of options that are wrong; gives 2, or `undefined` where they are right. */
export function* wrongOptions(shell: Shell, call: BuiltinCall, parsed: Parsed): Step<number | undefined> {
  if (parsed.invalid !== undefined) {
    if (shell.posix) {
      yield* complain(shell, call, `Illegal option ${parsed.invalid}`);
      return 2;
    }
    yield* complain(shell, call, `${parsed.invalid}: invalid option`);
    return yield* usage(shell, call);
  }
  if (parsed.missing !== undefined) {
    yield* complain(shell, call, `${parsed.missing}: option requires an argument`);
    return yield* usage(shell, call);
  }
  return undefined;
}

/** An integer as builtins take it, with blanks and a sign around; `undefined` where it is none. */
export function integerOf(text: string): number | undefined {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) return undefined;
  const value = Number(text);
  return Math.abs(value) <= 9.3e18 ? value : undefined;
}

/** The function with some names to print a list in columns, or one a line, as a builtin's output. */
export function lines(items: readonly string[]): string {
  return items.map((i) => `${i}\n`).join('');
}
