import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { parseArguments, TreeUsage, type TreeOptions } from './options.ts';
import { Tree } from './walk.ts';

export default program({
  id: 'tree',
  paths: ['/usr/bin/tree'],
  package: 'tree',
  sizeBytes: 87_440,
  *main(p): Step<number> {
    let options: TreeOptions;
    try {
      options = parseArguments(p);
    } catch (e) {
      if (!(e instanceof TreeUsage)) throw e;
      if (e.toOutput) yield* p.stdout.write(e.message);
      else yield* p.error(e.message);
      return e.code;
    }
    return yield* new Tree(p, options).run();
  },
});
