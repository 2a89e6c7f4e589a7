import type { CompletionKind, LineEditor, Request } from './editor.ts';
import { blankWordStart, isWordAt, nextPlace, previousPlace, shellWords, wordEnd, wordStart } from './text.ts';

export interface CommandContext {
  editor: LineEditor;
  /** The keys that called it. */
  sequence: string;
  count: number;
  /** The count was given. */
  given: boolean;
}

type Command = (context: CommandContext) => Request | void;

/** Repeats a movement; a negative count moves the other way. */
function moves(forward: (text: string, at: number) => number, backward: (text: string, at: number) => number): Command {
  return ({ editor, count }) => {
    const step = count < 0 ? backward : forward;
    for (let i = 0; i < Math.min(Math.abs(count), 100_000); i++) {
      const next = step(editor.text, editor.point);
      if (next === editor.point) {
        if (i === 0) editor.bell();
        return;
      }
      editor.point = next;
    }
  };
}

/** Kills from the cursor to where a movement leads. */
function kills(place: (text: string, at: number) => number): Command {
  return ({ editor, count }) => {
    let to = editor.point;
    for (let i = 0; i < Math.min(Math.abs(count), 10_000); i++) to = place(editor.text, to);
    if (to === editor.point) editor.bell();
    editor.kill(editor.point, to);
  };
}

// ---- editing --------------------------------------------------------------------------------------------

const deleteChar: Command = ({ editor, count, sequence }) => {
  if (editor.text === '' && sequence === '\x04' && editor.lastCommand !== 'delete-char') return { type: 'end-of-file' };
  if (count < 0) return backwardDelete({ editor, count: -count, sequence, given: true });
  let end = editor.point;
  for (let i = 0; i < count; i++) end = nextPlace(editor.text, end);
  if (end === editor.point) return editor.bell();
  editor.remove(editor.point, end);
};

const backwardDelete: Command = ({ editor, count, given }) => {
  let start = editor.point;
  for (let i = 0; i < count; i++) start = previousPlace(editor.text, start);
  if (start === editor.point) return editor.bell();
  if (given && count > 1) editor.kill(editor.point, start);
  else editor.remove(start, editor.point);
};

const transposeChars: Command = ({ editor }) => {
  const { text } = editor;
  if (editor.point === 0 || previousPlace(text, text.length) === 0) return editor.bell();
  const atEnd = editor.point >= text.length;
  const middle = atEnd ? previousPlace(text, editor.point) : editor.point;
  const start = previousPlace(text, middle);
  const end = nextPlace(text, middle);
  editor.replace(text.slice(0, start) + text.slice(middle, end) + text.slice(start, middle) + text.slice(end), end);
};

const transposeWords: Command = ({ editor }) => {
  const { text } = editor;
  const secondEnd = wordEnd(text, editor.point);
  const secondStart = wordStart(text, secondEnd);
  const firstStart = wordStart(text, secondStart);
  const firstEnd = wordEnd(text, firstStart);
  if (firstStart === secondStart || firstEnd > secondStart) return editor.bell();
  const [first, second] = [text.slice(firstStart, firstEnd), text.slice(secondStart, secondEnd)];
  editor.replace(text.slice(0, firstStart) + second + text.slice(firstEnd, secondStart) + first + text.slice(secondEnd), secondEnd);
};

function changesCase(change: (word: string) => string): Command {
  return ({ editor, count }) => {
    const { text, point } = editor;
    let to = point;
    for (let i = 0; i < Math.abs(count); i++) to = count < 0 ? wordStart(text, to) : wordEnd(text, to);
    const [start, end] = to < point ? [to, point] : [point, to];
    editor.replace(text.slice(0, start) + change(text.slice(start, end)) + text.slice(end), count < 0 ? point : end);
  };
}

function capitalized(text: string): string {
  let out = '';
  let inside = false;
  for (let i = 0; i < text.length; i++) {
    const letter = isWordAt(text, i);
    out += letter ? (inside ? text[i]!.toLowerCase() : text[i]!.toUpperCase()) : text[i]!;
    inside = letter;
  }
  return out;
}

const digitArgument: Command = ({ editor, sequence }) => {
  const digit = sequence.slice(-1);
  if (digit === '-') editor.argument = editor.argument === undefined ? -1 : -editor.argument;
  else {
    const before = editor.lastCommand === 'digit-argument' ? editor.argument : undefined;
    const sign = before !== undefined && before < 0 ? -1 : 1;
    const size = before === undefined || (before === -1 && editor.lastCommand === 'digit-argument') ? 0 : Math.abs(before);
    editor.argument = Math.max(-1_000_000, Math.min(1_000_000, sign * (size * 10 + Number(digit))));
  }
  // the digits that follow belong to it
  editor.awaits = (self, text) => {
    self.lastCommand = 'digit-argument';
    if (/^[0-9]$/.test(text)) void self.run('digit-argument', text);
    else void self.key({ type: 'key', text });
  };
};

