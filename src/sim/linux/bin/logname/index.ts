import { Accounts } from '../lib/users.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'logname',
  family: FAMILIES.coreutils,
  sizeBytes: 39_760,
  usage: ['[OPTION]'],
  summary: "Print the name under which this terminal's user logged in.",
  options: {},
  *main(p, t) {
    if (t.operands.length > 0) throw new UsageError(`extra operand ${t.quote(t.operands[0]!)}`);
    // who logged in is the owner of the login's terminal
    const name = p.terminal ? new Accounts(p).user(p.terminal.stat().uid) : undefined;
    if (name === undefined) throw new Failure('no login name');
    yield* p.stdout.line(name);
  },
});
