import { LIMITS } from '../../kernel/limits.ts';
import type { Step } from '../../kernel/step.ts';
import { Discard } from './control.ts';
import type { Shell } from './shell.ts';

/** Tells that functions or sourced files are nested too deeply, and gives the command line up. */
export function* checkDepth(shell: Shell, name: string): Step {
  const own = Number(shell.variables.get('FUNCNEST') ?? 0);
  const limit = own > 0 ? Math.min(own, LIMITS.shellDepth) : LIMITS.shellDepth;
  if (shell.depth < limit) return;
  yield* shell.complain(`${name}: maximum function nesting level exceeded (${limit})`);
  throw new Discard(1);
}

/** Calls a function: its own positional parameters, its own scope of variables. */
export function* callFunction(shell: Shell, name: string, args: readonly string[]): Step {
  const fn = shell.functions.get(name)!;
  yield* checkDepth(shell, name);
  yield* shell.burn();
  const before = { args: shell.args, frames: shell.frames, base: shell.base, line: shell.line, loops: shell.loops, source: shell.source };
  const optind = shell.variables.get('OPTIND');
  shell.args = args;
  shell.frames = [...shell.frames, { kind: 'function', name, source: fn.source, callLine: shell.line }];
  shell.base = fn.base;
  shell.source = fn.source;
  shell.loops = 0;
  shell.depth++;
  shell.variables.enter(false);
  try {
    shell.status = 0;
    yield* shell.engine.node(shell, fn.body);
    const { unwind } = shell;
    if (unwind?.type === 'return') shell.status = unwind.status;
    shell.unwind = undefined;
    if (shell.traps.any) yield* shell.traps.returned();
  } finally {
    shell.restoreLocalOptions();
    shell.variables.leave();
    shell.depth--;
    Object.assign(shell, before);
  }
  if (optind !== shell.variables.get('OPTIND')) shell.optionOffset = 0;
}
