import { isErrno } from '../kernel/errno.ts';
import type { Credentials } from '../kernel/process.ts';
import type { SystemCalls } from '../kernel/syscalls.ts';

/** A line of /etc/passwd (passwd(5)). */
export interface User {
  name: string;
  password: string;
  uid: number;
  gid: number;
  comment: string;
  home: string;
  shell: string;
}

/** A line of /etc/group (group(5)). */
export interface Group {
  name: string;
  password: string;
  gid: number;
  members: string[];
}

/** A line of /etc/shadow (shadow(5)); days since 1970, empty where nothing is set. */
export interface Shadow {
  name: string;
  password: string;
  changed: string;
  minimum: string;
  maximum: string;
  warning: string;
  inactive: string;
  expires: string;
  reserved: string;
}

/** The four databases: where each is, and how its lines are read and written. */
const FILES = { passwd: '/etc/passwd', group: '/etc/group', shadow: '/etc/shadow', gshadow: '/etc/gshadow' } as const;

/** Lines of a database, taken apart at colons; none where it cannot be read. Comments and malformed lines count as absent. */
function lines(sys: SystemCalls, path: string, fields: number): string[][] {
  try {
    return sys
      .readText(path)
      .split('\n')
      .map((line) => line.split(':'))
      .filter((f) => f.length >= fields && f[0] !== '' && !f[0]!.startsWith('#'));
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
}

const isNumber = (text: string | undefined): text is string => text !== undefined && /^\d+$/.test(text);

/** The users, in the file's order. Reads /etc/passwd anew each time, as getpwent(3) does. */
export function readUsers(sys: SystemCalls): User[] {
  return lines(sys, FILES.passwd, 7).flatMap(([name, password, uid, gid, comment, home, shell]) =>
    isNumber(uid) && isNumber(gid)
      ? [{ name: name!, password: password!, uid: Number(uid), gid: Number(gid), comment: comment!, home: home!, shell: shell! }]
      : [],
  );
}

export function readGroups(sys: SystemCalls): Group[] {
  return lines(sys, FILES.group, 4).flatMap(([name, password, gid, members]) =>
    isNumber(gid) ? [{ name: name!, password: password!, gid: Number(gid), members: members!.split(',').filter(Boolean) }] : [],
  );
}

export function readShadow(sys: SystemCalls): Shadow[] {
  return lines(sys, FILES.shadow, 2).map((f) => ({
    name: f[0]!,
    password: f[1]!,
    changed: f[2] ?? '',
    minimum: f[3] ?? '',
    maximum: f[4] ?? '',
    warning: f[5] ?? '',
    inactive: f[6] ?? '',
    expires: f[7] ?? '',
    reserved: f[8] ?? '',
  }));
}

/** A user by name (getpwnam(3)). */
export function userNamed(sys: SystemCalls, name: string): User | undefined {
  return readUsers(sys).find((u) => u.name === name);
}

/** A user by number (getpwuid(3)). */
export function userById(sys: SystemCalls, uid: number): User | undefined {
  return readUsers(sys).find((u) => u.uid === uid);
}

export function groupNamed(sys: SystemCalls, name: string): Group | undefined {
  return readGroups(sys).find((g) => g.name === name);
}

export function groupById(sys: SystemCalls, gid: number): Group | undefined {
  return readGroups(sys).find((g) => g.gid === gid);
}

/** A user's groups, the primary one first (initgroups(3)). */
export function groupsOf(sys: SystemCalls, user: Pick<User, 'name' | 'gid'>): number[] {
  const more = readGroups(sys).filter((g) => g.members.includes(user.name) && g.gid !== user.gid);
  return [user.gid, ...more.map((g) => g.gid)];
}

/** The credentials of a user who logs in. */
export function credentialsOf(sys: SystemCalls, user: User): Credentials {
  return { uid: user.uid, gid: user.gid, groups: groupsOf(sys, user) };
}

/** Names by number, with the number as text where there is no name; each database is read once. */
export class NameCache {
  readonly #users: Map<number, string>;
  readonly #groups: Map<number, string>;

  constructor(sys: SystemCalls) {
    // the first line of a number wins, as it does for getpwuid(3)
    this.#users = new Map(
      readUsers(sys)
        .reverse()
        .map((u) => [u.uid, u.name]),
    );
    this.#groups = new Map(
      readGroups(sys)
        .reverse()
        .map((g) => [g.gid, g.name]),
    );
  }

  user(uid: number): string {
    return this.#users.get(uid) ?? String(uid);
  }

  group(gid: number): string {
    return this.#groups.get(gid) ?? String(gid);
  }

  hasUser(uid: number): boolean {
    return this.#users.has(uid);
  }
}

