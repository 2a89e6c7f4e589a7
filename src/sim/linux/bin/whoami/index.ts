import { Accounts } from '../lib/users.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'whoami',
  family: FAMILIES.coreutils,
  sizeBytes: 39_792,
  usage: ['[OPTION]...'],
  summary: 'Print the name of the user that this process acts for.',
  options: {},
  *main(p, t) {
    if (t.operands.length > 0) throw new UsageError(`extra operand ${t.quote(t.operands[0]!)}`);
    const { uid } = p.cred;
    const name = new Accounts(p).user(uid);
    if (name === undefined) throw new Failure(`cannot find name for user ID ${uid}`);
    yield* p.stdout.line(name);
  },
});
