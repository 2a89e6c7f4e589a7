import { GoError } from './go/error.ts';
import { compareStrings, quote, sortStrings } from './go/quote.ts';
import { parseInt64 } from './go/strconv.ts';
import type { LabelSelector } from './schema/types/meta-v1.ts';
import { isLabelValue, isQualifiedName } from './validation/content.ts';
import { invalid, notSupported, Path, toAggregate, type FieldErrors } from './validation/field.ts';

// Models apimachinery/pkg/labels/selector.go @v1.35

export type Operator = 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';

/** One condition on a label. */
export interface Requirement {
  key: string;
  operator: Operator;
  values: readonly string[];
}

export type Labels = Readonly<Record<string, string>>;

const OPERATORS = ['in', 'notin', '=', '==', '!=', 'exists', '!', 'gt', 'lt'];
const SYMBOLS = new Map<string, Operator>([
  ['in', 'in'],
  ['notin', 'notin'],
  ['=', '='],
  ['==', '=='],
  ['!=', '!='],
  ['>', 'gt'],
  ['<', 'lt'],
]);

const keyError = (path: Path, key: string): FieldErrors => {
  const wrong = isQualifiedName(key);
  return wrong.length ? [invalid(path, key, wrong.join('; '))] : [];
};

function isInteger(text: string): boolean {
  try {
    parseInt64(text);
    return true;
  } catch {
    return false;
  }
}

function valueCountError(operator: string, values: readonly string[], at: Path): FieldErrors {
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length ? [] : [invalid(at, [], "for 'in', 'notin' operators, values set can't be empty")];
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : [invalid(at, values, 'exact-match compatibility requires one single value')];
    case 'exists':
    case '!':
      return values.length ? [invalid(at, values, 'values set must be empty for exists and does not exist')] : [];
    case 'gt':
    case 'lt':
      return [
        ...(values.length === 1 ? [] : [invalid(at, values, "for 'Gt', 'Lt' operators, exactly one value is required")]),
        ...values.flatMap((value, i) =>
          isInteger(value) ? [] : [invalid(at.index(i), value, "for 'Gt', 'Lt' operators, the value must be an integer")],
        ),
      ];
    default:
      return [];
  }
}

/** A checked requirement (NewRequirement). Throws its errors, whose fields stand below `path`. */
export function newRequirement(key: string, operator: string, values: readonly string[], path = Path.of()): Requirement {
  const at = path.child('values');
  const errors = [
    ...keyError(path.child('key'), key),
    ...valueCountError(operator, values, at),
    ...(OPERATORS.includes(operator) ? [] : [notSupported(path.child('operator'), operator, OPERATORS)]),
    ...values.flatMap((value, i) => {
      const wrong = isLabelValue(value);
      return wrong.length ? [invalid(at.index(i).key(key), value, wrong.join('; '))] : [];
    }),
  ];
  const error = toAggregate(errors);
  if (error) throw error;
  return { key, operator: operator as Operator, values };
}

interface Token {
  kind: 'word' | 'symbol' | 'error' | 'end';
  text: string;
}

const SPECIAL = '=!(),><';
const TOKENS = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);

