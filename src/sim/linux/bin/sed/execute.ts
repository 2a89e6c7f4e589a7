import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';
import type { Encoding } from '../lib/encoding.ts';
import { LineReader } from '../lib/lines.ts';
import { commandOutput } from '../lib/popen.ts';
import type { Match, Regex } from '../lib/regex.ts';
import type { Input } from './input.ts';
import { listed } from './list.ts';
import type { Output } from './output.ts';
import { expand } from './parse-substitute.ts';
import { ScriptError, type Address, type Command, type Pattern, type Substitution } from './script.ts';

export interface ExecuteSettings {
  encoding: Encoding;
  delimiter: string;
  quiet: boolean;
  posix: boolean;
  lineLength: number;
}

/** What happens when a command is done: the next one, the end of the cycle, a cycle without reading, or the end of all. */
type Flow = number | 'end' | 'delete' | 'again' | { quit: number; print: boolean };

type Appended = { text: string } | { file: string };

/** Runs a script on its input, as GNU sed 4.9 does (sed/execute.c). */
export class Machine {
  #pattern = '';
  #hold = '';
  /** Whether the pattern space's last line had its newline. */
  #ended = true;
  #holdEnded = true;
  #replaced = false;
  #restarts = 0;
  #steps = 0;
  #last: Regex | undefined;
  #appended: Appended[] = [];
  readonly #lines = new Map<string, LineReader | undefined>();

  constructor(
    private readonly p: Process,
    private readonly commands: readonly Command[],
    private readonly input: Input,
    private readonly standard: Output,
    private readonly settings: ExecuteSettings,
  ) {}

