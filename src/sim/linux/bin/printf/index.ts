import { fromBinary } from '../../../kernel/text.ts';
import { argumentBytes, readEscape, readUnicode } from '../lib/escapes.ts';
import type { Step } from '../../../kernel/step.ts';
import { formatFloat, formatInteger, formatText, type Conversion } from '../lib/printf.ts';
import { quoteShell } from '../lib/quoting.ts';
import { FAMILIES, Failure, UsageError, utility, type Tool } from '../lib/utility.ts';

export default utility({
  name: 'printf',
  family: FAMILIES.coreutils,
  sizeBytes: 64_432,
  usage: ['FORMAT [ARGUMENT]...', 'OPTION'],
  summary: "Print the ARGUMENTs as FORMAT says, as C's printf does; %b expands backslash escapes, %q quotes for a shell.",
  options: {},
  plain: true,
  *main(p, t) {
    const args = t.operands[0] === '--' ? t.operands.slice(1) : t.operands;
    if (args.length === 0) throw new UsageError('missing operand');
    const run = new Printf(t, argumentBytes(args[0]!), args.slice(1));
    yield* p.stdout.write(fromBinary(yield* run.print()));
  },
});

const CONVERSION = /^%([-+ #0']*)(\*|\d*)(?:\.(\*|-?\d*))?(?:hh|h|ll|l|L|j|z|t)?(.?)/s;
const INT64 = { min: -(2n ** 63n), max: 2n ** 63n - 1n, umax: 2n ** 64n - 1n };

/** One call of printf(1): the format is used again as long as it takes arguments. */
class Printf {
  #at = 0;

  constructor(
    private readonly t: Tool,
    private readonly format: string,
    private readonly args: readonly string[],
  ) {}

  *print(): Step<string> {
    let out = '';
    do {
      const before = this.#at;
      const { text, stop } = yield* this.#pass();
      out += text;
      if (stop) return out;
      if (this.#at === before) {
        if (this.#at < this.args.length) {
          yield* this.t.warn(`warning: ignoring excess arguments, starting with ${this.t.quote(this.args[this.#at]!)}`);
        }
        break;
      }
    } while (this.#at < this.args.length);
    return out;
  }

  *#pass(): Step<{ text: string; stop: boolean }> {
    const { format } = this;
    let text = '';
    for (let i = 0; i < format.length;) {
      const c = format[i]!;
      if (c === '\\') {
        const escape = readUnicode(format, i) ?? readEscape(format, i, false);
        if (escape.text === '\\x') throw new Failure('missing hexadecimal number in escape');
        text += escape.text;
        i += escape.length;
        if (escape.stop) return { text, stop: true };
      } else if (c === '%') {
        const m = CONVERSION.exec(format.slice(i))!;
        i += m[0].length;
        const done = yield* this.#convert(m);
        text += done.text;
        if (done.stop) return { text, stop: true };
      } else {
        text += c;
        i++;
      }
    }
    return { text, stop: false };
  }

  *#convert(m: RegExpExecArray): Step<{ text: string; stop: boolean }> {
    const [all, flags, widthText, precisionText, letter] = m;
    if (all === '%%') return { text: '%', stop: false };
    if (!letter || !'diouxXeEfFgGaAcsbq'.includes(letter)) throw new Failure(`${all}: invalid conversion specification`);
    const c: Conversion = { flags: flags!, width: 0, precision: undefined, letter };
    const star = function* (this: Printf): Step<number> {
      return Number(yield* this.#integer(this.#next() ?? '0', true));
    }.bind(this);
    c.width = widthText === '*' ? yield* star() : Number(widthText || 0);
    if (c.width < 0) {
      c.flags += '-';
      c.width = -c.width;
    }
    if (precisionText !== undefined) {
      const precision = precisionText === '*' ? yield* star() : Number(precisionText || 0);
      if (precision >= 0) c.precision = precision;
    }
    const arg = this.#next();
    switch (letter) {
      case 'c':
        return { text: formatText({ ...c, precision: undefined }, argumentBytes(arg ?? '').slice(0, 1)), stop: false };
      case 's':
        return { text: formatText(c, argumentBytes(arg ?? '')), stop: false };
      case 'q':
        return { text: formatText(c, argumentBytes(quoteShell(arg ?? '', this.t.utf8))), stop: false };
      case 'b': {
        const { text, stop } = expand(argumentBytes(arg ?? ''));
        return { text: formatText(c, text), stop };
      }
      case 'd':
      case 'i':
        return { text: formatInteger(c, yield* this.#integer(arg ?? '0', true)), stop: false };
      case 'o':
      case 'u':
      case 'x':
      case 'X':
        return { text: formatInteger(c, yield* this.#integer(arg ?? '0', false)), stop: false };
      default:
        return { text: formatFloat(c, yield* this.#float(arg ?? '0')), stop: false };
    }
  }

  #next(): string | undefined {
    return this.args[this.#at] === undefined ? undefined : this.args[this.#at++];
  }

  *#integer(text: string, signed: boolean): Step<bigint> {
    if (text[0] === '"' || text[0] === "'") return BigInt(text.codePointAt(1) ?? 0);
    const m = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)(.*)$/s.exec(text);
    if (!m) {
      yield* this.t.fail(`${this.t.quote(text)}: expected a numeric value`);
      return 0n;
    }
    const digits = m[2]!;
    const magnitude = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
    const value = m[1] === '-' ? -magnitude : magnitude;
    const [low, high] = signed ? [INT64.min, INT64.max] : [-INT64.umax, INT64.umax];
    if (value < low || value > high) {
      yield* this.t.fail(`${this.t.quote(text)}: Numerical result out of range`);
      return value < low ? low : high;
    }
    if (m[3] !== '') yield* this.t.fail(`${this.t.quote(text)}: value not completely converted`);
    return value;
  }

  *#float(text: string): Step<number> {
    if (text[0] === '"' || text[0] === "'") return text.codePointAt(1) ?? 0;
    const m = /^\s*([+-]?(?:0[xX][0-9a-fA-F]+|\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|inf(?:inity)?|nan))(.*)$/is.exec(text);
    if (!m) {
      yield* this.t.fail(`${this.t.quote(text)}: expected a numeric value`);
      return 0;
    }
    if (m[2] !== '') yield* this.t.fail(`${this.t.quote(text)}: value not completely converted`);
    const number = m[1]!.toLowerCase();
    if (number.includes('inf')) return number.startsWith('-') ? -Infinity : Infinity;
    return number.includes('nan') ? NaN : Number(number);
  }
}

function expand(text: string): { text: string; stop: boolean } {
  let out = '';
  for (let i = 0; i < text.length;) {
    if (text[i] !== '\\') {
      out += text[i++];
      continue;
    }
    const escape = readUnicode(text, i) ?? readEscape(text, i, true);
    out += escape.text;
    i += escape.length;
    if (escape.stop) return { text: out, stop: true };
  }
  return { text: out, stop: false };
}
