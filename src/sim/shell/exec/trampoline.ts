import type { Step } from '../../kernel/step.ts';

/** Code to be run by the trampoline beneath instead of by JavaScript's own stack. */
class Call {
  constructor(readonly body: Step<unknown>) {}
}

/**
 * Runs code as `yield*` does, but without nesting on JavaScript's stack: for calls of functions and of texts, which scripts nest
 * thousands deep. Works only beneath `trampoline`.
 */
export function* call<T>(body: Step<T>): Step<T> {
  return (yield new Call(body) as never) as T;
}

/** Runs code whose calls are kept on a stack of its own. A resumption reaches the innermost call at once. */
export function* trampoline<T>(body: Step<T>): Step<T> {
  const stack: Step<unknown>[] = [body];
  let given: unknown;
  let thrown: { error: unknown } | undefined;
  for (;;) {
    const top = stack[stack.length - 1]!;
    let result: IteratorResult<unknown, unknown>;
    try {
      if (thrown) {
        const { error } = thrown;
        thrown = undefined;
        result = top.throw(error);
      } else result = top.next(given);
    } catch (error) {
      stack.pop();
      if (stack.length === 0) throw error;
      thrown = { error };
      continue;
    }
    if (result.done) {
      stack.pop();
      if (stack.length === 0) return result.value as T;
      given = result.value;
    } else if (result.value instanceof Call) {
      stack.push(result.value.body);
      given = undefined;
    } else given = yield result.value as never;
  }
}
