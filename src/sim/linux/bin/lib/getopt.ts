/** Whether an option takes an argument: never, always, or only when it is attached (`-i5`, `--color=auto`). */
export type Takes = 'none' | 'required' | 'optional';

/** One option as getopt_long(3) knows it: its letters and its long names. */
export interface OptionForm<K extends string = string> {
  id: K;
  letters: string;
  names: readonly string[];
  takes: Takes;
}

/** An option that was given; `as` is how it was written (`-l`, `--all`). */
export interface Given<K extends string = string> {
  id: K;
  value: string | undefined;
  as: string;
  /** A long name that was not written in full. */
  abbreviated?: boolean;
}

export interface Parsed<K extends string = string> {
  given: Given<K>[];
  operands: string[];
}

/** A command line that getopt_long(3) refuses, with glibc's text (without the program's name). */
export class GetoptError extends Error {}

interface Scan<K extends string> {
  forms: readonly OptionForm<K>[];
  args: readonly string[];
  at: number;
  given: Given<K>[];
  /** getopt_long_only(3): long names with one dash too. */
  single: boolean;
}

/**
 * Takes a command line apart as glibc's getopt_long(3) does: options and operands in any order (`inOrder`: the first operand
 * ends the options), `--` ends them, long names may be abbreviated. Throws GetoptError.
 */
export function getopt<K extends string>(
  args: readonly string[],
  forms: readonly OptionForm<K>[],
  how: { inOrder?: boolean; single?: boolean } = {},
): Parsed<K> {
  const operands: string[] = [];
  const scan: Scan<K> = { forms, args, at: 0, given: [], single: how.single ?? false };
  while (scan.at < args.length) {
    const arg = args[scan.at++]!;
    if (arg === '--') {
      operands.push(...args.slice(scan.at));
      break;
    }
    if (arg.startsWith('--')) long(scan, arg.slice(2), '--');
    else if (arg.length > 1 && arg[0] === '-') {
      if (scan.single && (arg.length > 2 || !byLetter(forms, arg[1]!)) && isLong(forms, arg.slice(1))) long(scan, arg.slice(1), '-');
      else letters(scan, arg.slice(1));
    } else {
      operands.push(arg);
      if (!how.inOrder) continue;
      operands.push(...args.slice(scan.at));
      break;
    }
  }
  return { given: scan.given, operands };
}

function byLetter<K extends string>(forms: readonly OptionForm<K>[], letter: string): OptionForm<K> | undefined {
  return forms.find((form) => form.letters.includes(letter));
}

function isLong(forms: readonly OptionForm[], text: string): boolean {
  const name = text.split('=', 1)[0]!;
  return forms.some((form) => form.names.some((n) => n.startsWith(name)));
}

function letters<K extends string>(scan: Scan<K>, cluster: string): void {
  for (let i = 0; i < cluster.length; i++) {
    const letter = cluster[i]!;
    const form = byLetter(scan.forms, letter);
    if (!form) throw new GetoptError(`invalid option -- '${letter}'`);
    const rest = cluster.slice(i + 1);
    if (form.takes === 'none') {
      scan.given.push({ id: form.id, value: undefined, as: `-${letter}` });
      continue;
    }
    let value: string | undefined = rest === '' ? undefined : rest;
    if (value === undefined && form.takes === 'required') {
      if (scan.at >= scan.args.length) throw new GetoptError(`option requires an argument -- '${letter}'`);
      value = scan.args[scan.at++];
    }
    scan.given.push({ id: form.id, value, as: `-${letter}` });
    return;
  }
}

function long<K extends string>(scan: Scan<K>, text: string, dash: string): void {
  const equals = text.indexOf('=');
  const wanted = equals < 0 ? text : text.slice(0, equals);
  const { form, name } = resolve(scan.forms, wanted, text, dash);
  let value = equals < 0 ? undefined : text.slice(equals + 1);
  if (value !== undefined && form.takes === 'none') throw new GetoptError(`option '${dash}${name}' doesn't allow an argument`);
  if (value === undefined && form.takes === 'required') {
    if (scan.at >= scan.args.length) throw new GetoptError(`option '${dash}${name}' requires an argument`);
    value = scan.args[scan.at++];
  }
  scan.given.push({ id: form.id, value, as: `--${name}`, ...(wanted === name ? {} : { abbreviated: true }) });
}

function resolve<K extends string>(
  forms: readonly OptionForm<K>[],
  wanted: string,
  text: string,
  dash: string,
): { form: OptionForm<K>; name: string } {
  const candidates: { form: OptionForm<K>; name: string }[] = [];
  for (const form of forms) {
    for (const name of form.names) {
      if (name === wanted) return { form, name };
      if (name.startsWith(wanted)) candidates.push({ form, name });
    }
  }
  const first = candidates[0];
  if (!first) throw new GetoptError(`unrecognized option '${dash}${text}'`);
  if (candidates.some((c) => c.form !== first.form)) {
    const names = candidates.map((c) => ` '${dash}${c.name}'`).join('');
    throw new GetoptError(`option '${dash}${text}' is ambiguous; possibilities:${names}`);
  }
  return first;
}
