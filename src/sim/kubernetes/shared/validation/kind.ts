import { encodeTyped } from '../decode/encode.ts';
import { encodeJson } from '../json/encode.ts';
import { structOf } from '../schema/go-types.ts';
import type { LabelSelector } from '../schema/types/meta-v1.ts';
import { nameIsSubdomain, type NameCheck } from './content.ts';
import { invalid, RawJson, type FieldErrors, type Path } from './field.ts';
import { IMMUTABLE } from './meta.ts';

/** What a check may ask about the program it runs in. */
export interface ValidationContext {
  enabled(gate: string): boolean;
  /** Compiles an expression and says what is wrong with it; without this, expressions pass unread. */
  checkExpression?(expression: string, use: ExpressionUse): string | undefined;
}

/** Where an expression stands and what it may name. */
export interface ExpressionUse {
  returns: 'bool' | 'string' | 'any';
  params: boolean;
  authorizer: boolean;
  /** Names of the policy's variables that come before it. */
  variables: readonly string[];
}

/**
 * How objects of a kind are checked when they are made and when they change: what upstream's ValidateX and ValidateXUpdate say
 * after the metadata, whose checks are the same for all kinds. Objects are decoded and defaulted.
 */
export interface KindValidation<T = object> {
  /** How metadata.name is checked. */
  name: NameCheck;
  create(object: T, context: ValidationContext): FieldErrors;
  update(object: T, old: T, context: ValidationContext): FieldErrors;
}

/** Fills in what most kinds have: a subdomain's name, and an update that is checked like a new object. */
export function kind<T>(
  create: KindValidation<T>['create'],
  rest: Partial<Omit<KindValidation<T>, 'create'>> = {},
): KindValidation<object> {
  return {
    name: nameIsSubdomain,
    update: (object: T, _old: T, context: ValidationContext) => create(object, context),
    ...rest,
    create,
  } as KindValidation<object>;
}

/** Names that are free but for what a path cannot hold (path.ValidatePathSegmentName). */
export const nameIsPathSegment: NameCheck = (name, prefix = false) => {
  if (!prefix && (name === '.' || name === '..')) return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
};

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && Object.values(value).every((item) => item === undefined);
}

/** Semantic.DeepEqual of decoded values: what is absent equals what is empty. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b || (isEmpty(a) && isEmpty(b))) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b))
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => same(item, b[i]));
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].every((key) => same(left[key], right[key]));
}

/** A nil pointer, map or list, as an error shows it. */
export const NIL = new RawJson('null');

/** ValidateImmutableField; `shown` is what Go would show where that is not the value's JSON. */
export const immutable = (value: unknown, old: unknown, path: Path, shown: unknown = value): FieldErrors =>
  same(value, old) ? [] : [invalid(path, shown ?? NIL, IMMUTABLE)];

/** A selector as errors show it: the metadata's own types keep their JSON names, and what is empty is left out. */
export function shownSelector(selector: LabelSelector | undefined): RawJson {
  return selector ? new RawJson(encodeJson(encodeTyped(selector, structOf('meta/v1', 'LabelSelector')), { keepOrder: true })) : NIL;
}

/** A struct of an internal type, whose fields have no JSON names, with all its fields in order. */
export function goStruct(fields: Readonly<Record<string, unknown>>): RawJson {
  return new RawJson(encodeJson(Object.fromEntries(Object.entries(fields).map(([k, v]) => [k, v ?? null])), { keepOrder: true }));
}
