import { errorText, GoError } from '../go/error.ts';
import { compareStrings, quote, quoteRune } from '../go/quote.ts';
import { BASIC_TYPES } from './basic.ts';
import { KUBE_TYPES } from './kube.ts';
import { MAP_TYPES } from './maps.ts';
import type { FlagType } from './type.ts';

/** Every value type by the name that flag tables use. */
export const FLAG_TYPES = { ...BASIC_TYPES, ...MAP_TYPES, ...KUBE_TYPES };

export type FlagKind = keyof typeof FLAG_TYPES;

/** One line of a flag table. */
export interface FlagSpec {
  name: string;
  kind: FlagKind;
  /** The default as usage lines show it, without the quotes around texts. Left out: the kind's own nothing. */
  default?: string;
  shorthand?: string;
  /** The value of a flag that is given without one. */
  noOptDefault?: string;
  /** The end of `Flag --x has been deprecated, …`. */
  deprecated?: string;
  shorthandDeprecated?: string;
  hidden?: boolean;
  /** The name of the flags' group in help texts. */
  section?: string;
  /** What the usage line calls the value, where it is not the kind's name. */
  valueName?: string;
  usage?: string;
  required?: boolean;
}

/** A flag of a set, with what the command line made of it. */
export class Flag {
  readonly type: FlagType;
  readonly defaultText: string;
  readonly noOptDefault: string;
  value: unknown;
  changed = false;

  constructor(readonly spec: FlagSpec) {
    this.type = FLAG_TYPES[spec.kind] as FlagType;
    this.value = this.type.initial(spec.default ?? '');
    this.defaultText = spec.default ?? this.type.format(this.value);
    this.noOptDefault = spec.noOptDefault ?? (this.type.bool ? 'true' : '');
  }

  get name(): string {
    return this.spec.name;
  }

  /** Deprecated flags are left out of help texts unless their table says otherwise (MarkDeprecated). */
  get hidden(): boolean {
    return this.spec.hidden ?? this.spec.deprecated !== undefined;
  }

  /** The value as text. */
  get text(): string {
    return this.type.format(this.value);
  }
}

/** `--help` or `-h` was given and is no flag of the set (pflag.ErrHelp). */
export class HelpRequested extends GoError {
  constructor() {
    super('pflag: help requested');
  }
}

export interface FlagSetOptions {
  /** `words` takes `_` for `-` in names (WordSepNormalizeFunc). */
  normalize?: 'none' | 'words';
  /** Stop at the first word that is no flag. */
  interspersed?: boolean;
  /** Skip flags that are not known, with their values (ParseErrorsAllowlist). */
  allowUnknown?: boolean;
  /** Takes notices like `Flag --x has been deprecated, …`, each with its line end. */
  notice?: (text: string) => void;
}

/** Flags by name and the words of one command line: pflag.FlagSet v1.0.9. */
export class FlagSet {
  readonly #flags = new Map<string, Flag>();
  readonly #shorthands = new Map<string, Flag>();
  readonly #options: FlagSetOptions;
  /** The words that are no flags. */
  args: string[] = [];
  /** How many words stood before `--`, or -1 without one. */
  argsAtDash = -1;

  constructor(specs: Iterable<FlagSpec>, options: FlagSetOptions = {}) {
    this.#options = options;
    for (const spec of specs) this.add(new Flag(spec));
  }

  /** Adds a flag unless one of its name is there already (AddFlagSet). */
  add(flag: Flag): void {
    if (this.#flags.has(this.#name(flag.name))) return;
    this.#flags.set(this.#name(flag.name), flag);
    if (flag.spec.shorthand) this.#shorthands.set(flag.spec.shorthand, flag);
  }

  #name(name: string): string {
    return this.#options.normalize === 'words' ? name.replaceAll('_', '-') : name;
  }

  lookup(name: string): Flag | undefined {
    return this.#flags.get(this.#name(name));
  }

  shorthand(char: string): Flag | undefined {
    return this.#shorthands.get(char);
  }

