import type { Flag } from './cli.ts';
import { duration, parseDuration, quote } from './text.ts';

/** What was given for each flag, by the flag's first name, in order. */
export type Values = Map<string, string[]>;

export type Parsed = { values: Values; args: string[] } | { error: string };

/** Go's flag package: parses one command's flags up to its first argument, with urfave/cli's splitting of short options. */
export function parseFlags(
  flags: readonly Flag[],
  argv: readonly string[],
  shortOptions: boolean,
  env: Readonly<Record<string, string>>,
): Parsed {
  const byName = new Map<string, Flag>();
  for (const flag of flags) for (const name of [flag.name, ...(flag.aliases ?? [])]) byName.set(name, flag);
  const values: Values = new Map();
  for (const flag of flags) {
    const variable = flag.env?.find((name) => env[name] !== undefined && env[name] !== '');
    if (variable !== undefined) {
      const error = check(flag, env[variable]!);
      if (error)
        return {
          error: `could not parse ${quote(env[variable]!)} as ${flag.kind} value from environment variable ${quote(variable)} for flag ${flag.name}: ${error}`,
        };
      values.set(flag.name, [env[variable]!]);
    }
  }
  const fromCommandLine = new Set<string>();
  let rest = [...argv];
  while (rest.length > 0) {
    const arg = rest[0]!;
    if (arg.length < 2 || !arg.startsWith('-')) break;
    if (arg === '--') {
      rest.shift();
      break;
    }
    const text = arg.startsWith('--') ? arg.slice(2) : arg.slice(1);
    if (text === '' || text.startsWith('-') || text.startsWith('=')) return { error: `bad flag syntax: ${arg}` };
    const equals = text.indexOf('=');
    const name = equals < 0 ? text : text.slice(0, equals);
    const flag = byName.get(name);
    if (!flag) {
      const letters = [...arg.slice(1)];
      if (shortOptions && !arg.startsWith('--') && arg.length > 2 && letters.every((c) => byName.has(c))) {
        rest = [...letters.map((c) => `-${c}`), ...rest.slice(1)];
        continue;
      }
      return { error: `flag provided but not defined: -${name}` };
    }
    rest.shift();
    let value = equals < 0 ? undefined : text.slice(equals + 1);
    if (flag.kind === 'bool') value = boolean(value ?? 'true') ?? value!;
    else if (value === undefined) {
      if (rest.length === 0) return { error: `flag needs an argument: -${name}` };
      value = rest.shift()!;
    }
    const error = check(flag, value);
    if (error) {
      return {
        error:
          flag.kind === 'bool'
            ? `invalid boolean value ${quote(value)} for -${name}: ${error}`
            : `invalid value ${quote(value)} for flag -${name}: ${error}`,
      };
    }
    if (!fromCommandLine.has(flag.name)) values.delete(flag.name);
    fromCommandLine.add(flag.name);
    values.set(flag.name, [...(values.get(flag.name) ?? []), value]);
  }
  return { values, args: rest };
}

/** strconv.ParseBool, normalised; `undefined` for what is none. */
function boolean(text: string): 'true' | 'false' | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return 'true';
  if (/^(?:0|f|F|FALSE|false|False)$/.test(text)) return 'false';
  return undefined;
}

/** Why a value does not fit a flag; nothing where it does. */
function check(flag: Flag, value: string): string | undefined {
  switch (flag.kind) {
    case 'bool':
      return boolean(value) === undefined ? 'parse error' : undefined;
    case 'int':
      return /^[-+]?(?:\d+|0x[0-9a-fA-F]+)$/.test(value) ? undefined : 'parse error';
    case 'float':
      return value !== '' && Number.isFinite(Number(value)) ? undefined : 'parse error';
    case 'duration':
      return parseDuration(value) === undefined ? 'parse error' : undefined;
    default:
      return undefined;
  }
}

/** A flag's default as the help shows it; nothing where it has none. */
export function defaultText(flag: Flag): string {
  switch (flag.kind) {
    case 'bool':
      return flag.value ?? 'false';
    case 'int':
      return flag.value ?? '0';
    case 'float':
      return flag.value ?? '0';
    case 'duration':
      return duration(parseDuration(flag.value ?? '0') ?? 0);
    case 'string':
      return flag.value ? quote(flag.value) : '';
    case 'strings':
      return flag.value ? flag.value.split(',').map(quote).join(', ') : '';
  }
}
