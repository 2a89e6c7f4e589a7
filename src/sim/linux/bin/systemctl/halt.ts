import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { Chosen, parseArguments, type OptionTable } from '../../systemd/options.ts';
import { Context, Quit } from './context.ts';
import { power, reload } from './jobs.ts';

/** Names under which systemctl is another command. */
const COMMANDS = ['reboot', 'poweroff', 'halt', 'shutdown', 'telinit', 'runlevel'];

const HALT: OptionTable = {
  help: 'none',
  halt: 'none',
  'p,poweroff': 'none',
  reboot: 'none',
  'f,force': 'none',
  'w,wtmp-only': 'none',
  'd,no-wtmp': 'none',
  'n,no-sync': 'none',
  'no-wall': 'none',
};

const SHUTDOWN: OptionTable = {
  help: 'none',
  'H,halt': 'none',
  'P,poweroff': 'none',
  'r,reboot': 'none',
  h: 'none',
  k: 'none',
  c: 'none',
  show: 'none',
  't,time': 'required',
  'no-wall': 'none',
};

/** reboot, poweroff, halt, shutdown, telinit and runlevel; gives nothing where systemctl was called by its own name. Throws Quit. */
export function* haltCommand(p: Process): Step<number | undefined> {
  const name = (p.argv[0] ?? '').slice((p.argv[0] ?? '').lastIndexOf('/') + 1);
  if (!COMMANDS.includes(name)) return undefined;
  if (name === 'runlevel') return yield* runlevel(p);
  if (name === 'telinit') return yield* telinit(p);
  return name === 'shutdown' ? yield* shutdown(p) : yield* halt(p, name);
}

function* ask(p: Process, verb: string, forced = false): Step<number> {
  const c = new Context(p, new Chosen(forced ? [{ id: 'force', value: undefined, as: '--force' }] : []), verb, []);
  try {
    return verb === 'daemon-reload' ? yield* reload(c) : yield* power(c, verb);
  } finally {
    yield* c.end();
  }
}

function* halt(p: Process, name: string): Step<number> {
  const { given, operands, error } = parseArguments(p.argv.slice(1), HALT);
  if (error !== undefined) throw new Quit(`${name}: ${error}`);
  const chosen = new Chosen(given);
  if (chosen.has('help')) {
    yield* p.stdout.write(haltHelp(name));
    return 0;
  }
  if (name === 'reboot' && operands.length > 1) throw new Quit('Too many arguments.');
  if (name !== 'reboot' && operands.length > 0) throw new Quit('Too many arguments.');
  if (chosen.has('wtmp-only')) throw new Quit(`mirrorpod: ${name} --wtmp-only: not simulated`);
  const verb = chosen.has('halt') ? 'halt' : chosen.has('poweroff') ? 'poweroff' : chosen.has('reboot') ? 'reboot' : name;
  return yield* ask(p, verb, chosen.has('force'));
}

const PURPOSE: Readonly<Record<string, string>> = {
  reboot: 'Reboot the system.',
  poweroff: 'Power off the system.',
  halt: 'Halt the system.',
};

const haltHelp = (name: string): string => `${name} [OPTIONS...]${name === 'reboot' ? ' [ARG]' : ''}

${PURPOSE[name]}

Options:
     --help      Print this text
     --halt      Halt instead
  -p --poweroff  Power off instead
     --reboot    Reboot instead
  -f --force     At once, without stopping units
  -w --wtmp-only Only write the record in wtmp (not simulated)
  -d --no-wtmp   Write no record in wtmp
     --no-wall   Tell users nothing

See the halt(8) man page for details.
`;

const SHUTDOWN_HELP = `shutdown [OPTIONS...] [TIME] [WALL...]

Shut down the system.

Options:
     --help      Print this text
  -H --halt      Halt the machine
  -P --poweroff  Power off the machine
  -r --reboot    Boot the machine again
  -h             The same as --poweroff, unless --halt is given too
  -k             Only warn users
     --no-wall   Tell users nothing
  -c             Take a planned shutdown back
     --show      Print what is planned

See the shutdown(8) man page for details.
`;

/** A shutdown now; what is to come later would be the login manager's, which plans none here. */
function* shutdown(p: Process): Step<number> {
  const { given, operands, error } = parseArguments(p.argv.slice(1), SHUTDOWN);
  if (error !== undefined) throw new Quit(`shutdown: ${error}`);
  const chosen = new Chosen(given);
  if (chosen.has('help')) {
    yield* p.stdout.write(SHUTDOWN_HELP);
    return 0;
  }
  if (chosen.has('show')) {
    yield* p.stdout.line('No scheduled shutdown.');
    return 1;
  }
  if (chosen.has('c')) return 0;
  const [time = '+1'] = operands;
  const clock = /^(\d+):(\d\d)$/.exec(time);
  const right = time === 'now' || /^\+?\d+$/.test(time) || (clock && Number(clock[1]) < 24 && Number(clock[2]) < 60);
  if (!right) throw new Quit(`Failed to parse time specification: ${time}`);
  if (chosen.has('k')) return 0;
  if (time !== 'now' && !/^\+?0+$/.test(time)) throw new Quit(`mirrorpod: shutdown ${time}: not simulated`);
  return yield* ask(p, chosen.has('halt') ? 'halt' : chosen.has('reboot') ? 'reboot' : 'poweroff');
}

/** telinit: run levels of old as units. */
function* telinit(p: Process): Step<number> {
  const [level, ...more] = p.argv.slice(1);
  if (level === undefined) throw new Quit('telinit: required argument missing.');
  if (more.length > 0) throw new Quit('Too many arguments.');
  if (level === '0') return yield* ask(p, 'poweroff');
  if (level === '6') return yield* ask(p, 'reboot');
  if (/^[qQ]$/.test(level)) return yield* ask(p, 'daemon-reload');
  if (/^[1-5sSuU]$/.test(level)) throw new Quit(`mirrorpod: telinit ${level}: not simulated`);
  throw new Quit(`Unknown command '${level}'.`);
}

function* runlevel(p: Process): Step<number> {
  if (p.argv.length > 1) throw new Quit('Too many arguments.');
  yield* p.stdout.line('N 5');
  return 0;
}
