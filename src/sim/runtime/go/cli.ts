import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { commandHelp, appHelp, subcommandHelp } from './cli-help.ts';
import { parseFlags, type Values } from './cli-parse.ts';

/** A command line as github.com/urfave/cli v2 (v2.27) understands it: crictl, ctr, containerd and runc are made with it. */

export interface Flag {
  name: string;
  aliases?: readonly string[];
  kind: 'bool' | 'string' | 'int' | 'float' | 'duration' | 'strings';
  /** What the help says; `X` in backquotes names the value. */
  usage: string;
  /** Default: a text as it would be typed; durations too. */
  value?: string;
  /** Environment variables that set it. */
  env?: readonly string[];
  hidden?: boolean;
}

export interface CommandDefinition {
  name: string;
  aliases?: readonly string[];
  usage: string;
  argsUsage?: string;
  usageText?: string;
  description?: string;
  flags?: readonly Flag[];
  subcommands?: readonly CommandDefinition[];
  /** `-it` stands for `-i -t`. */
  shortOptions?: boolean;
  hidden?: boolean;
  /** None: the command shows its help. */
  action?: (context: Context) => Step<number | void>;
}

export interface App extends CommandDefinition {
  version: string;
  /** What `--version` prints. */
  versionText?: string;
  /** Runs before any command; throws what stops it. */
  before?: (context: Context) => Step<number | void>;
  /** Says what an action threw; gives the exit code. */
  failed: (context: Context, error: Error) => Step<number>;
}

export const HELP_FLAG: Flag = { name: 'help', aliases: ['h'], kind: 'bool', usage: 'show help' };
export const VERSION_FLAG: Flag = { name: 'version', aliases: ['v'], kind: 'bool', usage: 'print the version' };
export const HELP_COMMAND: CommandDefinition = {
  name: 'help',
  aliases: ['h'],
  usage: 'Shows a list of commands or help for one command',
  argsUsage: '[command]',
};

/** cli.Exit: printed as it is, and the exit code. */
export class ExitError extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}

/** Several failures (utilerrors.Aggregate), which urfave/cli prints a line each. */
export class Failures extends Error {
  constructor(readonly errors: readonly Error[]) {
    super(errors.map((e) => e.message).join(', '));
  }
}

const names = (flag: Flag): string[] => [flag.name, ...(flag.aliases ?? [])];

/** A command being run: its flags and arguments, and those of the commands above it. */
export class Context {
  constructor(
    readonly p: Process,
    readonly app: App,
    readonly command: CommandDefinition,
    readonly path: string,
    readonly values: Values,
    readonly args: readonly string[],
    readonly parent: Context | undefined,
  ) {}

  #holder(name: string): { context: Context; flag: Flag } | undefined {
    for (let context: Context | undefined = this; context; context = context.parent) {
      const flag = allFlags(context.command, context.parent === undefined).find((f) => names(f).includes(name));
      if (flag) return { context, flag };
    }
    return undefined;
  }

  /** Whether a flag was given, on the command line or by its variable. */
  isSet(name: string): boolean {
    const found = this.#holder(name);
    return found !== undefined && found.context.values.has(found.flag.name);
  }

  #value(name: string): string {
    const found = this.#holder(name);
    if (!found) return '';
    return found.context.values.get(found.flag.name)?.at(-1) ?? found.flag.value ?? '';
  }

  string(name: string): string {
    return this.#value(name);
  }

  bool(name: string): boolean {
    return this.#value(name) === 'true';
  }

  int(name: string): number {
    return Number(this.#value(name) || 0);
  }

  strings(name: string): string[] {
    const found = this.#holder(name);
    return (found?.context.values.get(found.flag.name) ?? []).flatMap((v) => v.split(','));
  }

  *print(text: string): Step {
    yield* this.p.write(1, text);
  }

  *line(text: string): Step {
    yield* this.p.write(1, `${text}\n`);
  }

  /** ShowSubcommandHelp: the help of the command that runs. */
  *help(): Step {
    yield* this.print(subcommandHelp(this.command, this.path));
  }
}

export function allFlags(command: CommandDefinition, root: boolean): Flag[] {
  return [...(command.flags ?? []), HELP_FLAG, ...(root ? [VERSION_FLAG] : [])];
}

/** The commands below one, `help` last. */
export function subcommandsOf(command: CommandDefinition): CommandDefinition[] {
  return [...(command.subcommands ?? []), HELP_COMMAND];
}

const hasName = (command: CommandDefinition, name: string): boolean => command.name === name || (command.aliases?.includes(name) ?? false);

/** Runs an app with the process's arguments; gives the exit code. */
export function* runApp(p: Process, app: App): Step<number> {
  try {
    return (yield* run(p, app, app, app.name, p.argv.slice(1), undefined)) ?? 0;
  } catch (e) {
    const context = new Context(p, app, app, app.name, new Map(), [], undefined);
    if (e instanceof ExitError) {
      if (e.message) yield* p.error(`${e.message}\n`);
      return e.code;
    }
    if (e instanceof Failures) {
      for (const one of e.errors) yield* p.error(`${one.message}\n`);
      return e.errors.reduce((code, one) => (one instanceof ExitError ? one.code : code), 1);
    }
    if (!(e instanceof Error)) throw e;
    return yield* app.failed(context, e);
  }
}

function* run(
  p: Process,
  app: App,
  command: CommandDefinition,
  path: string,
  argv: readonly string[],
  parent: Context | undefined,
): Step<number | void> {
  const root = parent === undefined;
  const parsed = parseFlags(allFlags(command, root), argv, command.shortOptions ?? false, p.env);
  if ('error' in parsed) {
    yield* p.write(1, `Incorrect Usage: ${parsed.error}\n\n`);
    yield* p.write(1, root ? appHelp(app) : subcommandHelp(command, path));
    throw new Error(parsed.error);
  }
  const context = new Context(p, app, command, path, parsed.values, parsed.args, parent);
  if (context.values.has('help')) return yield* showHelp(context, undefined);
  if (root && context.values.has('version')) {
    yield* p.write(1, app.versionText ?? `${app.name} version ${app.version}\n`);
    return 0;
  }
  if (root && app.before) {
    const code = yield* app.before(context);
    if (code !== undefined) return code;
  }
  const [name] = context.args;
  if (name !== undefined) {
    const sub = subcommandsOf(command).find((c) => hasName(c, name));
    if (sub && sub !== HELP_COMMAND) return yield* run(p, app, sub, `${path} ${sub.name}`, context.args.slice(1), context);
    if (sub) return yield* showHelp(context, context.args[1]);
  }
  if (command.action) return yield* command.action(context);
  return yield* showHelp(context, name);
}

/** The help command's action: of the command itself, or of one below it. */
function* showHelp(context: Context, topic: string | undefined): Step<number> {
  const { command, app, path, parent } = context;
  if (topic !== undefined) {
    const sub = (command.subcommands ?? []).find((c) => hasName(c, topic));
    if (!sub) throw new ExitError(`No help topic for '${topic}'`, 3);
    const own = `${path} ${sub.name}`;
    yield* context.print((sub.subcommands?.length ?? 0) > 0 ? subcommandHelp(sub, own) : commandHelp(sub, own));
    return 0;
  }
  if (parent === undefined) yield* context.print(appHelp(app));
  else if ((command.subcommands?.length ?? 0) > 0) yield* context.print(subcommandHelp(command, path));
  else yield* context.print(commandHelp(command, path));
  return 0;
}
