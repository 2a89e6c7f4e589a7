import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { AssociativeArray, IndexedArray } from '../state/arrays.ts';
import { AssignmentError, evaluate, referenceOf, unset } from '../state/assign.ts';
import { expandSubscript } from '../expand/expand.ts';
import { subscriptOf } from '../syntax/words.ts';
import { attributeLetters, declarationText } from '../state/declarations.ts';
import { assignElements, assignPrepared } from '../state/declare.ts';
import { NAME, type Variable } from '../state/variables.ts';
import { elementsOf } from '../syntax/commands.ts';
import { functionText } from '../syntax/print.ts';
import { compareText } from '../text.ts';
import type { Builtin, BuiltinCall, PreparedAssignment } from './builtin.ts';
import { complain, lines, parseOptions, wrongOptions } from './support.ts';

const LETTERS = 'aAcfFgiIlnprtux';

/** What the options of `declare` and its like ask for. */
interface Wanted {
  on: Set<string>;
  off: Set<string>;
  prints: boolean;
  functions: boolean;
  global: boolean;
  /** In a function the variables are local. */
  local: boolean;
}

function wantedOf(options: readonly { letter: string }[]): Wanted {
  const on = new Set<string>();
  const off = new Set<string>();
  for (const { letter } of options) {
    if (letter.startsWith('+')) off.add(letter[1]!);
    else on.add(letter);
  }
  const functions = on.has('f') || on.has('F');
  return { on, off, prints: on.has('p'), functions, global: on.has('g'), local: false };
}

function* declare(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, LETTERS, true);
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const wanted = wantedOf(parsed.options);
  wanted.local = !wanted.global && inFunction(shell);
  if (wanted.functions) return yield* functions(shell, call, wanted, parsed.rest);
  if (parsed.rest.length === 0) return yield* list(shell, wanted, shell.variables.names(), parsed.options.length === 0);
  if (wanted.prints) return yield* printNamed(shell, call, parsed.rest);
  return yield* declareEach(shell, call, wanted, parsed.rest);
}

function inFunction(shell: Shell): boolean {
  return shell.frames.some((f) => f.kind === 'function');
}

function* local(shell: Shell, call: BuiltinCall): Step<number> {
  if (!inFunction(shell)) {
    if (shell.posix) {
      yield* complain(shell, call, 'not in a function');
      return 2;
    }
    yield* complain(shell, call, 'can only be used in a function');
    return 1;
  }
  const parsed = parseOptions(call.args, LETTERS, true);
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const wanted = { ...wantedOf(parsed.options), local: true };
  if (parsed.rest.length === 0) {
    const names = shell.variables.localNames();
    if (!shell.posix) return yield* list(shell, wanted, names, false);
    return 0;
  }
  return yield* declareEach(shell, call, wanted, parsed.rest);
}

/** `export` and `readonly`. */
function attributeBuiltin(attribute: 'x' | 'r'): Builtin['run'] {
  return function* (shell, call) {
    const parsed = parseOptions(call.args, 'aAfnp');
    const wrong = yield* wrongOptions(shell, call, parsed);
    if (wrong !== undefined) return wrong;
    const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
    const wanted = wantedOf(parsed.options.filter((o) => 'aA'.includes(o.letter)));
    if (attribute === 'x' && has('n')) wanted.off.add('x');
    else wanted.on.add(attribute);
    if (parsed.rest.length === 0) return yield* listAttribute(shell, call, attribute, wanted, has('f'));
    if (has('f')) return yield* markFunctions(shell, call, attribute, has('n'), parsed.rest);
    return yield* declareEach(shell, call, wanted, parsed.rest);
  };
}