  /** All flags by name. */
  all(): Flag[] {
    return [...this.#flags.values()].sort((a, b) => compareStrings(a.name, b.name));
  }

  changed(name: string): boolean {
    return this.lookup(name)?.changed ?? false;
  }

  /** The value of a flag; its shape follows from the flag's kind. */
  get<T>(name: string): T {
    const flag = this.lookup(name);
    if (!flag) throw new GoError(`flag accessed but not defined: ${name}`);
    return flag.value as T;
  }

  /** Gives a flag a value, as one use on the command line does. Throws what pflag says to a bad one. */
  set(name: string, text: string): void {
    const flag = this.lookup(name);
    if (!flag) throw new GoError(`no such flag -${name}`);
    const { shorthand, shorthandDeprecated, deprecated } = flag.spec;
    try {
      flag.value = flag.type.set(text, flag.value, flag.changed);
    } catch (e) {
      const shown = shorthand && !shorthandDeprecated ? `-${shorthand}, --${flag.name}` : `--${flag.name}`;
      throw new GoError(`invalid argument ${quote(text)} for ${quote(shown)} flag: ${errorText(e)}`);
    }
    flag.changed = true;
    if (deprecated !== undefined) this.#options.notice?.(`Flag --${flag.name} has been deprecated, ${deprecated}\n`);
  }

  /** Reads a command line without the program's name. Throws pflag's errors, or HelpRequested. */
  parse(args: readonly string[]): void {
    const rest = [...args];
    this.args = [];
    while (rest.length) {
      const word = rest.shift()!;
      if (!word.startsWith('-') || word === '-') {
        this.args.push(word);
        if (this.#options.interspersed !== false) continue;
        this.args.push(...rest);
        return;
      }
      if (word === '--') {
        this.argsAtDash = this.args.length;
        this.args.push(...rest);
        return;
      }
      if (word.startsWith('--')) this.#long(word, rest);
      else this.#short(word.slice(1), rest);
    }
  }

  #long(word: string, rest: string[]): void {
    const body = word.slice(2);
    if (body.startsWith('-') || body.startsWith('=')) throw new GoError(`bad flag syntax: ${word}`);
    const at = body.indexOf('=');
    const name = at < 0 ? body : body.slice(0, at);
    const flag = this.lookup(name);
    if (!flag) {
      if (name === 'help') throw new HelpRequested();
      if (!this.#options.allowUnknown) throw new GoError(`unknown flag: --${name}`);
      if (at < 0) skipValue(rest);
      return;
    }
    if (at >= 0) this.set(flag.name, body.slice(at + 1));
    else if (flag.noOptDefault) this.set(flag.name, flag.noOptDefault);
    else if (rest.length) this.set(flag.name, rest.shift()!);
    else throw new GoError(`flag needs an argument: --${name}`);
  }

  #short(shorthands: string, rest: string[]): void {
    // Go's own test binaries take these; pflag leaves them alone.
    if (shorthands.startsWith('test.')) return;
    for (let left = shorthands; left;) {
      const char = left[0]!;
      const flag = this.#shorthands.get(char);
      const assigned = left.length > 2 && left[1] === '=';
      if (!flag) {
        if (char === 'h') throw new HelpRequested();
        if (!this.#options.allowUnknown) throw new GoError(`unknown shorthand flag: ${quoteRune(char)} in -${left}`);
        if (assigned) return;
        skipValue(rest);
        left = left.slice(1);
        continue;
      }
      let value: string;
      let next = '';
      if (assigned) value = left.slice(2);
      else if (flag.noOptDefault) {
        value = flag.noOptDefault;
        next = left.slice(1);
      } else if (left.length > 1) value = left.slice(1);
      else if (rest.length) value = rest.shift()!;
      else throw new GoError(`flag needs an argument: ${quoteRune(char)} in -${left}`);
      if (flag.spec.shorthandDeprecated)
        this.#options.notice?.(`Flag shorthand -${char} has been deprecated, ${flag.spec.shorthandDeprecated}\n`);
      this.set(flag.name, value);
      left = next;
    }
  }
}

/** An unknown flag takes the next word with it, unless that looks like a flag. */
function skipValue(rest: string[]): void {
  if (rest.length && !rest[0]!.startsWith('-')) rest.shift();
}
