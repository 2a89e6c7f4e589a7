import { pad, rfc3339, SECOND, type Micros } from '../../kernel/time.ts';
import { quote, timeFixed } from './text.ts';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warning' | 'error' | 'fatal' | 'panic';
const LEVELS: readonly LogLevel[] = ['panic', 'fatal', 'error', 'warning', 'info', 'debug', 'trace'];

/** Whether messages of a level are written where the threshold is another. */
export function enabled(level: LogLevel, threshold: LogLevel): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(threshold);
}

const COLOURS: Record<LogLevel, number> = { trace: 37, debug: 37, info: 36, warning: 33, error: 31, fatal: 31, panic: 31 };

/** Plain words stand without quotes (logrus TextFormatter.needsQuoting). */
const value = (text: string): string => (/^[a-zA-Z0-9\-._/@^+]*$/.test(text) ? text : quote(text));

export interface LogOptions {
  /** `seconds`: RFC 3339; `nanoseconds`: with nine digits, as containerd sets it up. */
  precision?: 'seconds' | 'nanoseconds';
  /** A terminal gets colours and the seconds since the program began. */
  terminal?: { since: Micros };
}

/** One line of a logrus text logger, with its line break. */
export function logLine(
  at: Micros,
  level: LogLevel,
  message: string,
  fields: Readonly<Record<string, string>> = {},
  options: LogOptions = {},
): string {
  const names = Object.keys(fields).sort();
  if (options.terminal) {
    const seconds = pad(Math.floor((at - options.terminal.since) / SECOND), 4);
    const colour = COLOURS[level];
    const tail = names.map((name) => ` \u001b[${colour}m${name}\u001b[0m=${value(fields[name]!)}`).join('');
    return `\u001b[${colour}m${level.toUpperCase().slice(0, 4)}\u001b[0m[${seconds}] ${message.padEnd(44)} ${tail}\n`;
  }
  const time = options.precision === 'nanoseconds' ? timeFixed(at) : rfc3339(at);
  const tail = names.map((name) => ` ${name}=${value(fields[name]!)}`).join('');
  return `time=${quote(time)} level=${level} msg=${value(message)}${tail}\n`;
}