const quotedInsert: Command = ({ editor, count }) => {
  editor.awaits = (self, text) => self.insert(text.slice(0, 1).repeat(Math.max(1, count)) + text.slice(1));
};

function searchesCharacter(forward: boolean): Command {
  return ({ editor, count }) => {
    editor.awaits = (self, text) => {
      const ahead = forward === count > 0;
      const at = ahead ? self.text.indexOf(text, self.point + 1) : self.text.lastIndexOf(text, self.point - 1);
      if (at < 0 || (!ahead && self.point === 0)) self.bell();
      else self.point = at;
    };
  };
}

const insertComment: Command = ({ editor, given }) => {
  editor.save();
  editor.text = given && editor.text.startsWith('#') ? editor.text.slice(1) : `#${editor.text}`;
  return { type: 'accept', line: editor.text };
};

// ---- killing and yanking --------------------------------------------------------------------------------

const yank: Command = ({ editor }) => {
  const text = editor.kills.current;
  if (text === undefined) return editor.bell();
  editor.mark = editor.point;
  editor.insert(text);
};

const yankPop: Command = ({ editor }) => {
  const text = /^yank(-pop)?$/.test(editor.lastCommand) ? editor.kills.rotate() : undefined;
  if (text === undefined) return editor.bell();
  editor.remove(editor.mark, editor.point);
  editor.insert(text);
};

/** `M-.`: the last word of the line before; again, of the one before that. */
const yankLastArg: Command = ({ editor, given, count }) => {
  const again = editor.lastCommand === 'yank-last-arg';
  const state = again ? editor.yanked : { position: editor.history.entries.length, start: editor.point, count: given ? count : undefined };
  if (!state) return editor.bell();
  for (let position = state.position - 1; position >= 0; position--) {
    const words = shellWords(editor.history.entries[position]!.text);
    const word = state.count === undefined ? words.at(-1) : words.at(state.count);
    if (word === undefined) continue;
    if (again) editor.remove(state.start, editor.point);
    editor.insert(word);
    editor.yanked = { position, start: state.start, count: state.count };
    return;
  }
  editor.bell();
};

const yankNthArg: Command = ({ editor, given, count }) => {
  const words = shellWords(editor.history.entries.at(-1)?.text ?? '');
  const word = words.at(given ? count : 1);
  if (word === undefined) return editor.bell();
  editor.insert(word);
};

const deleteBlanks: Command = ({ editor }) => {
  let start = editor.point;
  let end = editor.point;
  while (start > 0 && /[ \t]/.test(editor.text[start - 1]!)) start--;
  while (end < editor.text.length && /[ \t]/.test(editor.text[end]!)) end++;
  editor.remove(start, end);
};

// ---- history --------------------------------------------------------------------------------------------

/** Looks for a line that begins with (or holds) what stands before the cursor. */
function searchesHistory(step: -1 | 1, anywhere: boolean): Command {
  return ({ editor }) => {
    const again = /history-.*search/.test(editor.lastCommand);
    const query = again && editor.query !== undefined ? editor.query : editor.text.slice(0, editor.point);
    editor.query = query;
    for (let i = editor.position + step; i >= 0 && i <= editor.history.entries.length; i += step) {
      const line = editor.lineAt(i);
      if (!(anywhere ? line.includes(query) : line.startsWith(query)) || line === editor.text) continue;
      const { point } = editor;
      editor.goTo(i);
      editor.point = query === '' ? editor.text.length : anywhere ? editor.text.length : point;
      return;
    }
    editor.bell();
  };
}

const accept: Command = ({ editor }) => ({ type: 'accept', line: editor.text });

const completes = (kind: CompletionKind['kind'], action: CompletionKind['action'], name: string): Command => {
  return ({ editor }) => ({ type: 'complete', how: { kind, action }, again: editor.lastCommand === name });
};

