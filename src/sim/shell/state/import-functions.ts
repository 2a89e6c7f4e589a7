import type { Shell } from '../exec/shell.ts';
import { exportedFunctionText } from '../syntax/print.ts';
import { treeOf } from '../syntax/commands.ts';
import { imported } from '../text.ts';

const NAME = /^BASH_FUNC_(.+)%%$/;

/** Takes exported functions over from the environment (`BASH_FUNC_name%%=() { …`). */
export function importFunctions(shell: Shell): void {
  for (const [key, value] of Object.entries(shell.p.env)) {
    const name = NAME.exec(key)?.[1];
    if (name === undefined || !value.startsWith('() {')) continue;
    const [statement] = treeOf(`${name} ${imported(value, shell.locale)}\n`, false);
    if (statement?.node.kind !== 'function') continue;
    const { body } = statement.node;
    shell.functions.set(name, { body, base: 1, line: 1, source: 'environment', exported: true, traced: false, readonly: false });
  }
}

/** Exported functions as environment variables. */
export function functionVariables(shell: Shell): [string, string][] {
  return [...shell.functions].filter(([, f]) => f.exported).map(([name, f]) => [`BASH_FUNC_${name}%%`, exportedFunctionText(f.body)]);
}
