import { formatVerb, parseTemplate, type Command, type Node, type Operand, type Pipeline } from './template-parse.ts';
import type { Json } from './json.ts';

export type TemplateFunction = (...args: Json[]) => Json;

/** What ends an execution early. */
class TemplateError extends Error {}

interface Scope {
  dot: Json | undefined;
  variables: Map<string, Json | undefined>;
}

const isMap = (v: Json | undefined): v is { readonly [key: string]: Json } => v !== null && typeof v === 'object' && !Array.isArray(v);

/** A value's truth in templates: zero values are false. */
function truth(v: Json | undefined): boolean {
  if (v === undefined || v === null || v === false || v === 0 || v === '') return false;
  if (Array.isArray(v)) return v.length > 0;
  return typeof v !== 'object' || Object.keys(v).length > 0;
}

/** A value as fmt prints it (`%v`): maps in the order of their keys. */
export function print(v: Json | undefined): string {
  if (v === undefined) return '<no value>';
  if (v === null) return '<nil>';
  if (Array.isArray(v)) return `[${v.map((one: Json) => print(one)).join(' ')}]`;
  if (typeof v === 'object') {
    const map = v as { readonly [key: string]: Json };
    return `map[${Object.keys(map)
      .sort()
      .map((key) => `${key}:${print(map[key])}`)
      .join(' ')}]`;
  }
  return String(v);
}

const compare = (a: Json, b: Json): number => (a === b ? 0 : (a as number) < (b as number) ? -1 : 1);

