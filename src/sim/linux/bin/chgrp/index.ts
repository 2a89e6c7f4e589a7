import { Errno } from '../../../kernel/errno.ts';
import { changeOwnership, OWNERSHIP_OPTIONS } from '../lib/ownership.ts';
import { Accounts } from '../lib/users.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'chgrp',
  family: FAMILIES.coreutils,
  sizeBytes: 68_656,
  usage: ['[OPTION]... GROUP FILE...', '[OPTION]... --reference=RFILE FILE...'],
  summary: 'Change the group of each FILE to GROUP.',
  options: OWNERSHIP_OPTIONS,
  *main(p, t) {
    const operands = [...t.operands];
    const accounts = new Accounts(p);
    const reference = t.value('reference');
    if (operands.length < (reference === undefined ? 2 : 1)) {
      throw new UsageError(operands.length === 0 ? 'missing operand' : `missing operand after ${t.quote(operands[0]!)}`);
    }
    let gid = -1;
    let group: string | undefined;
    if (reference === undefined) {
      group = operands.shift()!;
      const known = accounts.gid(group);
      if (group !== '') {
        if (known === undefined && !/^\+?\d+$/.test(group)) throw new Failure(`invalid group: ${t.quote(group)}`);
        gid = known ?? Number(group);
      }
    } else {
      try {
        ({ gid } = p.sys.stat(reference));
        group = accounts.group(gid) ?? String(gid);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`failed to get attributes of ${t.quoteaf(reference)}: ${e.text}`);
      }
    }
    yield* changeOwnership(t, operands, { uid: -1, gid, user: undefined, group });
  },
});
