import type { KubeObject } from '../../shared/api/meta.ts';
import { newBadRequest } from '../status.ts';
import type { Strategy } from './strategy.ts';

// Models staging/src/k8s.io/apimachinery/pkg/{labels,fields}/selector.go @v1.35

/** One requirement on a label. */
export interface Requirement {
  key: string;
  operator: 'in' | 'notin' | '=' | '==' | '!=' | 'exists' | '!' | 'gt' | 'lt';
  values: readonly string[];
}

export function requirementMatches(r: Requirement, labels: Readonly<Record<string, string>>): boolean {
  const value = labels[r.key];
  switch (r.operator) {
    case 'in':
    case '=':
    case '==':
      return value !== undefined && r.values.includes(value);
    case 'notin':
    case '!=':
      return value === undefined || !r.values.includes(value);
    case 'exists':
      return value !== undefined;
    case '!':
      return value === undefined;
    case 'gt':
    case 'lt': {
      const n = Number(value);
      const bound = Number(r.values[0]);
      return value !== undefined && Number.isInteger(n) && (r.operator === 'gt' ? n > bound : n < bound);
    }
  }
}

type Token = { kind: 'word' | 'op' | 'end'; text: string };

function tokens(text: string): Token[] {
  const out: Token[] = [];
  let i = 0;
  while (i < text.length) {
    const c = text[i]!;
    if (/\s/.test(c)) i++;
    else if (/[=!(),<>]/.test(c)) {
      const two = text.slice(i, i + 2);
      const op = two === '==' || two === '!=' ? two : c;
      out.push({ kind: 'op', text: op });
      i += op.length;
    } else {
      let j = i;
      while (j < text.length && !/[\s=!(),<>]/.test(text[j]!)) j++;
      out.push({ kind: 'word', text: text.slice(i, j) });
      i = j;
    }
  }
  out.push({ kind: 'end', text: '' });
  return out;
}

/** Reads a label selector. Throws Error with upstream's words (`unable to parse requirement: …`). */
export function parseLabelSelector(text: string): Requirement[] {
  const list = tokens(text);
  const out: Requirement[] = [];
  let i = 0;
  const next = (): Token => list[i++]!;
  const peek = (): Token => list[i]!;
  if (peek().kind === 'end') return [];
  for (;;) {
    let negated = false;
    if (peek().text === '!') {
      next();
      negated = true;
    }
    const key = next();
    if (key.kind !== 'word') throw new Error(`unable to parse requirement: found '${key.text}', expected: identifier`);
    checkKey(key.text);
    if (negated || peek().kind === 'end' || peek().text === ',') {
      out.push({ key: key.text, operator: negated ? '!' : 'exists', values: [] });
    } else out.push(requirement(key.text, next, peek));
    const after = next();
    if (after.kind === 'end') return out;
    if (after.text !== ',') throw new Error(`found '${after.text}', expected: ',' or 'end of string'`);
    if (peek().kind === 'end') throw new Error(`found '', expected: identifier after ','`);
  }
}

