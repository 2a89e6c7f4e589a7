import { errorText, GoError } from '../go/error.ts';
import { quote } from '../go/quote.ts';
import { Flag, HelpRequested, type FlagSpec } from './flag-set.ts';

/**
 * Flags as Go's own flag package reads them (etcd, and crictl's urfave/cli on top of it): one dash or two mean the same, the
 * first word that is no flag ends them.
 */
export class GoFlagSet {
  readonly #flags: Map<string, Flag>;
  /** The words after the flags. */
  args: string[] = [];

  constructor(specs: Iterable<FlagSpec>) {
    this.#flags = new Map([...specs].map((spec) => [spec.name, new Flag(spec)]));
  }

  lookup(name: string): Flag | undefined {
    return this.#flags.get(name);
  }

  /** The value of a flag; its shape follows from the flag's kind. */
  get<T>(name: string): T {
    return this.#flags.get(name)?.value as T;
  }

  /** Reads a command line without the program's name. Throws the package's errors, or HelpRequested. */
  parse(args: readonly string[]): void {
    const rest = [...args];
    while (rest.length && rest[0]!.startsWith('-') && rest[0] !== '-') {
      const word = rest.shift()!;
      if (word === '--') break;
      this.#one(word, rest);
    }
    this.args = rest;
  }

  #one(word: string, rest: string[]): void {
    const body = word.replace(/^--?/, '');
    if (body === '' || body.startsWith('-') || body.startsWith('=')) throw new GoError(`bad flag syntax: ${word}`);
    const at = body.indexOf('=');
    const name = at < 0 ? body : body.slice(0, at);
    let value = at < 0 ? undefined : body.slice(at + 1);
    const flag = this.#flags.get(name);
    if (!flag) {
      if (name === 'help' || name === 'h') throw new HelpRequested();
      throw new GoError(`flag provided but not defined: -${name}`);
    }
    const bool = flag.type.bool;
    if (value === undefined && !bool) {
      value = rest.shift();
      if (value === undefined) throw new GoError(`flag needs an argument: -${name}`);
    }
    try {
      flag.value = flag.type.set(value ?? 'true', flag.value, flag.changed);
      flag.changed = true;
    } catch (e) {
      if (bool && value === undefined) throw new GoError(`invalid boolean flag ${name}: ${errorText(e)}`);
      throw new GoError(`invalid ${bool ? 'boolean ' : ''}value ${quote(value!)} for ${bool ? '' : 'flag '}-${name}: ${errorText(e)}`);
    }
  }
}
