import { optionOfLetter, SET_OPTIONS, SHOPT_OPTIONS } from '../state/options.ts';

/** bash's command line taken apart. */
export interface BashOptions {
  command: string | undefined;
  interactive: boolean;
  login: boolean;
  standardInput: boolean;
  posix: boolean;
  noProfile: boolean;
  noRc: boolean;
  noEditing: boolean;
  rcFile: string;
  set: [name: string, on: boolean][];
  shopt: [name: string, on: boolean][];
  /** Script and its arguments, or the arguments after the command string. */
  args: readonly string[];
  /** The shell ends at once with this status and output: a wrong option, `--version`, `--help`. */
  exit: number | undefined;
  output: string;
}

const VERSION = `GNU bash, version 5.2.15(1)-release (x86_64-pc-linux-gnu)
Copyright (C) 2022 Free Software Foundation, Inc.
License GPLv3+: GNU GPL version 3 or later <http://gnu.org/licenses/gpl.html>

This is free software; you are free to change and redistribute it.
There is NO WARRANTY, to the extent permitted by law.
`;

const LONG_OPTIONS =
  '\t--debug\n\t--debugger\n\t--dump-po-strings\n\t--dump-strings\n\t--help\n\t--init-file\n\t--login\n\t--noediting\n\t--noprofile\n\t--norc\n' +
  '\t--posix\n\t--pretty-print\n\t--rcfile\n\t--restricted\n\t--verbose\n\t--version\n';

/** What bash says of its options. */
function usageText(name: string): string {
  return (
    `Usage:\t${name} [GNU long option] [option] ...\n\t${name} [GNU long option] [option] script-file ...\nGNU long options:\n${LONG_OPTIONS}` +
    `Shell options:\n\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)\n\t-abefhkmnptuvxBCEHPT or -o option\n`
  );
}

/** Parses argv (shell.c: parse_long_options, parse_shell_options). */
export function parseBashOptions(argv: readonly string[]): BashOptions {
  const name = argv[0] ?? 'bash';
  const out: BashOptions = {
    command: undefined,
    interactive: false,
    login: name.startsWith('-'),
    standardInput: false,
    posix: false,
    noProfile: false,
    noRc: false,
    noEditing: false,
    rcFile: '~/.bashrc',
    set: [],
    shopt: [],
    args: [],
    exit: undefined,
    output: '',
  };
  const end = (status: number, output: string): BashOptions => ({ ...out, exit: status, output });
  let i = 1;
  for (; i < argv.length && /^--?[a-z-]{2,}$/.test(argv[i]!) && longName(argv[i]!) !== undefined; i++) {
    const option = longName(argv[i]!)!;
    if (option === 'help') return end(0, helpText(name));
    if (option === 'version') return end(0, VERSION);
    if (option === 'rcfile' || option === 'init-file') {
      if (argv[i + 1] === undefined) return end(2, `${name}: ${option}: option requires an argument\n`);
      out.rcFile = argv[++i]!;
    } else setLong(out, option);
  }
  let wantsCommand = false;
  for (; i < argv.length && /^[-+]./.test(argv[i]!); i++) {
    const arg = argv[i]!;
    if (arg === '--') {
      i++;
      break;
    }
    if (arg.startsWith('--')) return end(2, `${name}: ${arg}: invalid option\n${usageText(name)}`);
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      if (letter === 'c') wantsCommand = true;
      else if (letter === 'i') out.interactive = true;
      else if (letter === 'l') out.login = true;
      else if (letter === 's') out.standardInput = true;
      else if (letter === 'O' || letter === 'o') {
        const value = argv[i + 1];
        const known = letter === 'O' ? SHOPT_OPTIONS.includes(value ?? '') : SET_OPTIONS.some(([n]) => n === value);
        if (value === undefined || !known) {
          return end(letter === 'O' ? 1 : 2, `${name}: line 0: ${letter === 'O' ? 'shopt: ' : ''}${value ?? `-${letter}`}: invalid ${letter === 'O' ? 'shell ' : ''}option name\n`);
        }
        (letter === 'O' ? out.shopt : out.set).push([value, on]);
        i++;
      } else {
        const option = optionOfLetter(letter);
        if (option === undefined) return end(2, `${name}: ${arg[0]}${letter}: invalid option\n${usageText(name)}`);
        out.set.push([option, on]);
      }
    }
  }
  if (argv[i] === '-' && !wantsCommand) i++;
  if (wantsCommand) {
    if (argv[i] === undefined) return end(2, `${name}: -c: option requires an argument\n`);
    out.command = argv[i++];
  }
  out.args = argv.slice(i);
  return out;
}

const LONG = ['debug', 'debugger', 'help', 'init-file', 'login', 'noediting', 'noprofile', 'norc', 'posix', 'rcfile', 'restricted', 'verbose', 'version'];

function longName(arg: string): string | undefined {
  const name = arg.replace(/^--?/, '');
  return LONG.includes(name) ? name : undefined;
}

function setLong(out: BashOptions, option: string): void {
  if (option === 'login') out.login = true;
  else if (option === 'noediting') out.noEditing = true;
  else if (option === 'noprofile') out.noProfile = true;
  else if (option === 'norc') out.noRc = true;
  else if (option === 'posix') out.posix = true;
  else if (option === 'verbose') out.set.push(['verbose', true]);
}

function helpText(name: string): string {
  return (
    `GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n${usageText(name)}` +
    `Type \`${name} -c "help set"' for more information about shell options.\n` +
    `Type \`${name} -c help' for more information about shell builtin commands.\n` +
    "Use the `bashbug' command to report bugs.\n\nbash home page: <http://www.gnu.org/software/bash>\n" +
    'General help using GNU software: <http://www.gnu.org/gethelp/>\n'
  );
}
