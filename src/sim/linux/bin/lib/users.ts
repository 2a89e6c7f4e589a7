import type { Process } from '../../../kernel/process.ts';
import { readGroups, readUsers, type Group, type User } from '../../accounts.ts';

/** The user and group databases as one program sees them: read once, as getpwuid(3) and getgrnam(3) read them. */
export class Accounts {
  readonly #users: readonly User[];
  readonly #groups: readonly Group[];

  constructor(p: Process) {
    this.#users = readUsers(p.sys);
    this.#groups = readGroups(p.sys);
  }

  user(uid: number): string | undefined {
    return this.#users.find((u) => u.uid === uid)?.name;
  }

  group(gid: number): string | undefined {
    return this.#groups.find((g) => g.gid === gid)?.name;
  }

  uid(name: string): number | undefined {
    return this.#users.find((u) => u.name === name)?.uid;
  }

  gid(name: string): number | undefined {
    return this.#groups.find((g) => g.name === name)?.gid;
  }

  /** A user's primary group. */
  loginGroup(uid: number): number | undefined {
    return this.#users.find((u) => u.uid === uid)?.gid;
  }
}

/** What `OWNER[:GROUP]` names; the message is chown's. */
export type Owner = { uid: number; gid: number; user?: string; group?: string } | { error: string };

/**
 * Reads `user`, `user:group`, `user:` (his login group), `:group`, with names or numbers, as gnulib's parse_user_spec does
 * (a dot for the colon is accepted too). -1 stands for what is not to be changed.
 */
export function parseOwner(accounts: Accounts, spec: string): Owner {
  const colon = spec.indexOf(':');
  const name = colon < 0 ? spec : spec.slice(0, colon);
  const groupName = colon < 0 ? undefined : spec.slice(colon + 1);
  let uid = -1;
  if (name !== '') {
    const known = accounts.uid(name);
    if (known === undefined && !/^\+?\d+$/.test(name)) {
      const dot = colon < 0 ? spec.indexOf('.') : -1;
      return dot > 0 ? withDot(accounts, spec, dot) : { error: 'invalid user' };
    }
    uid = known ?? Number(name);
  }
  let gid = -1;
  let group = groupName;
  if (groupName === '') {
    if (name !== '') {
      const login = accounts.loginGroup(uid);
      if (login === undefined) return { error: 'invalid spec' };
      gid = login;
      group = accounts.group(gid) ?? String(gid);
    }
  } else if (groupName !== undefined) {
    const known = accounts.gid(groupName);
    if (known === undefined && !/^\+?\d+$/.test(groupName)) return { error: 'invalid group' };
    gid = known ?? Number(groupName);
  }
  return { uid, gid, ...(name === '' ? {} : { user: name }), ...(group ? { group } : {}) };
}

function withDot(accounts: Accounts, spec: string, dot: number): Owner {
  const owner = parseOwner(accounts, `${spec.slice(0, dot)}:${spec.slice(dot + 1)}`);
  return 'error' in owner ? { error: 'invalid user' } : owner;
}
