import { LIMITS } from '../../kernel/limits.ts';
import type { Step } from '../../kernel/step.ts';
import { Discard } from './control.ts';
import type { Shell } from './shell.ts';
import { call } from './trampoline.ts';

/**
 * Stops a recursion without end: FUNCNEST gives the command line up, and where bash's own stack would overflow the shell dies of
 * it, as bash does.
 */
export function* checkDepth(shell: Shell, name: string): Step {
  const own = Number(shell.variables.get('FUNCNEST') ?? 0);
  if (own > 0 && shell.depth >= own) {
    yield* shell.complain(`${name}: maximum function nesting level exceeded (${own})`);
    throw new Discard(1);
  }
  if (shell.depth >= LIMITS.shellDepth) yield* shell.traps.dieOf('SEGV');
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
  const restoreTrap = shell.traps.hideReturn();
  try {
    shell.status = 0;
    if (shell.options.get('functrace')) yield* shell.traps.debug();
    yield* call(shell.engine.node(shell, fn.body));
    const { unwind } = shell;
    if (unwind?.type === 'return') shell.status = unwind.status;
    shell.unwind = undefined;
    if (shell.traps.any) yield* shell.traps.returned();
  } finally {
    restoreTrap();
    shell.restoreLocalOptions();
    shell.variables.leave();
    shell.depth--;
    Object.assign(shell, before);
  }
  if (optind !== shell.variables.get('OPTIND')) shell.optionOffset = 0;
}
