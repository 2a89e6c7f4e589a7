import { aggregate, GoError, type Aggregate } from '../go/error.ts';
import { formatInt } from '../go/fmt.ts';
import { Quantity } from '../go/quantity.ts';
import { quote } from '../go/quote.ts';
import { encodeJson } from '../json/encode.ts';

/** A place in an object: `spec.containers[0].ports`. Immutable. */
export class Path {
  private constructor(private readonly text: string) {}

  /** field.NewPath. */
  static of(...names: string[]): Path {
    return new Path(names.join('.'));
  }

  child(...names: string[]): Path {
    return names.reduce((path, name) => new Path(path.text ? `${path.text}.${name}` : name), this as Path);
  }

  index(i: number): Path {
    return new Path(`${this.text}[${i}]`);
  }

  key(key: string): Path {
    return new Path(`${this.text}[${key}]`);
  }

  toString(): string {
    return this.text || '<nil>';
  }
}

/** A value that is shown in an error as this JSON. */
export class RawJson {
  constructor(readonly text: string) {}
}

export type FieldErrorType =
  | 'Not found'
  | 'Required value'
  | 'Duplicate value'
  | 'Invalid value'
  | 'Unsupported value'
  | 'Forbidden'
  | 'Too long'
  | 'Too many'
  | 'Internal error';

/** What a Status's causes call the types (metav1.CauseType). */
export const CAUSES: Record<FieldErrorType, string> = {
  'Not found': 'FieldValueNotFound',
  'Required value': 'FieldValueRequired',
  'Duplicate value': 'FieldValueDuplicate',
  'Invalid value': 'FieldValueInvalid',
  'Unsupported value': 'FieldValueNotSupported',
  Forbidden: 'FieldValueForbidden',
  'Too long': 'FieldValueTooLong',
  'Too many': 'FieldValueTooMany',
  'Internal error': 'InternalError',
};

const SHOWS_VALUE = new Set<FieldErrorType>(['Invalid value', 'Unsupported value', 'Not found', 'Duplicate value', 'Too many']);

function showValue(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return formatInt(value);
  if (typeof value === 'boolean') return String(value);
  if (value instanceof RawJson) return value.text;
  if (value instanceof Quantity) return quote(value.string());
  return encodeJson(value, { html: true });
}

/** A field.Error: what is wrong with one field of an object. */
export class FieldError extends GoError {
  constructor(
    readonly type: FieldErrorType,
    readonly field: string,
    readonly value: unknown,
    readonly detail: string,
  ) {
    super('');
    this.message = `${field}: ${this.body()}`;
  }

  /** The text without the field. */
  body(): string {
    const head = SHOWS_VALUE.has(this.type) && this.value !== undefined ? `${this.type}: ${showValue(this.value)}` : this.type;
    return this.detail ? `${head}: ${this.detail}` : head;
  }
}

export type FieldErrors = FieldError[];

/** field.Invalid. An absent string is '', an absent number 0: pass what Go would hold. */
export const invalid = (path: Path, value: unknown, detail: string) =>
  new FieldError('Invalid value', path.toString(), value ?? '', detail);

export const required = (path: Path, detail = '') => new FieldError('Required value', path.toString(), undefined, detail);

export const forbidden = (path: Path, detail: string) => new FieldError('Forbidden', path.toString(), undefined, detail);

export const duplicate = (path: Path, value: unknown) => new FieldError('Duplicate value', path.toString(), value ?? '', '');

export const notFound = (path: Path, value: unknown, detail = '') => new FieldError('Not found', path.toString(), value ?? '', detail);

/** field.NotSupported: the values are shown in the order given. */
export const notSupported = (path: Path, value: unknown, values: readonly string[]) =>
  new FieldError(
    'Unsupported value',
    path.toString(),
    value ?? '',
    values.length ? `supported values: ${values.map(quote).join(', ')}` : '',
  );

/** field.TooLong: `max` in bytes; the value is not shown. */
export const tooLong = (path: Path, max: number) =>
  new FieldError(
    'Too long',
    path.toString(),
    undefined,
    max >= 0 ? `may not be more than ${max} ${max === 1 ? 'byte' : 'bytes'}` : 'value is too long',
  );

/** field.TooMany: `actual` below 0 is not shown. */
export const tooMany = (path: Path, actual: number, max: number) =>
  new FieldError(
    'Too many',
    path.toString(),
    actual >= 0 ? actual : undefined,
    max >= 0 ? `must have at most ${max} ${max === 1 ? 'item' : 'items'}` : 'has too many items',
  );

export const typeInvalid = (path: Path, value: unknown, detail: string) =>
  new FieldError('Invalid value', path.toString(), value ?? '', detail);

export const internalError = (path: Path, detail: string) => new FieldError('Internal error', path.toString(), undefined, detail);

/** Invalid errors for the same value, one for each message. */
export const invalids = (path: Path, value: unknown, messages: readonly string[]): FieldErrors =>
  messages.map((m) => invalid(path, value, m));

/** ErrorList.ToAggregate: the errors as one, without those that say the same. */
export function toAggregate(errors: FieldErrors): Aggregate | undefined {
  const seen = new Set<string>();
  return aggregate(errors.filter((e) => !seen.has(e.message) && seen.add(e.message)));
}

/** `%v` of an ErrorList: `[a b]`. */
export function formatErrors(errors: FieldErrors): string {
  return `[${errors.map((e) => e.message).join(' ')}]`;
}
