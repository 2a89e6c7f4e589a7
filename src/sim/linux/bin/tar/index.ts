import { Errno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { FAMILIES, guarded, Invocation } from '../lib/utility.ts';
import { Creator } from './create.ts';
import { Extractor } from './extract.ts';
import { parseTar, TAR_HELP, type TarOptions } from './options.ts';
import { TarFatal, Voice } from './voice.ts';

const DEFINITION = { name: 'tar', family: FAMILIES.tar, usage: [], summary: '', options: {}, failure: 2, main: function* () {} };
/** Exit code for a command line that getopt refuses. */
const USAGE_EXIT = 64;

export default program({
  id: 'tar',
  paths: ['/usr/bin/tar'],
  package: 'tar',
  sizeBytes: 531_984,
  *main(p) {
    return yield* guarded(p, { ...DEFINITION, failure: USAGE_EXIT }, function* () {
      const t = new Invocation(p, DEFINITION, [], []);
      const options = parseTar(p.argv.slice(1));
      if (options === 'help' || options === 'version') {
        yield* p.stdout.write(
          options === 'help' ? TAR_HELP(t.name) : "tar (GNU tar) 1.34\nThis is Mirrorpod's simulation of that program.\n",
        );
        return 0;
      }
      return yield* run(p, t, options);
    });
  },
});

function* run(p: Process, t: Invocation, options: TarOptions): Step<number> {
  const voice = new Voice(p, t, options);
  try {
    if (options.operation === 'create') yield* new Creator(p, voice, options).run();
    else yield* new Extractor(p, voice, options).run();
  } catch (e) {
    if (e instanceof Errno && e.syscall === 'write') {
      yield* p.error(`${t.name}: -: Cannot write: ${e.text}\n${t.name}: Error is not recoverable: exiting now\n`);
      return 2;
    }
    if (!(e instanceof TarFatal)) throw e;
    yield* p.error(`${e.message}${t.name}: Error is not recoverable: exiting now\n`);
    return 2;
  }
  yield* p.flush();
  return yield* voice.finish();
}
