import { formatFloat, type Conversion } from '../lib/printf.ts';
import { Failure } from '../lib/utility.ts';

/** A format with exactly one floating point conversion. */
export interface NumberFormat {
  before: string;
  conversion: Conversion;
  after: string;
}

interface Quotes {
  quote(text: string): string;
}

/** Reads seq's FORMAT. Throws Failure with seq's messages. */
export function parseFormat(text: string, t: Quotes): NumberFormat {
  const m = /^((?:[^%]|%%)*)%([-+ #0']*)(\d*)(?:\.(\d*))?L?([efgaEFGA]?)(.*)$/s.exec(text);
  if (!m) {
    if (/^(?:[^%]|%%)*$/.test(text)) throw new Failure(`format ${t.quote(text)} has no % directive`);
    throw new Failure(`format ${t.quote(text)} ends in %`);
  }
  const [, before, flags, width, precision, letter, after] = m;
  if (!letter) {
    const unknown = after![0];
    throw new Failure(
      unknown === undefined ? `format ${t.quote(text)} ends in %` : `format ${t.quote(text)} has unknown %${unknown} directive`,
    );
  }
  if (!/^(?:[^%]|%%)*$/.test(after!)) throw new Failure(`format ${t.quote(text)} has too many % directives`);
  const conversion: Conversion = {
    flags: flags!,
    width: width ? Number(width) : 0,
    precision: precision === undefined ? undefined : Number(precision),
    letter,
  };
  return { before: before!.replaceAll('%%', '%'), conversion, after: after!.replaceAll('%%', '%') };
}

export function formatNumber(format: NumberFormat, n: number): string {
  return format.before + formatFloat(format.conversion, n) + format.after;
}

/** Columns of a number with so many decimals. */
export function displayLength(text: string, decimals: number): number {
  return Number(text).toFixed(decimals).length;
}
