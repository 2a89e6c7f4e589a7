import type { Step } from '../../kernel/step.ts';
import { Grammar, type Unit } from '../syntax/grammar.ts';
import { SyntaxFailure } from '../syntax/failure.ts';
import type { LexerSettings, LineSource } from '../syntax/lexer.ts';
import { treeOf } from '../syntax/commands.ts';
import type { List } from '../syntax/tree.ts';
import { Discard, ShellExit } from './control.ts';
import type { Shell, TextOptions } from './shell.ts';

/** One complete command of a text. */
export interface ReadUnit {
  list: List;
  /** Lines of the text before it. */
  line: number;
  lines: number;
  text: string;
  warnings: Unit['warnings'];
}

const KEPT_UNITS = 3000;
const trees = new Map<string, List>();

/** The tree of a unit's text, kept by text. */
export function treeOfUnit(text: string, posix: boolean): List {
  const key = posix ? `p${text}` : text;
  let tree = trees.get(key);
  if (!tree) {
    tree = treeOf(text, posix);
    if (trees.size >= KEPT_UNITS) trees.clear();
    if (text.length < 100_000) trees.set(key, tree);
  }
  return tree;
}

/** How a shell cuts texts at this moment. */
export function lexerSettings(shell: Shell): LexerSettings {
  return {
    aliases: aliasesOf(shell),
    extglob: shell.options.extglob,
    comments: !shell.interactive || shell.options.shopt('interactive_comments'),
    posix: shell.posix,
    compat: shell.dialect.id === 'ash',
  };
}

function aliasesOf(shell: Shell): ReadonlyMap<string, string> | undefined {
  const on = shell.posix || shell.options.shopt('expand_aliases');
  return on && shell.aliases.size > 0 ? shell.aliases : undefined;
}

/** The lines of a text. */
class TextLines implements LineSource {
  #at = 0;

  constructor(readonly text: string) {}

