import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import type { ArrayElement, Subscript } from '../syntax/tree.ts';

/** `name=value` as an argument of `declare` and its like; a list's elements are expanded when it is assigned. */
export interface PreparedAssignment {
  name: string;
  subscript: Subscript | undefined;
  append: boolean;
  value: string | readonly ArrayElement[];
}

/** A call of a builtin: `args` without its name. */
export interface BuiltinCall {
  name: string;
  args: readonly string[];
  /** By position in `args`: the assignments among them. */
  assignments: ReadonlyMap<number, PreparedAssignment>;
}

export interface Builtin {
  /** Gives the status. */
  run(shell: Shell, call: BuiltinCall): Step<number>;
  /** What follows its name in a usage line. */
  usage: string;
  /** One line of help. */
  summary: string;
  /** POSIX special builtin: found before functions in posix mode. */
  special?: boolean;
  /** Its arguments may be assignments (`declare`, `export`). */
  declares?: boolean;
}

export type BuiltinTable = ReadonlyMap<string, Builtin>;
