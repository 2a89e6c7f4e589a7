import { GoError } from '../go/error.ts';
import { byteLength, quote } from '../go/quote.ts';
import { atoi } from '../go/strconv.ts';
import type * as batch from '../schema/types/batch-v1.ts';
import { isDns1123Label, isQualifiedName } from './content.ts';
import {
  duplicate,
  FieldError,
  invalid,
  invalids,
  notSupported,
  required,
  tooLong,
  tooMany,
  type FieldErrors,
  type Path,
} from './field.ts';
import { NIL } from './kind.ts';
import { nonnegative } from './meta.ts';

// Models pkg/apis/batch/validation/validation.go @v1.35: when jobs fail and succeed

const ACTIONS = ['Count', 'FailIndex', 'FailJob', 'Ignore'];
const STATUSES = ['False', 'True', 'Unknown'];
const MAX_RULES = 20;
const MAX_EXIT_CODES = 255;
const MAX_INDEXES_BYTES = 64 * 1024;

const validValues = (list: readonly string[]) => `valid values: [${list.map(quote).join(' ')}]`;

function validateExitCodes(codes: batch.PodFailurePolicyOnExitCodesRequirement, path: Path, containers: ReadonlySet<string>): FieldErrors {
  const errors: FieldErrors = [];
  const { operator = '', values = [], containerName: name } = codes;
  const [at, list] = [path.child('operator'), path.child('values')];
  const operators = ['In', 'NotIn'];
  if (!operator) errors.push(required(at, validValues(operators)));
  else if (!operators.includes(operator)) errors.push(notSupported(at, operator, operators));
  if (name !== undefined && !containers.has(name))
    errors.push(invalid(path.child('containerName'), name, 'must be one of the container or initContainer names in the pod template'));
  if (!values.length) errors.push(invalid(list, codes.values ?? NIL, 'at least one value is required'));
  else if (values.length > MAX_EXIT_CODES) errors.push(tooMany(list, values.length, MAX_EXIT_CODES));
  values.forEach((value, i) => {
    if (operator === 'In' && value === 0) errors.push(invalid(list.index(i), value, 'must not be 0 for the In operator'));
    if (values.indexOf(value) < i) errors.push(duplicate(list.index(i), value));
  });
  if (values.some((value, i) => i > 0 && values[i - 1]! > value)) errors.push(invalid(list, values, 'must be ordered'));
  return errors;
}

function validateConditions(patterns: readonly batch.PodFailurePolicyOnPodConditionsPattern[], path: Path): FieldErrors {
  return [
    ...(patterns.length > MAX_RULES ? [tooMany(path, patterns.length, MAX_RULES)] : []),
    ...patterns.flatMap(({ type = '', status = '' }, i) => {
      const at = path.index(i).child('status');
      return [
        ...invalids(path.index(i).child('type'), type, isQualifiedName(type)),
        ...(!status ? [required(at, validValues(STATUSES))] : STATUSES.includes(status) ? [] : [notSupported(at, status, STATUSES)]),
      ];
    }),
  ];
}

/** validatePodFailurePolicy. */
export function validateFailurePolicy(spec: batch.JobSpec, path: Path): FieldErrors {
  const rules = spec.podFailurePolicy?.rules ?? [];
  const pod = spec.template?.spec ?? {};
  const containers = new Set([...(pod.containers ?? []), ...(pod.initContainers ?? [])].map(({ name = '' }) => name));
  const list = path.child('rules');
  return [
    ...(rules.length > MAX_RULES ? [tooMany(list, rules.length, MAX_RULES)] : []),
    ...rules.flatMap((rule, i) => {
      const [at, action] = [list.index(i), rule.action ?? ''];
      const errors: FieldErrors = [];
      if (!action) errors.push(required(at.child('action'), validValues(ACTIONS)));
      else if (action === 'FailIndex') {
        if (spec.backoffLimitPerIndex === undefined)
          errors.push(invalid(at.child('action'), action, 'requires the backoffLimitPerIndex to be set'));
      } else if (!ACTIONS.includes(action)) errors.push(notSupported(at.child('action'), action, ACTIONS));
      const conditions = rule.onPodConditions ?? [];
      if (rule.onExitCodes) errors.push(...validateExitCodes(rule.onExitCodes, at.child('onExitCodes'), containers));
      if (conditions.length) errors.push(...validateConditions(conditions, at.child('onPodConditions')));
      const one = (why: string) => errors.push(invalidOmitted(at, why));
      if (rule.onExitCodes && conditions.length) one('specifying both OnExitCodes and OnPodConditions is not supported');
      if (!rule.onExitCodes && !conditions.length) one('specifying one of OnExitCodes and OnPodConditions is required');
      return errors;
    }),
  ];
}