const BUILTINS: Record<string, TemplateFunction> = {
  len: (v) => (typeof v === 'string' ? new TextEncoder().encode(v).length : Array.isArray(v) ? v.length : Object.keys(v ?? {}).length),
  not: (v) => !truth(v),
  print: (...args) => args.map(print).join(''),
  println: (...args) => `${args.map(print).join(' ')}\n`,
  printf: (format, ...args) => formatVerb(String(format), args, print),
  html: (v) => print(v).replace(/[&<>"']/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&#34;', "'": '&#39;' })[c]!),
  eq: (a, ...rest) => rest.some((b) => a === b),
  ne: (a, b) => a !== b,
  lt: (a, b) => compare(a!, b!) < 0,
  le: (a, b) => compare(a!, b!) <= 0,
  gt: (a, b) => compare(a!, b!) > 0,
  ge: (a, b) => compare(a!, b!) >= 0,
  index(v, ...keys) {
    let at: Json | undefined = v;
    for (const key of keys) {
      if (Array.isArray(at)) {
        if (typeof key !== 'number' || key < 0 || key >= at.length)
          throw new TemplateError(`error calling index: index out of range: ${print(key)}`);
        at = (at as readonly Json[])[key];
      } else if (isMap(at)) at = at[String(key)] ?? null;
      else throw new TemplateError(`error calling index: can't index item of type ${typeof at}`);
    }
    return at ?? null;
  },
  slice: (v, from, to) => (v as string).slice((from as number | undefined) ?? 0, to as number | undefined),
};

export interface TemplateOptions {
  /** The template's name in messages. */
  name: string;
  functions?: Readonly<Record<string, TemplateFunction>>;
  /** Option missingkey=error. */
  missingKeyError?: boolean;
}

/**
 * Runs a text/template over decoded JSON. Throws Error with text/template's message, for a text that does not parse too.
 */
export function executeTemplate(text: string, data: Json, options: TemplateOptions): string {
  const functions: Record<string, TemplateFunction> = { ...BUILTINS, ...options.functions };
  const nodes = parseTemplate(text, options.name, (name) => name === 'and' || name === 'or' || Object.hasOwn(functions, name));
  let out = '';

  const fail = (node: { position: string; source: string }, why: string): never => {
    throw new TemplateError(`template: ${options.name}:${node.position}: executing "${options.name}" at <${node.source}>: ${why}`);
  };
  const field = (from: Json | undefined, names: readonly string[], node: Operand): Json | undefined => {
    let at = from;
    for (const name of names) {
      if (at === undefined || at === null) return fail(node, `nil pointer evaluating interface {}.${name}`);
      if (!isMap(at)) return fail(node, `can't evaluate field ${name} in type interface {}`);
      if (!Object.hasOwn(at, name)) {
        if (options.missingKeyError) return fail(node, `map has no entry for key "${name}"`);
        return undefined;
      }
      at = at[name];
    }
    return at;
  };
  const operand = (node: Operand, scope: Scope): Json | undefined => {
    switch (node.kind) {
      case 'literal':
        return node.value;
      case 'field':
        return field(scope.dot, node.names, node);
      case 'variable':
        return field(scope.variables.get(node.name), node.names, node);
      case 'pipeline':
        return field(pipeline(node.pipeline, scope), node.names, node);
      case 'function':
        return call(node, [], scope);
    }
  };
  const call = (node: Operand & { kind: 'function' }, args: (Operand | { value: Json | undefined })[], scope: Scope): Json => {
    const value = (a: Operand | { value: Json | undefined }): Json => ('kind' in a ? operand(a, scope) : a.value) ?? null;
    if (node.name === 'and' || node.name === 'or') {
      let last: Json = null;
      for (const arg of args) {
        last = value(arg);
        if (truth(last) === (node.name === 'or')) break;
      }
      return last;
    }
    try {
      return functions[node.name]!(...args.map(value));
    } catch (e) {
      if (e instanceof TemplateError && !e.message.startsWith('template:')) fail(node, e.message);
      throw e;
    }
  };
  const command = (node: Command, piped: { value: Json | undefined } | undefined, scope: Scope): Json | undefined => {
    const [first, ...rest] = node.operands;
    const args: (Operand | { value: Json | undefined })[] = piped ? [...rest, piped] : rest;
    if (first!.kind === 'function') return call(first!, args, scope);
    if (args.length > 0) fail(first!, `can't give argument to non-function ${first!.source}`);
    return operand(first!, scope);
  };
  const pipeline = (node: Pipeline, scope: Scope): Json | undefined => {
    let piped: { value: Json | undefined } | undefined;
    for (const one of node.commands) piped = { value: command(one, piped, scope) };
    if (node.declares.length === 1) scope.variables.set(node.declares[0]!, piped!.value);
    return piped!.value;
  };
  const range = (node: Extract<Node, { kind: 'range' }>, scope: Scope): void => {
    const value = pipeline({ ...node.pipeline, declares: [] }, scope);
    const pairs: [Json, Json][] = Array.isArray(value)
      ? value.map((one: Json, i): [Json, Json] => [i, one])
      : isMap(value)
        ? Object.keys(value)
            .sort()
            .map((key): [Json, Json] => [key, value[key]!])
        : [];
    if (pairs.length === 0) {
      walk(node.otherwise, scope);
      return;
    }
    for (const [key, one] of pairs) {
      const variables = new Map(scope.variables);
      const names = node.pipeline.declares;
      if (names.length === 1) variables.set(names[0]!, one);
      if (names.length === 2) {
        variables.set(names[0]!, key);
        variables.set(names[1]!, one);
      }
      walk(node.body, { dot: one, variables });
    }
  };
  const walk = (list: readonly Node[], scope: Scope): void => {
    for (const node of list) {
      if (node.kind === 'text') out += node.text;
      else if (node.kind === 'action') {
        const value = pipeline(node.pipeline, scope);
        if (node.pipeline.declares.length === 0) out += print(value);
      } else if (node.kind === 'range') range(node, scope);
      else {
        const inner: Scope = { dot: scope.dot, variables: new Map(scope.variables) };
        const value = pipeline(node.pipeline, inner);
        if (node.kind === 'with' && truth(value)) inner.dot = value;
        walk(truth(value) ? node.body : node.otherwise, inner);
      }
    }
  };
  walk(nodes, { dot: data, variables: new Map([['$', data]]) });
  return out;
}
