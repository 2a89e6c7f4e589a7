import { text } from '../../kernel/text.ts';
import { imageNode, type ImageNode } from '../images/image.ts';
import type { OciUser } from './types.ts';

/** Users and groups of an image's /etc/passwd and /etc/group, as containerd and runc read them (moby/sys/user). */

interface PasswdEntry {
  name: string;
  uid: number;
  gid: number;
  home: string;
}

interface GroupEntry {
  name: string;
  gid: number;
  members: string[];
}

const MAX_ID = 2_147_483_647;

function lines(root: ImageNode, path: string): string[][] | undefined {
  const node = imageNode(root, path);
  if (!node) return undefined;
  return text(node.content)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line && !line.startsWith('#'))
    .map((line) => line.split(':'));
}

/** The users of a passwd file's lines. */
export function passwdEntries(rows: readonly (readonly string[])[]): PasswdEntry[] {
  return rows.map(([name = '', , uid = '', gid = '', , home = '']) => ({ name, uid: Number(uid), gid: Number(gid), home }));
}

function users(root: ImageNode): PasswdEntry[] | undefined {
  const rows = lines(root, '/etc/passwd');
  return rows && passwdEntries(rows);
}

function groups(root: ImageNode): GroupEntry[] | undefined {
  return lines(root, '/etc/group')?.map(([name = '', , gid = '', members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter(Boolean),
  }));
}

const number = (part: string): number | undefined => {
  const n = /^[-+]?\d+$/.test(part) ? Number(part) : NaN;
  return n >= 0 && n <= MAX_ID ? n : undefined;
};

function userByName(root: ImageNode, name: string): PasswdEntry {
  const known = users(root);
  if (!known) throw new Error('openat etc/passwd: no such file or directory');
  const user = known.find((u) => u.name === name);
  if (!user) throw new Error('no users found');
  return user;
}

/**
 * The ids of a user as configurations name it: `1000`, `app`, `app:1000`. Throws Error with containerd's text
 * (pkg/oci/spec_opts.go, WithUser).
 */
export function resolveUser(root: ImageNode, user: string): OciUser {
  const parts = user.split(':');
  if (parts.length > 2) throw new Error(`invalid USER value ${user}`);
  const uid = number(parts[0]!);
  let found: OciUser;
  if (parts.length === 1) {
    if (uid === undefined) found = pick(userByName(root, parts[0]!));
    else found = pick(users(root)?.find((u) => u.uid === uid) ?? { uid, gid: 0 });
  } else {
    let gid = number(parts[1]!);
    if (gid === undefined) {
      const known = groups(root);
      if (!known) throw new Error('openat etc/group: no such file or directory');
      gid = known.find((g) => g.name === parts[1])?.gid;
      if (gid === undefined) throw new Error('no groups found');
    }
    found = { uid: uid ?? userByName(root, parts[0]!).uid, gid };
  }
  return { ...found, additionalGids: [found.gid] };
}

const pick = ({ uid, gid }: { uid: number; gid: number }): OciUser => ({ uid, gid });

/** The groups that /etc/group adds to a user given by name or number (WithAdditionalGIDs). */
export function additionalGroups(root: ImageNode, user: string): number[] {
  const uid = number(user);
  const name = uid === undefined ? user : users(root)?.find((u) => u.uid === uid)?.name;
  if (name === undefined) return [];
  return (groups(root) ?? []).filter((g) => g.name !== name && g.members.includes(name)).map((g) => g.gid);
}

/** The home directory that runc puts into the environment: the user's, or the root. */
export function homeOf(entries: readonly PasswdEntry[], uid: number): string {
  return entries.find((u) => u.uid === uid)?.home || '/';
}
