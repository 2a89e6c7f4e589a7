import type { GoType, StructType } from '../schema/go-types.ts';

/** What defaulting may ask of the program that does it. */
export interface DefaultingContext {
  /** A feature gate's state. */
  enabled(gate: string): boolean;
}

/** Sets the defaults of one object of a type, in place. */
export type Defaulter = (object: never, context: DefaultingContext) => void;

/** Defaulters by the schema's name of their type (`core/v1.Container`; `v1.ResourceList` for a named map). */
export type Defaulters = Readonly<Record<string, Defaulter>>;

const nameOf = (type: GoType): string => (type.kind === 'struct' ? type.id : type.name);

/**
 * Walks objects along the schema and calls the defaulters of each type, a struct's own before those of its fields, as
 * upstream's generated SetObjectDefaults functions do. Parts of the schema without defaulters are not entered.
 */
export class DefaultsWalker {
  readonly #reaches = new Map<string, boolean>();

  constructor(private readonly defaulters: Defaulters) {}

  /** Sets defaults in the object, which must be the caller's own. */
  apply(object: unknown, type: GoType, context: DefaultingContext): void {
    if (object === undefined || object === null || !this.#reached(type)) return;
    switch (type.kind) {
      case 'pointer':
        return this.apply(object, type.elem, context);
      case 'list':
        for (const item of object as unknown[]) this.apply(item, type.elem, context);
        return;
      case 'map':
        this.#call(object, type, context);
        if (this.#reached(type.elem)) for (const item of Object.values(object)) this.apply(item, type.elem, context);
        return;
      case 'struct':
        return this.#struct(object as Record<string, unknown>, type, context);
      default:
    }
  }

  #call(object: unknown, type: GoType, context: DefaultingContext): void {
    this.defaulters[nameOf(type)]?.(object as never, context);
  }

  #struct(object: Record<string, unknown>, type: StructType, context: DefaultingContext): void {
    this.#call(object, type, context);
    for (const [name, field] of type.fields) {
      if (!this.#reached(field.type)) continue;
      if (object[name] !== undefined) this.apply(object[name], field.type, context);
      else if (field.type.kind === 'struct') this.#embedded(object, name, field.type, context);
    }
  }

  /** A struct that is no pointer is always there: it is made where defaults set something in it. */
  #embedded(object: Record<string, unknown>, name: string, type: StructType, context: DefaultingContext): void {
    const made = {};
    this.#struct(made, type, context);
    if (Object.keys(made).length) object[name] = made;
  }

  /** Whether the type or anything in it has a defaulter. */
  #reached(type: GoType): boolean {
    if (type.kind === 'pointer' || type.kind === 'list') return this.#reached(type.elem);
    if (type.kind !== 'struct' && type.kind !== 'map') return false;
    const name = nameOf(type);
    if (name in this.defaulters) return true;
    const known = this.#reaches.get(name);
    if (known !== undefined) return known;
    // a type that holds itself is not reached by that alone
    this.#reaches.set(name, false);
    const found = type.kind === 'map' ? this.#reached(type.elem) : [...type.fields.values()].some((field) => this.#reached(field.type));
    this.#reaches.set(name, found);
    return found;
  }
}
