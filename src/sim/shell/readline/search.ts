import type { LineEditor } from './editor.ts';

interface Found {
  query: string;
  text: string;
  point: number;
  position: number;
  failed: boolean;
}

let lastQuery = '';

/** The incremental search of the history (isearch.c). */
export class IncrementalSearch {
  #query = '';
  #failed = false;
  #position: number;
  #steps: Found[] = [];
  readonly #original: { text: string; point: number; position: number };

  constructor(
    private readonly editor: LineEditor,
    private backward: boolean,
  ) {
    this.#position = editor.position;
    this.#original = { text: editor.text, point: editor.point, position: editor.position };
  }

  get prompt(): string {
    return `(${this.#failed ? 'failed ' : ''}${this.backward ? 'reverse-' : ''}i-search)\`${this.#query}': `;
  }

  /** Takes a key; false where it ends the search and means what it otherwise means. */
  key(editor: LineEditor, text: string): boolean {
    const name = editor.keymap.get(text);
    const command = name?.type === 'function' ? name.name : '';
    if (command === 'reverse-search-history' || command === 'forward-search-history') {
      this.backward = command === 'reverse-search-history';
      if (this.#query === '') this.#query = lastQuery;
      if (this.#query !== '') this.#again();
    } else if (command === 'abort') {
      editor.text = this.#original.text;
      editor.point = this.#original.point;
      editor.position = this.#original.position;
      editor.bell();
      this.#end();
    } else if (command === 'backward-delete-char') this.#back();
    else if (command === 'yank' || command === 'unix-word-rubout') this.#take(command === 'yank');
    else if (text === '\x1b' || text === '\n') this.#end();
    else if (text.length <= 2 && text.codePointAt(0)! >= 32 && text !== '\x7f' && !text.startsWith('\x1b')) this.#extend(text);
    else {
      this.#end();
      return false;
    }
    return true;
  }

  #end(): void {
    if (this.#query !== '') lastQuery = this.#query;
    this.editor.search = undefined;
  }

  #keep(): void {
    const { text, point } = this.editor;
    this.#steps.push({ query: this.#query, text, point, position: this.#position, failed: this.#failed });
  }

  #extend(text: string): void {
    this.#keep();
    this.#query += text;
    this.#find(this.#position, true);
  }

  /** Takes the rest of the found line, or its next word, into the query. */
  #take(all: boolean): void {
    const from = this.editor.point + this.#query.length;
    const rest = this.editor.text.slice(from);
    const taken = all ? rest : (/^\W*\w+/.exec(rest)?.[0] ?? rest);
    if (taken === '') return this.editor.bell();
    this.#keep();
    this.#query += taken;
    this.#find(this.#position, true);
  }

  #again(): void {
    this.#keep();
    this.#find(this.#position, false);
  }

  #back(): void {
    const step = this.#steps.pop();
    if (!step) return this.editor.bell();
    this.#query = step.query;
    this.#failed = step.failed;
    this.#position = step.position;
    Object.assign(this.editor, { text: step.text, point: step.point, position: step.position });
  }

  /** Looks for the query from a line of the history on; `here`: in this line too, from where the cursor is. */
  #find(from: number, here: boolean): void {
    const { editor } = this;
    const count = editor.history.entries.length;
    const step = this.backward ? -1 : 1;
    for (let i = from; i >= 0 && i <= count; i += step) {
      const line = editor.lineAt(i);
      let at: number;
      if (i === from) {
        const start = this.backward ? editor.point - (here ? 0 : 1) : editor.point + (here ? 0 : 1);
        if (start < 0) continue;
        at = this.backward ? line.lastIndexOf(this.#query, start) : line.indexOf(this.#query, start);
      } else {
        if (line === editor.text) continue;
        at = this.backward ? line.lastIndexOf(this.#query) : line.indexOf(this.#query);
      }
      if (at < 0) continue;
      this.#failed = false;
      this.#position = i;
      Object.assign(editor, { text: line, point: at, position: i });
      return;
    }
    this.#failed = true;
    editor.bell();
  }
}
