import type { Step } from '../../kernel/step.ts';
import { expandWords } from '../expand/expand.ts';
import { promptText } from '../expand/prompt-text.ts';
import { displayWidth } from '../readline/width.ts';
import type { Select } from '../syntax/tree.ts';
import { assignLoopVariable, leavesLoop } from './commands.ts';
import type { Shell } from './shell.ts';
import { trace } from './trace.ts';

/** Runs `select`: shows the menu, reads an answer, runs the body with the choice. */
export function* runSelect(shell: Shell, node: Select): Step {
  shell.line = shell.base + node.line;
  const items: readonly string[] = node.words ? yield* expandWords(shell, node.words) : shell.args;
  shell.status = 0;
  if (items.length === 0) return;
  shell.loops++;
  let shows = true;
  try {
    for (;;) {
      if (shell.options.xtrace) yield* trace(shell, `select ${node.name} in ${items.join(' ')}`);
      const reply = yield* ask(shell, items, shows);
      if (reply === undefined) return;
      const number = /^\s*[+-]?\d+\s*$/.test(reply) ? Number(reply) : 0;
      if (!(yield* assignLoopVariable(shell, node.name, items[number - 1] ?? ''))) return;
      yield* shell.engine.list(shell, node.body);
      if (leavesLoop(shell)) return;
      // the menu is shown again where the answer was emptied
      shows = shell.variables.get('REPLY') === '';
    }
  } finally {
    shell.loops--;
  }
}

/** Asks until something is answered; `undefined` at the end of the input. */
function* ask(shell: Shell, items: readonly string[], shows: boolean): Step<string | undefined> {
  let menu = shows;
  for (;;) {
    if (menu) yield* shell.say(menuText(shell, items));
    yield* shell.say(yield* promptText(shell, shell.variables.get('PS3') ?? '#? '));
    const status = yield* shell.engine.command(shell, ['read', '-r', 'REPLY'], { functions: false });
    if (status !== 0) {
      yield* shell.output('select', '\n');
      shell.status = 1;
      return undefined;
    }
    const reply = shell.variables.get('REPLY') ?? '';
    if (reply !== '') return reply;
    menu = true;
  }
}

/** The menu in columns, as print_select_list lays it out. */
function menuText(shell: Shell, items: readonly string[]): string {
  const columns = Number(shell.variables.get('COLUMNS')) || 80;
  const digits = String(items.length).length;
  const widest = items.reduce((w, item) => Math.max(w, displayWidth(item)), 0) + digits + 2;
  const cell = Math.max(1, widest) + 2;
  let across = Math.max(1, Math.floor(columns / cell));
  let rows = Math.ceil(items.length / across);
  across = Math.ceil(items.length / rows);
  if (rows === 1) {
    rows = across;
    across = 1;
  }
  const first = rows === 1 ? 1 : String(rows).length;
  let out = '';
  for (let row = 0; row < rows; row++) {
    let at = 0;
    for (let i = row; i < items.length; i += rows) {
      const width = i === row ? first : digits;
      out += `${String(i + 1).padStart(width)}) ${items[i]!}`;
      const used = displayWidth(items[i]!) + width + 2;
      if (i + rows >= items.length) break;
      out += indent(at + used, at + cell);
      at += cell;
    }
    out += '\n';
  }
  return out;
}

/** Blanks from one column to another, by tabs where these fit. */
function indent(from: number, to: number): string {
  let out = '';
  let at = from;
  while (at < to) {
    if (Math.floor(to / 8) > Math.floor(at / 8)) {
      out += '\t';
      at += 8 - (at % 8);
    } else {
      out += ' ';
      at++;
    }
  }
  return out;
}
