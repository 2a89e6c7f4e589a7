import type { Kernel } from '../../../kernel/kernel.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Wait } from '../../../kernel/step.ts';
import { Channel } from '../../../kernel/sync.ts';

/** A file that a program wants to have edited. */
export interface EditorRequest {
  /** Which program asks: its keys are wanted. */
  program: 'vim' | 'nano';
  /** Absolute path. */
  path: string;
  /** The file's text; empty where it does not exist yet. */
  content: string;
  exists: boolean;
  readOnly: boolean;
  /** Line to begin at, from 1. */
  line?: number;
  /** The process that waits: it knows its machine and its terminal. */
  process: Process;
}

/** What comes back: the text to be saved, any number of times, then the end. */
export type EditorReply = { kind: 'save'; content: string } | { kind: 'quit'; code: number };

/** An editor that is open for one request. */
export interface EditorSession {
  /** Waits for the next reply. */
  readonly reply: Wait<EditorReply>;
  /** Told after each save: nothing, or why it failed, in the program's words. */
  saved(problem: string | undefined): void;
  /** The program has ended, whatever the editor wants: it was killed, or its terminal is gone. */
  close(): void;
}

/** Who edits: the page (its replies are input events of the transcript), or a test. */
export interface EditorHost {
  open(request: EditorRequest): EditorSession;
}

const hosts = new WeakMap<Kernel, EditorHost>();

/** Says who edits files on the machines of a kernel. */
export function setEditorHost(kernel: Kernel, host: EditorHost | undefined): void {
  if (host) hosts.set(kernel, host);
  else hosts.delete(kernel);
}

export function editorHost(kernel: Kernel): EditorHost | undefined {
  return hosts.get(kernel);
}

/** A session whose replies are put in from outside, in order: what a host of the page hands out. */
export class QueuedEditorSession implements EditorSession {
  readonly #replies = new Channel<EditorReply>(1024);
  /** What `saved` was told, in order. */
  readonly results: (string | undefined)[] = [];
  open = true;

  constructor(
    readonly request: EditorRequest,
    private readonly onClose: () => void = () => undefined,
  ) {}

  readonly reply: Wait<EditorReply> = (wake) => this.#replies.received((received) => received.ok && wake(received.value));

  /** Gives a reply to the program that waits; nothing happens after it has ended. */
  put(reply: EditorReply): void {
    if (this.open) this.#replies.trySend(reply);
  }

  saved(problem: string | undefined): void {
    this.results.push(problem);
  }

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.onClose();
  }
}
