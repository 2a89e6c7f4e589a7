import { FileDescription, FdTable } from '../../../kernel/file.ts';
import { openPipe } from '../../../kernel/pipe.ts';
import { statusCode, type Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import type { Step } from '../../../kernel/step.ts';

interface Arguments {
  grep: string[];
  operands: string[];
  hasPattern: boolean;
  list: '' | 'with' | 'without';
  noName: boolean;
  withName: boolean;
}

/** zgrep of gzip 1.12: a script that runs `gzip -cdfq` on each file and `grep` on what comes out. */
export default program({
  id: 'zgrep',
  paths: ['/usr/bin/zgrep'],
  package: 'gzip',
  sizeBytes: 8_103,
  *main(p) {
    const name = p.argv[0] ?? 'zgrep';
    const given = yield* parse(p, name);
    if (typeof given === 'number') return given;
    if (!given.hasPattern) {
      const pattern = given.operands.shift();
      if (pattern === undefined) {
        yield* p.error(`${name}: 76: 1: missing pattern; try \`${name} --help' for help\n`);
        return 2;
      }
      given.grep.push('--', pattern);
    }
    const files = given.operands.length > 0 ? given.operands : ['-'];
    if (given.withName || (files.length > 1 && !given.noName)) given.grep.unshift('-H');
    let worst = 1;
    for (const file of files) {
      const code = yield* search(p, given, file);
      // success outweighs "nothing found", trouble outweighs both
      if (code <= 1 && worst <= 1 ? code < worst : worst < code) worst = code;
    }
    return worst;
  },
});

function* parse(p: Process, name: string): Step<Arguments | number> {
  const out: Arguments = { grep: [], operands: [], hasPattern: false, list: '', noName: false, withName: false };
  const args = p.argv.slice(1);
  while (args.length > 0) {
    let option = args.shift()!;
    const cluster = /^(-[0-9EFGHIKLPRTUVZabchilnoqrsuvwxyz])(.*[^0-9].*)$/.exec(option);
    if (cluster) {
      option = cluster[1]!;
      args.unshift(`-${cluster[2]!}`);
    }
    if (option === '--') {
      out.operands.push(...args);
      break;
    }
    if (!option.startsWith('-') || option === '-') {
      out.operands.push(option);
      continue;
    }
    if (/^(-[drRzZ]|--di.*|--exc.*|--inc.*|--rec.*|--nu.*)$/.test(option)) {
      yield* p.error(`${name}: ${option}: option not supported\n`);
      return 2;
    }
    if (option === '-H' || option === '--with-filename') {
      out.withName = true;
      continue;
    }
    out.grep.push(option);
    if (/^-[ABCDXdefm]$|^--(file|regexp|label|max-count|context|after-context|before-context)$/.test(option))
      out.grep.push(args.shift() ?? '');
    if (/^-[ef]|^--(reg|file)/.test(option)) out.hasPattern = true;
    if (/^(-l|--files-with-.*)$/.test(option)) out.list = 'with';
    if (/^(-L|--files-witho.*)$/.test(option)) out.list = 'without';
    if (/^(-h|--no-f.*)$/.test(option)) out.noName = true;
  }
  return out;
}

/** Runs `gzip | grep` for one file; gives the worse of both statuses. */
function* search(p: Process, given: Arguments, file: string): Step<number> {
  const [readEnd, writeEnd] = openPipe(p);
  const gzip = p.spawn(['gzip', '-cdfq', '--', file], { fds: descriptors(p, { 1: writeEnd }) });
  const quiet = given.list !== '';
  const label = file === '-' ? [] : ['--label', file];
  const sink = quiet ? new FileDescription(p.sys.open('/dev/null', { write: true }), false, true) : undefined;
  const grep = p.spawn(['grep', ...label, ...given.grep], { fds: descriptors(p, sink ? { 0: readEnd, 1: sink } : { 0: readEnd }) });
  let code = statusCode(yield* p.wait(grep), signalNumber);
  const unpacked = statusCode(yield* p.wait(gzip), signalNumber);
  if (given.list === 'with' && code === 0) yield* p.stdout.line(file);
  if (given.list === 'without' && code === 1) {
    yield* p.stdout.line(file);
    code = 0;
  }
  // gzip's 2 is only a warning, its 1 is an error
  return Math.max(code, unpacked === 1 ? 2 : unpacked === 2 ? 0 : unpacked);
}

/** This process's standard descriptors with some replaced. */
function descriptors(p: Process, changed: Record<number, FileDescription>): FdTable {
  const table = new FdTable();
  for (const fd of [0, 1, 2]) {
    const description = changed[fd] ?? p.fds.get(fd);
    if (description) table.set(fd, description);
  }
  return table;
}
