import { GoError } from '../go/error.ts';
import { compareStrings, quote } from '../go/quote.ts';
import { type Flag, FlagSet, HelpRequested, type FlagSetOptions, type FlagSpec } from './flag-set.ts';

/** Says what is wrong with a command's words (cobra.PositionalArgs). */
export type ArgsCheck = (command: Command, args: readonly string[]) => string | undefined;

/** A command of a cobra program, as data. */
export interface CommandSpec {
  /** The usage line; its first word is the name. */
  use: string;
  aliases?: readonly string[];
  suggestFor?: readonly string[];
  short?: string;
  long?: string;
  example?: string;
  group?: string;
  hidden?: boolean;
  deprecated?: string;
  /** There is something to run; without it the command only shows its help. */
  runnable?: boolean;
  flags?: readonly FlagSpec[];
  /** Flags of this command and of all below it. */
  persistentFlags?: readonly FlagSpec[];
  commands?: readonly CommandSpec[];
  args?: ArgsCheck;
  /** All words go to the command as they are. */
  rawArgs?: boolean;
  /** The usage line does not end with `[flags]`. */
  plainUse?: boolean;
  /** Names of flags of which only one may be given, all, or at least one. */
  exclusive?: readonly (readonly string[])[];
  together?: readonly (readonly string[])[];
  oneRequired?: readonly (readonly string[])[];
}

/** A command in its tree. */
export class Command {
  readonly name: string;
  readonly commands: Command[];

  constructor(
    readonly spec: CommandSpec,
    readonly parent?: Command,
  ) {
    this.name = spec.use.split(' ')[0]!;
    this.commands = (spec.commands ?? []).map((child) => new Command(child, this)).sort((a, b) => compareStrings(a.name, b.name));
  }

  get path(): string {
    return this.parent ? `${this.parent.path} ${this.name}` : this.name;
  }

  get root(): Command {
    return this.parent?.root ?? this;
  }

  /** It is shown in lists of commands (IsAvailableCommand). */
  get available(): boolean {
    const { deprecated, hidden, runnable } = this.spec;
    if (deprecated || hidden || (this.name === 'help' && this.parent)) return false;
    return runnable === true || this.commands.some((child) => child.available);
  }

  /** The persistent flags of the commands above, nearest first. */
  inheritedFlags(): FlagSpec[] {
    const out: FlagSpec[] = [];
    for (let at = this.parent; at; at = at.parent) out.push(...(at.spec.persistentFlags ?? []));
    return out;
  }

  /** The flags that the command itself defines, `--help` with them. */
  localFlags(): FlagSpec[] {
    const own = [...(this.spec.flags ?? []), ...(this.spec.persistentFlags ?? [])];
    if ([...own, ...this.inheritedFlags()].some((flag) => flag.name === 'help')) return own;
    return [...own, { name: 'help', kind: 'bool', shorthand: 'h', usage: `help for ${this.name}` }];
  }

  flagSet(options: FlagSetOptions = {}): FlagSet {
    return new FlagSet([...this.localFlags(), ...this.inheritedFlags()], options);
  }

  child(name: string): Command | undefined {
    return this.commands.find((child) => child.name === name || child.spec.aliases?.includes(name));
  }
}

/** Where a command line stopped being good. */
export class CommandError extends GoError {
  constructor(
    readonly command: Command,
    readonly stage: 'find' | 'flags' | 'args' | 'groups',
    message: string,
  ) {
    super(message);
  }
}

/** What a command line asks for. */
export interface Invocation {
  command: Command;
  flags: FlagSet;
  args: string[];
  /** Show the command's help instead of running it. */
  help: boolean;
}

/** A word like `--flag` or `-f` takes the next word along, as far as can be told from the flags known here. */
function takesNext(word: string, flags: FlagSet): boolean {
  if (word.includes('=')) return false;
  if (word.startsWith('--')) return !flags.lookup(word.slice(2))?.noOptDefault;
  return word.length === 2 && word.startsWith('-') && !flags.shorthand(word[1]!)?.noOptDefault;
}

/** The words without flags and their values, with their places (stripFlags). */
function plainWords(args: readonly string[], flags: FlagSet): { word: string; at: number }[] {
  const out: { word: string; at: number }[] = [];
  for (let at = 0; at < args.length; at++) {
    const word = args[at]!;
    if (word === '--') break;
    if (takesNext(word, flags)) {
      if (args.length - at - 1 <= 1) break;
      at++;
    } else if (word !== '' && !word.startsWith('-')) out.push({ word, at });
  }
  return out;
}

/** Where the first word stands that names the next command (argsMinusFirstX looks further than stripFlags). */
function withoutWord(args: readonly string[], word: string, flags: FlagSet): string[] {
  for (let at = 0; at < args.length; at++) {
    if (args[at] === '--') break;
    if (takesNext(args[at]!, flags)) at++;
    else if (args[at] === word) return [...args.slice(0, at), ...args.slice(at + 1)];
  }
  return [...args];
}

