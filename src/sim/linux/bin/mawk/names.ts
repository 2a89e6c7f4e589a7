import { SPECIAL_NAMES, type Expression, type FunctionInfo, type Kind, type SpecialName, type Variable } from './ast.ts';
import { AwkSyntaxError } from './tokens.ts';

/** Says where an error is: `line 3`, or `prog.awk: line 3`. */
export type Locate = (line: number) => string;

/** The names of a program, and what each turns out to be. */
export class Names {
  readonly globals: { name: string; kind: Kind }[] = [];
  readonly #slots = new Map<string, number>();
  readonly #functions = new Map<string, FunctionInfo>();
  /** The function whose body is read. */
  current: FunctionInfo | undefined;

  constructor(private readonly locate: Locate) {
    // these are arrays from the start
    for (const name of ['ENVIRON', 'ARGV']) this.globals[this.#slot(name)]!.kind = 'array';
  }

  #slot(name: string): number {
    let slot = this.#slots.get(name);
    if (slot === undefined) {
      slot = this.globals.push({ name, kind: 'unknown' }) - 1;
      this.#slots.set(name, slot);
    }
    return slot;
  }

  slotOf(name: string): number {
    return this.#slot(name);
  }

  variable(name: string): Variable {
    const { current } = this;
    const local = current?.parameters.indexOf(name) ?? -1;
    if (current && local >= 0) return { scope: 'local', slot: local, name, owner: current };
    if ((SPECIAL_NAMES as readonly string[]).includes(name)) return { scope: 'special', name: name as SpecialName };
    return { scope: 'global', slot: this.#slot(name), name };
  }

  isFunction(name: string): boolean {
    return this.#functions.get(name)?.defined ?? false;
  }

  function(name: string): FunctionInfo {
    let found = this.#functions.get(name);
    if (!found) {
      found = { name, parameters: [], kinds: [], defined: false, body: undefined, calls: [] };
      this.#functions.set(name, found);
    }
    return found;
  }

  kind(variable: Variable): Kind {
    if (variable.scope === 'special') return 'scalar';
    return variable.scope === 'global' ? this.globals[variable.slot]!.kind : variable.owner.kinds[variable.slot]!;
  }

  #setKind(variable: Variable, kind: Kind): void {
    if (variable.scope === 'global') this.globals[variable.slot]!.kind = kind;
    else if (variable.scope === 'local') variable.owner.kinds[variable.slot] = kind;
  }

  /** Notes how a name is used. Throws where it was used otherwise before. */
  use(variable: Variable, kind: 'scalar' | 'array', line: number): Variable {
    const known = this.kind(variable);
    if (known === 'unknown') this.#setKind(variable, kind);
    else if (known !== kind) {
      const what =
        variable.scope === 'local' ? `local parameter ${variable.name}` : `${known === 'array' ? 'array' : 'variable'} ${variable.name}`;
      throw new AwkSyntaxError(`${this.locate(line)}: illegal reference to ${what}`);
    }
    return variable;
  }

  /** When all is read: undefined functions, and what is passed to which parameter. Throws AwkSyntaxError. */
  resolve(lastLine: number): void {
    for (const fn of this.#functions.values()) {
      if (!fn.defined) throw new AwkSyntaxError(`${this.locate(lastLine)}: function ${fn.name} never defined`);
    }
    for (let changed = true; changed;) {
      changed = false;
      for (const fn of this.#functions.values()) {
        for (const call of fn.calls) if (this.#passed(fn, call)) changed = true;
      }
    }
  }

  /** Carries kinds from parameters to arguments and back; whether something new was learnt. */
  #passed(fn: FunctionInfo, call: { line: number; arguments: Expression[] }): boolean {
    if (call.arguments.length > fn.parameters.length) {
      throw new AwkSyntaxError(`${this.locate(call.line)}: too many arguments in call to ${fn.name}`);
    }
    let learnt = false;
    for (const [i, argument] of call.arguments.entries()) {
      const wanted = fn.kinds[i]!;
      const given = argument.kind === 'variable' ? this.kind(argument.variable) : 'scalar';
      if (wanted !== 'unknown' && given !== 'unknown' && wanted !== given) {
        throw new AwkSyntaxError(`${this.locate(call.line)}: type error in arg(${i + 1}) in call to ${fn.name}`);
      }
      if (wanted === 'unknown' && given !== 'unknown') fn.kinds[i] = given;
      else if (given === 'unknown' && wanted !== 'unknown' && argument.kind === 'variable') this.#setKind(argument.variable, wanted);
      else continue;
      learnt = true;
    }
    return learnt;
  }
}
