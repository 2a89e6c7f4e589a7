import type { Inotify, InotifyEvent, InotifyEventKind } from '../../kernel/syscalls.ts';
import { Channel } from '../../kernel/sync.ts';
import type { Inode } from './inode.ts';
import { block, type Step, type Wait } from '../../kernel/step.ts';

/** Events a queue holds before more are lost (fs.inotify.max_queued_events). */
const MAX_QUEUED = 16_384;

/** One watch: an inode that an instance looks at. */
export class Watch {
  constructor(
    readonly id: number,
    readonly inode: Inode,
    readonly kinds: ReadonlySet<InotifyEventKind> | undefined,
    readonly instance: InotifyInstance,
  ) {}
}

/** An inotify instance: delivers to its reader in order what happened to the inodes that it watches. */
export class InotifyInstance implements Inotify {
  readonly #events = new Channel<InotifyEvent>(MAX_QUEUED);
  readonly #watches = new Map<number, Watch>();
  #next = 1;

  constructor(private readonly resolve: (path: string) => Inode) {}

  add(path: string, kinds?: readonly InotifyEventKind[]): number {
    const inode = this.resolve(path);
    for (const watch of this.#watches.values()) if (watch.inode === inode) this.remove(watch.id);
    const watch = new Watch(this.#next++, inode, kinds && new Set(kinds), this);
    this.#watches.set(watch.id, watch);
    (inode.watches ??= new Set()).add(watch);
    return watch.id;
  }

  remove(id: number): void {
    const watch = this.#watches.get(id);
    if (!watch) return;
    this.#watches.delete(id);
    watch.inode.watches?.delete(watch);
  }

  deliver(watch: Watch, event: Omit<InotifyEvent, 'watch'>): void {
    if (event.kind !== 'ignored' && watch.kinds && !watch.kinds.has(event.kind)) return;
    this.#events.trySend({ ...event, watch: watch.id });
    if (event.kind === 'ignored') this.remove(watch.id);
  }

  readonly event: Wait<InotifyEvent> = (wake) => this.#events.received((received) => received.ok && wake(received.value));

  tryRead(): InotifyEvent | undefined {
    if (this.#events.length === 0) return undefined;
    let event: InotifyEvent | undefined;
    this.event((e) => (event = e));
    return event;
  }

  close(): void {
    for (const id of [...this.#watches.keys()]) this.remove(id);
  }

  *read(): Step<InotifyEvent> {
    return yield* block(this.event);
  }
}

/** Something happened to a directory's entry: the directory's watchers are told its name. */
export function notifyEntry(directory: Inode | undefined, kind: InotifyEventKind, name: string, subject: Inode, cookie = 0): void {
  if (!directory?.watches) return;
  for (const watch of [...directory.watches])
    watch.instance.deliver(watch, { kind, name, cookie, directory: subject.type === 'directory' });
}

/** Something happened to an inode itself. */
export function notifySelf(inode: Inode, kind: InotifyEventKind): void {
  if (!inode.watches) return;
  for (const watch of [...inode.watches])
    watch.instance.deliver(watch, { kind, name: '', cookie: 0, directory: inode.type === 'directory' });
}
