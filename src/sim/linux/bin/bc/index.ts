import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromBinary, text } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { FAMILIES, NotSimulated, utility } from '../lib/utility.ts';
import { Interpreter, Quit } from './interpreter.ts';

const family = { ...FAMILIES.coreutils, package: 'bc', version: () => 'bc 1.07.1', helpLetters: 'h', versionLetters: 'v' };
const WELCOME = "bc 1.07.1\nThis is Mirrorpod's simulation of that program.\n";

export default utility({
  name: 'bc',
  family,
  sizeBytes: 96_968,
  usage: ['[options] [file ...]'],
  summary: 'Calculate with numbers of any length, from files and then from standard input.',
  options: {
    interactive: { flags: '-i, --interactive', help: 'behave as on a terminal' },
    math: { flags: '-l, --mathlib', help: 's, c, a, l and e, and scale 20' },
    quiet: { flags: '-q, --quiet', help: 'no welcome' },
    standard: { flags: '-s, --standard', help: 'nothing that POSIX does not have' },
    warn: { flags: '-w, --warn', help: 'warn of what POSIX does not have' },
  },
  *main(p, t) {
    const machine = new Interpreter(t.has('math'));
    const terminal = p.fds.get(0)?.file.terminal !== undefined && p.fds.get(1)?.file.terminal !== undefined;
    if (terminal && !t.has('quiet')) yield* p.stdout.write(WELCOME);
    try {
      for (const path of t.operands) {
        let input: Input;
        try {
          input = Input.open(p, path);
        } catch (e) {
          if (!(e instanceof Errno)) throw e;
          yield* p.error(`File ${path} is unavailable.\n`);
          return 1;
        }
        yield* calculate(p, machine, input, path);
        input.close();
      }
      yield* calculate(p, machine, Input.open(p, '-'), '(standard_in)');
    } catch (e) {
      if (!(e instanceof Quit)) throw e;
    }
    return 0;
  },
});

/** Runs line by line, as bc does; a statement may go on over lines in braces, which are not simulated. */
function* calculate(p: Process, machine: Interpreter, input: Input, name: string): Step {
  let held = '';
  let number = 0;
  for (let line = yield* input.line(); line; line = yield* input.line()) {
    number++;
    held += text(fromBinary(line.text));
    if (held.endsWith('\\')) {
      held = held.slice(0, -1);
      continue;
    }
    // a comment goes on until it is closed
    if (/\/\*(?![^]*\*\/)/.test(held)) {
      held += '\n';
      continue;
    }
    const source = held.replace(/\/\*[^]*?\*\//g, ' ').replace(/#.*/, '');
    held = '';
    if (/\b(define|while|for|if|auto|return|halt|read|warranty|limits)\b/.test(source.replace(/"[^"]*"/g, '')))
      throw new NotSimulated(`bc: ${source.trim().split(/[\s(]/)[0]}`);
    yield* p.burn(20);
    const { output, error } = machine.run(source);
    yield* p.stdout.write(output);
    if (error)
      yield* p.error(
        error.kind === 'syntax'
          ? `${name} ${number + Number(error.atEnd)}: syntax error\n`
          : `Runtime error (func=(main), adr=${error.address}): ${error.message}\n`,
      );
    if (machine.quit) throw new Quit();
    yield* p.flush();
  }
}
