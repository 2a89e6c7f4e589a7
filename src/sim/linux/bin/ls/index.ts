import { FAMILIES, utility } from '../lib/utility.ts';
import { Lister } from './lister.ts';
import { LS_OPTIONS } from './option-table.ts';
import { resolveOptions } from './options.ts';

export default utility({
  name: 'ls',
  family: FAMILIES.coreutils,
  sizeBytes: 151_344,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'List the FILEs (the working directory where none is given), sorted by name unless told otherwise.',
  options: LS_OPTIONS,
  failure: 2,
  *main(p, t) {
    const options = resolveOptions(p, t);
    yield* new Lister(p, t, options).run(t.operands.length > 0 ? t.operands : ['.']);
  },
});
