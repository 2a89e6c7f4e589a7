import { groupById, groupsOf, userNamed } from '../../accounts.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'groups',
  family: FAMILIES.coreutils,
  sizeBytes: 35_616,
  usage: ['[OPTION]... [USERNAME]...'],
  summary: 'Print group memberships for each USERNAME or, if no USERNAME is specified, for the current process.',
  options: {},
  *main(p, t) {
    const show = function* (gids: readonly number[], prefix: string) {
      const names: string[] = [];
      for (const gid of gids) {
        const name = groupById(p.sys, gid)?.name;
        if (name === undefined) yield* t.fail(`cannot find name for group ID ${gid}`);
        names.push(name ?? String(gid));
      }
      yield* p.stdout.line(prefix + names.join(' '));
    };
    const { gid, groups } = p.cred;
    if (t.operands.length === 0) yield* show([gid, ...groups.filter((g) => g !== gid)], '');
    for (const name of t.operands) {
      const user = userNamed(p.sys, name);
      if (user) yield* show(groupsOf(p.sys, user), `${name} : `);
      else yield* t.fail(`${t.quote(name)}: no such user`);
    }
  },
});
