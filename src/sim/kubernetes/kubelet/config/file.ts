import { createActor, type Actor } from 'xstate';
import { actorClock } from '../../../kernel/actor-clock.ts';
import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { Channel, Ticker } from '../../../kernel/sync.ts';
import type { Inotify, InotifyEvent } from '../../../kernel/syscalls.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import type { Pod } from '../../shared/api/core.ts';
import type { Klog } from '../../shared/klog.ts';
import { directorySourceMachine } from './machine.ts';
import type { PodUpdate } from '../pods/types.ts';

/** Reads one manifest: gives the pod as this node runs it, or the text of why it is none. */
export type ManifestDecoder = (data: Uint8Array, path: string) => { pod: Pod } | { error: string };

type WatchEvent = { path: string; kind: 'add' | 'modify' | 'delete' };

/** From the kernel's event to the reader's turn: two goroutines and a channel. */
const EVENT_LATENCY: Micros = 400;
const RETRY_PERIOD = SECOND;
const MAX_RETRY_PERIOD = 20 * SECOND;

/**
 * The source of static pods that are files: a directory (or a single file), read whole at a fixed period, and by inotify
 * between. Models pkg/kubelet/config/file.go and file_linux.go @v1.35
 */
export class FileSource {
  readonly #pods = new Map<string, Pod>();
  /** Which pod each file gave last: a file's removal takes that pod away. */
  readonly #keyByFile = new Map<string, string>();
  readonly #watchEvents = new Channel<WatchEvent>(20);
  readonly machine: Actor<typeof directorySourceMachine>;

  constructor(
    private readonly p: Process,
    private readonly log: Klog,
    private readonly path: string,
    private readonly period: Micros,
    private readonly decode: ManifestDecoder,
    private readonly updates: (update: PodUpdate) => Step,
  ) {
    this.machine = createActor(directorySourceMachine, { clock: actorClock(p.clock) }).start();
  }

  start(): void {
    this.p.thread('file source', this.#loop());
    this.p.thread('file watch', this.#watchForever());
  }

  *#loop(): Step {
    const ticker = new Ticker(this.p.clock, this.period);
    yield* this.#rescan();
    for (;;) {
      const won = yield* this.p.select({ tick: ticker.ticks.received, event: this.#watchEvents.received });
      if (won.key === 'tick') yield* this.#rescan();
      else if (won.value.ok) {
        const problem = yield* this.#consume(won.value.value);
        if (problem) this.log.error('file_linux.go', 151, problem, 'Unable to process watch event');
      }
    }
  }

  *#rescan(): Step {
    this.machine.send({ type: 'RESCAN' });
    const problem = yield* this.#listConfig();
    if (problem) this.log.error('file.go', 96, problem, 'Unable to read config path', { path: this.path });
    this.machine.send({ type: 'RESCANNED' });
  }

  /** Reads everything. Gives why it could not. */
  *#listConfig(): Step<string | undefined> {
    let type: string;
    try {
      ({ type } = this.p.sys.stat(this.path));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (e.code !== 'ENOENT') return e.go;
      // the source counts as seen all the same, with nothing in it
      this.#pods.clear();
      yield* this.#push();
      return 'path does not exist, ignoring';
    }
    if (type === 'directory') return yield* this.#listDirectory();
    if (type !== 'file') return `path is not a directory or file`;
    const read = this.#extract(this.path);
    if ('error' in read) return read.error;
    this.#pods.clear();
    this.#keep(read.pod);
    yield* this.#push();
    return undefined;
  }

  *#listDirectory(): Step<string | undefined> {
    let names: string[];
    try {
      names = this.p.sys
        .readdir(this.path)
        .map((entry) => entry.name)
        .filter((name) => !name.startsWith('.'))
        .sort();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return e.go;
    }
    const pods: Pod[] = [];
    for (const name of names) {
      const path = `${this.path}/${name}`;
      let stat;
      try {
        stat = this.p.sys.stat(path);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        this.log.error('file.go', 173, e.go, 'Could not get metadata', { path });
        continue;
      }
      if (stat.type === 'directory') {
        this.log.error('file.go', 179, undefined, 'Provided manifest path is a directory, not recursing into manifest path', { path });
      } else if (stat.type === 'file') {
        const read = this.#extract(path);
        if ('pod' in read) pods.push(read.pod);
        else if (!read.absent) this.log.error('file.go', 187, read.error, 'Could not process manifest file', { path });
      } else {
        this.log.error('file.go', 192, undefined, 'Manifest path is not a directory or file', {
          path,
          mode: modeText(stat.type, stat.mode),
        });
      }
    }
    this.#pods.clear();
    for (const pod of pods) this.#keep(pod);
    yield* this.#push();
    return undefined;
  }

