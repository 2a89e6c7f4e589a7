import type { Builtin, BuiltinTable } from './builtin.ts';
import { COMMAND_BUILTINS } from './commands.ts';
import { DECLARE_BUILTINS } from './declare.ts';
import { DIRECTORY_BUILTINS } from './directories.ts';
import { DASH_ECHO, ECHO } from './echo.ts';
import { FLOW_BUILTINS } from './flow.ts';
import { JOB_BUILTINS } from './jobs.ts';
import { OPTION_BUILTINS } from './options.ts';
import { PRINTF } from './printf.ts';
import { PROCESS_BUILTINS } from './process.ts';
import { READ_BUILTINS } from './read.ts';
import { TEST_BUILTINS } from './test.ts';

const all: Readonly<Record<string, Builtin>> = {
  ...FLOW_BUILTINS,
  ...DECLARE_BUILTINS,
  ...OPTION_BUILTINS,
  ...READ_BUILTINS,
  ...JOB_BUILTINS,
  ...DIRECTORY_BUILTINS,
  ...COMMAND_BUILTINS,
  ...PROCESS_BUILTINS,
  ...TEST_BUILTINS,
  echo: ECHO,
  printf: PRINTF,
};

const DASH_NAMES = (
  '. : [ alias bg break cd command continue echo eval exec exit export false fg getopts hash jobs kill local printf pwd read readonly ' +
  'return set shift test times trap true type ulimit umask unalias unset wait'
).split(' ');
const ASH_NAMES = [...DASH_NAMES, 'source', 'let', 'help'];

function chosen(names: readonly string[], others: Readonly<Record<string, Builtin>>): BuiltinTable {
  return new Map(names.map((name) => [name, others[name] ?? all[name]!]));
}

/** dash's builtins, and those of BusyBox's ash. */
export const DASH_BUILTINS: BuiltinTable = new Map([...chosen(DASH_NAMES, { echo: DASH_ECHO }), ['chdir', all['cd']!]]);
export const ASH_BUILTINS: BuiltinTable = new Map([...chosen(ASH_NAMES, {}), ['chdir', all['cd']!]]);

/** bash's builtins. */
export const BASH_BUILTINS: BuiltinTable = new Map(Object.entries(all));
