import { program } from '../../../kernel/program.ts';
import { expandCapability, terminalType } from '../lib/terminfo.ts';

export default program({
  id: 'clear',
  paths: ['/usr/bin/clear'],
  package: 'ncurses-bin',
  sizeBytes: 14_584,
  *main(p) {
    let type = p.env['TERM'];
    let keep = false;
    for (let i = 1; i < p.argv.length; i++) {
      const arg = p.argv[i]!;
      if (arg === '-x') keep = true;
      else if (arg === '-V') {
        yield* p.stdout.line('ncurses 6.4.20221231');
        return 0;
      } else if (arg.startsWith('-T')) type = arg.length > 2 ? arg.slice(2) : p.argv[++i];
      else {
        const problem = arg.startsWith('-') ? `clear: invalid option -- '${arg[1] ?? '-'}'\n` : '';
        yield* p.error(
          `${problem}Usage: clear [options]\n\nOptions:\n  -T TERM     use this instead of $TERM\n  -V          print curses-version\n  -x          do not try to clear scrollback\n`,
        );
        return 1;
      }
    }
    if (!type) {
      yield* p.error('TERM environment variable not set.\n');
      return 1;
    }
    const known = terminalType(type);
    if (!known) {
      yield* p.error(`'${type}': unknown terminal type.\n`);
      return 1;
    }
    const { clear, E3 } = known.capabilities;
    if (typeof clear !== 'string') return 1;
    yield* p.stdout.write(expandCapability(clear) + (!keep && typeof E3 === 'string' ? expandCapability(E3) : ''));
    return 0;
  },
});