  get #out(): Output {
    return this.input.edited?.output ?? this.standard;
  }

  /** Runs to the end of the input, or to q; gives the exit code. */
  *run(): Step<number> {
    let again = false;
    while (again || (yield* this.#read())) {
      const flow = yield* this.#cycle();
      again = flow === 'again';
      if (typeof flow === 'object') {
        if (flow.print) {
          if (!this.settings.quiet) yield* this.#out.line(this.#pattern, this.#ended);
          yield* this.#out.text('');
          yield* this.#flushAppended();
        }
        yield* this.input.closeFile();
        return flow.quit;
      }
      if (flow === 'end' && !this.settings.quiet) yield* this.#out.line(this.#pattern, this.#ended);
      if (again) yield* this.#flushAppended();
    }
    yield* this.input.closeFile();
    return 0;
  }

  /** Ends a line's appended texts and reads the next one into the pattern space. */
  *#read(keep = ''): Step<boolean> {
    yield* this.#flushAppended();
    this.#replaced = false;
    const line = yield* this.input.next();
    if (line === undefined) return false;
    if (this.input.restarts !== this.#restarts) this.#resetRanges();
    this.#pattern = keep + line;
    this.#ended = this.input.ended;
    this.#bound();
    return true;
  }

  /** With -s and -i each file begins anew. */
  #resetRanges(): void {
    if (this.#restarts > 0) {
      this.#hold = '';
      this.#holdEnded = true;
      this.#lines.clear();
      for (const command of this.commands) {
        command.range = command.first?.kind === 'line' && command.first.line === 0 ? 'active' : 'inactive';
      }
    }
    this.#restarts = this.input.restarts;
  }

  #bound(): void {
    if (this.#pattern.length + this.#hold.length > LIMITS.lineBytes) throw new ScriptError('memory exhausted', 4);
  }

  *#cycle(): Step<Flow> {
    let at = 0;
    while (at < this.commands.length) {
      if (++this.#steps % 64 === 0) yield* this.p.burn(8);
      const command = this.commands[at]!;
      if ((yield* this.#selected(command)) === command.negated) {
        at = command.name === '{' ? command.target : at + 1;
        continue;
      }
      const flow = yield* this.#execute(command, at);
      if (typeof flow !== 'number') return flow;
      at = flow;
    }
    return 'end';
  }

  // ---- addresses --------------------------------------------------------------------------------

  *#selected(command: Command): Step<boolean> {
    const { first, second } = command;
    if (!first) return true;
    const line = this.input.lineNumber;
    if (!second) return yield* this.#matches(first);
    if (command.range === 'active') {
      if (second.kind === 'line') {
        if (line >= second.line) command.range = 'closed';
        if (line <= second.line) return true;
        return first.kind !== 'line' && (yield* this.#begins(command, first, second));
      }
      const counted = second.kind === 'plus' || second.kind === 'multiple';
      if (counted ? line >= command.end : yield* this.#matches(second)) command.range = 'closed';
      return true;
    }
    if (command.range === 'closed' && first.kind === 'line') return false;
    return yield* this.#begins(command, first, second);
  }

  /** Whether a range begins with this line. One that begins with a numbered line also begins where that line was passed unseen. */
  *#begins(command: Command, first: Address, second: Address): Step<boolean> {
    const line = this.input.lineNumber;
    if (first.kind === 'line') {
      if (line < first.line || (line > first.line && second.kind === 'line' && line > second.line)) return false;
    } else if (!(yield* this.#matches(first))) return false;
    let end = Infinity;
    if (second.kind === 'line') end = second.line;
    else if (second.kind === 'plus') end = line + second.count;
    else if (second.kind === 'multiple') end = second.of === 0 ? line : (Math.floor(line / second.of) + 1) * second.of;
    command.end = end;
    command.range = line >= end ? 'closed' : 'active';
    return true;
  }

  *#matches(address: Address): Step<boolean> {
    const line = this.input.lineNumber;
    switch (address.kind) {
      case 'line':
        return line === address.line;
      case 'step':
        return line >= address.first && (line - address.first) % address.step === 0;
      case 'last':
        return yield* this.input.isLast();
      case 'regex':
        return this.#regex(address.regex).test(this.#pattern);
      default:
        return false;
    }
  }

  #regex(pattern: Pattern): Regex {
    const regex = pattern ?? this.#last;
    if (!regex) throw new ScriptError('-e expression #1, char 0: no previous regular expression');
    return (this.#last = regex);
  }

  // ---- commands ---------------------------------------------------------------------------------

  *#execute(command: Command, at: number): Step<Flow> {
    const next = at + 1;
    switch (command.name) {
      case '{':
        return next;
      case 'b':
        return command.target;
      case 't':
        if (!this.#replaced) return next;
        this.#replaced = false;
        return command.target;
      case 'T':
        if (!this.#replaced) return command.target;
        this.#replaced = false;
        return next;
      case 's':
        yield* this.#substitute(command.substitution!);
        return next;
      case 'd':
        return 'delete';
      case 'D': {
        const newline = this.#pattern.indexOf(this.settings.delimiter);
        if (newline < 0) return 'delete';
        this.#pattern = this.#pattern.slice(newline + 1);
        return 'again';
      }
      case 'n':
      case 'N':
        return (yield* this.#nextLine(command.name)) ?? next;
      case 'q':
        return { quit: Math.max(command.number, 0), print: true };
      case 'Q':
        return { quit: Math.max(command.number, 0), print: false };
      case 'c':
        if (command.range !== 'active' || command.negated) yield* this.#out.text(this.#delimited(command.text));
        return 'delete';
      default:
        yield* this.#simple(command);
        return next;
    }
  }

  /** n and N: without a next line they end the script, printing the pattern space unless POSIX is to be followed. */
  *#nextLine(name: 'n' | 'N'): Step<Flow | undefined> {
    if (yield* this.input.isLast()) {
      if (this.settings.posix && name === 'N') return { quit: 0, print: false };
      // with -s and -i the next file goes on with a new cycle
      return 'end';
    }
    if (name === 'n') {
      if (!this.settings.quiet) yield* this.#out.line(this.#pattern, this.#ended);
      if (!(yield* this.#readKeepingFlag(''))) return { quit: 0, print: false };
    } else if (!(yield* this.#readKeepingFlag(this.#pattern + this.settings.delimiter))) return { quit: 0, print: false };
    return undefined;
  }

  /** A line read within a cycle does not forget that something was replaced. */
  *#readKeepingFlag(keep: string): Step<boolean> {
    const replaced = this.#replaced;
    const more = yield* this.#read(keep);
    this.#replaced = replaced;
    return more;
  }

  /** Commands after which the next one follows. */
  *#simple(command: Command): Step {
    const out = this.#out;
    switch (command.name) {
      case '=':
        return yield* out.text(this.input.lineNumber + this.settings.delimiter);
      case 'F':
        return yield* out.text(this.settings.encoding.fromText(this.input.name) + this.settings.delimiter);
      case 'a':
        this.#appended.push({ text: command.text });
        return;
      case 'i':
        return yield* out.text(this.#delimited(command.text));
      case 'e':
        return yield* this.#evaluate(command.text);
      case 'g':
      case 'G':
        this.#pattern = command.name === 'g' ? this.#hold : this.#pattern + this.settings.delimiter + this.#hold;
        this.#ended = this.#holdEnded;
        return this.#bound();
      case 'h':
      case 'H':
        this.#hold = command.name === 'h' ? this.#pattern : this.#hold + this.settings.delimiter + this.#pattern;
        this.#holdEnded = this.#ended;
        return this.#bound();
      case 'x':
        [this.#pattern, this.#hold] = [this.#hold, this.#pattern];
        [this.#ended, this.#holdEnded] = [this.#holdEnded, this.#ended];
        return;
      case 'l':
        return yield* out.text(
          listed(
            this.settings.encoding,
            this.#pattern,
            command.number < 0 ? this.settings.lineLength : command.number,
            this.settings.delimiter,
          ),
        );
      case 'p':
        return yield* out.line(this.#pattern, this.#ended);
      case 'P':
        return yield* out.line(this.#firstLine(), this.#ended || this.#pattern.includes(this.settings.delimiter));
      case 'r':
        this.#appended.push({ file: command.file });
        return;
      case 'R':
        return yield* this.#appendLine(command.file);
      case 'w':
        return yield* command.output!.line(this.#pattern, this.#ended);
      case 'W':
        return yield* command.output!.line(this.#firstLine(), true);
      case 'y':
        this.#pattern = this.#translated(command.map!);
        return;
      case 'z':
        this.#pattern = '';
    }
  }

  /** Text of i and c, which ends as lines do here. */
  #delimited(text: string): string {
    return text === '' ? '' : text.slice(0, -1) + this.settings.delimiter;
  }

  #firstLine(): string {
    const newline = this.#pattern.indexOf(this.settings.delimiter);
    return newline < 0 ? this.#pattern : this.#pattern.slice(0, newline);
  }

  #translated(map: ReadonlyMap<string, string>): string {
    const chars = this.settings.encoding.utf8 ? [...this.#pattern] : this.#pattern.split('');
    return chars.map((c) => map.get(c) ?? c).join('');
  }

  *#evaluate(text: string): Step {
    const { encoding, delimiter } = this.settings;
    yield* this.#out.flush();
    const command = text === '' ? this.#pattern : text.replace(/\n$/, '');
    const output = encoding.decode((yield* commandOutput(this.p, encoding.toText(command))).output);
    if (text === '') this.#pattern = output.endsWith(delimiter) ? output.slice(0, -1) : output;
    else if (output !== '') yield* this.#out.raw(encoding.encode(output));
  }

  // ---- substitution -----------------------------------------------------------------------------

  *#substitute(s: Substitution): Step {
    const result = this.#replacement(s);
    if (result === undefined) return;
    this.#replaced = true;
    this.#pattern = result;
    this.#bound();
    if (s.evaluate) {
      if (s.print === 'before') yield* this.#out.line(this.#pattern, this.#ended);
      yield* this.#evaluate('');
    }
    if (s.print === 'after' || (s.print === 'before' && !s.evaluate)) yield* this.#out.line(this.#pattern, this.#ended);
    if (s.output) yield* s.output.line(this.#pattern, this.#ended);
  }

  /** The pattern space with matches replaced; undefined where none was. */
  #replacement(s: Substitution): string | undefined {
    const regex = this.#regex(s.regex);
    if (s.highest > regex.groups) throw new ScriptError(`-e expression #1, char 0: invalid reference \\${s.highest} on \`s' command's RHS`);
    const text = this.#pattern;
    let out = '';
    let done = 0;
    let count = 0;
    let previousEnd = -1;
    let replaced = false;
    for (let at = 0; at <= text.length;) {
      const match: Match | undefined = regex.exec(text, at);
      if (!match) break;
      const { start, end } = match;
      const empty = start === end;
      // an empty match right behind another match does not count
      if (!(empty && start === previousEnd) && ++count >= s.number) {
        out += text.slice(done, start) + expand(s.pieces, match.groups, this.settings.encoding.utf8);
        done = end;
        replaced = true;
        if (!s.global) break;
        if (out.length > LIMITS.lineBytes) throw new ScriptError('memory exhausted', 4);
      }
      previousEnd = end;
      at = empty ? end + (text.codePointAt(end)! > 0xffff ? 2 : 1) : end;
    }
    return replaced ? out + text.slice(done) : undefined;
  }

  // ---- what comes after the line ----------------------------------------------------------------

  *#flushAppended(): Step {
    if (this.#appended.length === 0) return;
    const out = this.#out;
    for (const item of this.#appended.splice(0)) {
      if ('text' in item) yield* out.text(item.text);
      else yield* this.#appendFile(item.file, out);
    }
  }

  /** r: a file that cannot be read is passed over. */
  *#appendFile(file: string, out: Output): Step {
    yield* out.text('');
    try {
      const fd = file === '/dev/stdin' ? 0 : this.p.open(file, { read: true });
      const parts = yield* this.p.readAll(fd);
      if (fd !== 0) this.p.fds.close(fd);
      yield* out.raw(concat(parts));
    } catch (e) {
      if (!(e instanceof Errno) || e.syscall === 'write') throw e;
    }
  }

  *#appendLine(file: string): Step {
    if (!this.#lines.has(file)) {
      let reader: LineReader | undefined;
      try {
        const fd = file === '/dev/stdin' ? 0 : this.p.open(file, { read: true });
        reader = new LineReader(this.p, fd, this.settings.encoding, this.settings.delimiter.charCodeAt(0));
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
      }
      this.#lines.set(file, reader);
    }
    const reader = this.#lines.get(file);
    const line = reader && (yield* reader.next());
    if (line !== undefined) this.#appended.push({ text: line + (reader!.terminated ? this.settings.delimiter : '') });
  }
}