function checkKey(key: string): void {
  const name = key.includes('/') ? key.slice(key.indexOf('/') + 1) : key;
  if (!/^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/.test(name) || name.length > 63) {
    throw new Error(
      `unable to parse requirement: <nil>: Invalid value: ${JSON.stringify(key)}: name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    );
  }
}

function requirement(key: string, next: () => Token, peek: () => Token): Requirement {
  const op = next();
  switch (op.text) {
    case '=':
    case '==':
    case '!=': {
      const value = peek().kind === 'word' ? next().text : '';
      checkValue(key, value);
      return { key, operator: op.text, values: [value] };
    }
    case '<':
    case '>': {
      const value = next().text;
      if (!/^-?\d+$/.test(value))
        throw new Error(
          `unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}: for 'Gt', 'Lt' operators, the value must be an integer`,
        );
      return { key, operator: op.text === '<' ? 'lt' : 'gt', values: [value] };
    }
    case 'in':
    case 'notin': {
      if (next().text !== '(') throw new Error(`unable to parse requirement: found '${peek().text}', expected: '('`);
      const values: string[] = [];
      for (;;) {
        if (peek().kind === 'word') values.push(next().text);
        else if (values.length === 0 || peek().text === ',') values.push('');
        const t = next();
        if (t.text === ')') break;
        if (t.text !== ',') throw new Error(`unable to parse requirement: found '${t.text}', expected: ',', ')' or identifier`);
      }
      for (const value of values) checkValue(key, value);
      return { key, operator: op.text, values };
    }
    default:
      throw new Error(`unable to parse requirement: found '${op.text}', expected: in, notin, =, ==, !=, gt, lt`);
  }
}

function checkValue(key: string, value: string): void {
  if (value.length > 63)
    throw new Error(
      `unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}: must be no more than 63 characters`,
    );
  if (value !== '' && !/^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/.test(value)) {
    throw new Error(
      `unable to parse requirement: values[0][${key}]: Invalid value: ${JSON.stringify(value)}: a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    );
  }
}

/** One condition on a field. */
export interface FieldCondition {
  field: string;
  negated: boolean;
  value: string;
}

/** Reads a field selector. Throws Error (`invalid selector: 'x'; can't understand 'y'`). */
export function parseFieldSelector(text: string): FieldCondition[] {
  const out: FieldCondition[] = [];
  for (const part of text.split(/(?<!\\),/)) {
    if (part === '') continue;
    const m = /^([^=!]*)(!=|==|=)(.*)$/s.exec(part);
    if (!m) throw new Error(`invalid selector: '${text}'; can't understand '${part}'`);
    out.push({ field: m[1]!, negated: m[2] === '!=', value: m[3]!.replace(/\\([\\,=])/g, '$1') });
  }
  return out;
}

/** Which objects a request asks for. */
export class Selection {
  constructor(
    private readonly labels: readonly Requirement[],
    private readonly fields: readonly FieldCondition[],
  ) {}

  static readonly all = new Selection([], []);

  /** Reads a request's selectors. Throws a Status error for what is none, or names a field that cannot be asked for. */
  static parse(labelSelector: string, fieldSelector: string, known: ReadonlySet<string>, gvk: string): Selection {
    let labels: Requirement[];
    let fields: FieldCondition[];
    try {
      labels = parseLabelSelector(labelSelector);
    } catch (e) {
      throw newBadRequest(
        (e as Error).message.startsWith('unable to parse') ? (e as Error).message : `unable to parse requirement: ${(e as Error).message}`,
      );
    }
    try {
      fields = parseFieldSelector(fieldSelector);
    } catch (e) {
      throw newBadRequest((e as Error).message);
    }
    for (const { field } of fields) {
      if (field === 'metadata.name' || field === 'metadata.namespace' || known.has(field)) continue;
      throw newBadRequest(known.size > 0 ? `field label not supported: ${field}` : `field label not supported for ${gvk}: ${field}`);
    }
    return new Selection(labels, fields);
  }

  get everything(): boolean {
    return this.labels.length === 0 && this.fields.length === 0;
  }

  /** The one name asked for, where the fields ask for one. */
  get name(): string | undefined {
    return this.fields.find((f) => f.field === 'metadata.name' && !f.negated)?.value;
  }

  matches(object: KubeObject, strategy: Strategy): boolean {
    if (this.everything) return true;
    const labels = object.metadata?.labels ?? {};
    if (!this.labels.every((r) => requirementMatches(r, labels))) return false;
    if (this.fields.length === 0) return true;
    const own = strategy.fields?.(object) ?? {};
    return this.fields.every(({ field, negated, value }) => {
      const have =
        field === 'metadata.name'
          ? object.metadata?.name
          : field === 'metadata.namespace'
            ? (object.metadata?.namespace ?? '')
            : own[field];
      return (have === value) !== negated;
    });
  }
}
