import { GoError } from '../go/error.ts';
import { quote } from '../go/quote.ts';

/** A `*json.UnmarshalTypeError`: a JSON value that does not fit the Go type; where it stands is added on the way up. */
export class UnmarshalTypeError extends GoError {
  constructor(
    readonly value: string,
    readonly type: string,
    struct?: string,
    field?: string,
  ) {
    super(
      struct !== undefined || field !== undefined
        ? `json: cannot unmarshal ${value} into Go struct field ${struct ?? ''}.${field ?? ''} of type ${type}`
        : `json: cannot unmarshal ${value} into Go value of type ${type}`,
    );
  }

  /** The same error with its place in a struct; a place that was known before is replaced. */
  at(struct: string, field: string): UnmarshalTypeError {
    return new UnmarshalTypeError(this.value, this.type, struct, field);
  }
}

/** An unknown or doubled field, found by strict decoding. */
export class StrictFieldError extends GoError {
  constructor(
    readonly type: 'unknown field' | 'duplicate field',
    readonly path: string,
  ) {
    super(`${type} ${quote(path)}`);
  }
}

/** Everything that strict decoding found; `object` was decoded all the same. */
export class StrictDecodingError extends GoError {
  constructor(
    readonly errors: readonly Error[],
    readonly object: object,
  ) {
    super(`strict decoding error: ${errors.map((e) => e.message).join(', ')}`);
  }
}
