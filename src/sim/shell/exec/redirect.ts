import { isErrno } from '../../kernel/errno.ts';
import { FileDescription } from '../../kernel/file.ts';
import { LIMITS } from '../../kernel/limits.ts';
import { openPipe } from '../../kernel/pipe.ts';
import type { OpenFlags } from '../../kernel/syscalls.ts';
import type { Step } from '../../kernel/step.ts';
import { expandText, expandWords } from '../expand/expand.ts';
import { assign, AssignmentError } from '../state/assign.ts';
import type { Redirect } from '../syntax/tree.ts';
import { encode } from '../text.ts';
import type { Shell } from './shell.ts';
import { openSocket } from './socket-file.ts';
import { TextFile } from './text-file.ts';

/** What was at a descriptor before a redirection. */
export interface Saved {
  fd: number;
  description: FileDescription | undefined;
}

/** A redirection that cannot be made; the text is bash's message. */
class RedirectError extends Error {}

/** Where descriptors that the shell itself chooses begin. */
const FIRST_OWN_FD = 10;

/** Runs something with redirections in force, and puts the descriptors back. A redirection that fails gives 1. */
export function* withRedirects(shell: Shell, redirects: readonly Redirect[], body: () => Step): Step {
  const saved: Saved[] = [];
  try {
    if (yield* applyRedirects(shell, redirects, saved)) yield* body();
    else shell.status = 1;
  } finally {
    restore(shell, saved);
  }
}

/** Puts descriptors back. */
export function restore(shell: Shell, saved: readonly Saved[]): void {
  const { fds } = shell.p;
  for (const { fd, description } of [...saved].reverse()) {
    if (description) {
      fds.set(fd, description);
      description.release();
    } else fds.close(fd);
  }
}

/** Makes redirections for good where nothing is to be `saved`. False where one cannot be made, which is told. */
export function* applyRedirects(shell: Shell, redirects: readonly Redirect[], saved?: Saved[]): Step<boolean> {
  for (const redirect of redirects) {
    try {
      yield* apply(shell, redirect, saved);
    } catch (e) {
      if (!(e instanceof RedirectError) && !(e instanceof AssignmentError)) throw e;
      yield* shell.complain(e.message);
      return false;
    }
  }
  return true;
}

function keep(shell: Shell, fd: number, saved: Saved[] | undefined): void {
  if (!saved || saved.some((s) => s.fd === fd)) return;
  saved.push({ fd, description: shell.p.fds.get(fd)?.reference() });
}

function* apply(shell: Shell, redirect: Redirect, saved: Saved[] | undefined): Step {
  const { operator } = redirect;
  const { fds } = shell.p;
  const input = operator === '<' || operator === '<>' || operator.startsWith('<<') || operator === '<&';
  if (operator === '<&' || operator === '>&') {
    const text = yield* singleTarget(shell, redirect);
    const m = /^(\d+)?(-)?$/.exec(text);
    if (m && text !== '') return yield* duplicate(shell, redirect, m[1], m[2] !== undefined, saved);
    if (operator === '<&' || redirect.fd !== undefined || redirect.variable !== undefined) {
      throw new RedirectError(`${redirect.target.text}: ambiguous redirect`);
    }
    return yield* outputAndError(shell, text, false, saved);
  }
  if (operator === '&>' || operator === '&>>') return yield* outputAndError(shell, yield* singleTarget(shell, redirect), operator === '&>>', saved);
  const description =
    operator === '<<' || operator === '<<-' || operator === '<<<'
      ? yield* document(shell, redirect)
      : yield* open(shell, yield* singleTarget(shell, redirect), operator);
  if (redirect.variable !== undefined) {
    assign(shell, redirect.variable, undefined, String(fds.add(description, false, FIRST_OWN_FD)));
    return;
  }
  const fd = redirect.fd ?? (input ? 0 : 1);
  if (fd >= LIMITS.fdsPerProcess) throw new RedirectError(`${fd}: Bad file descriptor`);
  keep(shell, fd, saved);
  fds.set(fd, description);
}

