import { program } from '../../../kernel/program.ts';
import { FAMILIES, guarded, Invocation } from '../lib/utility.ts';
import { FIND_HELP } from './help.ts';
import { parseCommand } from './parse.ts';
import { Search } from './search.ts';
import type { FindCommand } from './types.ts';

const DEFINITION = { name: 'find', family: FAMILIES.findutils, usage: [], summary: '', options: {}, main: function* () {} };

export default program({
  id: 'find',
  paths: ['/usr/bin/find'],
  package: 'findutils',
  sizeBytes: 224_848,
  *main(p) {
    return yield* guarded(p, DEFINITION, function* () {
      const t = new Invocation(p, DEFINITION, [], []);
      const word = p.argv.find((a) => /^--?(help|version)$/.test(a));
      if (word) {
        yield* p.stdout.write(
          word.endsWith('help')
            ? FIND_HELP(t.name)
            : `${FAMILIES.findutils.version('find')}\nThis is Mirrorpod's simulation of that program.\n`,
        );
        return 0;
      }
      const warnings: string[] = [];
      let command: FindCommand;
      try {
        command = parseCommand(p, t, warnings);
      } finally {
        for (const warning of warnings) yield* t.warn(warning);
      }
      const search = new Search(p, t, command);
      yield* search.run();
      yield* p.flush();
      return t.status;
    });
  },
});
