import { program } from '../../../kernel/program.ts';
import { grepMain } from './main.ts';

/** GNU grep 3.8 as Debian 12 has it. */
export default program({ id: 'grep', paths: ['/usr/bin/grep'], package: 'grep', sizeBytes: 203_152, main: grepMain });
