import type { Process } from '../../kernel/process.ts';
import type { JournalInbox } from '../journald/inbox.ts';
import { senderOf, type Fields } from '../journald/message.ts';
import type { JobResult, JobType } from './job.ts';
import type { Unit } from './unit.ts';

/** MESSAGE_ID fields of what systemd logs (sd-messages.h). */
export const MESSAGE_IDS = {
  starting: '7d4958e842da4a758f6c1cdc7b36dcc5',
  started: '39f53479d3a045ac8e11786248231fbf',
  stopping: 'de5b426a63be47a7b6ac3eaac82e2f6f',
  stopped: '9d1aaa27d60140bd96365438aad20286',
  failed: 'be02cf6855d2428ba40df7e9d022f03d',
  reloading: 'd34d037fff1847e6ae669a370e694725',
  reloaded: '7b05ebc668384222baa8881179cfda54',
  restartScheduled: '5eb03494b6584870a536b337290809b3',
  resources: 'ae8f7b866b0347b9af31fe1c80b127c0',
  success: '7ad2d189f7e94e70a38c781354912448',
  skipped: '0e4284a0caca4bfc81c0bb6786972673',
  failureResult: 'd9b373ed55a64feb8242e02dbe79a49c',
  processExit: '98e322203f7a4ed290d09fe03c09fe15',
  spawnFailed: '641257651c1b4ec9a8624d7a40a9e1e7',
  outOfMemory: 'fe6faa94e7774663a0da52717891d8ef',
  startupFinished: 'b07a249cd024414a82dd00cd181378ff',
  tainted: '50876a9db00f4c40bde1a2ad381c3a1b',
  shutdown: '98268866d1d54a499c4e98921d93bc40',
} as const;

/** Priorities of a job's last message, by its result. */
const LEVELS: Readonly<Record<JobResult, number>> = {
  done: 6,
  canceled: 6,
  timeout: 3,
  failed: 3,
  dependency: 4,
  skipped: 5,
  invalid: 6,
  assert: 4,
  unsupported: 4,
  collected: 6,
  once: 3,
};

const STARTED: Readonly<Partial<Record<JobResult, string>>> = {
  done: 'Started %s.',
  timeout: 'Timed out starting %s.',
  failed: 'Failed to start %s.',
  dependency: 'Dependency failed for %s.',
  assert: 'Assertion failed for %s.',
  unsupported: 'Starting of %s unsupported.',
  collected: 'Unnecessary job was removed for %s.',
  once: 'Unit %s has been started before and cannot be started again.',
  skipped: 'Skipped %s.',
};
const STOPPED: Readonly<Partial<Record<JobResult, string>>> = {
  done: 'Stopped %s.',
  failed: 'Stopped (with error) %s.',
  timeout: 'Timed out stopping %s.',
};
const RELOADED: Readonly<Partial<Record<JobResult, string>>> = {
  done: 'Reloaded %s.',
  failed: 'Reload failed for %s.',
  timeout: 'Timed out reloading %s.',
};
const VERIFIED: Readonly<Partial<Record<JobResult, string>>> = {
  timeout: 'Timed out waiting for %s.',
  failed: '%s is not active.',
  dependency: 'Dependency failed for %s.',
};

/** What PID 1 logs, with the fields that journalctl finds it by. */
export class ManagerLog {
  /** journald takes messages; before it does, what PID 1 says goes to a console that nobody has. */
  open = false;

  constructor(
    private readonly p: Process,
    private readonly inbox: JournalInbox,
  ) {}

  write(priority: number, message: string, fields: Fields = []): void {
    if (!this.open) return;
    this.inbox.deliver({
      transport: 'journal',
      from: senderOf(this.p),
      message,
      priority,
      facility: 3,
      identifier: 'systemd',
      fields: [['TID', '1'], ...fields],
      sentAt: this.p.clock.now,
    });
  }

  /** A line that is about a unit and begins with its name. */
  unit(unit: Unit, priority: number, message: string, fields: Fields = []): void {
    this.about(unit, priority, `${unit.id}: ${message}`, fields);
  }

  /** A line that is about a unit and names it somewhere. */
  about(unit: Unit, priority: number, message: string, fields: Fields = []): void {
    const of: [string, string][] = [['UNIT', unit.id]];
    if (unit.invocationId !== '') of.push(['INVOCATION_ID', unit.invocationId]);
    this.write(priority, message, [...of, ...fields]);
  }

  /** `Starting x…`, where a job takes time. */
  jobBegins(unit: Unit, id: number, type: JobType, restarts: boolean): void {
    const custom = unit.messageFor(type, undefined);
    const standard = type === 'start' ? 'Starting %s...' : type === 'reload' ? 'Reloading %s...' : 'Stopping %s...';
    const text = custom ?? standard;
    if (text === '') return;
    const messageId = type === 'start' ? MESSAGE_IDS.starting : type === 'reload' ? MESSAGE_IDS.reloading : MESSAGE_IDS.stopping;
    this.about(unit, 6, text.replace('%s', unit.title), [
      ['JOB_ID', String(id)],
      ['JOB_TYPE', restarts ? 'restart' : type],
      ['MESSAGE_ID', messageId],
    ]);
  }

  /** `Started x.`, `Failed to start x.` */
  jobEnds(unit: Unit, id: number, type: JobType, result: JobResult): void {
    const texts = type === 'start' ? STARTED : type === 'reload' ? RELOADED : type === 'verify-active' ? VERIFIED : STOPPED;
    const text = unit.messageFor(type, result) ?? texts[result];
    if (!text) return;
    const done = type === 'start' ? MESSAGE_IDS.started : type === 'reload' ? MESSAGE_IDS.reloaded : MESSAGE_IDS.stopped;
    this.about(unit, LEVELS[result], text.replace('%s', unit.title), [
      ['JOB_ID', String(id)],
      ['JOB_TYPE', type],
      ['JOB_RESULT', result],
      ['MESSAGE_ID', type === 'start' && result !== 'done' ? MESSAGE_IDS.failed : done],
    ]);
  }
}
