import type { History } from './history.ts';
import { COMMANDS, type CommandContext } from './commands.ts';
import { KeyReader, type Key } from './keys.ts';
import type { Keymap } from './keymap.ts';
import { KillRing } from './kill-ring.ts';
import { layOut } from './layout.ts';
import { Screen } from './screen.ts';
import { IncrementalSearch } from './search.ts';

/** What a key asks of those who run the editor. */
export type Request =
  | { type: 'accept'; line: string }
  | { type: 'end-of-file' }
  | { type: 'complete'; how: CompletionKind; again: boolean }
  | { type: 'edit' }
  | { type: 'command'; text: string }
  | { type: 'expand'; what: 'history' | 'line' | 'tilde' }
  | { type: 'message'; text: string };

/** Which kind of things a completion key asks for, and what it does with them. */
export interface CompletionKind {
  kind: 'any' | 'command' | 'filename' | 'variable' | 'username' | 'hostname' | 'glob' | 'history';
  action: 'insert' | 'list' | 'insert-all';
}

interface UndoState {
  text: string;
  point: number;
}

const UNDO_LIMIT = 1000;
/** Characters typed in a row that one undo takes back. */
const UNDO_GROUP = 20;

/**
 * GNU readline's editing of one line, as a state machine: keys go in, text for the terminal and requests come out. It knows
 * neither the terminal nor the shell.
 */
export class LineEditor {
  text = '';
  point = 0;
  mark = 0;
  prompt = '';
  readonly kills = new KillRing();
  readonly screen: Screen;
  rows: number;
  /** Number given before a command (`M-5`). */
  argument: number | undefined;
  overwrites = false;
  search: IncrementalSearch | undefined;
  /** Pasted text that is still shown marked. */
  marked: [number, number] | undefined;
  /** Name of the last command, and of the one before it. */
  lastCommand = '';
  /** Where in the history the line stands; the number of entries is the line itself. */
  position = 0;
  /** The next line to offer after this one (`operate-and-get-next`). */
  next: number | undefined;
  /** Keys still to be read for a command: a quoted character, a character to search for. */
  awaits: ((editor: LineEditor, text: string) => void) | undefined;
  /** What `yank-last-arg` inserted last: from which line, and where. */
  yanked: { position: number; start: number; count: number | undefined } | undefined;
  /** What a search by prefix looks for. */
  query: string | undefined;
  readonly keys = new KeyReader();
  /** Lines of the history that were edited and not entered. */
  readonly #edited = new Map<number, string>();
  #undo: UndoState[] = [];
  #typed = 0;
  #sequence = '';
  #bells = 0;

  constructor(
    readonly history: History,
    readonly keymap: Keymap,
    size: { columns: number; rows: number },
  ) {
    this.screen = new Screen(size.columns);
    this.rows = size.rows;
  }

  // ---- lines --------------------------------------------------------------------------------------

  /** Begins a line. `prompt` may have several lines; what is above the last one is to be written before. Gives that. */
  begin(prompt: string, text = ''): string {
    const newline = prompt.lastIndexOf('\n');
    this.prompt = prompt.slice(newline + 1);
    this.text = text;
    this.point = text.length;
    this.mark = 0;
    this.argument = undefined;
    this.search = undefined;
    this.marked = undefined;
    this.awaits = undefined;
    this.lastCommand = '';
    this.#edited.clear();
    this.#undo = [];
    this.#typed = 0;
    this.#sequence = '';
    this.position = this.history.entries.length;
    this.screen.reset();
    if (this.next !== undefined) {
      const at = this.next;
      this.next = undefined;
      if (at < this.history.entries.length) this.goTo(at);
    }
    return visible(prompt.slice(0, newline + 1));
  }

  resize(columns: number, rows: number): void {
    this.rows = rows;
    this.screen.columns = columns;
    this.screen.reset();
  }