function* listAttribute(shell: Shell, call: BuiltinCall, attribute: 'x' | 'r', wanted: Wanted, functionsOnly: boolean): Step<number> {
  const word = call.name;
  if (functionsOnly) {
    const names = [...shell.functions].filter(([, f]) => (attribute === 'x' ? f.exported : f.readonly)).map(([n]) => n);
    const shown = (n: string): string => `${functionText(n, shell.functions.get(n)!.body)}\ndeclare -f${attribute} ${n}`;
    return yield* shell.output(word, lines(names.sort(compareText).map(shown)));
  }
  const names = shell.variables.names().filter((n) => {
    const variable = shell.variables.binding(n)!;
    return attribute === 'x' ? variable.exported : variable.readonly;
  });
  if (shell.posix) {
    const value = (n: string): string => (shell.variables.get(n) === undefined ? '' : `='${shell.variables.get(n)!.replace(/'/g, `'"'"'`)}'`);
    return yield* shell.output(word, names.sort(compareText).map((n) => `${word} ${n}${value(n)}\n`).join(''));
  }
  const kinds = new Set([...wanted.on].filter((l) => l === 'a' || l === 'A'));
  return yield* list(shell, { ...wanted, on: kinds }, names, false, shell.options.get('posix') ? word : 'declare');
}

function* markFunctions(shell: Shell, call: BuiltinCall, attribute: 'x' | 'r', off: boolean, names: readonly string[]): Step<number> {
  let status = 0;
  for (const name of names) {
    const fn = shell.functions.get(name);
    if (!fn) {
      yield* complain(shell, call, `${name}: not a function`);
      status = 1;
    } else shell.functions.set(name, attribute === 'x' ? { ...fn, exported: !off } : { ...fn, readonly: true });
  }
  return status;
}

// ---- listing --------------------------------------------------------------------------------------------

/** Declarations of the names that have the wanted attributes; plain assignments where none were asked for. */
function* list(shell: Shell, wanted: Wanted, names: readonly string[], plain: boolean, word = 'declare'): Step<number> {
  const letters = [...wanted.on].filter((l) => l !== 'p' && l !== 'g');
  const chosen = [...names].sort(compareText).filter((n) => {
    const own = attributeLetters(shell.variables.binding(n)!);
    return letters.every((l) => own.includes(l));
  });
  let text = '';
  for (const name of chosen) {
    const variable = shell.variables.binding(name)!;
    if (!plain) text += `${posixly(declarationText(name, variable, shell.variables.current(variable)), word)}\n`;
    else if (shell.variables.value(name) !== undefined) text += `${shell.assignmentLine(name)}\n`;
  }
  if (plain) for (const name of [...shell.functions.keys()].sort(compareText)) text += `${functionText(name, shell.functions.get(name)!.body)}\n`;
  return yield* shell.output('declare', text);
}

/** In posix mode `export -p` and `readonly -p` show themselves instead of `declare`. */
function posixly(declaration: string, word: string): string {
  if (word === 'declare') return declaration;
  return declaration.replace(/^declare -(\S*)/, (_, letters: string) => {
    const rest = letters.replace(/[rx-]/g, '');
    return rest === '' ? word : `${word} -${rest}`;
  });
}

function* printNamed(shell: Shell, call: BuiltinCall, names: readonly string[]): Step<number> {
  let status = 0;
  for (const name of names) {
    const variable = shell.variables.binding(name);
    if (!variable || (variable.value === undefined && variable.dynamic === undefined && attributeLetters(variable) === '' && !shell.variables.isLocal(name))) {
      yield* complain(shell, call, `${name}: not found`);
      status = 1;
    } else if (yield* shell.output('declare', `${declarationText(name, variable, shell.variables.current(variable))}\n`)) status = 1;
  }
  return status;
}

function* functions(shell: Shell, call: BuiltinCall, wanted: Wanted, names: readonly string[]): Step<number> {
  const all = names.length === 0;
  let status = 0;
  for (const name of all ? [...shell.functions.keys()].sort(compareText) : names) {
    const fn = shell.functions.get(name);
    if (!fn) {
      if (wanted.prints) yield* complain(shell, call, `${name}: not found`);
      status = 1;
      continue;
    }
    if (!all && !wanted.prints && (wanted.on.has('x') || wanted.on.has('r') || wanted.on.has('t') || wanted.off.size > 0)) {
      shell.functions.set(name, {
        ...fn,
        exported: wanted.on.has('x') || (fn.exported && !wanted.off.has('x')),
        readonly: fn.readonly || wanted.on.has('r'),
        traced: wanted.on.has('t') || (fn.traced && !wanted.off.has('t')),
      });
      continue;
    }
    const flags = `${fn.readonly ? 'r' : ''}${fn.traced ? 't' : ''}${fn.exported ? 'x' : ''}`;
    const declaration = `declare -f${flags} ${name}`;
    let text = functionText(name, fn.body);
    if (wanted.on.has('F')) text = all ? declaration : shell.options.shopt('extdebug') ? `${name} ${fn.line} ${fn.source}` : name;
    else if (flags !== '') text += `\n${declaration}`;
    yield* shell.output(call.name, `${text}\n`);
  }
  return status;
}

// ---- declaring ------------------------------------------------------------------------------------------

function* declareEach(shell: Shell, call: BuiltinCall, wanted: Wanted, rest: readonly string[]): Step<number> {
  const offset = call.args.length - rest.length;
  let status = 0;
  for (const [i, arg] of rest.entries()) {
    if (arg === '-' && call.name === 'local') {
      shell.keepOptions();
      continue;
    }
    const given = call.assignments.get(offset + i) ?? textAssignment(arg, shell.posix);
    const reference = referenceOf(arg);
    const name = given?.name ?? reference?.name;
    const subscripted = (given?.subscript ?? reference?.subscript) !== undefined;
    if (name === undefined || !NAME.test(name) || (subscripted && (call.name === 'export' || call.name === 'readonly'))) {
      yield* complain(shell, call, shell.posix ? `${arg.replace(/=.*/, '')}: bad variable name` : `\`${arg}': not a valid identifier`);
      status = shell.posix ? 2 : 1;
      continue;
    }
    try {
      yield* shell.globalScope(wanted.global, name, () => declareOne(shell, wanted, name, given));
    } catch (e) {
      if (!(e instanceof AssignmentError)) throw e;
      const text = e.message;
      const bare = /readonly variable/.test(text) && typeof given?.value === 'string' && (call.name === 'export' || call.name === 'readonly');
      if (bare) yield* shell.complain(text);
      else yield* complain(shell, call, text);
      status = 1;
    }
  }
  return status;
}

/** An argument that was no assignment when it was read (`declare "$name=value"`). */
function textAssignment(arg: string, posix: boolean): PreparedAssignment | undefined {
  const m = /^([A-Za-z_]\w*)(?:\[([^]*?)\])?(\+?)=([^]*)$/.exec(arg);
  if (!m || (posix && (m[2] !== undefined || m[3] !== ''))) return undefined;
  const subscript = m[2] === undefined ? undefined : { text: m[2], parts: undefined, all: undefined };
  return { name: m[1]!, subscript, append: m[3] === '+', value: m[4]! };
}

function* declareOne(shell: Shell, wanted: Wanted, name: string, given: PreparedAssignment | undefined): Step {
  const { variables } = shell;
  if (wanted.local) {
    if (variables.binding(name)?.readonly) throw new AssignmentError(`${name}: readonly variable`);
    const fresh = !variables.isLocal(name);
    const outer = variables.binding(name);
    const own = variables.makeLocal(name);
    if (fresh && outer && (wanted.on.has('I') || shell.options.shopt('localvar_inherit'))) Object.assign(own, { ...outer, owner: own.owner });
  }
  const target = wanted.on.has('n') || wanted.off.has('n') ? name : variables.target(name);
  if (variables.binding(target)?.readonly && (given || wanted.off.has('r'))) throw new AssignmentError(`${target}: readonly variable`);
  const variable = variables.own(target);
  setKind(variable, wanted, target);
  setAttributes(variable, wanted);
  if (given) yield* assignDeclared(shell, wanted, target, given);
  if (wanted.on.has('x')) variables.own(target).exported = true;
  if (wanted.on.has('r')) variables.own(target).readonly = true;
  // `x=1 export x` keeps what was given with the command
  if ((wanted.on.has('x') || wanted.on.has('r')) && !wanted.local) variables.keep(target);
  variables.changed(target);
}

function setKind(variable: Variable, wanted: Wanted, name: string): void {
  const { value } = variable;
  if (wanted.on.has('A')) {
    if (value instanceof IndexedArray || variable.kind === 'indexed') throw new AssignmentError(`${name}: cannot convert indexed to associative array`);
    if (typeof value === 'string') {
      variable.value = new AssociativeArray();
      variable.value.set('0', value);
    }
    variable.kind = 'associative';
  } else if (wanted.on.has('a')) {
    if (value instanceof AssociativeArray || variable.kind === 'associative') throw new AssignmentError(`${name}: cannot convert associative to indexed array`);
    if (typeof value === 'string') variable.value = IndexedArray.of([value]);
    variable.kind = 'indexed';
  } else if ((wanted.off.has('a') || wanted.off.has('A')) && (typeof value === 'object' || variable.kind !== 'scalar')) {
    throw new AssignmentError(`${name}: cannot destroy array variables in this way`);
  }
}

function setAttributes(variable: Variable, { on, off }: Wanted): void {
  if (on.has('i')) variable.integer = true;
  if (on.has('n')) variable.nameref = true;
  if (on.has('t')) variable.trace = true;
  if (on.has('c')) variable.letterCase = 'capital';
  if (on.has('l')) variable.letterCase = 'lower';
  if (on.has('u')) variable.letterCase = on.has('l') ? 'none' : 'upper';
  if (off.has('i')) variable.integer = false;
  if (off.has('n')) variable.nameref = false;
  if (off.has('t')) variable.trace = false;
  if (off.has('x')) variable.exported = false;
  if (off.has('l') && variable.letterCase === 'lower') variable.letterCase = 'none';
  if (off.has('u') && variable.letterCase === 'upper') variable.letterCase = 'none';
}

function* assignDeclared(shell: Shell, wanted: Wanted, target: string, given: PreparedAssignment): Step {
  const { value } = given;
  const variable = shell.variables.binding(target)!;
  if (wanted.on.has('n') && typeof value === 'string') {
    if (!referenceOf(value)) throw new AssignmentError(`\`${value}': invalid variable name for name reference`);
    if (value === target) throw new AssignmentError(`${target}: nameref variable self references not allowed`);
    shell.variables.set(target, value);
    return;
  }
  // `declare -a x='(1 2)'`: the text is a list after all
  if (typeof value === 'string' && !given.subscript && variable.kind !== 'scalar' && /^\([^]*\)$/.test(value)) {
    const elements = elementsOf(value, shell.posix);
    if (elements) return yield* assignElements(shell, target, elements, given.append);
  }
  yield* assignPrepared(shell, { ...given, name: target });
}

// ---- unset, let -----------------------------------------------------------------------------------------

function* unsetBuiltin(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? 'fv' : 'fnv');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  if (has('f') && has('v')) {
    yield* complain(shell, call, 'cannot simultaneously unset a function and a variable');
    return 1;
  }
  let status = 0;
  for (const text of parsed.rest) {
    try {
      if (has('f')) status = (yield* unsetFunction(shell, call, text)) || status;
      else if (has('n')) shell.variables.unset(text);
      else status = (yield* unsetOne(shell, call, text, has('v'))) || status;
    } catch (e) {
      if (!(e instanceof AssignmentError)) throw e;
      yield* complain(shell, call, e.message);
      status = 1;
    }
  }
  return status;
}