function tokens(text: string): Token[] {
  const out: Token[] = [];
  for (let i = 0; i < text.length;) {
    const char = text[i]!;
    if (' \t\r\n'.includes(char)) {
      i++;
      continue;
    }
    let end = i;
    if (!SPECIAL.includes(char)) {
      while (end < text.length && !SPECIAL.includes(text[end]!) && !' \t\r\n'.includes(text[end]!)) end++;
      out.push({ kind: 'word', text: text.slice(i, end) });
    } else {
      // The longest run of symbols that is a token: `==`, `!=`, or the first one alone.
      while (end < text.length && SPECIAL.includes(text[end]!) && TOKENS.has(text.slice(i, end + 1))) end++;
      out.push({ kind: 'symbol', text: text.slice(i, end) });
    }
    i = end;
  }
  out.push({ kind: 'end', text: '' });
  return out;
}

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(
    text: string,
    private readonly path: Path,
  ) {
    this.#tokens = tokens(text);
  }

  #next(): Token {
    return this.#tokens[this.#at++]!;
  }

  #is(kind: Token['kind'], ...texts: string[]): boolean {
    const token = this.#tokens[this.#at]!;
    return token.kind === kind && (!texts.length || texts.includes(token.text));
  }

  parse(): Requirement[] {
    const out: Requirement[] = [];
    for (;;) {
      if (this.#is('end')) return out;
      if (!this.#is('word') && !this.#is('symbol', '!'))
        throw new GoError(`found '${this.#next().text}', expected: !, identifier, or 'end of string'`);
      try {
        out.push(this.#requirement());
      } catch (e) {
        throw e instanceof GoError ? new GoError(`unable to parse requirement: ${e.message}`) : e;
      }
      if (this.#is('end')) return out;
      const token = this.#next();
      if (token.kind !== 'symbol' || token.text !== ',') throw new GoError(`found '${token.text}', expected: ',' or 'end of string'`);
      if (!this.#is('word') && !this.#is('symbol', '!')) throw new GoError(`found '${this.#next().text}', expected: identifier after ','`);
    }
  }

  #requirement(): Requirement {
    let token = this.#next();
    const not = token.kind === 'symbol' && token.text === '!';
    if (not) token = this.#next();
    if (token.kind !== 'word') throw new GoError(`found '${token.text}', expected: identifier`);
    const key = token.text;
    const wrong = keyError(this.path, key)[0];
    if (wrong) throw wrong;
    if (not || this.#is('end') || this.#is('symbol', ',')) return newRequirement(key, not ? '!' : 'exists', [], this.path);
    const sign = this.#next();
    const operator = SYMBOLS.get(sign.text);
    if (!operator) throw new GoError(`found '${sign.text}', expected: in, notin, =, ==, !=, gt, lt`);
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#value()];
    return newRequirement(key, operator, values, this.path);
  }

  #value(): string {
    if (this.#is('end') || this.#is('symbol', ',')) return '';
    const token = this.#next();
    if (token.kind !== 'word') throw new GoError(`found '${token.text}', expected: identifier`);
    return token.text;
  }

  #values(): string[] {
    const open = this.#next();
    if (open.text !== '(') throw new GoError(`found '${open.text}' expected: '('`);
    if (this.#is('symbol', ')')) {
      this.#next();
      return [''];
    }
    if (!this.#is('word') && !this.#is('symbol', ',')) throw new GoError(`found '${this.#next().text}', expected: ',', ')' or identifier`);
    const values = new Set<string>();
    for (;;) {
      const token = this.#next();
      if (token.kind === 'word') {
        values.add(token.text);
        if (this.#is('symbol', ',')) continue;
        if (!this.#is('symbol', ')')) throw new GoError(`found '${this.#next().text}', expected: ',' or ')'`);
      } else if (token.text === ',') {
        if (!values.size || this.#is('symbol', ')', ',')) values.add('');
        if (!this.#is('symbol', ')')) continue;
      } else throw new GoError(`found '${token.text}', expected: ',', or identifier`);
      this.#next();
      return sortStrings(values);
    }
  }
}

const byKey = (a: Requirement, b: Requirement) => compareStrings(a.key, b.key);

/** The requirements of a selector's text, by key (labels.Parse). Throws its errors. */
export function parseLabelSelector(text: string, path = Path.of()): Requirement[] {
  return new Parser(text, path).parse().sort(byKey);
}

/** Whether labels fulfil a requirement. */
export function requirementMatches({ key, operator, values }: Requirement, labels: Labels): boolean {
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    default: {
      if (value === undefined || !isInteger(value) || values.length !== 1) return false;
      const [a, b] = [parseInt64(value), parseInt64(values[0]!)];
      return operator === 'gt' ? a > b : a < b;
    }
  }
}

/** Whether labels fulfil all requirements; no requirements select everything. */
export function selectorMatches(requirements: readonly Requirement[], labels: Labels = {}): boolean {
  return requirements.every((requirement) => requirementMatches(requirement, labels));
}

const SIGNS: Partial<Record<Operator, string>> = { in: ' in ', notin: ' notin ', gt: '>', lt: '<', exists: '', '!': '' };

/** A selector's text (Selector.String). */
export function formatRequirements(requirements: readonly Requirement[]): string {
  return requirements
    .map(({ key, operator, values }) => {
      const list = values.length === 1 ? values[0]! : sortStrings(values).join(',');
      const shown = operator === 'in' || operator === 'notin' ? `(${list})` : operator === 'exists' || operator === '!' ? '' : list;
      return `${operator === '!' ? '!' : ''}${key}${SIGNS[operator] ?? operator}${shown}`;
    })
    .join(',');
}

/** The requirements of equal labels (SelectorFromSet). */
export function requirementsOf(labels: Labels): Requirement[] {
  return Object.entries(labels)
    .map(([key, value]): Requirement => ({ key, operator: '=', values: [value] }))
    .sort(byKey);
}

const EXPRESSIONS = new Map<string, Operator>([
  ['In', 'in'],
  ['NotIn', 'notin'],
  ['Exists', 'exists'],
  ['DoesNotExist', '!'],
]);

/**
 * LabelSelectorAsSelector: the requirements of an object's selector; undefined, which selects nothing, without one. Throws what
 * is wrong with it.
 */
export function labelSelectorRequirements(selector: LabelSelector | undefined | null): Requirement[] | undefined {
  if (!selector) return undefined;
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => newRequirement(key, '=', [value]));
  const expressions = (selector.matchExpressions ?? []).map((expression) => {
    const operator = EXPRESSIONS.get(expression.operator ?? '');
    if (!operator) throw new GoError(`${quote(expression.operator ?? '')} is not a valid label selector operator`);
    return newRequirement(expression.key ?? '', operator, expression.values ?? []);
  });
  return [...labels, ...expressions].sort(byKey);
}

/** Whether an object's selector selects labels; no selector selects nothing. Throws what is wrong with it. */
export function labelSelectorMatches(selector: LabelSelector | undefined | null, labels: Labels = {}): boolean {
  const requirements = labelSelectorRequirements(selector);
  return requirements !== undefined && selectorMatches(requirements, labels);
}

/** How kubectl shows a selector (FormatLabelSelector). */
export function formatLabelSelector(selector: LabelSelector | undefined | null): string {
  try {
    const requirements = labelSelectorRequirements(selector);
    return (requirements && formatRequirements(requirements)) || '<none>';
  } catch {
    return '<error>';
  }
}
