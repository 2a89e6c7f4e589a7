import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { Input } from '../lib/input.ts';
import { Keyboard } from '../lib/keyboard.ts';
import { baseName } from '../lib/paths.ts';
import { FAMILIES, Failure, utility, type Option, type Tool } from '../lib/utility.ts';
import { More } from './page.ts';

const OPTIONS = {
  silent: { flags: '-d, --silent', help: 'display help instead of ringing bell' },
  logical: { flags: '-f, --logical', help: 'count logical rather than screen lines' },
  noPause: { flags: '-l, --no-pause', help: 'suppress pause after form feed' },
  printOver: { flags: '-c, --print-over', help: 'do not scroll, display text and clean line ends' },
  cleanPrint: { flags: '-p, --clean-print', help: 'do not scroll, clean screen and display text' },
  exit: { flags: '-e, --exit-on-eof', help: 'exit on end-of-file' },
  squeeze: { flags: '-s, --squeeze', help: 'squeeze multiple blank lines into one' },
  plain: { flags: '-u, --plain', help: 'suppress underlining and bold' },
  lines: { flags: '-n, --lines', arg: '<number>', help: 'the number of lines per screenful' },
} as const satisfies Record<string, Option>;

export default utility({
  name: 'more',
  family: FAMILIES.utilLinux,
  sizeBytes: 59_712,
  usage: ['[options] <file>...'],
  summary: 'Display the contents of a file in a terminal.',
  options: OPTIONS,
  rewrite: (args) => args.flatMap((a) => (/^-\d+$/.test(a) ? ['-n', a.slice(1)] : /^\+\d+$/.test(a) ? [] : [a])),
  *main(p, t) {
    const terminal = p.fds.get(1)?.file.terminal;
    if (t.operands.length === 0 && p.fds.get(0)?.file.terminal) {
      yield* p.error(`${baseName(t.name)}: bad usage\n`);
      throw new Failure(`Try '${t.name} --help' for more information.`);
    }
    const paths = t.operands.length > 0 ? t.operands : ['-'];
    const inputs = yield* openAll(p, t, paths);
    const titled = paths.length > 1;
    if (!terminal) {
      for (const [path, input] of inputs) {
        if (titled) yield* p.stdout.write(title(path));
        for (let part = yield* input.read(); part.length > 0; part = yield* input.read()) yield* p.stdout.write(part);
      }
      return;
    }
    let fd = 2;
    try {
      fd = p.open('/dev/tty', { read: true });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
    }
    const keyboard = new Keyboard(p, terminal, fd);
    try {
      const start = p.argv.find((a) => /^\+\d+$/.test(a));
      const more = new More(p, keyboard, {
        lines: Number(t.value('lines') ?? 0),
        squeeze: t.has('squeeze'),
        exitAtEnd: t.has('exit'),
        from: start ? Number(start.slice(1)) : 1,
      });
      for (const [i, [path, input]] of inputs.entries()) {
        if (!(yield* more.show(input, path, titled ? title(path) : '', inputs[i + 1]?.[0]))) break;
      }
    } finally {
      keyboard.release();
    }
  },
});

function* openAll(p: Process, t: Tool, paths: readonly string[]): Step<[string, Input][]> {
  const out: [string, Input][] = [];
  for (const path of paths) {
    try {
      if (path !== '-' && p.sys.stat(path).type === 'directory') yield* p.stdout.write(`\n*** ${path}: directory ***\n\n`);
      else out.push([path, Input.open(p, path)]);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`cannot open ${path}: ${e.text}`);
    }
  }
  return out;
}

const title = (path: string): string => `::::::::::::::\n${path}\n::::::::::::::\n`;