  *next(): Step<string | undefined> {
    if (this.#at >= this.text.length) return undefined;
    const end = this.text.indexOf('\n', this.#at);
    const line = end < 0 ? this.text.slice(this.#at) : this.text.slice(this.#at, end + 1);
    this.#at += line.length;
    return line;
  }
}

/** Reads commands one at a time. What a command changes (aliases, shopt) holds for the next one. */
export class CommandReader {
  readonly #grammar: Grammar;
  #line = 0;

  constructor(
    private readonly shell: Shell,
    source: LineSource | string,
  ) {
    this.#grammar = new Grammar(typeof source === 'string' ? new TextLines(source) : source, lexerSettings(shell));
  }

  /** Lines read so far. */
  get line(): number {
    return this.#line;
  }

  /** Throws SyntaxFailure. */
  *next(): Step<ReadUnit | undefined> {
    Object.assign(this.#grammar.settings, lexerSettings(this.shell));
    const unit = yield* this.#grammar.unit();
    if (!unit) return undefined;
    const line = this.#line;
    const lines = countLines(unit.text);
    this.#line += lines;
    return { list: treeOfUnit(unit.text, this.shell.posix), line, lines, text: unit.text, warnings: unit.warnings };
  }

  /** After a failure: the lines it was found in are passed over. */
  skip(): void {
    const { lexer } = this.#grammar;
    this.#line += lexer.consumed.length + (lexer.line === '' ? 0 : 1);
  }
}

function countLines(text: string): number {
  let n = 0;
  for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) n++;
  return n;
}

// ---- texts that are run again and again -----------------------------------------------------------------

interface KnownText {
  units: ReadUnit[];
  failure: SyntaxFailure | undefined;
  /** Where the failure was found. */
  failedAt: number;
}

const KEPT_TEXTS = 1000;
const texts = new Map<string, KnownText>();

/**
 * The units of a text, where they do not depend on what runs: without aliases, and with extglob as it is now. Short texts are
 * kept, for substitutions and traps are run many times.
 */
function knownText(shell: Shell, text: string): KnownText | undefined {
  if (text.length > 4000 || aliasesOf(shell) || text.includes('alias') || text.includes('shopt')) return undefined;
  const key = `${shell.posix ? 'p' : ''}${shell.options.extglob ? 'x' : ''}:${text}`;
  let known = texts.get(key);
  if (!known) {
    known = { units: [], failure: undefined, failedAt: 0 };
    const reader = new CommandReader(shell, text);
    try {
      for (;;) {
        const step = reader.next().next();
        const unit = step.done ? step.value : undefined;
        if (!unit) break;
        if (unit.list.length > 0 || unit.warnings.length > 0) known.units.push(unit);
      }
    } catch (e) {
      if (!(e instanceof SyntaxFailure)) throw e;
      known.failure = e;
      known.failedAt = reader.line;
      // what follows a wrong list may be right: such texts are read each time
      if (e.kind === 'array') return undefined;
    }
    if (texts.size >= KEPT_TEXTS) texts.clear();
    texts.set(key, known);
  }
  return known;
}

/** Runs a text command by command (parse_and_execute); gives the status, 0 where there is no command in it. */
export function* runText(shell: Shell, text: string, options: TextOptions): Step<number> {
  shell.evaluations++;
  const { base, line } = shell;
  try {
    const known = knownText(shell, text);
    const ran = known ? yield* runKnown(shell, known, options) : yield* runReader(shell, new CommandReader(shell, text), options);
    if (!ran) shell.status = 0;
  } finally {
    shell.evaluations--;
    shell.base = base;
    shell.line = line;
  }
  return shell.status;
}

function* runKnown(shell: Shell, known: KnownText, options: TextOptions): Step<boolean> {
  for (const [i, unit] of known.units.entries()) {
    const last = options.last === true && i === known.units.length - 1 && !known.failure;
    yield* runUnit(shell, unit, options, last);
    if (shell.unwind) return true;
  }
  if (known.failure) yield* tellFailure(shell, known.failure, options.base + known.failedAt, options.name);
  return known.units.length > 0 || known.failure !== undefined;
}

function* runReader(shell: Shell, reader: CommandReader, options: TextOptions): Step<boolean> {
  let ran = false;
  for (;;) {
    try {
      const unit = yield* reader.next();
      if (!unit) return ran;
      if (unit.list.length > 0) ran = true;
      yield* runUnit(shell, unit, options, false);
    } catch (e) {
      if (!(e instanceof SyntaxFailure)) throw e;
      ran = true;
      yield* tellFailure(shell, e, options.base + reader.line, options.name);
      if (e.kind !== 'array') return true;
      reader.skip();
    }
    if (shell.unwind) return true;
  }
}

/** Runs one unit; a command line that was given up costs no more than itself. */
export function* runUnit(shell: Shell, unit: ReadUnit, options: TextOptions, last: boolean): Step {
  shell.base = options.base + unit.line;
  for (const warning of unit.warnings) yield* tellWarning(shell, warning);
  if (shell.options.noexec && !shell.interactive) return;
  try {
    yield* shell.engine.list(shell, unit.list, last);
  } catch (e) {
    if (!(e instanceof Discard) || shell.subshells > 0 || shell.interactive) throw e;
    if (shell.posix) throw new ShellExit(2);
    shell.status = e.status;
  }
}

/** `cat <<E` whose text the end of the file cut off. */
export function* tellWarning(shell: Shell, warning: Unit['warnings'][number]): Step {
  if (shell.posix) return;
  shell.line = shell.base + warning.end - 1 + (warning.end === warning.line + 1 ? 0 : 0);
  const start = shell.base + warning.line;
  yield* shell.complain(`warning: here-document at line ${start} delimited by end-of-file (wanted \`${warning.wanted}')`);
}

/** Tells a syntax error and sets the status that follows from it. */
export function* tellFailure(shell: Shell, failure: SyntaxFailure, base: number, name: string): Step {
  const text = shell.dialect.syntaxError(shell, failure, base, name);
  if (text !== '') yield* shell.say(text);
  switch (failure.kind) {
    case 'array':
      shell.status = 1;
      return;
    case 'conditional':
      if (name !== '-c' && name !== '') shell.status = 2;
      return;
    case 'substitution':
      if (!shell.interactive && shell.evaluations > 0) throw new ShellExit(127);
  }
  shell.status = 2;
  if (shell.posix && !shell.interactive) throw new ShellExit(2);
}
