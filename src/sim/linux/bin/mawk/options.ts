import { BYTES } from '../lib/encoding.ts';
import { unescape } from './tokens.ts';

/** A command line that mawk refuses: the message without the program's name. */
export class OptionError extends Error {}

export interface Options {
  /** -f. */
  files: string[];
  program: string | undefined;
  operands: string[];
  /** -v and -F. */
  assignments: { name: string; value: string }[];
  interactive: boolean;
  show: 'usage' | 'version' | 'dump' | undefined;
  warnings: string[];
}

const WORDS = ['version', 'dump', 'help', 'interactive', 'exec', 'random', 'sprintf', 'posix_space', 'usage'];

/** Reads mawk's command line. Throws OptionError. */
export function readOptions(args: readonly string[]): Options {
  const options: Options = {
    files: [],
    program: undefined,
    operands: [],
    assignments: [],
    interactive: false,
    show: args.length === 0 ? 'usage' : undefined,
    warnings: [],
  };
  let at = 0;
  while (at < args.length) {
    const arg = args[at]!;
    if (arg === '--') {
      at++;
      break;
    }
    if (!arg.startsWith('-') || arg === '-') break;
    const letter = arg[1]!;
    if (!'WvFf'.includes(letter)) throw new OptionError(`not an option: ${arg}`);
    at++;
    const attached = arg.slice(2);
    const value = attached !== '' ? attached : args[at++];
    if (value === undefined) throw new OptionError(`option -${letter} lacks argument`);
    if (letter === 'W') {
      if (word(options, value, args, at)) return options;
    } else if (letter === 'f') options.files.push(value);
    else if (letter === 'F') options.assignments.push({ name: 'FS', value: unescape(BYTES.fromText(value)) });
    else options.assignments.push(assignment(value));
  }
  const rest = args.slice(at);
  if (options.files.length === 0) {
    options.program = rest.shift();
    if (options.program === undefined && args.length > 0) options.show = 'usage';
  }
  options.operands = rest;
  return options;
}

function assignment(text: string): { name: string; value: string } {
  const found = /^([A-Za-z_]\w*)=([^]*)$/.exec(text);
  if (!found) throw new OptionError(`improper assignment: -v ${text}`);
  return { name: found[1]!, value: unescape(BYTES.fromText(found[2]!)) };
}

/** -W and a word, which may be shortened. True where the rest of the line is not looked at. */
function word(options: Options, value: string, args: readonly string[], at: number): boolean {
  for (const item of value.split(',')) {
    const name = item.split('=')[0]!.toLowerCase();
    const found = name === '' ? undefined : WORDS.find((w) => w.startsWith(name));
    switch (found) {
      case 'version':
        options.show = 'version';
        return true;
      case 'help':
      case 'usage':
        options.show = 'usage';
        return true;
      case 'dump':
        options.show = 'dump';
        return true;
      case 'interactive':
        options.interactive = true;
        break;
      case 'exec': {
        const [file, ...rest] = args.slice(at);
        if (file === undefined) throw new OptionError('option -W lacks argument');
        options.files = [file];
        options.operands = rest;
        return true;
      }
      case undefined:
        options.warnings.push(`vacuous option: -W ${item}`);
    }
  }
  return false;
}
