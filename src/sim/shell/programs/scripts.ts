import { isErrno } from '../../kernel/errno.ts';
import { FileDescription } from '../../kernel/file.ts';
import type { Step } from '../../kernel/step.ts';
import { concat } from '../../kernel/text.ts';
import { ShellExit } from '../exec/control.ts';
import { readWhenReady } from '../exec/input.ts';
import { searchPath } from '../exec/lookup.ts';
import type { Shell } from '../exec/shell.ts';
import { CommandReader, runUnit, tellFailure } from '../exec/text.ts';
import { SyntaxFailure } from '../syntax/failure.ts';
import type { LineSource } from '../syntax/lexer.ts';
import { decode } from '../text.ts';

/** Where a script's descriptor stands, out of the way of those that scripts use. */
const SCRIPT_FD = 255;

/** Runs a script file: reads and runs one command after the other. */
export function* runScript(shell: Shell, name: string): Step {
  const path = scriptPath(shell, name);
  const description = yield* openScript(shell, path, name);
  shell.name = name;
  shell.source = shell.scriptName = path;
  shell.p.fds.set(SCRIPT_FD, description, true);
  yield* runSource(shell, new FileLines(shell, description));
}

/** Runs the commands of standard input; what a command leaves unread is the next one's input. */
export function* runStandardInput(shell: Shell): Step {
  yield* runSource(shell, new FileLines(shell, undefined));
}

function scriptPath(shell: Shell, name: string): string {
  if (name.includes('/') || shell.statOrNone(name)) return name;
  return searchPath(shell, name, shell.variables.get('PATH'))[0] ?? name;
}

function* openScript(shell: Shell, path: string, name: string): Step<FileDescription> {
  shell.line = 0;
  const say = function* (text: string, status: number): Step<never> {
    yield* shell.complain(text);
    throw new ShellExit(status);
  };
  try {
    if (shell.statOrNone(path)?.type === 'directory') {
      return yield* shell.posix ? say(`${shell.name}: 0: cannot open ${name}: Is a directory`, 2) : say(`${name}: ${name}: Is a directory`, 126);
    }
    const file = shell.p.sys.open(shell.path(path), { read: true });
    return new FileDescription(file, true, false);
  } catch (e) {
    if (!isErrno(e)) throw e;
    if (shell.posix) return yield* say(`cannot open ${name}: ${e.code === 'ENOENT' ? 'No such file' : e.text}`, 2);
    return yield* say(`${name}: ${e.text}`, e.code === 'ENOENT' ? 127 : 126);
  }
}

/** Reads units from lines and runs them, until the end or a syntax error. */
export function* runSource(shell: Shell, source: LineSource): Step {
  const reader = new CommandReader(shell, source);
  for (;;) {
    try {
      const unit = yield* reader.next();
      if (!unit) return;
      if (shell.options.get('verbose')) yield* shell.say(unit.text);
      yield* runUnit(shell, unit, { name: '', base: 1 }, false);
      yield* shell.jobs.notify();
    } catch (e) {
      if (!(e instanceof SyntaxFailure)) throw e;
      yield* tellFailure(shell, e, 1 + reader.line, '');
      if (e.kind !== 'array') return;
      reader.skip();
    }
    if (shell.unwind?.type === 'return') return;
    shell.unwind = undefined;
    if (shell.options.get('onecmd')) return;
  }
}

/** Lines of an open file, read as they are wanted. */
export class FileLines implements LineSource {
  #rest: Uint8Array = new Uint8Array(0);
  #ended = false;

  constructor(
    private readonly shell: Shell,
    /** The script's file, from which the shell may read ahead; without one standard input is read, whatever it is by then. */
    private readonly script: FileDescription | undefined,
  ) {}

  *next(): Step<string | undefined> {
    const parts: Uint8Array[] = [];
    const description = this.script ?? this.shell.p.fds.get(0);
    if (!description?.readable) return undefined;
    for (;;) {
      if (this.#rest.length === 0) {
        if (this.#ended) break;
        this.#rest = yield* readWhenReady(this.shell, description, this.#chunk(description));
        if (this.#rest.length === 0) {
          this.#ended = true;
          break;
        }
      }
      const newline = this.#rest.indexOf(10);
      const end = newline < 0 ? this.#rest.length : newline + 1;
      parts.push(this.#rest.subarray(0, end));
      this.#rest = this.#rest.subarray(end);
      if (newline < 0) continue;
      this.#giveBack(description);
      break;
    }
    return parts.length === 0 ? undefined : decode(concat(parts), this.shell.locale);
  }

  /** As much as can be given back. */
  #chunk({ file }: FileDescription): number {
    return this.script !== undefined || file.unread !== undefined || file.kind === 'file' || file.terminal !== undefined ? 8192 : 1;
  }

  /** Puts what was read too much back, for the commands that the line starts. */
  #giveBack({ file }: FileDescription): void {
    if (this.script || this.#rest.length === 0) return;
    if (file.unread) file.unread(this.#rest);
    else file.seek?.(-this.#rest.length, 'current');
    this.#rest = new Uint8Array(0);
  }
}
