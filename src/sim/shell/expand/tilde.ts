import { isErrno } from '../../kernel/errno.ts';
import type { Shell } from '../exec/shell.ts';
import { imported } from '../text.ts';

/** A line of /etc/passwd. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
  home: string;
  shell: string;
}

/** The accounts of this machine; none where the file cannot be read. */
export function accounts(shell: Shell): Account[] {
  let text: string;
  try {
    text = shell.p.sys.readText('/etc/passwd');
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
  return text.split('\n').flatMap((line) => {
    const [name, , uid, gid, , home, program] = line.split(':');
    return name && home !== undefined ? [{ name, uid: Number(uid), gid: Number(gid), home, shell: program ?? '' }] : [];
  });
}

/** What `~user` stands for; `undefined` for a user that does not exist. */
export function homeOf(shell: Shell, user: string): string | undefined {
  const { variables } = shell;
  if (user === '') return variables.get('HOME') ?? accounts(shell).find((a) => a.uid === shell.p.cred.uid)?.home ?? '/';
  if (user === '+') return variables.get('PWD');
  if (user === '-') return variables.get('OLDPWD');
  const number = /^[+-]?\d+$/.exec(user);
  if (number) {
    const n = Number(user);
    const stack = [variables.get('PWD') ?? '/', ...shell.directories];
    return user.startsWith('-') ? stack[stack.length - 1 + n] : stack[n];
  }
  return accounts(shell).find((a) => imported(a.name, shell.locale) === user)?.home;
}
