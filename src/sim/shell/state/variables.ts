import type { Shell } from '../exec/shell.ts';
import { AssociativeArray, hashOrder, IndexedArray } from './arrays.ts';

export type Value = string | IndexedArray | AssociativeArray;

/** What a variable's name is bound to. */
export interface Variable {
  /** `undefined`: declared, but not set. */
  value: Value | undefined;
  exported: boolean;
  readonly: boolean;
  integer: boolean;
  nameref: boolean;
  trace: boolean;
  letterCase: 'none' | 'lower' | 'upper' | 'capital';
  /** Declared as an array though it has no value yet. */
  kind: 'scalar' | 'indexed' | 'associative';
  /** Whose copy it is: after a fork parent and child share variables until one of them writes. */
  owner: object;
    dynamic: Dynamic | undefined;
}

/** How a variable's value is made when it is read. */
export interface Dynamic {
  get(shell: Shell): Value | undefined;
  /** Takes what is assigned; without it an assignment is ignored. */
  set?(shell: Shell, value: string): void;
  /** Takes what is assigned to an element of it, `undefined` to take it away. */
  setElement?(shell: Shell, key: string, value: string | undefined): void;
}

/** Bindings that a function or a command's assignments hide, to be put back. */
export interface Scope {
  readonly saved: Map<string, Variable | undefined>;
  /** `VAR=x command`: not a function's scope. */
  readonly temporary: boolean;
}

export const NAME = /^[A-Za-z_]\w*$/;

/**
 * The shell's variables, dynamically scoped: a name has one binding at a time, and a scope keeps those that it hides. A copy for
 * a subshell shares the variables until they are written to.
 */
export class Variables {
  #bindings: Map<string, Variable>;
  #scopes: Scope[];
  /** Bytes of all values, roughly. */
  bytes = 0;
  /** Names to be exported whatever they are (`set -a`). */
  exportAll = false;

  constructor(
    private readonly shell: Shell,
    /** Called after a variable of these names has changed. */
    private readonly watchers: ReadonlyMap<string, (shell: Shell) => void>,
    from?: Variables,
  ) {
    this.#bindings = new Map(from ? from.#bindings : []);
    this.#scopes = from ? from.#scopes.map((s) => ({ saved: new Map(s.saved), temporary: s.temporary })) : [];
    this.bytes = from?.bytes ?? 0;
    this.exportAll = from?.exportAll ?? false;
  }

  // ---- reading ------------------------------------------------------------------------------------

  /** The binding of a name itself, a reference not followed. */
  binding(name: string): Variable | undefined {
    return this.#bindings.get(name);
  }

  /** The variable of a name; references are followed. */
  find(name: string): Variable | undefined {
    const variable = this.#bindings.get(name);
    return variable?.nameref ? this.#bindings.get(this.target(name)) : variable;
  }

  /** The name that a reference leads to; the name itself where it is none. A circle of references leads to the name. */
  target(name: string): string {
    let at = name;
    for (let i = 0; i < 8; i++) {
      const variable = this.#bindings.get(at);
      if (!variable?.nameref || typeof variable.value !== 'string' || variable.value === '') return at;
      at = variable.value;
      if (at === name) return name;
    }
    return at;
  }

  /** The value of a name; of an array its element 0. */
  get(name: string): string | undefined {
    const variable = this.#bindings.get(name);
    if (!variable) return undefined;
    if (variable.nameref) {
      const target = this.target(name);
      const element = /^(\w+)\[(.*)\]$/.exec(target);
      if (element) return this.#element(element[1]!, element[2]!);
      return target === name ? undefined : this.get(target);
    }
    return scalar(this.current(variable));
  }

