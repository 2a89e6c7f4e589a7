import type { Step } from '../../kernel/step.ts';
import { SECOND } from '../../kernel/time.ts';
import { fromBase, type Int } from '../arithmetic/integers.ts';
import type { Shell } from '../exec/shell.ts';
import { backslashQuoted } from '../expand/quote.ts';
import { shellQuoted } from '../expand/operations.ts';
import { assign, AssignmentError, referenceOf } from '../state/assign.ts';
import { escapeAt } from '../syntax/quoting.ts';
import { byteCount, decode, encode } from '../text.ts';
import { formatTime } from '../time-format.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { echoEscapes } from './echo.ts';
import { complain, parseOptions, usage, wrongOptions } from './support.ts';

/** One piece of a format: text, or a conversion. */
interface Directive {
  flags: string;
  width: string;
  precision: string | undefined;
  /** Between the parentheses of `%(…)T`. */
  time: string | undefined;
  conversion: string;
}

type Piece = string | Directive;

function* printf(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? '' : 'v:');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const [format, ...args] = parsed.rest;
  if (format === undefined) return yield* usage(shell, call);
  const target = parsed.options.find((o) => o.letter === 'v')?.value;
  const reference = target === undefined ? undefined : referenceOf(target);
  if (target !== undefined && !reference) {
    yield* complain(shell, call, `\`${target}': not a valid identifier`);
    return 2;
  }
  const run = new Formatter(shell, format, args);
  for (const message of run.whole()) yield* complain(shell, call, message);
  if (!reference) return (yield* shell.output('printf', run.out)) || run.status;
  try {
    assign(shell, reference.name, reference.subscript, run.out);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    return 1;
  }
  return run.status;
}

class Formatter {
  out = '';
  status = 0;
  #next = 0;
  #stopped = false;
  readonly #pieces: readonly Piece[];

  constructor(
    private readonly shell: Shell,
    format: string,
    private readonly args: readonly string[],
  ) {
    this.#pieces = piecesOf(format);
  }

