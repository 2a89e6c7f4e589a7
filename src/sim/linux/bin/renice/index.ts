import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { userNamed } from '../../accounts.ts';
import { Failure, FAMILIES, utility } from '../lib/utility.ts';

type Kind = 'process' | 'group' | 'user';
const NAMES: Record<Kind, string> = { process: 'process ID', group: 'process group ID', user: 'user ID' };

/** Sets the priority of one process, of a group's or of a user's (setpriority(2)); gives the old and the new one. */
function setPriority(p: Process, kind: Kind, id: number, value: (old: number) => number): { before: number; after: number } {
  const targets = p.visible().filter((q) => {
    if (!q.alive) return false;
    return kind === 'process' ? p.pidOf(q) === id : kind === 'group' ? q.group === p.findPid(id)?.group : q.cred.uid === id;
  });
  if (targets.length === 0) throw new Errno('ESRCH');
  const before = Math.min(...targets.map((q) => q.nice));
  const after = Math.max(-20, Math.min(19, value(before)));
  for (const q of targets) {
    if (p.cred.uid !== 0 && q.cred.uid !== p.cred.uid) throw new Errno('EPERM');
    if (p.cred.uid !== 0 && after < q.nice) throw new Errno('EACCES');
    q.nice = after;
  }
  return { before, after };
}

export default utility({
  name: 'renice',
  family: FAMILIES.bsdUtils,
  sizeBytes: 14_648,
  usage: [
    '[-n|--priority|--relative] <priority> [-p|--pid] <pid>...',
    '[-n|--priority|--relative] <priority> -g|--pgrp <pgid>...',
    '[-n|--priority|--relative] <priority> -u|--user <user>...',
  ],
  summary: 'Alter the priority of running processes.',
  options: {
    priority: { flags: '-n, --priority', arg: '<num>', help: 'specify the nice value' },
    relative: { flags: '--relative', arg: '<num>', help: 'specify the nice value relative to the present one' },
    process: { flags: '-p, --pid', help: 'interpret arguments as process ID (default)' },
    group: { flags: '-g, --pgrp', help: 'interpret arguments as process group ID' },
    user: { flags: '-u, --user', help: 'interpret arguments as username or user ID' },
  },
  *main(p, t): Step<number> {
    const given = t.last('priority', 'relative');
    const operands = [...t.operands];
    const text = given ? t.value(given)! : operands.shift();
    if (text === undefined) throw new Failure('not enough arguments');
    if (!/^[+-]?\d+$/.test(text)) throw new Failure(`invalid priority '${text}'`);
    if (operands.length === 0) throw new Failure('not enough arguments');
    const kind = t.last('process', 'group', 'user') ?? 'process';
    let code = 0;
    for (const operand of operands) {
      const id = kind === 'user' ? (userNamed(p.sys, operand)?.uid ?? Number(operand)) : Number(operand);
      if (!Number.isInteger(id)) {
        yield* t.warn(kind === 'user' ? `unknown user ${operand}` : `bad ${NAMES[kind]} value: ${operand}`);
        code = 1;
        continue;
      }
      try {
        const { before, after } = setPriority(p, kind, id, (old) => (given === 'relative' ? old : 0) + Number(text));
        yield* p.stdout.line(`${id} (${NAMES[kind]}) old priority ${before}, new priority ${after}`);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.warn(`failed to set priority for ${id} (${NAMES[kind]}): ${e.text}`);
        code = 1;
      }
    }
    return code;
  },
});
