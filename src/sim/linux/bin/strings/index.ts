import { Errno } from '../../../kernel/errno.ts';
import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { getopt, GetoptError, type OptionForm } from '../lib/getopt.ts';
import { Input } from '../lib/input.ts';

const FORMS: OptionForm[] = [
  { id: 'all', letters: 'a', names: ['all'], takes: 'none' },
  { id: 'data', letters: 'd', names: ['data'], takes: 'none' },
  { id: 'file', letters: 'f', names: ['print-file-name'], takes: 'none' },
  { id: 'bytes', letters: 'n', names: ['bytes'], takes: 'required' },
  { id: 'radix', letters: 't', names: ['radix'], takes: 'required' },
  { id: 'octal', letters: 'o', names: [], takes: 'none' },
  { id: 'spaces', letters: 'w', names: ['include-all-whitespace'], takes: 'none' },
  { id: 'separator', letters: 's', names: ['output-separator'], takes: 'required' },
  { id: 'encoding', letters: 'e', names: ['encoding'], takes: 'required' },
  { id: 'target', letters: 'T', names: ['target'], takes: 'required' },
  { id: 'unicode', letters: 'U', names: ['unicode'], takes: 'required' },
  { id: 'help', letters: 'h', names: ['help'], takes: 'none' },
  { id: 'version', letters: 'vV', names: ['version'], takes: 'none' },
];

const USAGE = (name: string): string => `Usage: ${name} [option(s)] [file(s)]
 Display printable strings in [file(s)] (stdin by default)
 The options are:
  -a - --all                Scan all of the file [default]
  -d --data                 Scan only its data sections (not simulated)
  -f --print-file-name      Print the file's name before each string
  -n <number>               Print sequences of at least <number> characters
    --bytes=<number>         (default 4)
  -t --radix={o,d,x}        Print where each string is, in base 8, 10 or 16
  -w --include-all-whitespace All white space belongs to strings
  -o                        As --radix=o
  -e --encoding={s,S,b,l,B,L} Character size and byte order: s is 7-bit, S 8-bit
  -s --output-separator=<string> What separates strings in the output
  -h --help                 Display this information
  -v -V --version           Print the program's version number
`;

interface Plan {
  least: number;
  base: 0 | 8 | 10 | 16;
  names: boolean;
  spaces: boolean;
  eightBit: boolean;
  separator: string;
}

export default program({
  id: 'strings',
  paths: ['/usr/bin/strings'],
  package: 'binutils',
  sizeBytes: 31_728,
  *main(p) {
    const name = p.argv[0] ?? 'strings';
    // the old form: strings -8
    const args = p.argv.slice(1).map((a) => (/^-\d+$/.test(a) ? `-n${a.slice(1)}` : a));
    const plan: Plan = { least: 4, base: 0, names: false, spaces: false, eightBit: false, separator: '\n' };
    let operands: string[];
    try {
      const parsed = getopt(args, FORMS);
      operands = parsed.operands;
      for (const { id, value, as } of parsed.given) {
        if (id === 'help' || id === 'version') {
          yield* p.stdout.write(id === 'help' ? USAGE(name) : 'GNU strings (GNU Binutils for Debian) 2.40\n');
          return 0;
        }
        const message = apply(plan, id, value ?? '', as);
        if (message === undefined) continue;
        yield* p.error(message === '' ? USAGE(name) : message.replace('%s', name));
        return 1;
      }
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`${name}: ${e.message}\n${USAGE(name)}`);
      return 1;
    }
    let code = 0;
    for (const path of operands.length > 0 ? operands : ['-']) if (!(yield* scan(p, path, plan, name))) code = 1;
    return code;
  },
});

/** Takes an option; gives a message where it is refused (`%s` is the program's name; empty: the usage). */
function apply(plan: Plan, id: string, value: string, as: string): string | undefined {
  switch (id) {
    case 'bytes':
      if (!/^\d+$/.test(value)) return `%s: invalid integer argument ${value}\n`;
      if (Number(value) < 1) return `%s: invalid minimum string length ${Number(value)}\n`;
      plan.least = Number(value);
      return undefined;
    case 'octal':
      plan.base = 8;
      return undefined;
    case 'radix': {
      const base = ({ o: 8, d: 10, x: 16 } as const)[value];
      if (!base) return '';
      plan.base = base;
      return undefined;
    }
    case 'file':
      plan.names = true;
      return undefined;
    case 'spaces':
      plan.spaces = true;
      return undefined;
    case 'separator':
      plan.separator = value;
      return undefined;
    case 'encoding':
      if (value === 'S' || value === 's') {
        plan.eightBit = value === 'S';
        return undefined;
      }
      return /^[blBL]$/.test(value) ? `mirrorpod: strings ${as} ${value}: not simulated\n` : '';
    case 'data':
    case 'target':
    case 'unicode':
      return `mirrorpod: strings ${as}: not simulated\n`;
    default:
      return undefined;
  }
}

function* scan(p: Process, path: string, plan: Plan, name: string): Step<boolean> {
  const shown = path === '-' ? '{standard input}' : path;
  let input: Input;
  try {
    if (path !== '-' && p.sys.stat(path).type === 'directory') {
      yield* p.error(`${name}: Warning: '${path}' is a directory\n`);
      return false;
    }
    input = Input.open(p, path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* p.error(e.code === 'ENOENT' ? `${name}: '${path}': No such file\n` : `${name}: ${path}: ${e.text}\n`);
    return false;
  }
  let held = '';
  let offset = 0;
  const emit = function* (end: number): Step {
    if (held.length >= plan.least) {
      const at = plan.base ? `${(end - held.length).toString(plan.base).padStart(7)} ` : '';
      yield* p.stdout.write(Uint8Array.from(`${plan.names ? `${shown}: ` : ''}${at}${held}${plan.separator}`, (c) => c.charCodeAt(0)));
    }
    held = '';
  };
  for (;;) {
    const part = yield* input.read();
    if (part.length === 0) break;
    for (const byte of part) {
      const graphic = (byte >= 32 && byte < 127) || byte === 9 || (plan.eightBit && byte > 127) || (plan.spaces && byte >= 9 && byte <= 13);
      if (graphic) held += String.fromCharCode(byte);
      else if (held !== '') yield* emit(offset);
      offset++;
    }
    yield* p.burn(Math.ceil(part.length / 500));
  }
  yield* emit(offset);
  input.close();
  return true;
}
