import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program, type Program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { FAMILIES, type Family } from './families.ts';
import { helpText, versionText } from './help.ts';
import { getopt, GetoptError, type Given, type OptionForm, type Takes } from './getopt.ts';
import { quoteLocale, quoteShell, utf8Locale } from './quoting.ts';

/** One option of a program: how it is written, what it takes, and what `--help` says of it. */
export interface Option {
  /** Letters, and long names (the first is the one `--help` shows). */
  flags: string;
  /** Name of its argument as `--help` shows it; `[NAME]` for one that may be left out. */
  arg?: string;
  help: string;
  /** Exists in the real program but is not simulated: using it is refused. */
  refused?: boolean;
}

/** A program that takes options as getopt_long(3) does. */
export interface Definition<K extends string> {
  name: string;
  /** Default: /usr/bin/NAME. */
  paths?: readonly string[];
  family: Family;
  /** Where the family is spread over packages. */
  package?: string;
  sizeBytes?: number;
  mode?: number;
  /** What follows the name in the usage lines. */
  usage: readonly string[];
  summary: string;
  options: Record<K, Option>;
  /** The first operand ends the options (`env`, `timeout`). */
  inOrder?: boolean;
  /** Long options with one dash (getopt_long_only). */
  single?: boolean;
  /** Takes no options: `--help` and `--version` count only as the sole argument, everything else is an operand (`echo`). */
  plain?: boolean | 'without-help';
  /** Exit code of usage errors and of failures; 1 unless given. */
  failure?: number;
  /** Changes the arguments before they are taken apart (`head -5`). Throws UsageError. */
  rewrite?(args: readonly string[]): readonly string[];
  main(p: Process, t: Invocation<K>): Step<number | void>;
}

/** Ends the program: `NAME: MESSAGE` on standard error and an exit code. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly code?: number,
  ) {
    super(message);
  }
}

/** The command line is wrong: the message, then the hint to `--help`. An empty message leaves the hint alone. */
export class UsageError extends Failure {}

/** An option that exists and is not simulated. */
export class NotSimulated extends Error {}

/** A program as it was called, as its helpers see it: the options that they ask for, and how it speaks. */
export interface Tool<K extends string = never> {
  readonly p: Process;
  readonly name: string;
  readonly utf8: boolean;
  readonly operands: readonly string[];
  status: number;
  has(...ids: K[]): boolean;
  value(id: K): string | undefined;
  values(id: K): string[];
  last<I extends K>(...ids: I[]): I | undefined;
  quote(text: string): string;
  quoteaf(name: string): string;
  quotef(name: string): string;
  warn(message: string): Step;
  fail(message: string, code?: number): Step;
}

/** A program as it was called: what was given, and how it speaks. */
export class Invocation<K extends string = string> implements Tool<K> {
  /** argv[0], as error messages have it. */
  readonly name: string;
  readonly utf8: boolean;
  /** The exit code where `main` gives none: 0, or what `fail` left. */
  status = 0;

  constructor(
    readonly p: Process,
    readonly definition: Definition<K>,
    readonly given: readonly Given<K>[],
    readonly operands: readonly string[],
  ) {
    this.name = p.argv[0] ?? definition.name;
    this.utf8 = utf8Locale(p);
  }

  has(...ids: K[]): boolean {
    return this.given.some((g) => ids.includes(g.id));
  }

  /** The last value given for an option. */
  value(id: K): string | undefined {
    return this.given.findLast((g) => g.id === id)?.value;
  }

  values(id: K): string[] {
    return this.given.flatMap((g) => (g.id === id && g.value !== undefined ? [g.value] : []));
  }

  /** Which of some options was given last. */
  last<I extends K>(...ids: I[]): I | undefined {
    return this.given.findLast((g) => ids.includes(g.id as I))?.id as I | undefined;
  }

  /** coreutils' `quote`: 'x' in the C locale. */
  quote(text: string): string {
    return quoteLocale(text, this.utf8);
  }

  /** `quoteaf`: always in quotes that a shell reads back. */
  quoteaf(name: string): string {
    return quoteShell(name, this.utf8, { always: true });
  }

  /** `quotef`: a file's name before a colon; in quotes only where it needs them. */
  quotef(name: string): string {
    return quoteShell(name, this.utf8, { colon: true });
  }

  /** Says something on standard error, after the program's name. */
  *warn(message: string): Step {
    yield* this.p.error(`${this.name}: ${message}\n`);
  }

  /** Says something on standard error; the program goes on, and fails in the end. */
  *fail(message: string, code = this.definition.failure ?? 1): Step {
    this.status = Math.max(this.status, code);
    yield* this.warn(message);
  }
}

interface Form<K extends string> extends OptionForm<K> {
  refused: boolean;
}

