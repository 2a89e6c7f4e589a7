/**
 * OpenSSL's own option parser (apps/lib/opt.c): one dash or two, values as the next word or behind `=`, `--` ends the options,
 * the first word without a dash too.
 */
export interface OptionSpec {
  name: string;
  /** The letter of opt.c that says what the value is; `-` takes none. */
  type: string;
  help: readonly string[];
  /** Exists, but is refused. */
  refused: boolean;
}

interface Section {
  title: string;
  options: OptionSpec[];
}

export interface CommandSpec {
  usage: string;
  sections: readonly Section[];
  parameters: readonly { name: string; help: string }[];
}

/** What a value is called in the help text. */
const VALUE_NAMES: Readonly<Record<string, string>> = {
  s: 'val',
  ':': 'uri',
  '<': 'infile',
  '>': 'outfile',
  '/': 'dir',
  p: '+int',
  n: 'int',
  l: 'int',
  M: 'intmax',
  N: 'nonneg',
  f: 'format',
  F: 'PEM|DER',
  E: 'PEM|DER|ENGINE',
};

/** Options that nearly all commands have, none of which does anything in a simulation. */
const RANDOM = `
# Random state
rand s! Seed the random number generator from these files
writerand >! Leave random octets in this file at the end`;
const PROVIDER = `
# Provider
provider-path s! Where providers are looked for (stands before -provider)
provider s! Provider to use (may be repeated)
propquery s! Properties that algorithms must have`;

/**
 * Reads a command's options from text: `# Title` begins a section, `name type Help` is an option (`name! type` is refused,
 * `~` goes on with the help of the one before), `= name Help` a parameter. `@random` and `@provider` stand for the common ones.
 */
export function commandSpec(usage: string, text: string): CommandSpec {
  const sections: Section[] = [{ title: 'General', options: [{ name: 'help', type: '-', help: ['Show this summary'], refused: false }] }];
  const parameters: { name: string; help: string }[] = [];
  for (const line of text.replace('@random', RANDOM.trim()).replace('@provider', PROVIDER.trim()).trim().split('\n')) {
    if (line.startsWith('# ')) {
      sections.push({ title: line.slice(2), options: [] });
      continue;
    }
    const options = sections.at(-1)!.options;
    if (line.startsWith('~ ')) {
      const last = options.at(-1)!;
      options[options.length - 1] = { ...last, help: [...last.help, line.slice(2)] };
      continue;
    }
    const [, name = '', type = '-', refused, help = ''] = /^(\S+) (\S)(!?) (.*)$/.exec(line) ?? [];
    if (name === '=') parameters.push({ name: line.split(' ')[1]!, help: line.split(' ').slice(2).join(' ') });
    else options.push({ name, type, help: [help], refused: refused === '!' });
  }
  return { usage, sections, parameters };
}

/** A command line that was not understood; lines for standard error. */
export class UsageError extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
  }
}

export class HelpRequest extends Error {}

/** Options as they were given. */
export class Options {
  readonly #values = new Map<string, string[]>();
  /** Names of digests or ciphers that were given as options. */
  readonly unknown: string[] = [];
  rest: string[] = [];

  constructor(readonly command: string) {}

  add(name: string, value: string): void {
    const values = this.#values.get(name);
    if (values) values.push(value);
    else this.#values.set(name, [value]);
  }

