import type { Builtin, BuiltinTable } from './builtin.ts';
import { COMMAND_BUILTINS } from './commands.ts';
import { DECLARE_BUILTINS } from './declare.ts';
import { DIRECTORY_BUILTINS } from './directories.ts';
import { ECHO } from './echo.ts';
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

/** bash's builtins. */
export const BASH_BUILTINS: BuiltinTable = new Map(Object.entries(all));