  #key(pod: Pod): string {
    return `${pod.metadata.namespace}/${pod.metadata.name}`;
  }

  #keep(pod: Pod): void {
    this.#pods.set(this.#key(pod), pod);
  }

  *#push(): Step {
    yield* this.updates({ op: 'SET', source: 'file', pods: [...this.#pods.values()] });
  }

  #extract(path: string): { pod: Pod } | { error: string; absent?: boolean } {
    let data: Uint8Array;
    try {
      data = this.p.sys.readFile(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return { error: e.go, absent: e.code === 'ENOENT' };
    }
    const decoded = this.decode(data, path);
    if ('pod' in decoded) this.#keyByFile.set(path, this.#key(decoded.pod));
    return decoded;
  }

  *#consume(event: WatchEvent): Step<string | undefined> {
    if (event.kind === 'delete') {
      const key = this.#keyByFile.get(event.path);
      if (key === undefined || !this.#pods.delete(key)) return undefined;
      yield* this.#push();
      return undefined;
    }
    const read = this.#extract(event.path);
    if ('error' in read) return `can't process config file ${JSON.stringify(event.path)}: ${read.error}`;
    this.#keep(read.pod);
    yield* this.#push();
    return undefined;
  }

  // ---- watching -----------------------------------------------------------------------------------

  *#watchForever(): Step {
    let pause = RETRY_PERIOD;
    for (;;) {
      const problem = yield* this.#watch();
      this.machine.send({ type: 'WATCH_LOST' });
      this.log.error('file_linux.go', 61, problem.text, 'Unable to read config path', { path: this.path });
      if (problem.retryable) pause = RETRY_PERIOD;
      else pause = Math.min(pause * 2, MAX_RETRY_PERIOD);
      yield* this.p.sleep(pause);
    }
  }

  *#watch(): Step<{ text: string; retryable: boolean }> {
    let inotify: Inotify;
    try {
      this.p.sys.stat(this.path);
      inotify = this.p.sys.inotify();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return e.code === 'ENOENT' ? { text: 'path does not exist, ignoring', retryable: true } : { text: e.go, retryable: false };
    }
    try {
      inotify.add(this.path, ['create', 'moved-to', 'moved-from', 'modify', 'attrib', 'delete', 'delete-self', 'move-self']);
    } catch (e) {
      inotify.close();
      if (!(e instanceof Errno)) throw e;
      return { text: `unable to create inotify for path ${JSON.stringify(this.path)}: ${e.go}`, retryable: false };
    }
    this.machine.send({ type: 'WATCH_STARTED' });
    for (;;) {
      const { value: event } = yield* this.p.select({ event: inotify.event });
      yield* this.p.sleep(EVENT_LATENCY);
      const problem = yield* this.#produce(event);
      if (problem) {
        inotify.close();
        return { text: `error while processing inotify event (${fsnotifyText(event, this.path)}): ${problem}`, retryable: true };
      }
    }
  }

  /** Turns a file event into a source's; gives why watching has to begin anew. */
  *#produce(event: InotifyEvent): Step<string | undefined> {
    if (event.name === '') return event.kind === 'delete-self' || event.kind === 'move-self' ? 'the watched path is deleted' : undefined;
    // editors' swap files and the like
    if (event.name.startsWith('.')) return undefined;
    const kind = WATCH_KIND[event.kind];
    if (kind) yield* this.#watchEvents.send({ path: `${this.path}/${event.name}`, kind });
    return undefined;
  }
}

const WATCH_KIND: Partial<Record<InotifyEvent['kind'], WatchEvent['kind']>> = {
  create: 'add',
  'moved-to': 'add',
  modify: 'modify',
  attrib: 'modify',
  delete: 'delete',
  'moved-from': 'delete',
};

/** fsnotify's Event.String: `REMOVE        "/etc/kubernetes/manifests"`. */
function fsnotifyText(event: InotifyEvent, path: string): string {
  const op = event.kind === 'move-self' || event.kind === 'moved-from' ? 'RENAME' : event.kind.startsWith('delete') ? 'REMOVE' : 'CREATE';
  return `${op.padEnd(13)} ${JSON.stringify(event.name ? `${path}/${event.name}` : path)}`;
}

/** Go's fs.FileMode.String for what is neither file nor directory: `prw-r--r--`. */
function modeText(type: string, mode: number): string {
  const letter = { fifo: 'p', socket: 'S', char: 'Dc', block: 'D', symlink: 'L' }[type] ?? '?';
  const bits = 'rwxrwxrwx';
  return letter + [...bits].map((c, i) => (mode & (1 << (8 - i)) ? c : '-')).join('');
}
