import { GoError } from './error.ts';
import { atoi } from './strconv.ts';

/** intstr.IntOrString as it stands in an object: a number or a string. */
export type IntOrString = number | string;

/** The number of an `IntOrString`; a string that is no number is 0 (IntValue()). */
export function intValue(value: IntOrString): number {
  if (typeof value === 'number') return value;
  try {
    return atoi(value);
  } catch {
    return 0;
  }
}

/**
 * intstr.GetScaledValueFromIntOrPercent: a number as it is, `25%` as that part of `total` (up or down).
 * Throws `invalid value for IntOrString: invalid type: string is not a percentage`.
 */
export function scaledValue(value: IntOrString, total: number, roundUp: boolean): number {
  if (typeof value === 'number') return value;
  const fail = (why: string) => new GoError(`invalid value for IntOrString: ${why}`);
  if (!value.endsWith('%')) throw fail('invalid type: string is not a percentage');
  let percent: number;
  try {
    percent = atoi(value.slice(0, -1));
  } catch (e) {
    throw fail(`invalid value "${value}": ${(e as Error).message}`);
  }
  return (roundUp ? Math.ceil : Math.floor)((percent * total) / 100);
}