  /** The text that brings the screen up to date; bells first. */
  render(): string {
    const bells = '\x07'.repeat(Math.min(this.#bells, 1));
    this.#bells = 0;
    const { search } = this;
    const layout = layOut({
      prompt: search ? search.prompt : this.argument !== undefined ? `(arg: ${this.argument}) ` : this.prompt,
      text: this.text,
      point: this.point,
      columns: this.screen.columns,
      rows: this.rows,
      marked: this.marked,
    });
    return bells + this.screen.update(layout);
  }

  bell(): void {
    this.#bells++;
  }

  // ---- keys ---------------------------------------------------------------------------------------

  /** Takes one key; gives what it asks of the one who runs the editor. */
  key(key: Key): Request | undefined {
    if (key.type === 'paste') {
      this.marked = undefined;
      const from = this.point;
      this.insert(key.text);
      this.marked = [from, this.point];
      this.lastCommand = 'bracketed-paste-begin';
      return undefined;
    }
    this.marked = undefined;
    if (this.awaits) {
      const { awaits } = this;
      this.awaits = undefined;
      awaits(this, key.text);
      return undefined;
    }
    if (this.search) {
      const taken = this.search.key(this, key.text);
      if (taken) return undefined;
    }
    return this.#dispatch(this.#sequence + key.text);
  }

  #dispatch(sequence: string): Request | undefined {
    const binding = this.keymap.get(sequence);
    if (!binding && this.keymap.isPrefix(sequence)) {
      this.#sequence = sequence;
      return undefined;
    }
    this.#sequence = '';
    if (binding?.type === 'function') return this.run(binding.name, sequence);
    if (binding?.type === 'command') return { type: 'command', text: binding.text };
    if (binding) return this.#type(binding.text);
    if (isPrintable(sequence)) return this.run('self-insert', sequence);
    // Meta and an upper-case letter is Meta and the lower-case one
    const lower = /^\x1b[A-Z]$/.test(sequence) ? this.keymap.get(sequence.toLowerCase()) : undefined;
    if (lower?.type === 'function') return this.run(lower.name, sequence);
    this.bell();
    return undefined;
  }

  /** Takes the keys of a macro; the first request that one of them makes ends it. */
  #type(text: string): Request | undefined {
    for (const key of new KeyReader().feed(text)) {
      const request = this.key(key);
      if (request) return request;
    }
    return undefined;
  }

  /** Runs a function of readline by name. */
  run(name: string, sequence: string): Request | undefined {
    const command = COMMANDS[name];
    if (!command) {
      this.bell();
      return undefined;
    }
    const count = this.argument ?? 1;
    const context: CommandContext = { editor: this, sequence, count, given: this.argument !== undefined };
    const keepsArgument = name === 'digit-argument';
    const request = command(context) ?? undefined;
    if (!keepsArgument) this.argument = undefined;
    if (name !== 'self-insert') this.#typed = 0;
    this.lastCommand = name;
    return request;
  }

  // ---- text ---------------------------------------------------------------------------------------

  /** Keeps the line as it is, so that undo comes back to it. */
  save(): void {
    this.#undo.push({ text: this.text, point: this.point });
    if (this.#undo.length > UNDO_LIMIT) this.#undo.shift();
  }

  undo(): void {
    const state = this.#undo.pop();
    if (!state) return this.bell();
    this.text = state.text;
    this.point = Math.min(state.point, state.text.length);
  }

  undoAll(): void {
    const first = this.#undo[0];
    if (!first) return;
    this.#undo = [];
    this.text = first.text;
    this.point = first.text.length;
  }

  insert(text: string): void {
    this.save();
    this.#put(text);
  }

  /** Inserts what was typed: a run of characters is one thing to undo. */
  type(text: string): void {
    if (this.#typed === 0 || this.#typed >= UNDO_GROUP) {
      this.save();
      this.#typed = 0;
    }
    this.#typed++;
    if (this.overwrites && this.point < this.text.length && this.text[this.point] !== '\n') {
      this.text = this.text.slice(0, this.point) + this.text.slice(this.point + 1);
    }
    this.#put(text);
  }

  #put(text: string): void {
    this.text = this.text.slice(0, this.point) + text + this.text.slice(this.point);
    this.point += text.length;
  }

  /** Takes a part of the line out; the cursor is then at its place. */
  remove(from: number, to: number): string {
    const [start, end] = from < to ? [from, to] : [to, from];
    if (start === end) return '';
    this.save();
    const taken = this.text.slice(start, end);
    this.text = this.text.slice(0, start) + this.text.slice(end);
    this.point = start;
    return taken;
  }

  /** The same, kept to be yanked; kills in a row go together. */
  kill(from: number, to: number): void {
    const before = to < from || this.point === Math.max(from, to);
    const joins = /kill|discard|rubout/.test(this.lastCommand);
    const taken = this.remove(from, to);
    this.kills.add(taken, { joins, before: before && from !== this.point });
  }

  replace(text: string, point = text.length): void {
    this.save();
    this.text = text;
    this.point = point;
  }

  // ---- history ------------------------------------------------------------------------------------

  /** The line at a place of the history, as it was left there. */
  lineAt(position: number): string {
    return this.#edited.get(position) ?? this.history.entries[position]?.text ?? '';
  }

  /** Goes to a place of the history; what was edited stays in its place. */
  goTo(position: number): void {
    if (position < 0 || position > this.history.entries.length || position === this.position) return this.bell();
    this.#edited.set(this.position, this.text);
    this.position = position;
    this.text = this.lineAt(position);
    this.point = this.text.length;
    this.#undo = [];
  }

  startSearch(backward: boolean): void {
    this.search = new IncrementalSearch(this, backward);
  }
}

/** Characters of a prompt that print something, without the marks of those that do not. */
export function visible(prompt: string): string {
  return prompt.replace(/[\x01\x02]/g, '');
}

function isPrintable(text: string): boolean {
  const code = text.codePointAt(0)!;
  return code >= 32 && code !== 127 && text.length === (code > 0xffff ? 2 : 1);
}
