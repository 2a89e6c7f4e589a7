import type { Inode } from '../fs/inode.ts';
import type { JournalMessage } from './message.ts';

/** Messages that wait in the sockets while nobody reads them; more are lost. */
const BACKLOG = 4096;

/**
 * The sockets of the journal, which PID 1 holds open: what services, syslog(3) and PID 1 itself send. journald takes the
 * messages while it runs; meanwhile they wait.
 */
export class JournalInbox {
  #receiver: ((message: JournalMessage) => void) | undefined;
  #waiting: JournalMessage[] = [];
  /** Told when a message comes that nobody takes. */
  onWaiting: (() => void) | undefined;

  deliver(message: JournalMessage): void {
    if (this.#receiver) this.#receiver(message);
    else {
      if (this.#waiting.length < BACKLOG) this.#waiting.push(message);
      this.onWaiting?.();
    }
  }

  get waiting(): boolean {
    return this.#waiting.length > 0;
  }

  /** journald reads from now on, what has waited first. */
  attach(receiver: (message: JournalMessage) => void): void {
    this.#receiver = receiver;
    for (const message of this.#waiting.splice(0)) receiver(message);
  }

  detach(): void {
    this.#receiver = undefined;
  }
}

const inboxes = new WeakMap<Inode, JournalInbox>();

/** Makes a socket file one of the journal's sockets. */
export function attachInbox(inode: Inode, inbox: JournalInbox): void {
  inboxes.set(inode, inbox);
}

export function inboxOf(inode: Inode): JournalInbox | undefined {
  return inboxes.get(inode);
}