/** How many letters must change to make one word of the other. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = a[i - 1] === b[j - 1] ? row[j - 1]! : 1 + Math.min(row[j]!, next[j - 1]!, row[j - 1]!);
    row = next;
  }
  return row[b.length]!;
}

/** `\n\nDid you mean this?…` for a mistyped command, or nothing (findSuggestions). */
export function suggestions(command: Command, typed: string): string {
  const lower = typed.toLowerCase();
  const names = command.commands
    .filter((child) => child.available)
    .flatMap((child) => [
      ...(distance(lower, child.name.toLowerCase()) <= 2 || child.name.toLowerCase().startsWith(lower) ? [child.name] : []),
      ...(child.spec.suggestFor ?? []).filter((word) => word.toLowerCase() === lower).map(() => child.name),
    ]);
  return names.length ? `\n\nDid you mean this?\n${names.map((name) => `\t${name}\n`).join('')}` : '';
}

/** Goes down the tree along the words, as cobra's Find. Throws CommandError for a word that the root does not know. */
export function findCommand(root: Command, args: readonly string[], options: FlagSetOptions = {}): { command: Command; args: string[] } {
  let command = root;
  let rest = [...args];
  for (;;) {
    const flags = command.flagSet(options);
    const words = plainWords(rest, flags);
    const next = words[0] && command.child(words[0].word);
    if (!next) {
      if (words[0] && !command.parent && command.commands.length && !command.spec.args) {
        const typed = words[0].word;
        throw new CommandError(command, 'find', `unknown command ${quote(typed)} for ${quote(command.path)}${suggestions(command, typed)}`);
      }
      return { command, args: rest };
    }
    rest = withoutWord(rest, words[0]!.word, flags);
    command = next;
  }
}

function groupError(spec: CommandSpec, flags: FlagSet): string | undefined {
  const missing = flags.all().filter((flag: Flag) => flag.spec.required && !flag.changed);
  if (missing.length) return `required flag(s) "${missing.map((flag) => flag.name).join('", "')}" not set`;
  const list = (names: readonly string[]) => `[${[...names].sort(compareStrings).join(' ')}]`;
  const groups = (all: readonly (readonly string[])[] = []) =>
    all
      .map((names) => ({ title: `[${names.join(' ')}]`, names, set: names.filter((name) => flags.changed(name)) }))
      .sort((a, b) => compareStrings(a.title, b.title));
  for (const { title, names, set } of groups(spec.together)) {
    const unset = names.filter((name) => !set.includes(name));
    if (set.length && unset.length) return `if any flags in the group ${title} are set they must all be set; missing ${list(unset)}`;
  }
  for (const { title, set } of groups(spec.oneRequired))
    if (!set.length) return `at least one of the flags in the group ${title} is required`;
  for (const { title, set } of groups(spec.exclusive)) {
    if (set.length > 1) return `if any flags in the group ${title} are set none of the others can be; ${list(set)} were all set`;
  }
  return undefined;
}

/**
 * What a cobra program (v1.10) makes of its words: the command, its flags and arguments. Notices about deprecated flags are
 * given only when all flags are good. Throws CommandError.
 */
export function invoke(root: Command, words: readonly string[], options: FlagSetOptions = {}): Invocation {
  const { command, args: rest } = findCommand(root, words, options);
  const notices: string[] = [];
  if (command.spec.deprecated) options.notice?.(`Command ${quote(command.name)} is deprecated, ${command.spec.deprecated}\n`);
  const flags = command.flagSet({ ...options, notice: (text) => notices.push(text) });
  if (command.spec.rawArgs) return { command, flags, args: rest, help: false };
  try {
    flags.parse(rest);
  } catch (e) {
    if (e instanceof HelpRequested) return { command, flags, args: [], help: true };
    if (e instanceof GoError) throw new CommandError(command, 'flags', e.message);
    throw e;
  }
  for (const notice of notices) options.notice?.(notice);
  const invocation = { command, flags, args: flags.args, help: false };
  if (flags.get<boolean>('help') || !command.spec.runnable) return { ...invocation, help: true };
  const wrong = command.spec.args?.(command, flags.args);
  if (wrong !== undefined) throw new CommandError(command, 'args', wrong);
  const group = groupError(command.spec, flags);
  if (group !== undefined) throw new CommandError(command, 'groups', group);
  return invocation;
}

/** The usual checks of a command's words, with cobra's messages. */
export const args = {
  none: ((command, list) => (list.length ? `unknown command ${quote(list[0]!)} for ${quote(command.path)}` : undefined)) as ArgsCheck,
  any: (() => undefined) as ArgsCheck,
  exactly:
    (n: number): ArgsCheck =>
    (_, list) =>
      list.length === n ? undefined : `accepts ${n} arg(s), received ${list.length}`,
  atLeast:
    (n: number): ArgsCheck =>
    (_, list) =>
      list.length >= n ? undefined : `requires at least ${n} arg(s), only received ${list.length}`,
  atMost:
    (n: number): ArgsCheck =>
    (_, list) =>
      list.length <= n ? undefined : `accepts at most ${n} arg(s), received ${list.length}`,
  between:
    (min: number, max: number): ArgsCheck =>
    (_, list) =>
      list.length >= min && list.length <= max ? undefined : `accepts between ${min} and ${max} arg(s), received ${list.length}`,
};
