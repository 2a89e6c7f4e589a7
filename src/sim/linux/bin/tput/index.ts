import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { getopt, GetoptError, type OptionForm, type Parsed } from '../lib/getopt.ts';
import { terminalSize } from '../lib/terminal.ts';
import { expandCapability, rawCapability, terminalType } from '../lib/terminfo.ts';

const FORMS: OptionForm[] = [
  { id: 'stdin', letters: 'S', names: [], takes: 'none' },
  { id: 'type', letters: 'T', names: [], takes: 'required' },
  { id: 'version', letters: 'V', names: [], takes: 'none' },
  { id: 'keep', letters: 'x', names: [], takes: 'none' },
];
const USAGE = `Usage: tput [options] [command]

Options:
  -S <<       read commands from standard input
  -T TERM     use this type, not $TERM
  -V          print the version
  -x          leave the scrollback alone

Commands:
  clear       clear the screen
  init        initialize the terminal
  reset       reinitialize the terminal
  capname     print the value of a capability
`;
/** Strings that a terminal's initialisation has, in tput's order. */
const INIT = { init: ['is1', 'is2', 'is3'], reset: ['rs1', 'rs2', 'rs3'] } as const;

export default program({
  id: 'tput',
  paths: ['/usr/bin/tput'],
  package: 'ncurses-bin',
  sizeBytes: 26_896,
  *main(p) {
    let parsed: Parsed;
    try {
      parsed = getopt(p.argv.slice(1), FORMS, { inOrder: true });
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`tput: ${e.message}\n${USAGE}`);
      return 2;
    }
    const has = (id: string): boolean => parsed.given.some((g) => g.id === id);
    if (has('version')) {
      yield* p.stdout.line('ncurses 6.4.20221231');
      return 0;
    }
    const type = parsed.given.find((g) => g.id === 'type')?.value ?? p.env['TERM'];
    if (!type) {
      yield* p.error('tput: No value for $TERM and no -T specified\n');
      return 2;
    }
    const commands = has('stdin') ? (yield* p.stdinText()).split('\n').map((line) => line.split(/\s+/).filter(Boolean)) : [parsed.operands];
    if (!has('stdin') && parsed.operands.length === 0) {
      yield* p.error(USAGE);
      return 2;
    }
    let code = 0;
    for (const words of commands.filter((w) => w.length > 0)) code = yield* command(p, type, words, has('keep'));
    return code;
  },
});

function* command(p: Process, type: string, words: readonly string[], keep: boolean): Step<number> {
  const [name, ...given] = words as [string, ...string[]];
  const known = terminalType(type);
  if (!known) {
    yield* p.error(`tput: unknown terminal "${type}"\n`);
    return 3;
  }
  const { capabilities } = known;
  if (name === 'longname') {
    yield* p.stdout.write(known.longname);
    return 0;
  }
  if (name === 'cols' || name === 'lines') {
    const size = terminalSize(p);
    yield* p.stdout.line(String(name === 'cols' ? size.columns : size.rows));
    return 0;
  }
  if (name === 'init' || name === 'reset') {
    for (const key of INIT[name]) if (typeof capabilities[key] === 'string') yield* p.stdout.write(expandCapability(capabilities[key]));
    return 0;
  }
  const value = capabilities[name];
  if (name === 'clear') {
    const scrollback = !keep && typeof capabilities['E3'] === 'string' ? expandCapability(capabilities['E3']) : '';
    yield* p.stdout.write((typeof value === 'string' ? expandCapability(value) : '') + scrollback);
    return 0;
  }
  if (value === undefined && !KNOWN.has(name)) {
    yield* p.error(`tput: unknown terminfo capability '${name}'\n`);
    return 4;
  }
  if (NUMBERS.has(name)) {
    yield* p.stdout.line(String(value ?? -1));
    return 0;
  }
  if (typeof value === 'boolean') return value ? 0 : 1;
  if (value === undefined) return 1;
  // without parameters the text is shown as it is
  yield* p.stdout.write(given.length === 0 ? rawCapability(String(value)) : expandCapability(String(value), given.map(Number)));
  return 0;
}

const NUMBERS = new Set(['colors', 'pairs', 'it']);
/** Capabilities that exist, whether or not this terminal has them. */
const KNOWN: ReadonlySet<string> = new Set([
  ...Object.keys(terminalType('xterm-256color')!.capabilities),
  ...[
    'is1',
    'is2',
    'is3',
    'rs1',
    'rs2',
    'rs3',
    'cvvis',
    'prot',
    'sgr',
    'setb',
    'setf',
    'hs',
    'tsl',
    'fsl',
    'dsl',
    'smacs',
    'rmacs',
    'acsc',
  ],
]);