  #element(name: string, key: string): string | undefined {
    const value = this.value(name);
    return value instanceof AssociativeArray ? value.get(key) : value instanceof IndexedArray ? value.get(Number(key)) : value;
  }

  /** The value of a name as it is, arrays too. */
  value(name: string): Value | undefined {
    const variable = this.find(name);
    return variable && this.current(variable);
  }

  /** A variable's value at this moment. */
  current(variable: Variable): Value | undefined {
    return variable.dynamic ? variable.dynamic.get(this.shell) : variable.value;
  }

  isSet(name: string): boolean {
    return this.value(name) !== undefined;
  }

  names(): string[] {
    return [...this.#bindings.keys()];
  }

  // ---- writing ------------------------------------------------------------------------------------

  /** A variable that may be written to: made where there is none, copied where a fork shares it. */
  own(name: string): Variable {
    const found = this.#bindings.get(name);
    if (found?.owner === this) return found;
    const variable: Variable = found ? { ...found, value: copied(found.value), owner: this } : this.#fresh();
    this.#bindings.set(name, variable);
    return variable;
  }

  #fresh(): Variable {
    return {
      value: undefined,
      exported: this.exportAll,
      readonly: false,
      integer: false,
      nameref: false,
      trace: false,
      letterCase: 'none',
      kind: 'scalar',
      owner: this,
      dynamic: undefined,
    };
  }

  /** Sets a name's value as it is: no attribute is looked at. */
  set(name: string, value: Value): Variable {
    const variable = this.own(name);
    if (variable.dynamic) {
      if (typeof value === 'string') variable.dynamic.set?.(this.shell, value);
    } else if (typeof value === 'string' && typeof variable.value !== 'string' && variable.value !== undefined) {
      // a scalar assigned to an array is its element 0
      this.bytes += value.length - (scalar(variable.value)?.length ?? 0);
      if (variable.value instanceof IndexedArray) variable.value.set(0, value);
      else variable.value.set('0', value);
    } else {
      this.bytes += size(value) - size(variable.value);
      variable.value = value;
      if (typeof value !== 'string') variable.kind = value instanceof IndexedArray ? 'indexed' : 'associative';
    }
    if (this.exportAll) variable.exported = true;
    this.changed(name);
    return variable;
  }

  /** Tells those who want to know that a name's value has changed. */
  changed(name: string): void {
    this.watchers.get(name)?.(this.shell);
  }

  /** Makes a name a special variable. */
  define(name: string, dynamic: Dynamic, attributes: Partial<Variable> = {}): void {
    this.#bindings.set(name, { ...this.#fresh(), exported: false, ...attributes, dynamic });
  }

  /** Takes a name's binding away; one that a caller's scope made uncovers what it hid. */
  unset(name: string): void {
    const variable = this.#bindings.get(name);
    if (!variable) return;
    this.bytes -= size(variable.value);
    for (let i = this.#scopes.length - 1; i >= 0; i--) {
      const scope = this.#scopes[i]!;
      if (!scope.saved.has(name)) continue;
      if (i === this.#scopes.length - 1 && !scope.temporary) this.#bindings.set(name, this.#fresh());
      else {
        this.#restore(name, scope.saved.get(name));
        scope.saved.delete(name);
      }
      this.changed(name);
      return;
    }
    this.#bindings.delete(name);
    this.changed(name);
  }

  // ---- scopes -------------------------------------------------------------------------------------

  enter(temporary: boolean): Scope {
    const scope: Scope = { saved: new Map(), temporary };
    this.#scopes.push(scope);
    return scope;
  }

  leave(): void {
    const scope = this.#scopes.pop();
    if (!scope) return;
    for (const [name, variable] of scope.saved) {
      this.bytes -= size(this.#bindings.get(name)?.value);
      this.#restore(name, variable);
      this.bytes += size(variable?.value);
      this.changed(name);
    }
  }

  /** Makes a variable given with a command stay after it. */
  keep(name: string): void {
    const scope = this.#scopes[this.#scopes.length - 1];
    if (scope?.temporary) scope.saved.delete(name);
  }

  /** The same for all that were given with the command. */
  keepAll(): void {
    const scope = this.#scopes[this.#scopes.length - 1];
    if (scope?.temporary) scope.saved.clear();
  }

  #restore(name: string, variable: Variable | undefined): void {
    if (variable) this.#bindings.set(name, variable);
    else this.#bindings.delete(name);
  }

  /** Whether the innermost function has a local variable of that name. */
  isLocal(name: string): boolean {
    return this.#function()?.saved.has(name) ?? false;
  }

  localNames(): string[] {
    return [...(this.#function()?.saved.keys() ?? [])];
  }

  #function(): Scope | undefined {
    for (let i = this.#scopes.length - 1; i >= 0; i--) if (!this.#scopes[i]!.temporary) return this.#scopes[i];
    return undefined;
  }

  /**
   * Makes a name local to the innermost function (or to the innermost scope, for a command's own assignments). It starts unset;
   * a variable given with the call (`x=1 f`) hands on its value.
   */
  makeLocal(name: string, temporary = false): Variable {
    const scope = temporary ? this.#scopes[this.#scopes.length - 1] : this.#function();
    const before = this.#bindings.get(name);
    if (!scope || scope.saved.has(name)) return this.own(name);
    scope.saved.set(name, before);
    const variable = this.#fresh();
    const given = !temporary && before !== undefined && this.#givenWithCall(name);
    if (given) Object.assign(variable, { value: copied(before.value), exported: before.exported });
    // attributes that stay with a name: bash lets a local variable inherit the export of a given one only
    this.#bindings.set(name, variable);
    if (given) this.bytes += size(variable.value);
    this.changed(name);
    return variable;
  }

  #givenWithCall(name: string): boolean {
    const i = this.#scopes.findLastIndex((s) => !s.temporary);
    return i > 0 && this.#scopes[i - 1]!.temporary && this.#scopes[i - 1]!.saved.has(name);
  }

  /** Binds a name as at top level (`declare -g`); gives how to bind it as before. */
  uncover(name: string): () => void {
    const outermost = this.#scopes.find((s) => s.saved.has(name) && !s.temporary);
    if (!outermost) return () => undefined;
    const local = this.#bindings.get(name);
    this.#restore(name, outermost.saved.get(name));
    return () => {
      outermost.saved.set(name, this.#bindings.get(name));
      this.#restore(name, local);
    };
  }

  // ---- the environment ----------------------------------------------------------------------------

  /** Exported variables with a value, in the order in which bash hands them on. */
  exportedEntries(): [string, string][] {
    const out: [string, string][] = [];
    for (const [name, variable] of this.#bindings) {
      if (!variable.exported) continue;
      const value = this.current(variable);
      if (typeof value === 'string') out.push([name, value]);
    }
    return hashOrder(out, (e) => e[0]);
  }
}

/** A value where one text is wanted: an array's element 0. */
export function scalar(value: Value | undefined): string | undefined {
  return value instanceof IndexedArray ? value.get(0) : value instanceof AssociativeArray ? value.get('0') : value;
}

function copied(value: Value | undefined): Value | undefined {
  return value === undefined || typeof value === 'string' ? value : value.copy();
}

function size(value: Value | undefined): number {
  if (value === undefined) return 0;
  return typeof value === 'string' ? value.length + 64 : value.size * 64 + 64;
}
