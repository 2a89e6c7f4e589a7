import type { Process } from '../../kernel/process.ts';
import { statusCode } from '../../kernel/process.ts';
import { signalNumber } from '../../kernel/signals.ts';
import type { Step } from '../../kernel/step.ts';
import { credentialsOf, groupsOf, type User } from '../accounts.ts';
import { LoginDefs } from './login-defs.ts';

/** PATH of a new session: root's, or everybody's. */
export function defaultPath(p: Process, uid: number): string {
  const defs = new LoginDefs(p.sys);
  const path = uid === 0 ? defs.text('ENV_SUPATH') : defs.text('ENV_PATH');
  const fallback =
    uid === 0 ? '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin' : '/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games';
  return path?.replace(/^PATH=/, '') ?? fallback;
}

/** The environment of a fresh login: nothing but what says who and where. */
export function loginEnvironment(p: Process, user: User): Record<string, string> {
  return {
    ...(p.env['TERM'] === undefined ? {} : { TERM: p.env['TERM'] }),
    HOME: user.home,
    SHELL: user.shell || '/bin/sh',
    USER: user.name,
    LOGNAME: user.name,
    PATH: defaultPath(p, user.uid),
  };
}

/** Becomes a user for good: all ids are his (setuid(2) of a privileged process). */
export function become(p: Process, user: User, groups: readonly number[] = groupsOf(p.sys, user), gid = user.gid): void {
  p.cred = { ...credentialsOf(p.sys, user), gid, groups };
}

/** Waits for a child as su and sudo do and gives its exit code; what ended it is told where a signal did. */
export function* exitCodeOf(p: Process, child: Process): Step<number> {
  return statusCode(yield* p.wait(child), signalNumber);
}