/** Whether an argument may be left out: `[WHEN]`, but not `[-]NUM`. */
export function isOptional(arg: string): boolean {
  return arg.startsWith('[') && arg.endsWith(']');
}

/** `-a, --all` of an option's flags, taken apart. */
export function flagsOf(option: Option): { letters: string; names: string[] } {
  const flags = option.flags.split(/,? +/);
  return {
    letters: flags
      .filter((f) => !f.startsWith('--'))
      .map((f) => f.slice(1))
      .join(''),
    names: flags.filter((f) => f.startsWith('--')).map((f) => f.slice(2)),
  };
}

function forms<K extends string>(definition: Definition<K>): Form<K | 'help' | 'version'>[] {
  const { family } = definition;
  const out = Object.entries<Option>(definition.options).map(([id, option]): Form<K | 'help' | 'version'> => {
    const takes: Takes = option.arg === undefined ? 'none' : isOptional(option.arg) ? 'optional' : 'required';
    return { id: id as K, ...flagsOf(option), takes, refused: option.refused ?? false };
  });
  const free = (letters: string): string => [...letters].filter((l) => !out.some((form) => form.letters.includes(l))).join('');
  out.push({ id: 'help', letters: free(family.helpLetters), names: ['help'], takes: 'none', refused: false });
  out.push({ id: 'version', letters: free(family.versionLetters), names: ['version'], takes: 'none', refused: false });
  return out;
}

/** Makes a program of a definition: options, `--help`, `--version`, usage errors, honest refusals, and errors of standard output. */
export function utility<const K extends string>(definition: Definition<K>): Program {
  const known = forms(definition);
  return program({
    id: definition.name,
    paths: definition.paths ?? [`/usr/bin/${definition.name}`],
    package: definition.package ?? definition.family.package,
    ...(definition.sizeBytes === undefined ? {} : { sizeBytes: definition.sizeBytes }),
    ...(definition.mode === undefined ? {} : { mode: definition.mode }),
    *main(p) {
      return yield* guarded(p, definition, () => invoke(p, definition, known));
    },
  });
}

function* invoke<K extends string>(p: Process, definition: Definition<K>, known: Form<K | 'help' | 'version'>[]): Step<number> {
  const args = p.argv.slice(1);
  if (
    definition.plain === 'without-help' ||
    (definition.plain && !(args.length === 1 && (args[0] === '--help' || args[0] === '--version')))
  ) {
    const plain = new Invocation(p, definition, [], args);
    const code = yield* definition.main(p, plain);
    yield* p.flush();
    return code ?? plain.status;
  }
  const inOrder = (definition.inOrder ?? false) || p.env['POSIXLY_CORRECT'] !== undefined;
  const { given, operands } = getopt(definition.rewrite?.(args) ?? args, known, { inOrder, single: definition.single ?? false });
  const asked = given.find((g) => g.id === 'help' || g.id === 'version');
  if (asked) {
    yield* p.stdout.write(asked.id === 'help' ? helpText(definition, p.argv[0] ?? definition.name) : versionText(definition));
    yield* p.flush();
    return 0;
  }
  const refused = given.find((g) => known.some((form) => form.id === g.id && form.refused));
  if (refused) throw new NotSimulated(`${definition.name} ${refused.as}`);
  const t = new Invocation(p, definition, given as Given<K>[], operands);
  const code = yield* definition.main(p, t);
  yield* p.flush();
  return code ?? t.status;
}

/** Runs a program's body and says what ended it early, each in its program's form. */
export function* guarded(
  p: Process,
  definition: { name: string; family: Family; failure?: number },
  body: () => Step<number>,
): Step<number> {
  const name = p.argv[0] ?? definition.name;
  const failure = definition.failure ?? 1;
  try {
    return yield* body();
  } catch (e) {
    if (e instanceof NotSimulated) {
      yield* p.error(`mirrorpod: ${e.message}: not simulated\n`);
      return 1;
    }
    const usage = (): string => helpText(definition as Definition<string>, name);
    const wholeUsage = definition.family.usageOnBadOption === true && 'usage' in definition;
    if (e instanceof GetoptError) {
      yield* p.error(`${name}: ${e.message}\n${wholeUsage ? usage() : definition.family.hint(name)}`);
      return failure;
    }
    if (e instanceof Failure) {
      const hint = !(e instanceof UsageError) ? '' : wholeUsage && e.message === '' ? usage() : definition.family.hint(name);
      yield* p.error(`${e.message === '' ? '' : `${name}: ${e.message}\n`}${hint}`);
      return e.code ?? failure;
    }
    if (e instanceof Errno && e.syscall === 'write') {
      yield* p.error(`${name}: write error: ${e.text}\n`);
      return failure;
    }
    throw e;
  }
}

export { FAMILIES };
