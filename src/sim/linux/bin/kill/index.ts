import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import { parseSignal, signalName, SIGNALS } from '../../../kernel/signals.ts';
import type { Step } from '../../../kernel/step.ts';

const USAGE = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        specify the <signal> to be sent
 -q, --queue <value>    integer value to be sent with the signal
 -l, --list=[<signal>]  list all signal names, or convert one to a name
 -L, --table            list all signal names in a nice table

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see kill(1).
`;

/** procps calls SIGIO by its other name. */
const NAMES = Object.entries(SIGNALS).map(([name, number]) => [name === 'IO' ? 'POLL' : name, number] as const);

/** Names that make lines of at most 80 columns. */
function listing(): string {
  const lines: string[] = [''];
  for (const [name] of NAMES) {
    const line = lines.at(-1)!;
    if (line !== '' && line.length + 1 + name.length > 80) lines.push(name);
    else lines[lines.length - 1] = line === '' ? name : `${line} ${name}`;
  }
  return lines.map((line) => `${line}\n`).join('');
}

function table(): string {
  let out = '';
  NAMES.forEach(([name, number], i) => {
    const last = (i + 1) % 7 === 0;
    out += `${String(number).padStart(2)} ${last ? `${name}\n` : name.padEnd(8)}`;
  });
  return out.endsWith('\n') ? out : `${out}\n`;
}

function* list(p: Process, what: string | undefined, name: string): Step<number> {
  if (what === undefined) yield* p.stdout.write(listing());
  else if (/^\d+$/.test(what)) {
    const known = signalName(Number(what) > 128 ? Number(what) - 128 : Number(what));
    if (!known) {
      yield* p.error(`${name}: unknown signal name ${what}\n`);
      return 0;
    }
    yield* p.stdout.line(known);
  } else {
    const known = parseSignal(what);
    if (!known) yield* p.error(`${name}: unknown signal name ${what}\n`);
    else yield* p.stdout.line(String(SIGNALS[known]));
  }
  return 0;
}

function* send(p: Process, pids: readonly string[], signal: string): Step<number> {
  const name = p.argv[0]!;
  const parsed = parseSignal(signal);
  let code = 0;
  for (const text of pids) {
    if (!/^-?\d+$/.test(text)) {
      yield* p.error(`${name}: failed to parse argument: '${text}'\n`);
      return 1;
    }
    try {
      if (parsed === undefined && signal !== '0') throw new Errno('EINVAL', 'kill');
      p.kill(Number(text), parsed);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* p.error(`${name}: (${text}): ${e.text}\n`);
      code = 1;
    }
  }
  return code;
}

/** kill(1) of procps: the shell's own kill comes first where a shell runs. */
export default program({
  id: 'kill',
  paths: ['/usr/bin/kill'],
  package: 'procps',
  sizeBytes: 26_776,
  *main(p) {
    const args = p.argv.slice(1);
    let signal = 'TERM';
    for (;;) {
      const arg = args[0];
      if (arg === undefined || arg === '--' || !arg.startsWith('-')) break;
      args.shift();
      const long = /^--(\w+)(?:=(.*))?$/.exec(arg);
      if (arg === '-h' || arg === '--help') {
        yield* p.stdout.write(USAGE);
        return 0;
      }
      if (arg === '-V' || arg === '--version') {
        yield* p.stdout.line('kill from procps-ng 4.0.2');
        return 0;
      }
      if (arg === '-L' || arg === '--table') {
        yield* p.stdout.write(table());
        return 0;
      }
      if (arg === '-l' || long?.[1] === 'list') return yield* list(p, long?.[2] ?? args[0], p.argv[0]!);
      if (arg === '-q' || long?.[1] === 'queue') {
        yield* p.error('mirrorpod: kill --queue: not simulated\n');
        return 1;
      }
      if (arg === '-s' || arg === '--signal') signal = args.shift() ?? '';
      else if (long?.[1] === 'signal') signal = long[2] ?? '';
      else if (parseSignal(arg.slice(1)) !== undefined || arg === '-0') signal = arg.slice(1);
      else {
        yield* p.error(`${p.argv[0]}: invalid argument ${arg[1]}\n${USAGE}`);
        return 1;
      }
    }
    if (args[0] === '--') args.shift();
    if (args.length === 0 || signal === '') {
      yield* p.error(USAGE);
      return 1;
    }
    return yield* send(p, args, signal);
  },
});
