import { program } from '../../../kernel/program.ts';

/** `egrep`: Debian's script that runs `grep -E`. */
export default program({
  id: 'egrep',
  paths: ['/usr/bin/egrep'],
  package: 'grep',
  *main(p) {
    return yield* p.exec(['grep', '-E', ...p.argv.slice(1)]);
  },
});
