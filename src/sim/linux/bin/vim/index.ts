import { program } from '../../../kernel/program.ts';
import { editFiles } from '../editor/edit.ts';
import { VimFiles } from '../editor/keepers.ts';
import { baseName } from '../lib/paths.ts';

const HELP = `VIM - Vi IMproved 9.0
This is Mirrorpod's simulation: files are edited in the page's editor, with vim's keys.

Usage: vim [arguments] [file ..]       edit specified file(s)

Arguments:
   --                   Only file names after this
   -R                   Readonly mode (like "view")
   -n                   No swap file
   -o -O -p             (the files are edited one after another)
   +                    Start at end of file
   +<lnum>              Start at line <lnum>
   -h  or  --help       Print Help (this message) and exit
   --version            Print version information and exit
`;
/** Arguments that change nothing here. */
const HARMLESS = /^-(N|X|y|Z|m|M|f|F|A|H|L|D|C|u|U|i|[oOp]\d*|V\d*)$/;

interface Arguments {
  files: string[];
  line?: number;
  readOnly: boolean;
  swap: boolean;
  refused?: string;
  unknown?: string;
}

function parse(args: readonly string[], readOnly: boolean): Arguments {
  const out: Arguments = { files: [], readOnly, swap: true };
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      out.files.push(...args.slice(i + 1));
      break;
    }
    if (arg === '+') out.line = Number.MAX_SAFE_INTEGER;
    else if (/^\+\d+$/.test(arg)) out.line = Number(arg.slice(1));
    else if (arg.startsWith('+') || /^-(c|s|S|e|es|E|b|d|t|q|r|w|W|x|l)$/.test(arg) || arg === '-' || arg.startsWith('--cmd'))
      out.refused ??= arg;
    else if (arg === '-R') out.readOnly = true;
    else if (arg === '-n') out.swap = false;
    else if (HARMLESS.test(arg)) {
      if (/^-[uUi]$/.test(arg)) i++;
    } else if (arg.startsWith('-')) out.unknown ??= arg;
    else out.files.push(arg);
  }
  return out;
}

export default program({
  id: 'vim',
  paths: ['/usr/bin/vim.basic', '/usr/bin/vim', '/usr/bin/vi', '/usr/bin/view', '/usr/bin/nvim'],
  package: 'vim',
  sizeBytes: 3_646_968,
  *main(p) {
    const name = baseName(p.argv[0] ?? 'vim');
    const args = p.argv.slice(1);
    if (args.includes('--help') || args.includes('-h')) {
      yield* p.stdout.write(HELP);
      return 0;
    }
    if (args.includes('--version')) {
      yield* p.stdout.write("VIM - Vi IMproved 9.0 (2022 Jun 28)\nThis is Mirrorpod's simulation of that program.\n");
      return 0;
    }
    const parsed = parse(args, name === 'view');
    if (parsed.unknown !== undefined) {
      yield* p.error(`VIM - Vi IMproved 9.0 (2022 Jun 28)\nUnknown option argument: "${parsed.unknown}"\nMore info with: "vim -h"\n`);
      return 1;
    }
    if (parsed.refused !== undefined || parsed.files.length === 0) {
      yield* p.error(`mirrorpod: ${name}${parsed.refused === undefined ? ' without a file' : ` ${parsed.refused}`}: not simulated\n`);
      return 1;
    }
    for (const [fd, what] of [
      [1, 'Output is not to'],
      [0, 'Input is not from'],
    ] as const) {
      if (!p.fds.get(fd)?.file.terminal) yield* p.error(`Vim: Warning: ${what} a terminal\n`);
    }
    return yield* editFiles(p, {
      program: 'vim',
      files: parsed.files,
      readOnly: parsed.readOnly,
      ...(parsed.line === undefined ? {} : { line: parsed.line }),
      keeper: (path) => new VimFiles(p, path, { swap: parsed.swap && name !== 'nvim', readOnly: parsed.readOnly }),
    });
  },
});
