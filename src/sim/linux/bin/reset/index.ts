import { program } from '../../../kernel/program.ts';
import { COOKED } from '../../../kernel/terminal.ts';
import { terminalOf } from '../lib/terminal.ts';
import { expandCapability, terminalType } from '../lib/terminfo.ts';

/** reset(1), which is tset under another name: sane modes, then the terminal's own reset strings. */
export default program({
  id: 'reset',
  paths: ['/usr/bin/reset', '/usr/bin/tset'],
  package: 'ncurses-bin',
  sizeBytes: 30_968,
  *main(p) {
    const name = p.argv[0]?.endsWith('tset') ? 'tset' : 'reset';
    const [type = p.env['TERM'] ?? '', ...rest] = p.argv.slice(1);
    if (type.startsWith('-') || rest.length > 0) {
      yield* p.error(`mirrorpod: ${name} ${p.argv[1]}: not simulated\n`);
      return 1;
    }
    const terminal = terminalOf(p);
    if (!terminal) {
      yield* p.error(`${name}: terminal attributes: No such device or address\n\n`);
      return 1;
    }
    const known = terminalType(type);
    if (!known) {
      yield* p.error(`${name}: unknown terminal type ${type}\n`);
      return 1;
    }
    terminal.mode = { ...COOKED };
    if (name === 'tset') return 0;
    const { rs1, rs2 } = known.capabilities;
    // xterms also forget their margins
    const margins = type.startsWith('xterm') ? '\\E[?69l\\r' : '\\r';
    for (const text of [rs1, rs2, margins]) if (typeof text === 'string') yield* p.error(expandCapability(text));
    // the terminal needs its time
    yield* p.sleep(1_000_000);
    return 0;
  },
});