/** readline's functions by name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  'self-insert': ({ editor, sequence, count }) => {
    if (count > 0) editor.type(sequence.repeat(Math.min(count, 10_000)));
  },
  'beginning-of-line': ({ editor }) => {
    editor.point = 0;
  },
  'end-of-line': ({ editor }) => {
    editor.point = editor.text.length;
  },
  'forward-char': moves(nextPlace, previousPlace),
  'backward-char': moves(previousPlace, nextPlace),
  'forward-word': moves(wordEnd, wordStart),
  'backward-word': moves(wordStart, wordEnd),
  'delete-char': deleteChar,
  'backward-delete-char': backwardDelete,
  'kill-line': kills((text) => text.length),
  'backward-kill-line': kills(() => 0),
  'unix-line-discard': kills(() => 0),
  'kill-whole-line': ({ editor }) => {
    editor.point = editor.text.length;
    editor.kill(editor.point, 0);
  },
  'kill-word': kills(wordEnd),
  'backward-kill-word': kills(wordStart),
  'unix-word-rubout': kills(blankWordStart),
  'unix-filename-rubout': kills((text, at) => {
    let i = at;
    while (i > 0 && /[ \t/]/.test(text[i - 1]!)) i--;
    while (i > 0 && !/[ \t/]/.test(text[i - 1]!)) i--;
    return i;
  }),
  'delete-horizontal-space': deleteBlanks,
  yank,
  'yank-pop': yankPop,
  'yank-last-arg': yankLastArg,
  'yank-nth-arg': yankNthArg,
  'transpose-chars': transposeChars,
  'transpose-words': transposeWords,
  'upcase-word': changesCase((w) => w.toUpperCase()),
  'downcase-word': changesCase((w) => w.toLowerCase()),
  'capitalize-word': changesCase(capitalized),
  undo: ({ editor }) => editor.undo(),
  'revert-line': ({ editor }) => editor.undoAll(),
  'quoted-insert': quotedInsert,
  'overwrite-mode': ({ editor }) => {
    editor.overwrites = !editor.overwrites;
  },
  'character-search': searchesCharacter(true),
  'character-search-backward': searchesCharacter(false),
  'insert-comment': insertComment,
  'digit-argument': digitArgument,
  'set-mark': ({ editor }) => {
    editor.mark = editor.point;
  },
  'exchange-point-and-mark': ({ editor }) => {
    const mark = Math.min(editor.mark, editor.text.length);
    editor.mark = editor.point;
    editor.point = mark;
  },
  abort: ({ editor }) => editor.bell(),
  'accept-line': accept,
  'operate-and-get-next': (context) => {
    const { editor } = context;
    // the line that was entered is added to the history, which moves those after it
    editor.next = editor.position < editor.history.entries.length ? editor.position + 1 : undefined;
    return accept(context);
  },
  'previous-history': ({ editor, count }) => editor.goTo(editor.position - count),
  'next-history': ({ editor, count }) => editor.goTo(editor.position + count),
  'beginning-of-history': ({ editor }) => editor.goTo(0),
  'end-of-history': ({ editor }) => editor.goTo(editor.history.entries.length),
  'reverse-search-history': ({ editor }) => editor.startSearch(true),
  'forward-search-history': ({ editor }) => editor.startSearch(false),
  'history-search-backward': searchesHistory(-1, false),
  'history-search-forward': searchesHistory(1, false),
  'history-substring-search-backward': searchesHistory(-1, true),
  'history-substring-search-forward': searchesHistory(1, true),
  'non-incremental-reverse-search-history': searchesHistory(-1, true),
  'non-incremental-forward-search-history': searchesHistory(1, true),
  'clear-screen': () => ({ type: 'message', text: 'clear' }),
  'clear-display': () => ({ type: 'message', text: 'clear' }),
  'redraw-current-line': () => undefined,
  'display-shell-version': () => ({ type: 'message', text: 'version' }),
  'edit-and-execute-command': () => ({ type: 'edit' }),
  'history-expand-line': () => ({ type: 'expand', what: 'history' }),
  'shell-expand-line': () => ({ type: 'expand', what: 'line' }),
  'tilde-expand': () => ({ type: 'expand', what: 'tilde' }),
  complete: completes('any', 'insert', 'complete'),
  'possible-completions': completes('any', 'list', 'possible-completions'),
  'insert-completions': completes('any', 'insert-all', 'insert-completions'),
  'complete-command': completes('command', 'insert', 'complete-command'),
  'complete-filename': completes('filename', 'insert', 'complete-filename'),
  'complete-variable': completes('variable', 'insert', 'complete-variable'),
  'complete-username': completes('username', 'insert', 'complete-username'),
  'complete-hostname': completes('hostname', 'insert', 'complete-hostname'),
  'possible-command-completions': completes('command', 'list', 'possible-command-completions'),
  'possible-filename-completions': completes('filename', 'list', 'possible-filename-completions'),
  'possible-variable-completions': completes('variable', 'list', 'possible-variable-completions'),
  'possible-username-completions': completes('username', 'list', 'possible-username-completions'),
  'possible-hostname-completions': completes('hostname', 'list', 'possible-hostname-completions'),
  'glob-expand-word': completes('glob', 'insert-all', 'glob-expand-word'),
  'glob-list-expansions': completes('glob', 'list', 'glob-list-expansions'),
  'glob-complete-word': completes('glob', 'insert', 'glob-complete-word'),
  'dynamic-complete-history': completes('history', 'insert', 'dynamic-complete-history'),
};
