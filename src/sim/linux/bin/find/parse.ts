import type { Process } from '../../../kernel/process.ts';
import { DAY } from '../../../kernel/time.ts';
import { Failure, NotSimulated, type Tool } from '../lib/utility.ts';
import { makeAction } from './actions.ts';
import { REGEX_TYPES } from './regex.ts';
import { makeTest } from './tests.ts';
import type { Context, Expression, FindCommand, Predicate } from './types.ts';

const isExpression = (arg: string): boolean => (arg.startsWith('-') && arg.length > 1) || /^[(),!]$/.test(arg);

/** Reads find's command line; what it warns of is added to `warnings`. Throws Failure with find's messages (parser.c, tree.c). */
export function parseCommand(p: Process, t: Tool, warnings: string[]): FindCommand {
  return new Parser(p, t, warnings).parse();
}

class Parser {
  readonly #args: readonly string[];
  #at = 0;
  #last = '';
  #acts = false;
  #prunes = false;
  #deletes = false;
  #depthAsked = false;
  #dayStart = false;
  #regexType = 'findutils-default';
  #warns: boolean;
  readonly #command: FindCommand = {
    paths: [],
    expression: { kind: 'test', predicate: { evaluate: () => true } },
    predicates: [],
    follow: 'never',
    maxDepth: Infinity,
    minDepth: 0,
    depthFirst: false,
    oneFileSystem: false,
  };
  readonly #context: Context;

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly warnings: string[],
  ) {
    this.#args = p.argv.slice(1);
    // warnings are for people: find gives them where its input is a terminal
    this.#warns = p.fds.get(0)?.file.terminal !== undefined;
    const now = p.clock.now;
    this.#context = {
      p,
      t,
      follow: () => this.#command.follow,
      now: () => now,
      dayStart: () => (this.#dayStart ? Math.floor(now / DAY) * DAY + DAY : now),
      regexType: () => this.#regexType,
      warn: (message) => void warnings.push(message),
      hint: (message) => void (this.#warns && warnings.push(message)),
    };
  }

  parse(): FindCommand {
    const command = this.#command;
    this.#leading();
    while (this.#at < this.#args.length && !isExpression(this.#args[this.#at]!)) command.paths.push(this.#args[this.#at++]!);
    if (command.paths.length === 0) command.paths.push('.');
    if (this.#at < this.#args.length) {
      command.expression = this.#list();
      if (this.#at < this.#args.length) throw new Failure("you have too many ')'");
    }
    if (this.#deletes && this.#prunes && !this.#depthAsked) {
      throw new Failure(
        'The -delete action automatically turns on -depth, but -prune does nothing when -depth is in effect.  If you want to carry on anyway, just explicitly use the -depth option.',
      );
    }
    if (!this.#acts) {
      const print = makeAction('-print', () => undefined, this.#context)!;
      const left = command.expression;
      command.expression = { kind: 'and', left, right: { kind: 'test', predicate: print } };
    }
    return command;
  }

  /** -H, -L, -P, -D and -O, which stand before the paths. */
  #leading(): void {
    for (; this.#at < this.#args.length; this.#at++) {
      const arg = this.#args[this.#at]!;
      if (arg === '-H') this.#command.follow = 'arguments';
      else if (arg === '-L') this.#command.follow = 'always';
      else if (arg === '-P') this.#command.follow = 'never';
      else if (arg === '-D') throw new NotSimulated('find -D');
      else if (arg === '--') {
        this.#at++;
        return;
      } else if (!/^-O\d*$/.test(arg)) return;
    }
  }

  #list(): Expression {
    let left = this.#or();
    while (this.#args[this.#at] === ',') {
      this.#operator(',');
      left = { kind: 'list', left, right: this.#or() };
    }
    return left;
  }

  #or(): Expression {
    let left = this.#and();
    while (/^-or?$/.test(this.#args[this.#at] ?? '')) {
      this.#operator(this.#args[this.#at]!);
      left = { kind: 'or', left, right: this.#and() };
    }
    return left;
  }

  #and(): Expression {
    let left = this.#not();
    for (;;) {
      const arg = this.#args[this.#at];
      if (arg === undefined || arg === ')' || arg === ',' || /^-or?$/.test(arg)) return left;
      if (/^-a(nd)?$/.test(arg)) this.#operator(arg);
      left = { kind: 'and', left, right: this.#not() };
    }
  }

  /** Takes a binary operator; something has to follow. */
  #operator(name: string): void {
    this.#at++;
    const next = this.#args[this.#at];
    if (next === undefined || next === ')') throw new Failure(`expected an expression after '${name}'`);
  }

  #not(): Expression {
    const arg = this.#args[this.#at];
    if (arg !== '!' && arg !== '-not') return this.#primary();
    this.#operator(arg);
    return { kind: 'not', of: this.#not() };
  }

  #primary(): Expression {
    const arg = this.#args[this.#at]!;
    if (arg === '(') {
      this.#at++;
      if (this.#args[this.#at] === ')') throw new Failure('invalid expression; empty parentheses are not allowed.');
      if (this.#at >= this.#args.length)
        throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      const inner = this.#list();
      if (this.#args[this.#at] !== ')')
        throw new Failure("invalid expression; I was expecting to find a ')' somewhere but did not see one.");
      this.#at++;
      return inner;
    }
    if (/^(-or?|-a(nd)?|,)$/.test(arg)) {
      throw new Failure(`invalid expression; you have used a binary operator '${arg}' with nothing before it.`);
    }
    if (arg === ')') throw new Failure("invalid expression; you have too many ')'");
    if (!isExpression(arg)) {
      const quoted =
        this.#last && this.p.sys.exists(arg) ? `\n${this.t.name}: possible unquoted pattern after predicate \`${this.#last}'?` : '';
      throw new Failure(`paths must precede expression: \`${arg}'${quoted}`);
    }
    this.#at++;
    this.#last = arg;
    return { kind: 'test', predicate: this.#predicate(arg) };
  }

  #argument(name: string): string {
    const value = this.#args[this.#at];
    if (value === undefined) throw new Failure(`missing argument to \`${name}'`);
    this.#at++;
    return value;
  }

  #predicate(given: string): Predicate {
    const name = given.replace(/^--/, '-');
    const option = this.#option(name);
    if (option) return option;
    const argument = (): string => this.#argument(name);
    if (name === '-exec' || name === '-execdir' || name === '-ok' || name === '-okdir') return this.#noted(this.#execution(name), name);
    const action = makeAction(name, argument, this.#context);
    if (action) return this.#noted(action, name);
    const test = makeTest(name, argument, this.#context);
    if (!test) throw new Failure(`unknown predicate \`${given}'`);
    return this.#noted(test, name);
  }

  #noted(predicate: Predicate, name: string): Predicate {
    if (predicate.acts) this.#acts = true;
    if (name === '-prune') this.#prunes = true;
    if (name === '-delete') {
      this.#deletes = true;
      this.#command.depthFirst = true;
    }
    this.#command.predicates.push(predicate);
    return predicate;
  }

  /** The words of -exec up to `;`, or to `{} +`. */
  #execution(name: string): Predicate {
    const words: string[] = [];
    const batch = name === '-exec' || name === '-execdir';
    for (;;) {
      const word = this.#args[this.#at];
      if (word === undefined) throw new Failure(`missing argument to \`${name}'`);
      this.#at++;
      if (word === ';') break;
      if (word === '+' && batch && words.at(-1) === '{}') {
        if (words.filter((w) => w.includes('{}')).length > 1) throw new Failure(`Only one instance of {} is supported with ${name} ... +`);
        if (words.length === 1) throw new Failure(`missing argument to \`${name}'`);
        return makeAction(`${name} +`, () => undefined, this.#context, words)!;
      }
      words.push(word);
    }
    if (words.length === 0) throw new Failure(`missing argument to \`${name}'`);
    return makeAction(name, () => undefined, this.#context, words)!;
  }

  /** Options among the expression; they are always true. */
  #option(name: string): Predicate | undefined {
    const command = this.#command;
    const always: Predicate = { evaluate: () => true };
    const depth = (): number => {
      const text = this.#argument(name);
      if (!/^\d+$/.test(text)) throw new Failure(`Expected a positive decimal integer argument to ${name}, but got '${text}'`);
      return Number(text);
    };
    const global = (): void => {
      if (this.#warns && command.predicates.length > 0) {
        this.warnings.push(
          `warning: you have specified the global option ${name} after the argument ${this.#firstTest}, but global options are not positional, i.e., ${name} affects tests specified before it as well as those specified after it.  Please specify global options before other arguments.`,
        );
      }
    };
    switch (name) {
      case '-maxdepth':
        global();
        command.maxDepth = depth();
        return always;
      case '-mindepth':
        global();
        command.minDepth = depth();
        return always;
      case '-depth':
      case '-d':
        global();
        command.depthFirst = this.#depthAsked = true;
        return always;
      case '-xdev':
      case '-mount':
        global();
        command.oneFileSystem = true;
        return always;
      case '-noleaf':
      case '-ignore_readdir_race':
      case '-noignore_readdir_race':
        return always;
      case '-follow':
        command.follow = 'always';
        return always;
      case '-daystart':
        this.#dayStart = true;
        return always;
      case '-warn':
      case '-nowarn':
        this.#warns = name === '-warn';
        return always;
      case '-files0-from':
        throw new NotSimulated('find -files0-from');
      case '-regextype': {
        const type = this.#argument(name);
        if (!REGEX_TYPES.includes(type)) {
          const list = REGEX_TYPES.map((r) => this.t.quote(r)).join(', ');
          throw new Failure(`Unknown regular expression type ${this.t.quote(type)}; valid types are ${list}.`);
        }
        this.#regexType = type;
        return always;
      }
      default:
        return undefined;
    }
  }

  get #firstTest(): string {
    return this.#args.find((arg, i) => i >= this.#command.paths.length && arg.startsWith('-')) ?? '';
  }
}