  /** Uses the format as often as the arguments want it; gives what is to be complained of. */
  *whole(): Generator<string> {
    do {
      const before = this.#next;
      for (const piece of this.#pieces) {
        if (typeof piece === 'string') this.out += piece;
        else yield* this.#convert(piece);
        if (this.#stopped) return;
      }
      if (this.#next === before) return;
    } while (this.#next < this.args.length);
  }

  #argument(): string | undefined {
    return this.args[this.#next++];
  }

  *#convert(directive: Directive): Generator<string> {
    const { conversion } = directive;
    let { flags } = directive;
    if (conversion === '') {
      yield directive.flags === '' ? `\`${directive.width}': missing format character` : `\`${directive.flags}': invalid format character`;
      this.status = 1;
      this.#stopped = true;
      return;
    }
    let width = directive.width === '*' ? Number(yield* this.#integer()) : Number(directive.width || 0);
    if (width < 0) {
      flags += '-';
      width = -width;
    }
    let precision = directive.precision === undefined ? undefined : Number(directive.precision || 0);
    if (directive.precision === '*') {
      const given = Number(yield* this.#integer());
      precision = given < 0 ? undefined : given;
    }
    const spec = { flags, width: Math.min(width, 1_000_000), precision };
    if ('diouxX'.includes(conversion)) this.out += formatInteger(yield* this.#integer(), conversion, spec);
    else if ('eEfFgGaA'.includes(conversion)) this.out += formatFloat(yield* this.#float(), conversion, spec);
    else yield* this.#text(directive, spec);
  }

  *#text(directive: Directive, spec: Spec): Generator<string> {
    switch (directive.conversion) {
      case 's':
        this.out += padded(this.#argument() ?? '', spec);
        return;
      case 'c':
        this.out += padded([...(this.#argument() ?? '')][0] ?? '', { ...spec, precision: undefined });
        return;
      case 'b': {
        const { text, ends } = echoEscapes(this.#argument() ?? '', true);
        this.out += padded(text, spec);
        if (ends) this.#stopped = true;
        return;
      }
      case 'n': {
        const name = this.#argument();
        if (name !== undefined && referenceOf(name)) assign(this.shell, name, undefined, String(this.out.length));
        return;
      }
      case 'q':
        this.out += padded(backslashQuoted(this.#argument() ?? ''), spec);
        return;
      case 'Q':
        this.out += padded(shellQuoted(this.#argument() ?? ''), spec);
        return;
      case 'T': {
        const { clock } = this.shell.p;
        const given = this.#argument();
        const seconds = given === undefined ? -1 : Number(yield* this.#toInteger(given));
        const at = seconds === -1 ? clock.now : seconds === -2 ? this.shell.startedAt : seconds * SECOND;
        const text = formatTime(directive.time || '%X', at, (n) => this.shell.variables.get(n));
        this.out += padded(text, spec);
      }
    }
  }

  *#integer(): Generator<string, Int> {
    const argument = this.#argument();
    return argument === undefined ? 0 : yield* this.#toInteger(argument);
  }

  /** A number as strtoimax(3) reads it; a quote makes it the code of the character after it. */
  *#toInteger(argument: string): Generator<string, Int> {
    if (/^['"]/.test(argument)) return argument.length > 1 ? argument.codePointAt(1)! : 0;
    const m = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)?/.exec(argument)!;
    const digits = m[2] ?? '';
    if (digits === '' || m[0].length < argument.trimEnd().length) {
      yield `${argument}: invalid number`;
      this.status = 1;
    }
    if (digits === '') return 0;
    const base = /^0[xX]/.test(digits) ? 16 : digits.startsWith('0') ? 8 : 10;
    const exact = BigInt(base === 16 ? digits : base === 8 ? `0o${digits}` : digits);
    if (exact > 0xffffffffffffffffn || (m[1] === '-' ? exact > 1n << 63n : exact > (1n << 63n) - 1n)) {
      yield `warning: ${argument}: Numerical result out of range`;
      return m[1] === '-' ? -(1n << 63n) : (1n << 63n) - 1n;
    }
    const value = fromBase(base === 16 ? digits.slice(2) : digits, base)!;
    return m[1] === '-' ? (typeof value === 'bigint' ? -value : 0 - value) : value;
  }

  *#float(): Generator<string, number> {
    const argument = this.#argument();
    if (argument === undefined) return 0;
    if (/^['"]/.test(argument)) return argument.codePointAt(1) ?? 0;
    const m = /^\s*[+-]?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|inf(?:inity)?|nan)/i.exec(argument);
    if (!m || m[0].length < argument.length) {
      yield `${argument}: invalid number`;
      this.status = 1;
    }
    if (!m) return 0;
    const text = m[0].trim();
    if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    return /^[+-]0x/i.test(text) ? Number(text.slice(1)) * (text[0] === '-' ? -1 : 1) : Number(text);
  }
}

function piecesOf(format: string): Piece[] {
  const out: Piece[] = [];
  let text = '';
  for (let i = 0; i < format.length; ) {
    const c = format[i]!;
    if (c === '\\' && i + 1 < format.length) {
      const escape = escapeAt(format, i + 1);
      text += escape ? escape.value : `\\${format[i + 1]!}`;
      i = escape ? escape.end : i + 2;
    } else if (c === '%' && format[i + 1] === '%') {
      text += '%';
      i += 2;
    } else if (c === '%') {
      const m = /^%([-+ 0#']*)(\*|\d*)(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?(?:\(([^)]*)\)(T)|([^]?))/.exec(format.slice(i))!;
      if (text) out.push(text);
      text = '';
      const conversion = m[5] ?? m[6] ?? '';
      const known = 'diouxXeEfFgGaAscbqQTn'.includes(conversion) && conversion !== '';
      const directive: Directive = { flags: m[1]!, width: m[2]!, precision: m[3], time: m[4], conversion };
      out.push(known ? directive : { ...directive, flags: conversion, width: m[0], conversion: '' });
      i += m[0].length;
    } else {
      text += c;
      i++;
    }
  }
  if (text) out.push(text);
  return out;
}

interface Spec {
  flags: string;
  width: number;
  precision: number | undefined;
}

/** Cuts and pads by bytes, as printf(3) does. */
function padded(text: string, { flags, width, precision }: Spec): string {
  const cut = precision !== undefined && byteCount(text) > precision ? decode(encode(text).subarray(0, precision), 'utf8') : text;
  const fill = ' '.repeat(Math.max(0, width - byteCount(cut)));
  return flags.includes('-') ? cut + fill : fill + cut;
}

function formatInteger(value: Int, conversion: string, { flags, width, precision }: Spec): string {
  const signed = conversion === 'd' || conversion === 'i';
  const exact = signed ? BigInt(value) : BigInt.asUintN(64, BigInt(value));
  const base = conversion === 'o' ? 8 : conversion.toLowerCase() === 'x' ? 16 : 10;
  let digits = (exact < 0n ? -exact : exact).toString(base);
  if (conversion === 'X') digits = digits.toUpperCase();
  if (precision !== undefined) digits = precision === 0 && exact === 0n ? '' : digits.padStart(precision, '0');
  let prefix = !signed ? '' : exact < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  if (flags.includes('#') && exact !== 0n) prefix += base === 16 ? `0${conversion}` : base === 8 && !digits.startsWith('0') ? '0' : '';
  return placed(prefix, digits, flags, width, precision === undefined);
}

/** Pads a number: with zeros between sign and digits, or with blanks on a side. */
function placed(prefix: string, digits: string, flags: string, width: number, zeros: boolean): string {
  const room = width - prefix.length - digits.length;
  if (room <= 0) return prefix + digits;
  if (flags.includes('-')) return prefix + digits + ' '.repeat(room);
  return flags.includes('0') && zeros ? prefix + '0'.repeat(room) + digits : ' '.repeat(room) + prefix + digits;
}

function formatFloat(value: number, conversion: string, { flags, width, precision }: Spec): string {
  const lower = conversion.toLowerCase();
  const negative = value < 0 || Object.is(value, -0);
  const size = Math.abs(value);
  let digits: string;
  if (Number.isNaN(value)) digits = 'nan';
  else if (!Number.isFinite(value)) digits = 'inf';
  else if (lower === 'f') digits = fixed(size, precision ?? 6);
  else if (lower === 'e') digits = exponential(size, precision ?? 6);
  else if (lower === 'a') digits = hexadecimal(size, precision);
  else digits = general(size, precision ?? 6, flags.includes('#'));
  if (conversion !== lower) digits = digits.toUpperCase();
  const prefix = negative ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return placed(prefix, digits, flags, width, Number.isFinite(value));
}

/** Exact decimal digits: a double is a whole number over a power of two. */
function fixed(value: number, precision: number): string {
  if (precision <= 100 && value < 1e21) return value.toFixed(precision);
  let scale = 0;
  let whole = value;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    scale++;
  }
  const numerator = BigInt(whole) * 10n ** BigInt(precision);
  const divisor = 1n << BigInt(scale);
  const rounded = (numerator + divisor / 2n) / divisor;
  const text = rounded.toString().padStart(precision + 1, '0');
  return precision === 0 ? text : `${text.slice(0, -precision)}.${text.slice(-precision)}`;
}

function exponential(value: number, precision: number): string {
  const [mantissa, exponent] = value.toExponential(Math.min(precision, 100)).split('e') as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
}

function general(value: number, precision: number, keeps: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  const exponent = value === 0 ? 0 : Number(value.toExponential(Math.min(digits - 1, 100)).split('e')[1]);
  const text = exponent < -4 || exponent >= digits ? exponential(value, digits - 1) : fixed(value, digits - 1 - exponent);
  if (keeps || !text.includes('.')) return text;
  return text.replace(/\.?0+(?=e|$)/, '');
}

/** `%a`: the mantissa in hexadecimal, normalised to 1. */
function hexadecimal(value: number, precision: number | undefined): string {
  if (value === 0) return '0x0p+0';
  let exponent = Math.floor(Math.log2(value));
  let mantissa = value / 2 ** exponent;
  if (mantissa >= 2) {
    mantissa /= 2;
    exponent++;
  }
  let digits = Math.round((mantissa - 1) * 2 ** 52)
    .toString(16)
    .padStart(13, '0');
  digits = precision === undefined ? digits.replace(/0+$/, '') : digits.slice(0, precision).padEnd(precision, '0');
  return `0x1${digits === '' ? '' : `.${digits}`}p${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
}

export const PRINTF: Builtin = { run: printf, usage: '[-v var] format [arguments]', summary: 'Formats and prints ARGUMENTS under control of the FORMAT.' };

