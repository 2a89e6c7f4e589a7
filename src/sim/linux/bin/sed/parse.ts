import type { Encoding } from '../lib/encoding.ts';
import { convertEscapes, RecursiveEscape, unescapeText } from './escapes.ts';
import type { Output } from './output.ts';
import { compilePattern, delimited, substitution, type RegexSettings } from './parse-substitute.ts';
import { newCommand, ScriptError, type Address, type Command } from './script.ts';
import { Source, type ScriptPart } from './source.ts';

export interface ParseSettings extends RegexSettings {
  encoding: Encoding;
  posix: boolean;
  sandbox: boolean;
  /** Opens the file of a w command. Throws ScriptError. */
  open(file: string): Output;
}

export interface Script {
  commands: Command[];
  /** The first line is `#n`. */
  quiet: boolean;
}

/** Parses a script of several parts as GNU sed 4.9 does (sed/compile.c). Throws ScriptError, RegexError. */
export function parseScript(parts: readonly ScriptPart[], settings: ParseSettings): Script {
  const parser = new Parser(settings);
  for (const [i, part] of parts.entries()) parser.part(part, parts.slice(0, i + 1).filter((p) => p.file === undefined).length, i === 0);
  return parser.finish();
}

class Parser {
  readonly #commands: Command[] = [];
  readonly #blocks: { index: number; unmatched: ScriptError }[] = [];
  readonly #labels = new Map<string, number>();
  #quiet = false;
  #source!: Source;
  /** The text of an a, i or c at the end of a part goes on in the next one. */
  #open: { command: Command; raw: string } | undefined;

  constructor(private readonly settings: ParseSettings) {}

  part(part: ScriptPart, expression: number, isFirst: boolean): void {
    this.#source = new Source(part, expression);
    if (this.#open) this.#readText(this.#open.command, this.#open.raw);
    try {
      while (this.#command(isFirst));
    } catch (e) {
      if (e instanceof RecursiveEscape) throw this.#source.error('recursive escaping after \\c not allowed');
      throw e;
    }
  }

  finish(): Script {
    const open = this.#blocks.at(-1);
    if (open) throw open.unmatched;
    for (const command of this.#commands) {
      if (!'btT'.includes(command.name)) continue;
      if (command.label === '') command.target = this.#commands.length;
      else {
        const target = this.#labels.get(command.label);
        if (target === undefined) throw new ScriptError(`can't find label for jump to \`${command.label}'`, 4);
        command.target = target;
      }
    }
    return { commands: this.#commands, quiet: this.#quiet };
  }

  // ---- commands ---------------------------------------------------------------------------------

  /** Reads one command; false at the end of the part. */
  #command(isFirst: boolean): boolean {
    const source = this.#source;
    let char = source.next();
    while (char === ';' || (char !== undefined && /\s/.test(char))) char = source.next();
    if (char === undefined) return false;
    const command = newCommand();
    char = this.#addresses(command, char);
    if (char === '!') {
      command.negated = true;
      char = source.nonblank();
      if (char === '!') throw source.error("multiple `!'s");
    }
    if (char === '#') {
      this.#comment(command, isFirst);
      return true;
    }
    if (char === undefined || char === '\n') throw source.error('missing command');
    command.name = char;
    if (this.settings.posix && 'eFvzQTRW'.includes(char)) throw source.error(`unknown command: \`${char}'`);
    this.#arguments(command);
    return true;
  }

  #addresses(command: Command, first: string): string | undefined {
    const source = this.#source;
    command.first = this.#address(first, false);
    if (!command.first) return first;
    let char = source.nonblank();
    if (char === ',') {
      command.second = this.#address(source.nonblank(), true);
      if (!command.second) throw source.error("unexpected `,'");
      char = source.nonblank();
    }
    if (command.first.kind === 'line' && command.first.line === 0) {
      if (command.second?.kind !== 'regex' || this.settings.posix) throw source.error('invalid usage of line address 0');
      command.range = 'active';
    }
    return char;
  }

  #address(char: string | undefined, second: boolean): Address | undefined {
    const source = this.#source;
    if (char === '$') return { kind: 'last' };
    if (char === '/' || char === '\\') return this.#regexAddress(char);
    if (char === '+' || char === '~') {
      const next = source.nonblank();
      const digits = next !== undefined && next >= '0' && next <= '9';
      if (!digits) source.back(next);
      const count = digits ? source.integer(next) : 0;
      if (!second) throw source.error('invalid usage of +N or ~N as first address');
      return char === '+' ? { kind: 'plus', count } : { kind: 'multiple', of: count };
    }
    if (char === undefined || char < '0' || char > '9') return undefined;
    const line = source.integer(char);
    const next = source.nonblank();
    if (next !== '~') {
      source.back(next);
      return { kind: 'line', line };
    }
    const stepStart = source.nonblank();
    const digits = stepStart !== undefined && stepStart >= '0' && stepStart <= '9';
    if (!digits) source.back(stepStart);
    const step = digits ? source.integer(stepStart) : 0;
    return step > 0 ? { kind: 'step', first: line, step } : { kind: 'line', line };
  }

