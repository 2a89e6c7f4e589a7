import type { SystemCalls } from '../../kernel/syscalls.ts';
import { groupById, groupNamed, groupsOf, userNamed, type User } from '../accounts.ts';
import type { CommandMember, CommandSpec, Default, Member, Sudoers } from './sudoers.ts';

/** What a rule says of a command. */
export interface Verdict {
  allowed: boolean;
  /** The user has rules at all on this host. */
  known: boolean;
  /** A password is needed; nobody's rule says otherwise. */
  password: boolean;
  setenv: boolean;
}

/** fnmatch(3) with FNM_PATHNAME for commands, without it for arguments. */
function glob(pattern: string, text: string, path: boolean): boolean {
  const any = path ? '[^/]*' : '.*';
  let regex = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '*') regex += any;
    else if (c === '?') regex += path ? '[^/]' : '.';
    else if (c === '[' && pattern.indexOf(']', i + 2) > 0) {
      const end = pattern.indexOf(']', i + 2);
      regex += `[${pattern
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/\\/g, '\\\\')}]`;
      i = end;
    } else if (c === '\\' && i + 1 < pattern.length) regex += pattern[++i]!.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    else regex += c.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  }
  return new RegExp(`^${regex}$`, 's').test(text);
}

/** Decides by the rules of sudoers(5): the last one that matches counts. */
export class SudoPolicy {
  constructor(
    private readonly sys: SystemCalls,
    readonly sudoers: Sudoers,
    readonly host: string,
  ) {}

  /** The last member of a list that matches says; `undefined` where none does. */
  #list<M extends Member>(list: readonly M[], matches: (m: M) => boolean, depth = 0): boolean | undefined {
    for (const m of [...list].reverse()) {
      if (m.text === 'ALL') return !m.negated;
      const alias = depth < 16 ? this.sudoers.aliases.get(m.text) : undefined;
      if (alias) {
        const inner = this.#list(alias.members as M[], matches, depth + 1);
        if (inner !== undefined) return inner !== m.negated;
        continue;
      }
      if (matches(m)) return !m.negated;
    }
    return undefined;
  }

  isUser(list: readonly Member[], user: User): boolean {
    return (
      this.#list(list, ({ text }) => {
        if (text.startsWith('%#')) return groupsOf(this.sys, user).includes(Number(text.slice(2)));
        if (text.startsWith('%')) {
          const group = groupNamed(this.sys, text.slice(1));
          return group !== undefined && groupsOf(this.sys, user).includes(group.gid);
        }
        return text.startsWith('#') ? Number(text.slice(1)) === user.uid : text === user.name;
      }) ?? false
    );
  }

  isHost(list: readonly Member[]): boolean {
    return this.#list(list, ({ text }) => text === this.host || text === this.host.split('.')[0] || text === 'localhost') ?? false;
  }

  #command(list: readonly CommandMember[], path: string, args: readonly string[]): boolean | undefined {
    return this.#list(list, (m) => {
      const same = m.text.endsWith('/')
        ? path.slice(0, path.lastIndexOf('/') + 1) === m.text
        : glob(m.text, path, true) || this.#sameFile(m.text, path);
      if (!same) return false;
      return m.args === undefined || (m.args === '' ? args.length === 0 : glob(m.args.replace(/\\(?=[,:=])/g, ''), args.join(' '), false));
    });
  }

  /** `/bin/cat` is `/usr/bin/cat` where the one links to the other. */
  #sameFile(a: string, b: string): boolean {
    if (/[*?[]/.test(a) || a.split('/').pop() !== b.split('/').pop() || !this.sys.exists(a) || !this.sys.exists(b)) return false;
    return this.sys.realpath(a) === this.sys.realpath(b);
  }

  #runas(spec: CommandSpec, target: User, group: number | undefined): boolean {
    const users = spec.runasUsers;
    const userOk =
      users === undefined ? target.name === this.setting('runas_default', 'root') : users.length > 0 && this.isUser(users, target);
    if (group === undefined) return userOk;
    const name = groupById(this.sys, group)?.name;
    const groupOk =
      spec.runasGroups !== undefined && (this.#list(spec.runasGroups, ({ text }) => text === name || text === `#${group}`) ?? false);
    return groupOk || (userOk && target.gid === group);
  }

  /** The rules of a user on this host. */
  rules(user: User): CommandSpec[] {
    return this.sudoers.specs.filter((s) => this.isUser(s.users, user) && this.isHost(s.hosts)).flatMap((s) => s.commands);
  }

  /** Whether a user may run a command as another. */
  check(user: User, target: User, group: number | undefined, path: string, args: readonly string[]): Verdict {
    const rules = this.rules(user);
    const verdict: Verdict = { allowed: false, known: rules.length > 0, password: true, setenv: false };
    for (const spec of rules) {
      if (!this.#runas(spec, target, group)) continue;
      const matched = this.#command([spec.command], path, args);
      if (matched === undefined) continue;
      verdict.allowed = matched;
      verdict.password = spec.tags.password ?? true;
      verdict.setenv = spec.tags.setenv ?? spec.command.text === 'ALL';
    }
    // who may only be listed, and runs what no rule is about, is asked for his password first
    return verdict;
  }

  /** The Defaults that hold for a user on this host, in order. */
  defaults(user: User | undefined): Default[] {
    return this.sudoers.defaults.filter(({ scope }) => {
      if (!scope) return true;
      if (scope.kind === ':') return user !== undefined && this.isUser(scope.members, user);
      return scope.kind === '@' && this.isHost(scope.members);
    });
  }

  /** A setting as text. */
  setting(name: string, fallback: string, user?: User): string {
    const last = this.defaults(user).findLast((d) => d.name === name);
    return last === undefined || typeof last.value === 'boolean' ? fallback : last.value;
  }

  flag(name: string, fallback: boolean, user?: User): boolean {
    const last = this.defaults(user).findLast((d) => d.name === name);
    return last === undefined ? fallback : last.value !== false;
  }
}

/** The user whose name or `#uid` stands after -u. */
export function targetUser(sys: SystemCalls, text: string): User | undefined {
  if (!text.startsWith('#')) return userNamed(sys, text);
  const uid = Number(text.slice(1));
  return { name: text, password: 'x', uid, gid: 0, comment: '', home: '/', shell: '/bin/sh' };
}
