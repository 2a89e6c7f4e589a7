import { errorText, GoError } from '../go/error.ts';
import { sortStrings } from '../go/quote.ts';
import { parseBool } from '../go/strconv.ts';
import { ZERO_TEXTS, type FlagType } from './type.ts';

type Pairs<T> = Map<string, T>;

interface MapRule<T> {
  name: string;
  separator: string;
  /** What a pair is called in `malformed pair, expect …`. */
  expect: string;
  /** The value is one pair, commas and all. */
  whole?: boolean;
  /** The first use adds to the default. */
  keep?: boolean;
  value(key: string, text: string): T;
  /** The value of a key that has no separator after it. */
  bare?: T;
}

/** A map that is written as pairs with commas between: the first use replaces the default, later ones add. */
function pairs<T>(rule: MapRule<T>): FlagType<Pairs<T>> {
  const read = (text: string, into: Pairs<T>) => {
    for (const part of rule.whole ? [text] : text.split(',')) {
      if (part === '' && !rule.whole) continue;
      const at = part.indexOf(rule.separator);
      if (at < 0 && rule.bare === undefined) throw new GoError(`malformed pair, expect ${rule.expect}`);
      const key = (at < 0 ? part : part.slice(0, at)).trim();
      into.set(key, at < 0 ? rule.bare! : rule.value(key, part.slice(at + rule.separator.length).trim()));
    }
    return into;
  };
  return {
    name: rule.name,
    zero: ZERO_TEXTS,
    initial: (text) => (text ? read(text, new Map()) : new Map()),
    set: (text, old, changed) => read(text, new Map(changed || rule.keep ? old : [])),
    format: (value) => sortStrings([...value].map(([key, v]) => `${key}${rule.separator}${String(v)}`)).join(','),
  };
}

const text = (_key: string, value: string) => value;

function gate(key: string, value: string): boolean {
  try {
    return parseBool(value);
  } catch (e) {
    throw new GoError(`invalid value of ${key}: ${value}, err: ${errorText(e)}`);
  }
}

/** Pairs whose keys may come more than once (`--manifest-url-header`, the API server's `--feature-gates`). */
function multimap(emptyKey: boolean): FlagType<Pairs<string[]>> {
  const read = (value: string, into: Pairs<string[]>) => {
    for (const part of value.split(',')) {
      if (part === '') continue;
      const at = part.indexOf(':');
      if (at < 0 && !emptyKey) throw new GoError('malformed pair, expect string:string');
      const key = at < 0 ? '' : part.slice(0, at).trim();
      into.set(key, [...(into.get(key) ?? []), part.slice(at + 1).trim()]);
    }
    return into;
  };
  return {
    name: 'colonSeparatedMultimapStringString',
    zero: ZERO_TEXTS,
    initial: (value) => read(value, new Map()),
    set: (value, old, changed) => read(value, new Map(changed ? old : [])),
    format: (value) =>
      sortStrings(value.keys())
        .flatMap((key) => value.get(key)!.map((item) => `${key}:${item}`))
        .join(','),
  };
}

/** The map types of component-base/cli/flag. */
export const MAP_TYPES = {
  mapStringBool: pairs({ name: 'mapStringBool', separator: '=', expect: 'string=bool', value: gate }),
  mapStringString: pairs({ name: 'mapStringString', separator: '=', expect: 'string=string', value: text }),
  mapStringStringNoSplit: pairs({ name: 'mapStringString', separator: '=', expect: 'string=string', whole: true, value: text }),
  langleMap: pairs({ name: 'mapStringString', separator: '<', expect: 'string<string', value: text }),
  configurationMap: pairs({ name: 'mapStringString', separator: '=', expect: '', keep: true, bare: '', value: text }),
  colonMultimap: multimap(false),
  colonMultimapEmptyKey: multimap(true),
};