function* unsetFunction(shell: Shell, call: BuiltinCall, name: string): Step<number> {
  if (shell.functions.get(name)?.readonly) {
    yield* complain(shell, call, `${name}: cannot unset: readonly function`);
    return 1;
  }
  shell.functions.delete(name);
  return 0;
}

function* unsetOne(shell: Shell, call: BuiltinCall, text: string, variablesOnly: boolean): Step<number> {
  const reference = referenceOf(text);
  if (!reference) {
    if (variablesOnly || text.includes('[')) {
      yield* complain(shell, call, `\`${text}': not a valid identifier`);
      return 1;
    }
    return yield* unsetFunction(shell, call, text);
  }
  const { name, subscript } = reference;
  if (subscript === '@' || subscript === '*') {
    const value = shell.variables.value(name);
    if (value instanceof AssociativeArray && value.get(subscript) === undefined) return 0;
    if (value instanceof IndexedArray) unset(shell, name, undefined);
    else unset(shell, name, subscript);
    return 0;
  }
  if (subscript === undefined && !shell.variables.binding(name)) {
    return variablesOnly ? 0 : yield* unsetFunction(shell, call, name);
  }
  unset(shell, name, subscript === undefined ? undefined : yield* expandSubscript(shell, subscriptOf(subscript, shell.posix)));
  return 0;
}

