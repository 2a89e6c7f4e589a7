import { program, type Program } from '../kernel/program.ts';
import { bashMain } from './programs/bash.ts';
import { dashMain } from './programs/dash.ts';

export { runAsh } from './programs/ash.ts';

/** The shells of a Debian node. */
export const SHELL_PROGRAMS: readonly Program[] = [
  program({ id: 'bash', paths: ['/usr/bin/bash'], package: 'bash', sizeBytes: 1_265_648, main: bashMain }),
  program({ id: 'dash', paths: ['/usr/bin/dash', '/usr/bin/sh'], package: 'dash', sizeBytes: 125_640, main: dashMain }),
];
