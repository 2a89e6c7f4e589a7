import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { quotedParts } from '../syntax/words.ts';
import { expandQuoted } from './expand.ts';
import { expandPrompt } from './prompt.ts';

/** A prompt as it is shown: escapes decoded, then expanded as in double quotes (shopt promptvars). */
export function* promptText(shell: Shell, prompt: string): Step<string> {
  const decoded = shell.posix ? prompt : expandPrompt(shell, prompt);
  if (!/[$`\\]/.test(decoded) || (!shell.posix && !shell.options.shopt('promptvars'))) return decoded;
  return yield* expandQuoted(shell, quotedParts(decoded, shell.posix));
}