/** An invalid value that is not shown (field.OmitValueType). */
const invalidOmitted = (path: Path, why: string) => new FieldError('Invalid value', path.toString(), undefined, why);

function readIndex(text: string, completions: number): number {
  let index: number;
  try {
    index = atoi(text);
  } catch {
    throw new GoError(`cannot convert string to integer for index: ${quote(text)}`);
  }
  if (index >= completions) throw new GoError(`too large index: ${quote(text)}`);
  return index;
}

/** How many indexes a text like `0,2-4` names. Throws what is wrong with it. */
export function countIndexes(text: string, completions: number): number {
  if (text === '') return 0;
  let last: number | undefined;
  let total = 0;
  const notIncreasing = (a: number, b: number) => new GoError(`non-increasing order, previous: ${a}, current: ${b}`);
  for (const interval of text.split(',')) {
    const ends = interval.split('-');
    if (ends.length > 2)
      throw new GoError(
        `the fragment ${quote(interval)} violates the requirement that an index interval can have at most two parts separated by '-'`,
      );
    const start = readIndex(ends[0]!, completions);
    const end = ends.length > 1 ? readIndex(ends[1]!, completions) : start;
    if (ends.length > 1 && start >= end) throw notIncreasing(start, end);
    if (last !== undefined && last >= start) throw notIncreasing(last, start);
    total += end - start + 1;
    last = end;
  }
  return total;
}

/** validateSuccessPolicy, for jobs with indexes. */
export function validateSuccessPolicy(spec: batch.JobSpec, path: Path): FieldErrors {
  const [rules, list] = [spec.successPolicy?.rules ?? [], path.child('rules')];
  const completions = spec.completions ?? 0;
  const errors: FieldErrors = [];
  if (!rules.length) errors.push(required(list, 'at least one rules must be specified when the successPolicy is specified'));
  if (rules.length > MAX_RULES) errors.push(tooMany(list, rules.length, MAX_RULES));
  rules.forEach((rule, i) => {
    const { succeededCount: count, succeededIndexes: indexes } = rule;
    const [atCount, atIndexes] = [list.index(i).child('succeededCount'), list.index(i).child('succeededIndexes')];
    if (count === undefined && indexes === undefined)
      errors.push(required(list.index(i), 'at least one of succeededCount or succeededIndexes must be specified'));
    let total = 0;
    if (indexes !== undefined) {
      if (byteLength(indexes) > MAX_INDEXES_BYTES) errors.push(tooLong(atIndexes, MAX_INDEXES_BYTES));
      try {
        total = countIndexes(indexes, completions);
      } catch (e) {
        errors.push(invalid(atIndexes, indexes, `error parsing succeededIndexes: ${(e as Error).message}`));
      }
    }
    if (count === undefined) return;
    errors.push(...nonnegative(count, atCount));
    if (count > completions)
      errors.push(invalid(atCount, count, `must be less than or equal to ${completions} (the number of specified completions)`));
    if (indexes !== undefined && count > total) {
      const why = `must be less than or equal to ${total} (the number of indexes in the specified succeededIndexes field)`;
      errors.push(invalid(atCount, count, why));
    }
  });
  return errors;
}

/** Whether a job's last pod could not have its name (an indexed job names its pods' hosts). */
export const isBadHostName = (name: string) => isDns1123Label(name).length > 0;
