/** Why a text is no number of the wanted kind: xstrtol's LONGINT_INVALID, _OVERFLOW and _INVALID_SUFFIX_CHAR. */
export type NumberError = 'invalid' | 'overflow' | 'suffix';

const POWERS = 'KMGTPEZY';
const MAX = 2 ** 64;

/**
 * Reads an integer with a multiplier as gnulib's xstrtol does: `10`, `4K` (1024), `4KiB`, `4kB` (1000), `2b` (512). `suffixes`
 * are the letters allowed (`bEGKkMPTYZ0`: with `0`, also the forms `B` and `iB`). An `e` of `+` or `-` is not read here.
 */
export function parseInteger(text: string, suffixes: string): number | NumberError {
  const m = /^[ \t]*([+-]?\d+)(.*)$/s.exec(text);
  const bare = /^[ \t]*([A-Za-z].*)$/.exec(text);
  if (!m && !(bare && suffixes.includes(bare[1]![0]!))) return 'invalid';
  const digits = m ? m[1]! : '1';
  const suffix = m ? m[2]! : bare![1]!;
  const factor = multiplier(suffix, suffixes);
  if (factor === undefined) return 'suffix';
  const value = Number(digits) * factor;
  return Math.abs(value) >= MAX ? 'overflow' : value;
}

function multiplier(suffix: string, allowed: string): number | undefined {
  if (suffix === '') return 1;
  const letter = suffix[0]!;
  if (!allowed.includes(letter)) return undefined;
  const rest = suffix.slice(1);
  if (letter === 'b' && rest === '') return 512;
  if (letter === 'c' && rest === '') return 1;
  if (letter === 'w' && rest === '') return 2;
  if (letter === 'B' && rest === '') return 1024;
  const power = POWERS.indexOf(letter.toUpperCase()) + 1;
  if (power === 0) return undefined;
  if (rest === '') return 1024 ** power;
  if (!allowed.includes('0')) return undefined;
  if (rest === 'iB') return 1024 ** power;
  if (rest === 'B' || rest === 'D') return 1000 ** power;
  return undefined;
}

/** Reads a floating point number of seconds and the like; `undefined` where the text is none. */
export function parseDecimal(text: string): number | undefined {
  if (/^[ \t]*[+-]?inf(inity)?$/i.test(text)) return text.includes('-') ? -Infinity : Infinity;
  return /^[ \t]*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined;
}

const UNITS = ['', 'K', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];

/**
 * A size as `ls -h` and `du -h` print it: rounded up, one decimal below ten (`1.5K`, `12M`). With base 1000 the first unit is
 * `k` (`--si`). Follows gnulib's human.c (human_ceiling, human_autoscale, human_SI).
 */
export function humanSize(size: number, base: 1000 | 1024 = 1024): string {
  let unit = 0;
  let value = size;
  while (value >= base && unit < UNITS.length - 1) {
    value /= base;
    unit++;
  }
  if (unit === 0) return String(size);
  const tenths = Math.ceil(Math.round(value * 1e7) / 1e6);
  let shown = tenths < 100 ? (tenths / 10).toFixed(1) : String(Math.ceil(Math.round(value * 1e6) / 1e6));
  if (shown === String(base) && unit < UNITS.length - 1) {
    shown = '1.0';
    unit++;
  }
  return shown + (base === 1000 && unit === 1 ? 'k' : UNITS[unit]!);
}
