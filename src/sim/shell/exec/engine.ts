import { runList, runNode } from './commands.ts';
import { callFunction } from './functions.ts';
import type { Engine } from './shell.ts';
import { runCommandWords } from './simple.ts';
import { runText } from './text.ts';
import { call } from './trampoline.ts';

/** The interpreter: what shells are made with. */
export const ENGINE: Engine = {
  list: runList,
  node: runNode,
  text: (shell, text, options) => call(runText(shell, text, options)),
  command: runCommandWords,
  *call(shell, name, args) {
    yield* callFunction(shell, name, args);
    return shell.status;
  },
};
