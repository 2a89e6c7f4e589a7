import type { Micros } from '../../kernel/time.ts';
import { nanoseconds, quote } from '../go/text.ts';

/** A protobuf message's text on one line, as the log of an event has it; times are seconds and nanoseconds. */
export function exitText(fields: readonly (readonly [name: string, value: string | number])[]): string {
  return fields
    .filter(([, value]) => value !== 0 && value !== '')
    .map(([name, value]) => {
      if (!name.endsWith('_at')) return `${name}:${typeof value === 'string' ? quote(value) : value}`;
      const text = nanoseconds(value as Micros);
      return `${name}:{seconds:${text.slice(0, -9)} nanos:${Number(text.slice(-9))}}`;
    })
    .join(' ');
}
