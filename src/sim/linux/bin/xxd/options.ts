/** What xxd's command line asks for. */
export interface XxdOptions {
  mode: 'hex' | 'plain' | 'bits' | 'little' | 'include';
  revert: boolean;
  autoskip: boolean;
  upper: boolean;
  decimal: boolean;
  version: boolean;
  columns: number;
  group: number;
  length: number;
  /** Where to begin; for -r what to add to each position. */
  seek: number;
  displayOffset: number;
  input: string;
  output?: string;
}

/** A wrong command line: a message, or (empty) the usage text. */
export class XxdUsage extends Error {}

export const USAGE = `Usage:
       %s [options] [infile [outfile]]
    or
       %s -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]
Options:
    -a          show lines of NUL bytes as one '*'
    -b          binary digits
    -c cols     bytes in a line; default 16, -i 12, -ps 30
    -d          offsets in decimal
    -E          EBCDIC (not simulated)
    -e          little-endian words
    -g bytes    bytes in a group; default 2, with -e 4
    -h          print this summary
    -i          as a C array
    -l len      stop after len bytes
    -o off      add off to the shown positions
    -ps         plain hexadecimal
    -r          reverse: make bytes of a dump
    -s seek     begin at seek
    -u          upper case digits
    -v          print the version
`;

const number = (text: string | undefined): number => {
  if (text === undefined) throw new XxdUsage('');
  const m = /^([-+]*)(0[xX][\da-fA-F]+|0[0-7]*|\d+)/.exec(text);
  if (!m) return 0;
  const value = Number(/^0[0-7]+$/.test(m[2]!) ? `0o${m[2]!.slice(1)}` : m[2]);
  return m[1]!.includes('-') ? -value : value;
};

/** Reads xxd's command line, which has one dash before long names and lets letters stand for them. Throws XxdUsage. */
export function parseArguments(args: readonly string[]): XxdOptions {
  const o: XxdOptions = {
    mode: 'hex',
    revert: false,
    autoskip: false,
    upper: false,
    decimal: false,
    version: false,
    columns: -1,
    group: -1,
    length: Infinity,
    seek: 0,
    displayOffset: 0,
    input: '-',
  };
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '-' || !arg.startsWith('-')) break;
    if (arg === '--') {
      i++;
      break;
    }
    const word = arg.replace(/^--?/, '');
    const valued = /^(cols|c|groupsize|g|length|len|l|offset|o|seek|skip|s)(.*)$/.exec(word);
    if (valued && !/^(postscript|plain|ps|p)$/.test(word)) {
      const [, name, attached] = valued;
      const value = number(attached ? attached : args[++i]);
      if (name![0] === 'c') o.columns = value;
      else if (name![0] === 'g') o.group = value;
      else if (name![0] === 'l') o.length = value;
      else if (name![0] === 'o') o.displayOffset = value;
      else o.seek = value;
      continue;
    }
    flag(o, word);
  }
  const [input, output, ...rest] = args.slice(i);
  if (rest.length > 0) throw new XxdUsage('');
  if (input !== undefined) o.input = input;
  if (output !== undefined) o.output = output;
  const defaults = { hex: [16, 2], plain: [30, 1], bits: [6, 1], little: [16, 4], include: [12, 1] }[o.mode] as [number, number];
  if (o.columns <= 0) o.columns = o.mode === 'plain' && o.columns === 0 ? 1_048_576 : defaults[0];
  if (o.group < 0 || o.group > o.columns) o.group = o.group < 0 ? defaults[1] : o.columns;
  if (o.columns > 256 && o.mode !== 'plain' && o.mode !== 'include') throw new XxdUsage('invalid number of columns (max. 256).');
  return o;
}

function flag(o: XxdOptions, word: string): void {
  if (/^(postscript|plain|ps|p)$/.test(word)) o.mode = 'plain';
  else if (/^(autoskip|a)$/.test(word)) o.autoskip = !o.autoskip;
  else if (/^(bits|b)$/.test(word)) o.mode = 'bits';
  else if (word === 'e') o.mode = 'little';
  else if (/^(include|i)$/.test(word)) o.mode = 'include';
  else if (/^(reverse|revert|r)$/.test(word)) o.revert = true;
  else if (/^(uppercase|u)$/.test(word)) o.upper = true;
  else if (/^(version|v)$/.test(word)) o.version = true;
  else if (word === 'd') o.decimal = true;
  // letters together: -rp is no option of xxd, but -r -p are often written so
  else throw new XxdUsage('');
}