  has(...names: string[]): boolean {
    return names.some((name) => this.#values.has(name));
  }

  /** The last value that was given. */
  value(...names: string[]): string | undefined {
    for (const name of names) {
      const value = this.#values.get(name)?.at(-1);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  values(name: string): readonly string[] {
    return this.#values.get(name) ?? [];
  }

  number(name: string): number | undefined {
    const value = this.value(name);
    return value === undefined ? undefined : Number(value);
  }

  /** The names that were given, in the order of their first appearance. */
  names(): string[] {
    return [...this.#values.keys()];
  }
}

/** Checks a value; gives the lines to print where it is wrong. */
function wrongValue(command: string, { name, type }: OptionSpec, value: string, isDirectory: (path: string) => boolean): string[] {
  const number = /^[+-]?(0[xX][0-9a-fA-F]+|\d+)$/.test(value);
  switch (type) {
    case 'n':
    case 'l':
    case 'M':
      return number ? [] : [`${command}: Can't parse "${value}" as a number`];
    case 'p':
      if (!number) return [`${command}: Can't parse "${value}" as a number`];
      return Number(value) > 0 ? [] : [`${command}: Non-positive number "${value}" for option -${name}`];
    case '/':
      return isDirectory(value) ? [] : [`${command}: Not a directory: ${value}`];
    case 'F':
    case 'E':
    case 'f':
      if (
        /^(d|p|der|pem|engine|e|p12|pkcs12|pvk|b64|http|msblob|smime|nss)$/i.test(value) &&
        (type !== 'F' || /^(d|p|der|pem)$/i.test(value))
      )
        return [];
      return [`${command}: Bad format "${value}"`, `${command}: Invalid format "${value}" for option -${name}`];
    default:
      return [];
  }
}

/** Takes a command line apart. Throws UsageError and HelpRequest. */
export function parseOptions(
  command: string,
  spec: CommandSpec,
  args: readonly string[],
  isDirectory: (path: string) => boolean = () => true,
): Options {
  const options = new Options(command);
  const all = spec.sections.flatMap((section) => section.options);
  let at = 0;
  while (at < args.length) {
    const arg = args[at]!;
    if (!arg.startsWith('-') || arg === '-') break;
    at++;
    if (arg === '--') break;
    const [, name = '', inline] = /^--?([^=]*)(?:=(.*))?$/s.exec(arg) ?? [];
    const option = all.find((o) => o.name === name && name !== '*');
    if (!option) {
      if (!all.some((o) => o.name === '*')) throw new UsageError([`${command}: Unknown option: -${name}`]);
      options.unknown.push(name);
      continue;
    }
    if (name === 'help') throw new HelpRequest();
    if (option.refused) throw new UsageError([`mirrorpod: openssl ${command} -${name}: not simulated`]);
    if (option.type === '-') {
      if (inline !== undefined) throw new UsageError([`${command}: Option -${name} does not take a value`]);
      options.add(name, '');
      continue;
    }
    const value = inline ?? args[at++];
    if (value === undefined) throw new UsageError([`${command}: Option -${name} needs a value`]);
    const wrong = wrongValue(command, option, value, isDirectory);
    if (wrong.length > 0) throw new UsageError(wrong);
    options.add(name, value);
  }
  options.rest = args.slice(at);
  return options;
}

/** Columns that an option with its value may take before its help goes to the next line. */
const MAX_WIDTH = 30;

function head(option: OptionSpec): string {
  const value = VALUE_NAMES[option.type];
  return ` -${option.name}${value ? ` ${value}` : ''}`;
}

/** What `-help` prints. */
export function helpText(command: string, spec: CommandSpec): string {
  const all = spec.sections.flatMap((section) => section.options);
  const widths = [...all.map((o) => head(o).length), ...spec.parameters.map((p) => p.name.length + 1)].filter((w) => w < MAX_WIDTH);
  const width = Math.max(...widths);
  const line = (start: string, help: readonly string[]): string => {
    const first = start.length > width ? `${start}\n${' '.repeat(width)}` : start.padEnd(width);
    return `${first}  ${help.join(`\n${' '.repeat(width + 2)}`)}\n`;
  };
  let out = `Usage: ${command} ${spec.usage}\n`;
  for (const { title, options } of spec.sections) {
    const lines = options.map((o) => line(head(o), o.refused ? [`${o.help[0]} (not simulated)`, ...o.help.slice(1)] : o.help));
    out += `\n${title} options:\n${lines.join('')}`;
  }
  if (spec.parameters.length > 0) out += `\nParameters:\n${spec.parameters.map((p) => line(` ${p.name}`, [p.help])).join('')}`;
  return out;
}