const text = {
  passwd: (u: User): string => [u.name, u.password, u.uid, u.gid, u.comment, u.home, u.shell].join(':'),
  group: (g: Group): string => [g.name, g.password, g.gid, g.members.join(',')].join(':'),
  shadow: (s: Shadow): string =>
    [s.name, s.password, s.changed, s.minimum, s.maximum, s.warning, s.inactive, s.expires, s.reserved].join(':'),
};

/**
 * Writes a database as shadow's tools do: the old file is kept beside it with a `-`, the new one takes its place by a rename,
 * with its mode and owner. Throws what the file calls throw.
 */
function replace(sys: SystemCalls, path: string, content: readonly string[], mode: number): void {
  let owner = { uid: 0, gid: 0, mode };
  if (sys.exists(path)) {
    owner = sys.stat(path);
    sys.writeFile(`${path}-`, sys.readFile(path), owner.mode);
    sys.chmod(`${path}-`, owner.mode);
    sys.chown(`${path}-`, owner.uid, owner.gid);
  }
  sys.writeFile(`${path}+`, content.map((line) => `${line}\n`).join(''), owner.mode);
  sys.chmod(`${path}+`, owner.mode);
  sys.chown(`${path}+`, owner.uid, owner.gid);
  sys.rename(`${path}+`, path);
}

/** Changes to the databases, gathered and written by `commit`; lines that are none of theirs are left out. */
export class AccountEditor {
  readonly users: User[];
  readonly groups: Group[];
  readonly shadow: Shadow[];
  readonly #before: { users: string; groups: string; shadow: string };

  constructor(private readonly sys: SystemCalls) {
    this.users = readUsers(sys);
    this.groups = readGroups(sys);
    this.shadow = readShadow(sys);
    this.#before = this.#texts();
  }

  #texts(): { users: string; groups: string; shadow: string } {
    return {
      users: this.users.map(text.passwd).join('\n'),
      groups: this.groups.map(text.group).join('\n'),
      shadow: this.shadow.map(text.shadow).join('\n'),
    };
  }

  user(name: string): User | undefined {
    return this.users.find((u) => u.name === name);
  }

  group(name: string): Group | undefined {
    return this.groups.find((g) => g.name === name);
  }

  shadowOf(name: string): Shadow | undefined {
    return this.shadow.find((s) => s.name === name);
  }

  /** Writes the databases that have changed. /etc/gshadow follows the groups. */
  commit(): void {
    const now = this.#texts();
    if (now.users !== this.#before.users) replace(this.sys, FILES.passwd, this.users.map(text.passwd), 0o644);
    if (now.shadow !== this.#before.shadow) replace(this.sys, FILES.shadow, this.shadow.map(text.shadow), 0o640);
    if (now.groups === this.#before.groups) return;
    replace(this.sys, FILES.group, this.groups.map(text.group), 0o644);
    const old = new Map(lines(this.sys, FILES.gshadow, 4).map((f) => [f[0]!, f]));
    const hidden = this.groups.map((g) => [g.name, old.get(g.name)?.[1] ?? '!', old.get(g.name)?.[2] ?? '', g.members.join(',')].join(':'));
    replace(this.sys, FILES.gshadow, hidden, 0o640);
  }
}
