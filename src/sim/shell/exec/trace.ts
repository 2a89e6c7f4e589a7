import type { Step } from '../../kernel/step.ts';
import { promptText } from '../expand/prompt-text.ts';
import { quotedIfNeeded } from '../expand/quote.ts';
import type { Shell } from './shell.ts';

/** Writes a line of `set -x`: PS4, its first character once for each level of evaluation, and the text. */
export function* trace(shell: Shell, text: string): Step {
  const { xtrace } = shell.options;
  const ps4 = shell.variables.get('PS4') ?? '';
  // the expansion of PS4 is not traced itself
  shell.options.set('xtrace', false);
  const { status } = shell;
  const prompt = yield* promptText(shell, ps4);
  shell.status = status;
  shell.options.set('xtrace', xtrace);
  const first = [...prompt][0] ?? '';
  yield* shell.say(`${first.repeat(shell.traceLevel - 1)}${prompt}${text}\n`);
}

/** Words as a trace shows them. */
export function tracedWords(words: readonly string[]): string {
  return words.map(quotedIfNeeded).join(' ');
}
