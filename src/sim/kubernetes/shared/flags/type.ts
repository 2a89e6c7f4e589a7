/**
 * The type of a flag's value: what a pflag.Value does. Values are plain data; `set` gives the next one and throws the error that
 * pflag puts after `invalid argument "…" for "…" flag: `.
 */
export interface FlagType<T = unknown> {
  /** The name that usage lines show. */
  readonly name: string;
  /** Given without a value, the flag means `true` (IsBoolFlag). */
  readonly bool?: boolean;
  /** Default texts that usage lines leave out. */
  readonly zero: readonly string[];
  /** The value before parsing, from the default as usage lines show it. */
  initial(text: string): T;
  /** The value after one use on the command line; `changed` says that an earlier use set `old`. */
  set(text: string, old: T, changed: boolean): T;
  /** The value as usage lines and `FLAG:` log lines show it. */
  format(value: T): string;
}

/** What most Values count as nothing. */
export const ZERO_TEXTS = ['false', '<nil>', '', '0'] as const;

/** A type whose every use replaces the value. */
export function scalar<T>(
  name: string,
  parse: (text: string) => T,
  rest: { zeroText: string; format?: (value: T) => string; bool?: boolean; zero?: readonly string[] },
): FlagType<T> {
  return {
    name,
    ...(rest.bool ? { bool: true } : {}),
    zero: rest.zero ?? [rest.zeroText],
    initial: (text) => parse(text || rest.zeroText),
    set: (text) => parse(text),
    format: rest.format ?? String,
  };
}
