import { Errno } from '../../../kernel/errno.ts';
import { changeOwnership, OWNERSHIP_OPTIONS, type Change } from '../lib/ownership.ts';
import { Accounts, parseOwner } from '../lib/users.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'chown',
  family: FAMILIES.coreutils,
  sizeBytes: 72_752,
  usage: ['[OPTION]... [OWNER][:[GROUP]] FILE...', '[OPTION]... --reference=RFILE FILE...'],
  summary: 'Change the owner and group of each FILE.',
  options: {
    ...OWNERSHIP_OPTIONS,
    from: { flags: '--from', arg: 'CURRENT_OWNER:CURRENT_GROUP', help: 'only files that belong to these' },
  },
  *main(p, t) {
    const operands = [...t.operands];
    const accounts = new Accounts(p);
    const spec = (text: string): Change => {
      const owner = parseOwner(accounts, text);
      if ('error' in owner) throw new Failure(`${owner.error}: ${t.quote(text)}`);
      return { uid: owner.uid, gid: owner.gid, user: owner.user, group: owner.group };
    };
    const reference = t.value('reference');
    if (operands.length < (reference === undefined ? 2 : 1)) {
      throw new UsageError(operands.length === 0 ? 'missing operand' : `missing operand after ${t.quote(operands[0]!)}`);
    }
    let change: Change;
    if (reference === undefined) {
      const text = operands.shift()!;
      change = spec(text);
      if (!text.includes(':') && change.gid >= 0) yield* t.warn(`warning: '.' should be ':': ${t.quote(text)}`);
      if (change.user === undefined && change.group !== undefined) change.group = `:${change.group}`;
    } else {
      try {
        const { uid, gid } = p.sys.stat(reference);
        change = { uid, gid, user: accounts.user(uid) ?? String(uid), group: accounts.group(gid) ?? String(gid) };
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`failed to get attributes of ${t.quoteaf(reference)}: ${e.text}`);
      }
    }
    const from = t.value('from');
    if (from !== undefined) change.from = spec(from);
    yield* changeOwnership(t, operands, change);
  },
});
