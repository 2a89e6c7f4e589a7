import { Errno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { Accounts } from './users.ts';
import type { Option, Tool } from './utility.ts';
import { walkTree, type Visit } from './walk.ts';

/** The options that chown and chgrp share. */
export const OWNERSHIP_OPTIONS = {
  changes: { flags: '-c, --changes', help: 'as -v, but only where something changes' },
  silent: { flags: '-f, --silent, --quiet', help: 'leave most error messages out' },
  verbose: { flags: '-v, --verbose', help: 'tell of each file' },
  dereference: { flags: '--dereference', help: 'change what symbolic links point to (default)' },
  noDereference: { flags: '-h, --no-dereference', help: 'change symbolic links themselves' },
  noPreserveRoot: { flags: '--no-preserve-root', help: "do not treat '/' specially (default)" },
  preserveRoot: { flags: '--preserve-root', help: "do not operate recursively on '/'" },
  reference: { flags: '--reference', arg: 'RFILE', help: "use RFILE's owner and group" },
  recursive: { flags: '-R, --recursive', help: 'change what is in directories too' },
  H: { flags: '-H', help: 'with -R, follow symbolic links that are operands' },
  L: { flags: '-L', help: 'with -R, follow all symbolic links to directories' },
  P: { flags: '-P', help: 'with -R, follow none (default)' },
} as const satisfies Record<string, Option>;

type OwnershipOption = keyof typeof OWNERSHIP_OPTIONS;

/** What to change: -1 stands for what stays. `user` and `group` are the names for messages. */
export interface Change {
  uid: number;
  gid: number;
  user: string | undefined;
  group: string | undefined;
  /** Only files that belong to these. */
  from?: { uid: number; gid: number };
}

/** Changes owners and groups of trees, with the messages of chown and chgrp (chown-core.c). */
export function* changeOwnership(t: Tool<OwnershipOption>, paths: readonly string[], change: Change): Step {
  const worker = new Worker(t, change);
  const recursive = t.has('recursive');
  const following = t.last('H', 'L', 'P');
  const links = t.last('dereference', 'noDereference') === 'noDereference' || (recursive && following !== 'H' && following !== 'L');
  const follow = recursive ? (following === 'L' ? 'always' : following === 'H' ? 'arguments' : 'never') : links ? 'never' : 'always';
  for (const path of paths) {
    yield* walkTree(
      t.p,
      path,
      { recursive, follow, order: 'after' },
      { visit: (file) => worker.change(file, links), fail: (at, e, what) => worker.failed(at, e, what) },
    );
  }
}

class Worker {
  readonly #accounts: Accounts;
  readonly #groupOnly: boolean;

  constructor(
    private readonly t: Tool<OwnershipOption>,
    private readonly wanted: Change,
  ) {
    this.#accounts = new Accounts(t.p);
    this.#groupOnly = wanted.user === undefined && wanted.group !== undefined && !wanted.group.startsWith(':');
  }

  *failed(path: string, e: Errno, what: 'access' | 'read'): Step {
    const { t, wanted } = this;
    const name = t.quoteaf(path);
    const dangling = what === 'access' && e.code === 'ENOENT' && this.#isLink(path);
    if (t.has('silent')) t.status = 1;
    else yield* t.fail(`cannot ${what === 'read' ? 'read directory' : dangling ? 'dereference' : 'access'} ${name}: ${e.text}`);
    const to = this.#spec(wanted.user, wanted.group);
    if (t.has('verbose')) yield* t.p.stdout.line(`failed to change ${this.#noun} of ${name}${to ? ` to ${to}` : ''}`);
  }

  get #noun(): string {
    return this.#groupOnly ? 'group' : 'ownership';
  }

  #isLink(path: string): boolean {
    try {
      return this.t.p.sys.lstat(path).type === 'symlink';
    } catch (e) {
      if (e instanceof Errno) return false;
      throw e;
    }
  }

  #spec(user: string | undefined, group: string | undefined): string {
    const bare = group?.replace(/^:/, '');
    if (this.#groupOnly) return bare ?? '';
    return user === undefined ? (bare === undefined ? '' : `:${bare}`) : bare === undefined ? user : `${user}:${bare}`;
  }

  *change({ path, stat }: Visit, links: boolean): Step {
    const { t, wanted } = this;
    const { p } = t;
    const name = t.quoteaf(path);
    const { from } = wanted;
    const counts = !from || ((from.uid < 0 || from.uid === stat.uid) && (from.gid < 0 || from.gid === stat.gid));
    const user = this.#accounts.user(stat.uid) ?? String(stat.uid);
    const group = this.#accounts.group(stat.gid) ?? String(stat.gid);
    const old = this.#spec(wanted.user === undefined && !this.#groupOnly ? user : wanted.user && user, wanted.group && group);
    const to = this.#spec(wanted.user, wanted.group);
    try {
      if (counts) p.sys.chown(path, wanted.uid, wanted.gid, !links);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (t.has('silent')) t.status = 1;
      else yield* t.fail(`changing ${this.#noun} of ${name}: ${e.text}`);
      if (t.has('verbose')) yield* p.stdout.line(`failed to change ${this.#noun} of ${name} from ${old} to ${to}`);
      return;
    }
    const changed = counts && ((wanted.uid >= 0 && wanted.uid !== stat.uid) || (wanted.gid >= 0 && wanted.gid !== stat.gid));
    if (changed && t.has('verbose', 'changes')) yield* p.stdout.line(`changed ${this.#noun} of ${name} from ${old} to ${to}`);
    else if (!changed && t.has('verbose')) yield* p.stdout.line(`${this.#noun} of ${name} retained as ${old}`);
  }
}
