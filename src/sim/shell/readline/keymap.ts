/** Names of readline's functions that this editor has (`bind -l`), by what does them. */
export const EMACS_BINDINGS: Readonly<Record<string, string>> = {
  '\x00': 'set-mark',
  '\x01': 'beginning-of-line',
  '\x02': 'backward-char',
  '\x04': 'delete-char',
  '\x05': 'end-of-line',
  '\x06': 'forward-char',
  '\x07': 'abort',
  '\b': 'backward-delete-char',
  '\t': 'complete',
  '\n': 'accept-line',
  '\v': 'kill-line',
  '\f': 'clear-screen',
  '\r': 'accept-line',
  '\x0e': 'next-history',
  '\x0f': 'operate-and-get-next',
  '\x10': 'previous-history',
  '\x11': 'quoted-insert',
  '\x12': 'reverse-search-history',
  '\x13': 'forward-search-history',
  '\x14': 'transpose-chars',
  '\x15': 'unix-line-discard',
  '\x16': 'quoted-insert',
  '\x17': 'unix-word-rubout',
  '\x19': 'yank',
  '\x1d': 'character-search',
  '\x1f': 'undo',
  '\x7f': 'backward-delete-char',
  '\x18\x05': 'edit-and-execute-command',
  '\x18\x15': 'undo',
  '\x18\x18': 'exchange-point-and-mark',
  '\x18\x7f': 'backward-kill-line',
  '\x18\x16': 'display-shell-version',
  '\x18\x07': 'abort',
  '\x18*': 'glob-expand-word',
  '\x18g': 'glob-list-expansions',
  '\x18/': 'possible-filename-completions',
  '\x18!': 'possible-command-completions',
  '\x18$': 'possible-variable-completions',
  '\x18~': 'possible-username-completions',
  '\x18@': 'possible-hostname-completions',
  '\x1b\x07': 'abort',
  '\x1b\b': 'backward-kill-word',
  '\x1b\t': 'dynamic-complete-history',
  '\x1b\n': 'vi-editing-mode',
  '\x1b\f': 'clear-display',
  '\x1b\x12': 'revert-line',
  '\x1b\x19': 'yank-nth-arg',
  '\x1b\x05': 'shell-expand-line',
  '\x1b\x1d': 'character-search-backward',
  '\x1b ': 'set-mark',
  '\x1b!': 'complete-command',
  '\x1b#': 'insert-comment',
  '\x1b$': 'complete-variable',
  '\x1b&': 'tilde-expand',
  '\x1b*': 'insert-completions',
  '\x1b-': 'digit-argument',
  '\x1b.': 'yank-last-arg',
  '\x1b/': 'complete-filename',
  '\x1b0': 'digit-argument',
  '\x1b1': 'digit-argument',
  '\x1b2': 'digit-argument',
  '\x1b3': 'digit-argument',
  '\x1b4': 'digit-argument',
  '\x1b5': 'digit-argument',
  '\x1b6': 'digit-argument',
  '\x1b7': 'digit-argument',
  '\x1b8': 'digit-argument',
  '\x1b9': 'digit-argument',
  '\x1b<': 'beginning-of-history',
  '\x1b=': 'possible-completions',
  '\x1b>': 'end-of-history',
  '\x1b?': 'possible-completions',
  '\x1b@': 'complete-hostname',
  '\x1b\\': 'delete-horizontal-space',
  '\x1b^': 'history-expand-line',
  '\x1b_': 'yank-last-arg',
  '\x1bb': 'backward-word',
  '\x1bc': 'capitalize-word',
  '\x1bd': 'kill-word',
  '\x1bf': 'forward-word',
  '\x1bg': 'glob-complete-word',
  '\x1bl': 'downcase-word',
  '\x1bn': 'non-incremental-forward-search-history',
  '\x1bp': 'non-incremental-reverse-search-history',
  '\x1br': 'revert-line',
  '\x1bt': 'transpose-words',
  '\x1bu': 'upcase-word',
  '\x1by': 'yank-pop',
  '\x1b~': 'complete-username',
  '\x1b\x7f': 'backward-kill-word',
  '\x1b[A': 'previous-history',
  '\x1b[B': 'next-history',
  '\x1b[C': 'forward-char',
  '\x1b[D': 'backward-char',
  '\x1b[H': 'beginning-of-line',
  '\x1b[F': 'end-of-line',
  '\x1bOA': 'previous-history',
  '\x1bOB': 'next-history',
  '\x1bOC': 'forward-char',
  '\x1bOD': 'backward-char',
  '\x1bOH': 'beginning-of-line',
  '\x1bOF': 'end-of-line',
  '\x1b[3~': 'delete-char',
};

/** What Debian's /etc/inputrc adds, for machines without the file. */
export const DEBIAN_BINDINGS: Readonly<Record<string, string>> = {
  '\x1b[1~': 'beginning-of-line',
  '\x1b[4~': 'end-of-line',
  '\x1b[2~': 'quoted-insert',
  '\x1b[1;5C': 'forward-word',
  '\x1b[1;5D': 'backward-word',
  '\x1b[5C': 'forward-word',
  '\x1b[5D': 'backward-word',
  '\x1b\x1b[C': 'forward-word',
  '\x1b\x1b[D': 'backward-word',
};

/** A key's action: a function of readline, a text to be typed instead, or a shell command (`bind -x`). */
export type Binding = { type: 'function'; name: string } | { type: 'macro'; text: string } | { type: 'command'; text: string };

/** Which keys do what. */
export class Keymap {
  readonly #bindings = new Map<string, Binding>();
  /** Beginnings of longer key sequences. */
  readonly #prefixes = new Map<string, number>();

  constructor() {
    for (const table of [EMACS_BINDINGS, DEBIAN_BINDINGS]) for (const [key, name] of Object.entries(table)) this.bind(key, { type: 'function', name });
  }

  bind(sequence: string, binding: Binding | undefined): void {
    if (sequence === '') return;
    const before = this.#bindings.has(sequence);
    if (binding) this.#bindings.set(sequence, binding);
    else this.#bindings.delete(sequence);
    const change = (binding ? 1 : 0) - (before ? 1 : 0);
    for (let i = 1; change !== 0 && i < sequence.length; i++) {
      const prefix = sequence.slice(0, i);
      this.#prefixes.set(prefix, (this.#prefixes.get(prefix) ?? 0) + change);
    }
  }

  get(sequence: string): Binding | undefined {
    return this.#bindings.get(sequence);
  }

  isPrefix(sequence: string): boolean {
    return (this.#prefixes.get(sequence) ?? 0) > 0;
  }

  entries(): [string, Binding][] {
    return [...this.#bindings];
  }
}
