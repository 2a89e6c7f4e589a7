import type { Process } from '../../../kernel/process.ts';
import { groupById, groupsOf, userById, userNamed, type User } from '../../accounts.ts';
import { Failure, FAMILIES, utility, type Invocation } from '../lib/utility.ts';

type Id = 'all' | 'context' | 'group' | 'groups' | 'name' | 'real' | 'user' | 'zero';

/** Who is told of: a user of the databases, or the process itself. */
interface Identity {
  uid: number;
  gid: number;
  euid: number;
  egid: number;
  groups: readonly number[];
}

function ownIdentity(p: Process): Identity {
  const { uid, gid, groups, realUid = uid, realGid = gid } = p.cred;
  return { uid: realUid, gid: realGid, euid: uid, egid: gid, groups: [realGid, ...groups.filter((g) => g !== realGid)] };
}

const ofUser = (p: Process, user: User): Identity => ({
  uid: user.uid,
  gid: user.gid,
  euid: user.uid,
  egid: user.gid,
  groups: groupsOf(p.sys, user),
});

/** `0(root)`, or the number alone where it has no name. */
const named = (id: number, name: string | undefined): string => (name === undefined ? String(id) : `${id}(${name})`);

function whole(p: Process, i: Identity): string {
  const user = (id: number): string => named(id, userById(p.sys, id)?.name);
  const group = (id: number): string => named(id, groupById(p.sys, id)?.name);
  let out = `uid=${user(i.uid)} gid=${group(i.gid)}`;
  if (i.euid !== i.uid) out += ` euid=${user(i.euid)}`;
  if (i.egid !== i.gid) out += ` egid=${group(i.egid)}`;
  return `${out} groups=${i.groups.map(group).join(',')}`;
}

function asked(p: Process, t: Invocation<Id>, i: Identity, problems: string[]): string {
  const name = (id: number, kind: 'user' | 'group'): string => {
    if (!t.has('name')) return String(id);
    const known = kind === 'user' ? userById(p.sys, id)?.name : groupById(p.sys, id)?.name;
    if (known === undefined) problems.push(`cannot find name for ${kind} ID ${id}`);
    return known ?? String(id);
  };
  if (t.has('user')) return name(t.has('real') ? i.uid : i.euid, 'user');
  if (t.has('group')) return name(t.has('real') ? i.gid : i.egid, 'group');
  return i.groups.map((g) => name(g, 'group')).join(t.has('zero') ? '\0' : ' ');
}

export default utility({
  name: 'id',
  family: FAMILIES.coreutils,
  sizeBytes: 43_808,
  usage: ['[OPTION]... [USER]...'],
  summary: 'Print user and group information for each specified USER, or for the current process.',
  options: {
    all: { flags: '-a', help: 'ignore, for compatibility with other versions' },
    context: { flags: '-Z, --context', help: 'print only the security context of the process' },
    group: { flags: '-g, --group', help: 'print only the effective group ID' },
    groups: { flags: '-G, --groups', help: 'print all group IDs' },
    name: { flags: '-n, --name', help: 'print a name instead of a number, for -ugG' },
    real: { flags: '-r, --real', help: 'print the real ID instead of the effective ID, with -ugG' },
    user: { flags: '-u, --user', help: 'print only the effective user ID' },
    zero: { flags: '-z, --zero', help: 'delimit entries with NUL characters, not whitespace' },
  },
  *main(p, t) {
    const choices = (['user', 'group', 'groups'] as const).filter((o) => t.has(o)).length;
    if (t.has('context')) throw new Failure('--context (-Z) works only on an SELinux-enabled kernel');
    if (choices > 1) throw new Failure('cannot print "only" of more than one choice');
    if (choices === 0 && (t.has('name') || t.has('real'))) throw new Failure('cannot print only names or real IDs in default format');
    if (choices === 0 && t.has('zero')) throw new Failure('option --zero not permitted in default format');
    const end = t.has('zero') ? '\0' : '\n';
    const show = function* (i: Identity) {
      const problems: string[] = [];
      const text = choices === 0 ? whole(p, i) : asked(p, t, i, problems);
      for (const problem of problems) yield* t.fail(problem);
      yield* p.stdout.write(text + end);
    };
    if (t.operands.length === 0) yield* show(ownIdentity(p));
    for (const operand of t.operands) {
      const user = userNamed(p.sys, operand) ?? (/^\+?\d+$/.test(operand) ? userById(p.sys, Number(operand)) : undefined);
      if (user) yield* show(ofUser(p, user));
      else yield* t.fail(`${t.quote(operand)}: no such user`);
    }
  },
});
