import { quote } from './quote.ts';

/** An error as Go programs make them: `message` is what Error() gives. */
export class GoError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'GoError';
  }
}

/** What Error() gives for anything that was thrown. */
export function errorText(e: unknown): string {
  return e instanceof Error ? e.message : String(e);
}

/**
 * Several errors as one, as apimachinery's util/errors does: one is printed alone, more in brackets, and a message that was
 * already said is left out (also where errors nest).
 */
export class Aggregate extends GoError {
  constructor(readonly errors: readonly Error[]) {
    super(aggregateText(errors));
  }
}

function aggregateText(errors: readonly Error[]): string {
  const seen = new Set<string>();
  const parts: string[] = [];
  const visit = (list: readonly Error[]) => {
    for (const error of list) {
      if (error instanceof Aggregate) visit(error.errors);
      else if (!seen.has(error.message)) {
        seen.add(error.message);
        parts.push(error.message);
      }
    }
  };
  if (errors.length === 1) return errors[0]!.message;
  visit(errors);
  return parts.length === 1 ? parts[0]! : `[${parts.join(', ')}]`;
}

/** The errors as one, or nothing where there are none (utilerrors.NewAggregate). */
export function aggregate(errors: readonly (Error | undefined)[]): Aggregate | undefined {
  const list = errors.filter((e) => e !== undefined);
  return list.length ? new Aggregate(list) : undefined;
}

/** A `*strconv.NumError`: `strconv.ParseInt: parsing "abc": invalid syntax`. */
export class NumError extends GoError {
  constructor(
    readonly func: string,
    readonly num: string,
    readonly reason: 'invalid syntax' | 'value out of range' | string,
  ) {
    super(`strconv.${func}: parsing ${quote(num)}: ${reason}`);
  }
}
