import type { User } from '../accounts.ts';
import type { SudoPolicy } from './policy.ts';
import type { CommandSpec, Default, Member } from './sudoers.ts';

const text = (m: Member): string => `${m.negated ? '!' : ''}${m.text}`;

/** A Defaults entry as `sudo -l` prints it, with the characters escaped that separate entries. */
function setting(d: Default): string {
  if (typeof d.value === 'boolean') return `${d.value ? '' : '!'}${d.name}`;
  const value = /[\s,]/.test(d.value) ? `"${d.value}"` : d.value.replace(/[:,=\\]/g, '\\$&');
  return `${d.name}${d.operator}${value}`;
}

function tags(spec: CommandSpec, before: CommandSpec | undefined): string {
  const out: string[] = [];
  const { password, noexec, setenv } = spec.tags;
  if (password !== undefined && password !== before?.tags.password) out.push(password ? 'PASSWD' : 'NOPASSWD');
  if (noexec !== undefined && noexec !== before?.tags.noexec) out.push(noexec ? 'NOEXEC' : 'EXEC');
  if (setenv !== undefined && setenv !== before?.tags.setenv) out.push(setenv ? 'SETENV' : 'NOSETENV');
  return out.map((tag) => `${tag}: `).join('');
}

function runas({ runasUsers, runasGroups }: CommandSpec): string {
  const users = runasUsers === undefined ? 'root' : runasUsers.map(text).join(', ');
  return `(${users}${runasGroups ? ` : ${runasGroups.map(text).join(', ')}` : ''})`;
}

/** What a user may run, as `sudo -l` prints it. */
export function listRules(policy: SudoPolicy, user: User): string {
  const defaults = policy.defaults(user).map(setting);
  const head = defaults.length > 0 ? `Matching Defaults entries for ${user.name} on ${policy.host}:\n    ${defaults.join(', ')}\n\n` : '';
  const lines: string[] = [];
  for (const spec of policy.sudoers.specs) {
    if (!policy.isUser(spec.users, user) || !policy.isHost(spec.hosts)) continue;
    let line = '';
    spec.commands.forEach((c, i) => {
      const before = spec.commands[i - 1];
      const args = c.command.args === undefined ? '' : c.command.args === '' ? ' ""' : ` ${c.command.args}`;
      const alias = policy.sudoers.aliases.get(c.command.text);
      const name = alias ? alias.members.map(text).join(', ') : text(c.command);
      if (!before || runas(before) !== runas(c)) {
        if (line) lines.push(line);
        line = `    ${runas(c)} ${tags(c, undefined)}${name}${args}`;
      } else line += `, ${tags(c, before)}${name}${args}`;
    });
    if (line) lines.push(line);
  }
  return `${head}User ${user.name} may run the following commands on ${policy.host}:\n${lines.map((l) => `${l}\n`).join('')}`;
}
