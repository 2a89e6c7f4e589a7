import { argumentBytes, readEscape } from '../lib/escapes.ts';
import { Failure } from '../lib/utility.ts';

/** A value of a directive: a text, or a number in the base that the directive shows. */
export type Value = { text: string } | { number: number; base: 8 | 10 | 16 } | { seconds: number; nanos: number };

/** Replaces the directives of a format; `value` gives what a letter (or `H` or `L` with a letter) stands for, nothing for unknown ones. Throws Failure. */
export function expandFormat(
  format: string,
  escapes: boolean,
  quote: (text: string) => string,
  value: (letter: string) => Value | undefined,
): string {
  const text = argumentBytes(format);
  let out = '';
  for (let i = 0; i < text.length;) {
    const c = text[i]!;
    if (escapes && c === '\\') {
      const escape = readEscape(text, i, false);
      out += escape.text;
      i += escape.length;
      continue;
    }
    const m = c === '%' ? /^%([-#0 +']*)(\d*)(?:\.(\d*))?([HL]?)(.?)/s.exec(text.slice(i)) : null;
    if (!m) {
      out += c;
      i++;
      continue;
    }
    const [all, flags, width, precision, part, letter] = m;
    i += all.length;
    if (letter === '' && part === '') {
      if (all !== '%') throw new Failure(`${quote(all)}: invalid directive`);
      out += all;
      continue;
    }
    if (letter === '%' && all === '%%') {
      out += '%';
      continue;
    }
    const found = value(part! + letter!);
    out += found ? show(found, flags!, Number(width || 0), precision === undefined ? undefined : precision) : '?';
  }
  return out;
}

function show(value: Value, flags: string, width: number, precision: string | undefined): string {
  let body: string;
  let numeric = true;
  if ('text' in value) {
    numeric = false;
    body = argumentBytes(value.text);
    if (precision !== undefined) body = body.slice(0, Number(precision || 0));
  } else if ('seconds' in value) {
    body = String(value.seconds);
    if (precision !== undefined) {
      const digits = precision === '' ? 9 : Number(precision);
      if (digits > 0) body += `.${String(value.nanos).padStart(9, '0').padEnd(digits, '0').slice(0, digits)}`;
    }
  } else {
    body = value.number.toString(value.base);
    if (precision) body = body.padStart(Number(precision), '0');
    if (flags.includes('#') && value.base === 8) body = `0${body}`;
    if (flags.includes('#') && value.base === 16) body = `0x${body}`;
    if (flags.includes('+') && value.base === 10) body = `+${body}`;
  }
  if (flags.includes('-')) return body.padEnd(width);
  return body.padStart(width, numeric && flags.includes('0') ? '0' : ' ');
}
