import type { Clock } from '../../../kernel/clock.ts';
import type { Micros } from '../../../kernel/time.ts';

/** When each pod is to be looked at again. Models pkg/kubelet/util/queue/work_queue.go @v1.35 */
export class WorkQueue {
  readonly #due = new Map<string, Micros>();

  constructor(private readonly clock: Clock) {}

  /** Sets the time of a pod's next turn; the latest word counts. */
  enqueue(uid: string, delay: Micros): void {
    this.#due.set(uid, this.clock.now + delay);
  }

  /** Takes out all that are due. */
  take(): string[] {
    const due: string[] = [];
    for (const [uid, at] of this.#due) if (at <= this.clock.now) due.push(uid);
    for (const uid of due) this.#due.delete(uid);
    return due;
  }
}
