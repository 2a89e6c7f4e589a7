import { parseSignal } from '../../kernel/signals.ts';
import type { Micros } from '../../kernel/time.ts';
import type { StatusSetKey, UnitSettings } from './settings.ts';
import { parseSpan } from './time.ts';
import { addStatus, parseBoolean, parseMode, parseSize, parseUnsigned } from './values.ts';
import { names, words } from './words.ts';

/** Where a setting stands, and what is to be said about it. */
export interface Applying {
  settings: UnitSettings;
  key: string;
  value: string;
  /** Logs `path:line: text`. */
  warn(text: string): void;
  /** Replaces specifiers. */
  expand(text: string): string;
}

/** A setting that makes the whole unit unusable. */
export class FatalSetting extends Error {}

/** An Exec…= line that is left out because its `-` says that it does not matter. */
export class SkippedCommand extends Error {}

export type Handler = (at: Applying) => void;
type KeyOf<T> = {
  [K in keyof UnitSettings]: UnitSettings[K] extends T ? (T extends UnitSettings[K] ? K : never) : never;
}[keyof UnitSettings];

export const assign = <T>(at: Applying, field: keyof UnitSettings, value: T): void => {
  (at.settings as unknown as Record<string, unknown>)[field] = value;
};

export const text =
  (field: KeyOf<string> | 'description'): Handler =>
  (at) =>
    assign(at, field, at.expand(at.value));

export const bool =
  (field: KeyOf<boolean> | 'cpuAccounting' | 'memoryAccounting' | 'tasksAccounting'): Handler =>
  (at) => {
    const value = parseBoolean(at.value);
    if (value === undefined) at.warn(`Failed to parse boolean value, ignoring: ${at.value}`);
    else assign(at, field, value);
  };

export const span =
  (field: KeyOf<Micros> | 'timeoutStart' | 'timeoutAbort'): Handler =>
  (at) => {
    const value = parseSpan(at.value);
    if (value === undefined) at.warn(`Failed to parse sec value, ignoring: ${at.value}`);
    else assign(at, field, value);
  };

/** A time-out: zero and `infinity` switch it off. */
export const timeout =
  (...fields: ('timeoutStart' | 'timeoutStop' | 'timeoutAbort' | 'jobTimeout' | 'runtimeMax')[]): Handler =>
  (at) => {
    const value = parseSpan(at.value);
    if (value === undefined) at.warn(`Failed to parse ${at.key}= parameter, ignoring: ${at.value}`);
    else for (const field of fields) assign(at, field, value === 0 ? Infinity : value);
  };

export const unsigned =
  (field: KeyOf<number> | 'cpuWeight' | 'cpuShares'): Handler =>
  (at) => {
    const value = parseUnsigned(at.value);
    if (value === undefined) at.warn(`Failed to parse unsigned value, ignoring: ${at.value}`);
    else assign(at, field, value);
  };

export const oneOf =
  (field: keyof UnitSettings, what: string, values: string): Handler =>
  (at) => {
    if (values.split(' ').includes(at.value)) assign(at, field, at.value);
    else at.warn(`Failed to parse ${what}, ignoring: ${at.value}`);
  };

export const list =
  (field: KeyOf<string[]>): Handler =>
  (at) => {
    const value = at.settings[field];
    if (at.value === '') value.length = 0;
    else value.push(...names(at.expand(at.value)));
  };

export const memory =
  (field: 'memoryMax' | 'memoryHigh' | 'memoryLow' | 'memoryMin' | 'memoryLimit'): Handler =>
  (at) => {
    if (at.value === '' || at.value === 'infinity') return assign(at, field, Infinity);
    const percent = /^(\d+)%$/.exec(at.value);
    const value = percent ? Infinity : parseSize(at.value);
    if (value === undefined || value <= 0) at.warn(`Invalid memory limit '${at.value}', ignoring: Invalid argument`);
    else assign(at, field, value);
  };

export const signal =
  (field: 'killSignal' | 'restartKillSignal' | 'finalKillSignal' | 'watchdogSignal'): Handler =>
  (at) => {
    const value = parseSignal(at.value);
    if (value) assign(at, field, value);
    else at.warn(`Failed to parse signal name, ignoring: ${at.value}`);
  };

export const statuses =
  (field: StatusSetKey): Handler =>
  (at) => {
    if (at.value === '') assign(at, field, { codes: new Set(), signals: new Set() });
    for (const word of words(at.value)) {
      if (!addStatus(at.settings[field], word)) at.warn(`Failed to parse value, ignoring: ${word}`);
    }
  };

export const absolute =
  (field: KeyOf<string>, fatal = false): Handler =>
  (at) => {
    const path = at.expand(at.value);
    if (path === '' || path.startsWith('/')) assign(at, field, path.replace(/(?<=.)\/+$/, ''));
    else if (fatal) {
      at.warn(`${at.key}= path is not absolute: ${path}`);
      throw new FatalSetting();
    } else at.warn(`${at.key}= path is not absolute, ignoring: ${path}`);
  };

export const mode =
  (store: (settings: UnitSettings, value: number) => void): Handler =>
  (at) => {
    const value = parseMode(at.value);
    if (value === undefined) at.warn(`Failed to parse mode value, ignoring: ${at.value}`);
    else store(at.settings, value);
  };