/** The one word that a redirection's target must be. */
function* singleTarget(shell: Shell, redirect: Redirect): Step<string> {
  const { target } = redirect;
  if (target.literal !== undefined) return target.literal;
  const words = yield* expandWords(shell, [target]);
  if (words.length !== 1) throw new RedirectError(`${target.text}: ambiguous redirect`);
  return words[0]!;
}

/** `2>&1`, `3<&4-`, `>&-` */
function* duplicate(shell: Shell, redirect: Redirect, from: string | undefined, closes: boolean, saved: Saved[] | undefined): Step {
  const { fds } = shell.p;
  if (redirect.variable !== undefined && from === undefined) {
    const fd = Number(shell.variables.get(redirect.variable) ?? '');
    if (!fds.close(fd)) throw new RedirectError(`${redirect.variable}: Bad file descriptor`);
    return;
  }
  const fd = redirect.fd ?? (redirect.operator === '<&' ? 0 : 1);
  if (from === undefined) {
    keep(shell, fd, saved);
    fds.close(fd);
    return;
  }
  const description = fds.get(Number(from));
  if (!description) throw new RedirectError(`${redirect.target.literal === undefined ? redirect.target.text : from}: Bad file descriptor`);
  if (redirect.variable !== undefined) assign(shell, redirect.variable, undefined, String(fds.add(description, false, FIRST_OWN_FD)));
  else if (Number(from) !== fd) {
    keep(shell, fd, saved);
    fds.set(fd, description);
  }
  if (closes && Number(from) !== fd) {
    keep(shell, Number(from), saved);
    fds.close(Number(from));
  }
}

/** `&>file` */
function* outputAndError(shell: Shell, path: string, append: boolean, saved: Saved[] | undefined): Step {
  const description = yield* open(shell, path, append ? '>>' : '>');
  for (const fd of [1, 2]) {
    keep(shell, fd, saved);
    shell.p.fds.set(fd, description);
  }
}

const FLAGS: Record<string, OpenFlags> = {
  '<': { read: true },
  '>': { write: true, create: true, truncate: true },
  '>|': { write: true, create: true, truncate: true },
  '>>': { write: true, append: true, create: true },
  '<>': { read: true, write: true, create: true },
};

function* open(shell: Shell, path: string, operator: string): Step<FileDescription> {
  const flags = FLAGS[operator]!;
  if (operator === '>' && shell.options.get('noclobber') && shell.statOrNone(path)?.type === 'file') {
    throw new RedirectError(shell.dialect.id === 'bash' ? `${path}: cannot overwrite existing file` : `cannot create ${path}: File exists`);
  }
  try {
    const socket = shell.dialect.id === 'bash' ? /^\/dev\/(tcp|udp)\/([^/]+)\/([^/]+)$/.exec(path) : null;
    if (socket) return yield* openSocket(shell, socket[1] as 'tcp', socket[2]!, socket[3]!);
    const file = shell.p.sys.open(shell.path(path), flags, 0o666);
    return new FileDescription(file, flags.read ?? false, flags.write ?? false);
  } catch (e) {
    if (!isErrno(e)) throw e;
    const own = descriptorOf(shell, path);
    if (own && isErrno(e, 'ENOENT', 'ENXIO')) return own;
    throw new RedirectError(shell.dialect.cannotOpen(path, e, operator.includes('>')));
  }
}

/** The descriptor that a path under /dev stands for, where no /proc is mounted. */
function descriptorOf(shell: Shell, path: string): FileDescription | undefined {
  const m = /^\/dev\/(?:fd\/(\d+)|std(in|out|err))$/.exec(path);
  if (!m) return undefined;
  return shell.p.fds.get(m[1] !== undefined ? Number(m[1]) : m[2] === 'in' ? 0 : m[2] === 'out' ? 1 : 2);
}

/** A here-document or here-string: a pipe that holds its text, or a file where that is too long for one. */
function* document(shell: Shell, redirect: Redirect): Step<FileDescription> {
  const text = yield* expandText(shell, redirect.target);
  const data = encode(redirect.operator === '<<<' ? `${text}\n` : text);
  if (data.length > LIMITS.pipeBytes) return new FileDescription(new TextFile(data, shell.p), true, false);
  const [read, write] = openPipe(shell.p);
  write.reference();
  if (data.length > 0) yield* write.file.write(shell.p, data);
  write.release();
  return read;
}
