import { formatFloat } from '../lib/printf.ts';

const SI = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
const IEC = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

/** A whole number of bytes, rounded to the nearest: one decimal below ten (gnulib's human.c). */
function rounded(bytes: number, base: number, units: readonly string[]): string {
  let unit = 0;
  let value = bytes;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  if (unit === 0) return `${bytes} B`;
  const text = value < 9.95 ? value.toFixed(1) : String(Math.round(value));
  return `${text} ${units[unit]}`;
}

/** A rate: `5.5 GB/s`, `91.7 MB/s`, `268 kB/s`; at least in kB. */
function rate(bytes: number, us: number): string {
  let value = us > 0 ? (bytes * 1e6) / us / 1000 : 0;
  let unit = 1;
  while (value >= 999.5 && unit < SI.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 99.95 ? value.toFixed(1) : Math.round(value)} ${SI[unit]}/s`;
}

/** dd's last line: `3145728 bytes (3.1 MB, 3.0 MiB) copied, 0.00057327 s, 5.5 GB/s`. */
export function transferred(bytes: number, us: number, progress: boolean): string {
  const sizes =
    bytes >= 1024 ? ` (${rounded(bytes, 1000, SI)}, ${rounded(bytes, 1024, IEC)})` : bytes >= 1000 ? ` (${rounded(bytes, 1000, SI)})` : '';
  const seconds = progress
    ? String(Math.round(us / 1e6))
    : formatFloat({ flags: '', width: 0, precision: undefined, letter: 'g' }, us / 1e6);
  return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}${sizes} copied, ${seconds} s, ${rate(bytes, us)}`;
}