function* letBuiltin(shell: Shell, call: BuiltinCall): Step<number> {
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args;
  if (args.length === 0) {
    yield* complain(shell, call, 'expression expected');
    return 1;
  }
  let value: number | bigint = 0;
  for (const arg of args) {
    try {
      value = evaluate(shell, arg);
    } catch (e) {
      if (!(e instanceof AssignmentError)) throw e;
      yield* complain(shell, call, e.message);
      return 1;
    }
  }
  return value === 0 ? 1 : 0;
}

const DECLARE_USAGE = '[-aAfFgiIlnrtux] [name[=value] ...] or declare -p [-aAfFilnrtux] [name ...]';

export const DECLARE_BUILTINS: Readonly<Record<string, Builtin>> = {
  declare: { run: declare, usage: DECLARE_USAGE, summary: 'Set variable values and attributes.', declares: true },
  typeset: {
    run: declare,
    usage: '[-aAfFgiIlnrtux] name[=value] ... or typeset -p [-aAfFilnrtux] [name ...]',
    summary: 'Set variable values and attributes.',
    declares: true,
  },
  local: { run: local, usage: '[option] name[=value] ...', summary: 'Define local variables.', declares: true },
  export: {
    run: attributeBuiltin('x'),
    usage: '[-fn] [name[=value] ...] or export -p',
    summary: 'Set export attribute for shell variables.',
    special: true,
    declares: true,
  },
  readonly: {
    run: attributeBuiltin('r'),
    usage: '[-aAf] [name[=value] ...] or readonly -p',
    summary: 'Mark shell variables as unchangeable.',
    special: true,
    declares: true,
  },
  unset: {
    run: unsetBuiltin,
    usage: '[-f] [-v] [-n] [name ...]',
    summary: 'Unset values and attributes of shell variables and functions.',
    special: true,
  },
  let: { run: letBuiltin, usage: 'arg [arg ...]', summary: 'Evaluate arithmetic expressions.' },
};