  #regexAddress(opening: string): Address {
    const source = this.#source;
    const delimiter = opening === '\\' ? source.next() : opening;
    const text = delimiter === undefined ? undefined : delimited(source, delimiter, true);
    if (text === undefined) throw source.error('unterminated address regex');
    const flags = { i: false, m: false };
    for (;;) {
      const char = source.nonblank();
      if (char === 'I') flags.i = true;
      else if (char === 'M') flags.m = true;
      else {
        source.back(char);
        break;
      }
    }
    return { kind: 'regex', regex: compilePattern(source, text, flags, this.settings) };
  }

  #comment(command: Command, isFirst: boolean): void {
    const source = this.#source;
    if (command.first) throw source.error("comments don't accept any addresses");
    const atStart = isFirst && source.offset === 1;
    let text = '';
    for (let char = source.next(); char !== undefined && char !== '\n'; char = source.next()) text += char;
    if (atStart && text === 'n') this.#quiet = true;
  }

  #push(command: Command): void {
    this.#commands.push(command);
  }

  #arguments(command: Command): void {
    const source = this.#source;
    switch (command.name) {
      case '{':
        this.#blocks.push({ index: this.#commands.length, unmatched: source.error("unmatched `{'", true) });
        break;
      case '}':
        this.#closeBlock(command);
        return;
      case 'a':
      case 'i':
      case 'c':
      case 'e':
        this.#textCommand(command);
        return;
      case ':':
        if (command.first) throw source.error(": doesn't want any addresses");
        command.label = this.#label();
        if (command.label === '') throw source.error('":" lacks a label');
        this.#labels.set(command.label, this.#commands.length);
        return;
      case 'b':
      case 't':
      case 'T':
        command.label = this.#label();
        break;
      case 'r':
      case 'R':
      case 'w':
      case 'W':
        this.#fileCommand(command);
        break;
      case 's':
        command.substitution = substitution(source, this.settings, () => this.#openFile(), this.settings.sandbox);
        break;
      case 'y':
        this.#translation(command);
        break;
      case 'q':
      case 'Q':
        if (command.second) throw source.error('command only uses one address');
        this.#number(command);
        break;
      case 'l':
        this.#number(command);
        break;
      case 'v':
        this.#version();
        return;
      default:
        if (!'=dDFgGhHnNpPxz'.includes(command.name)) throw source.error(`unknown command: \`${command.name}'`);
        this.#endOfCommand();
    }
    this.#push(command);
  }

  #endOfCommand(): void {
    const char = this.#source.nonblank();
    if (char === '}' || char === '#') this.#source.back(char);
    else if (char !== undefined && char !== '\n' && char !== ';') throw this.#source.error('extra characters after command');
  }

  #closeBlock(command: Command): void {
    const block = this.#blocks.pop();
    if (!block) throw this.#source.error("unexpected `}'");
    if (command.first) throw this.#source.error("`}' doesn't want any addresses");
    this.#endOfCommand();
    this.#commands[block.index]!.target = this.#commands.length;
  }

  #number(command: Command): void {
    const char = this.#source.nonblank();
    if (char !== undefined && char >= '0' && char <= '9') command.number = this.#source.integer(char);
    else this.#source.back(char);
    this.#endOfCommand();
  }

  #label(): string {
    let label = '';
    let char = this.#source.nonblank();
    while (char !== undefined && char !== ';' && char !== '}' && !/\s/.test(char)) {
      label += char;
      char = this.#source.next();
    }
    if (char === '}') this.#source.back(char);
    return label;
  }

  #version(): void {
    const wanted = this.#fileName().split('.').map(Number);
    const [major = 0, minor = 0] = wanted;
    if (major > 4 || (major === 4 && minor > 9)) throw this.#source.error('expected newer version of sed');
  }

  // ---- arguments --------------------------------------------------------------------------------

  #fileName(): string {
    let name = '';
    let char = this.#source.nonblank();
    while (char !== undefined && char !== '\n') {
      name += char;
      char = this.#source.next();
    }
    return name;
  }

  #fileCommand(command: Command): void {
    if (this.settings.sandbox) throw this.#source.error('e/r/w commands disabled in sandbox mode');
    if (command.name === 'w' || command.name === 'W') command.output = this.#openFile();
    else {
      command.file = this.settings.encoding.toText(this.#fileName());
      if (command.file === '') throw this.#source.error('missing filename in r/R/w/W commands');
    }
  }

  #openFile(): Output {
    if (this.settings.sandbox) throw this.#source.error('e/r/w commands disabled in sandbox mode');
    const name = this.#fileName();
    if (name === '') throw this.#source.error('missing filename in r/R/w/W commands');
    return this.settings.open(this.settings.encoding.toText(name));
  }

  #textCommand(command: Command): void {
    const source = this.#source;
    if (command.name === 'e' && this.settings.sandbox) throw source.error('e/r/w commands disabled in sandbox mode');
    let char = source.nonblank();
    this.#push(command);
    if (command.name === 'e' && (char === undefined || char === '\n')) return;
    if (char === undefined) throw source.error("expected \\ after `a', `c' or `i'");
    if (char === '\\') {
      char = source.next();
      if (char === undefined) {
        // `a\` at the end of a part: the text is the next part
        this.#open = { command, raw: '' };
        return;
      }
      if (char === ' ' || char === '\t') {
        // blanks between the backslash and the newline do not count
        const blanks: string[] = [];
        while (char === ' ' || char === '\t') {
          blanks.push(char);
          char = source.next();
        }
        if (char !== '\n') {
          source.back(char);
          this.#readText(command, blanks.join(''));
          return;
        }
      }
      if (char !== '\n') {
        this.#readText(command, char ?? '');
        return;
      }
    } else {
      if (this.settings.posix) throw source.error("expected \\ after `a', `c' or `i'");
      source.back(char);
    }
    this.#readText(command, '');
  }

  /** Reads text up to a newline that no backslash precedes. */
  #readText(command: Command, before: string): void {
    const source = this.#source;
    let raw = before;
    this.#open = undefined;
    for (let char = source.next(); char !== '\n'; char = source.next()) {
      if (char === '\\') {
        char = source.next();
        if (char === undefined) {
          raw += '\n';
          command.text = unescapeText(raw);
          this.#open = { command, raw };
          return;
        }
        raw += `\\${char}`;
      } else if (char === undefined) break;
      else raw += char;
    }
    command.text = `${unescapeText(raw)}\n`;
  }

  #translation(command: Command): void {
    const source = this.#source;
    const delimiter = source.next();
    const from = delimiter === undefined ? undefined : delimited(source, delimiter, false);
    const to = from === undefined ? undefined : delimited(source, delimiter!, false);
    if (to === undefined) throw source.error("unterminated `y' command");
    const sources = this.#characters(from!);
    const targets = this.#characters(to);
    if (sources.length !== targets.length) throw source.error("strings for `y' command are different lengths");
    const map = new Map<string, string>();
    for (const [i, char] of sources.entries()) if (!map.has(char)) map.set(char, targets[i]!);
    command.map = map;
    this.#endOfCommand();
  }

  #characters(text: string): string[] {
    const plain = convertEscapes(
      text.replace(/\\(\\|\n)/g, (_, c: string) => (c === '\\' ? '\\x5c' : '\n')),
      'regex',
    );
    return this.settings.utf8 ? [...plain] : plain.split('');
  }
}
