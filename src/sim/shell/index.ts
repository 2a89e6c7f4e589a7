import { program, type Program } from '../kernel/program.ts';
import { bashMain } from './programs/bash.ts';

/** The shells of a Debian node. */
export const SHELL_PROGRAMS: readonly Program[] = [
  program({ id: 'bash', paths: ['/usr/bin/bash'], package: 'bash', sizeBytes: 1_265_648, main: bashMain }),
];
