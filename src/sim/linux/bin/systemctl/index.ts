import { program } from '../../../kernel/program.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { FEATURES, VERSION } from '../../systemd/manager-properties.ts';
import { Chosen, parseArguments } from '../../systemd/options.ts';
import { BusError } from '../../systemd/protocol.ts';
import { Context, Quit } from './context.ts';
import { HELP } from './help.ts';
import { haltCommand } from './halt.ts';
import { checkValues, OPTIONS } from './options.ts';
import { VERBS } from './verbs.ts';

/** systemctl of systemd 252, and the commands that are links to it: reboot, poweroff, halt, shutdown, telinit, runlevel. */
export default program({
  id: 'systemctl',
  paths: ['/usr/bin/systemctl'],
  package: 'systemd',
  sizeBytes: 1_144_296,
  *main(p) {
    try {
      return (yield* haltCommand(p)) ?? (yield* systemctl(p));
    } catch (e) {
      if (!(e instanceof Quit)) throw e;
      if (e.message !== '') yield* complain(p, e.message);
      return e.code;
    }
  },
});

/** Errors are red on a terminal. */
function* complain(p: Process, text: string): Step {
  const colors = p.fds.get(2)?.file.terminal !== undefined && p.env['TERM'] !== 'dumb' && !/^systemctl: |^mirrorpod: /.test(text);
  const lines = colors ? text.split('\n').map((line) => `\u001b[0;1;31m${line}\u001b[0m`) : [text];
  yield* p.error(`${lines.join('\n')}\n`);
}

function* systemctl(p: Process): Step<number> {
  const { given, operands, error } = parseArguments(p.argv.slice(1), OPTIONS);
  if (error !== undefined) throw new Quit(`systemctl: ${error}`);
  const chosen = new Chosen(given);
  const [verb = 'list-units', ...rest] = operands;
  const c = new Context(p, chosen, verb, rest);
  if (chosen.has('help')) {
    yield* c.page();
    yield* c.print(HELP);
    yield* c.end();
    return 0;
  }
  if (chosen.has('version')) {
    yield* c.print(`systemd 252 (${VERSION})\n${FEATURES}\n`);
    return 0;
  }
  if (yield* checkValues(c)) return 0;
  const known = VERBS[verb];
  if (!known) throw new Quit(`Unknown command verb ${verb}.`);
  if (rest.length < known.least) throw new Quit('Too few arguments.');
  if (rest.length > known.most) throw new Quit('Too many arguments.');
  try {
    return yield* known.run(c);
  } catch (e) {
    if (!(e instanceof BusError)) throw e;
    throw new Quit(e.message);
  } finally {
    yield* c.end();
  }
}
