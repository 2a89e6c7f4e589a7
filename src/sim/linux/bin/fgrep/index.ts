import { program } from '../../../kernel/program.ts';

/** `fgrep`: Debian's script that runs `grep -F`. */
export default program({
  id: 'fgrep',
  paths: ['/usr/bin/fgrep'],
  package: 'grep',
  *main(p) {
    return yield* p.exec(['grep', '-F', ...p.argv.slice(1)]);
  },
});
