import { isInteger, toText, type Value } from './values.ts';

interface Element {
  /** The index as text; undefined while it is known only as a number. */
  text: string | undefined;
  hash: number;
  /** The index as a number; undefined while it is known only as a text. */
  number: number | undefined;
  value: Value;
}

const FIRST_SIZE = 64;
const LIST_LENGTH = 12;

/** FNV-1a. */
function hashOf(text: string): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return h >>> 0;
}

/**
 * An array of mawk. Its elements stand in hash lists, found ones move to their list's front, and `for (k in a)` walks the lists:
 * the order that programs see is mawk's own (array.w of mawk 1.3.4). An array that split made keeps its elements by number until
 * something asks for one by text.
 */
export class AwkArray {
  #byText: Element[][] = [];
  #byNumber: Element[][] = [];
  #mask = FIRST_SIZE - 1;
  #limit = FIRST_SIZE * LIST_LENGTH;
  #hasTexts = false;
  #hasNumbers = false;
  #split: Value[] | undefined;
  size = 0;

  /** The element of an index, made where it is missing. */
  find(index: Value, convfmt: string): Element {
    return this.#find(index, convfmt, true)!;
  }

  has(index: Value, convfmt: string): boolean {
    return this.size > 0 && this.#find(index, convfmt, false) !== undefined;
  }

  get(index: Value, convfmt: string): Value {
    return this.find(index, convfmt).value;
  }

  set(index: Value, value: Value, convfmt: string): void {
    this.find(index, convfmt).value = value;
  }

  clear(): void {
    this.#byText = [];
    this.#byNumber = [];
    this.#mask = FIRST_SIZE - 1;
    this.#limit = FIRST_SIZE * LIST_LENGTH;
    this.#hasTexts = this.#hasNumbers = false;
    this.#split = undefined;
    this.size = 0;
  }

  /** Fills it as split does, with indices from 1. */
  load(values: Value[]): void {
    this.clear();
    if (values.length === 0) return;
    this.#split = values;
    this.size = values.length;
  }

  delete(index: Value, convfmt: string): void {
    const element = this.size > 0 ? this.#find(index, convfmt, false) : undefined;
    if (!element) return;
    this.#unsplit();
    const found = this.#find(index, convfmt, false)!;
    if (found.text !== undefined) remove(this.#byText[found.hash & this.#mask], found);
    if (found.number !== undefined) remove(this.#byNumber[found.number & this.#mask], found);
    if (--this.size === 0) this.clear();
  }

  /** All indices as texts, in the order of a for loop. */
  keys(): string[] {
    if (this.size === 0) return [];
    this.#addTexts();
    return this.#byText.flatMap((list) => list.map((element) => element.text!));
  }

  #find(index: Value, convfmt: string, create: boolean): Element | undefined {
    if (typeof index === 'number' && isInteger(index)) return this.#findNumber(index === 0 ? 0 : index, create);
    return this.#findText(toText(index, convfmt), create);
  }

  #findText(text: string, create: boolean): Element | undefined {
    this.#addTexts();
    const hash = hashOf(text);
    let list = (this.#byText[hash & this.#mask] ??= []);
    const at = list.findIndex((e) => e.hash === hash && e.text === text);
    if (at >= 0) return toFront(list, at);
    if (!create) return undefined;
    const element: Element = { text, hash, number: undefined, value: undefined };
    if (this.#grow()) list = this.#byText[hash & this.#mask] ??= [];
    list.unshift(element);
    return element;
  }

  #findNumber(number: number, create: boolean): Element | undefined {
    if (this.#split) {
      if (number >= 1 && number <= this.#split.length) return splitElement(this.#split, number);
      if (!create) return undefined;
      this.#unsplit();
    }
    let list = (this.#byNumber[number & this.#mask] ??= []);
    const at = list.findIndex((e) => e.number === number);
    if (at >= 0) return toFront(list, at);
    let element: Element | undefined;
    if (this.#hasTexts) {
      element = this.#findText(String(number), create);
      if (!element) return undefined;
      list = this.#byNumber[number & this.#mask] ??= [];
    } else {
      if (!create) return undefined;
      element = { text: undefined, hash: 0, number: undefined, value: undefined };
      if (this.#grow()) list = this.#byNumber[number & this.#mask] ??= [];
    }
    element.number = number;
    this.#hasNumbers = true;
    list.unshift(element);
    return element;
  }

  /** Counts a new element; true where the lists were split in two. */
  #grow(): boolean {
    if (++this.size <= this.#limit) return false;
    const mask = this.#mask * 2 + 1;
    const size = this.#mask + 1;
    for (const [table, key] of [
      [this.#byText, (e: Element) => e.hash],
      [this.#byNumber, (e: Element) => e.number!],
    ] as const) {
      for (let i = 0; i < size; i++) {
        const list = table[i];
        if (!list) continue;
        table[i] = list.filter((e) => (key(e) & mask) === i);
        table[i + size] = list.filter((e) => (key(e) & mask) !== i);
      }
    }
    this.#mask = mask;
    this.#limit = (mask + 1) * LIST_LENGTH;
    return true;
  }

  #unsplit(): void {
    const values = this.#split;
    if (!values) return;
    this.#split = undefined;
    while (values.length > this.#limit) {
      this.#mask = this.#mask * 2 + 1;
      this.#limit = (this.#mask + 1) * LIST_LENGTH;
    }
    for (const [i, value] of values.entries()) {
      (this.#byNumber[(i + 1) & this.#mask] ??= []).unshift({ text: undefined, hash: 0, number: i + 1, value });
    }
    this.#hasNumbers = true;
  }

  /** Puts elements that are known by number only into the lists by text. */
  #addTexts(): void {
    this.#unsplit();
    if (this.#hasTexts) return;
    this.#hasTexts = true;
    if (!this.#hasNumbers) return;
    for (const list of this.#byNumber) {
      for (const element of list ?? []) {
        if (element.text !== undefined) continue;
        element.text = String(element.number);
        element.hash = hashOf(element.text);
        (this.#byText[element.hash & this.#mask] ??= []).unshift(element);
      }
    }
  }
}

function toFront(list: Element[], at: number): Element {
  const element = list[at]!;
  if (at > 0) {
    list.splice(at, 1);
    list.unshift(element);
  }
  return element;
}

function remove(list: Element[] | undefined, element: Element): void {
  list?.splice(list.indexOf(element), 1);
}

/** An element of an array that is still as split made it. */
function splitElement(values: Value[], number: number): Element {
  return {
    text: undefined,
    hash: 0,
    number,
    get value() {
      return values[number - 1];
    },
    set value(v) {
      values[number - 1] = v;
    },
  };
}
