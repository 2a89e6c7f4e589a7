import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
export function* startInteractive(_shell: Shell): Step {}
export function* runInteractive(_shell: Shell): Step {}
