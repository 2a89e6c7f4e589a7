import { formatDuration, parseDuration } from '../go/duration.ts';
import { GoError, NumError } from '../go/error.ts';
import { formatCidr, formatIp, parseCidr, parseIp } from '../go/net.ts';
import { quote, sortStrings } from '../go/quote.ts';
import { atoi, formatFloat, parseBool, parseFloat64, parseInt64, parseUint } from '../go/strconv.ts';
import { readCsv, writeCsv } from './csv.ts';
import { scalar, type FlagType } from './type.ts';

const int = (name: string, bits: number) => scalar(name, (text) => Number(parseInt64(text, 0, bits)), { zeroText: '0' });
const uint = (name: string, bits: number) => scalar(name, (text) => Number(parseUint(text, 0, bits)), { zeroText: '0' });
const float = (name: string, bits: 32 | 64) =>
  scalar(name, (text) => parseFloat64(text, bits), { zeroText: '0', format: (value) => formatFloat(value, 'g', bits) });

/** A list whose first use replaces the default and whose later uses add to it. */
function list<T>(name: string, read: (text: string) => T[], show: (list: readonly T[]) => string): FlagType<T[]> {
  return {
    name,
    zero: ['[]'],
    initial: (text) => (text.length > 2 ? read(text.slice(1, -1)) : []),
    set: (text, old, changed) => (changed ? [...old, ...read(text)] : read(text)),
    format: (value) => `[${show(value)}]`,
  };
}

const strings = (text: string) => (text === '' ? [] : readCsv(text));

function pair(text: string): [string, string] {
  const at = text.indexOf('=');
  if (at < 0) throw new GoError(`${text} must be formatted as key=value`);
  return [text.slice(0, at), text.slice(at + 1)];
}

function readPairs(text: string): Map<string, string> {
  const equals = text.split('=').length - 1;
  if (equals === 0) throw new GoError(`${text} must be formatted as key=value`);
  return new Map((equals === 1 ? [text.replace(/^"+|"+$/g, '')] : readCsv(text)).map(pair));
}

/** pflag keeps an address as it was when it is given the empty text. */
const ip: FlagType<string> = {
  name: 'ip',
  zero: ['<nil>', ''],
  initial: (text) => text,
  set(text, old) {
    if (text === '') return old;
    const address = parseIp(text.trim());
    if (!address) throw new GoError(`failed to parse IP: ${quote(text)}`);
    return formatIp(address);
  },
  format: (value) => value || '<nil>',
};

/** The Go flag package hides what was wrong with a number behind one word. */
function goError<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (e) {
      throw new GoError(e instanceof NumError && e.reason === 'value out of range' ? e.reason : 'parse error');
    }
  };
}

/** The value types of pflag v1.0.9 and, with `go` before the name, of Go's own flag package. */
export const BASIC_TYPES = {
  bool: scalar('bool', parseBool, { zeroText: 'false', bool: true, zero: ['false', ''] }),
  string: scalar('string', (text) => text, { zeroText: '' }),
  int: int('int', 64),
  int32: int('int32', 32),
  int64: int('int', 64),
  uint: uint('uint', 64),
  uint16: uint('uint16', 16),
  uint32: uint('uint32', 32),
  uint64: uint('uint', 64),
  float32: float('float32', 32),
  float64: float('float', 64),
  duration: scalar('duration', parseDuration, { zeroText: '0s', format: formatDuration, zero: ['0', '0s'] }),
  count: {
    name: 'count',
    zero: ['0'],
    initial: (text) => Number(text || 0),
    set: (text, old) => (text === '+1' ? old + 1 : Number(parseInt64(text, 0, 64))),
    format: String,
  } satisfies FlagType<number> as FlagType<number>,
  ip,
  ipNet: scalar('ipNet', (text) => (text === '<nil>' ? text : formatCidr(parseCidr(text.trim()))), { zeroText: '<nil>' }),
  stringSlice: list('strings', strings, writeCsv),
  stringArray: { ...list('stringArray', (text) => [text], writeCsv), initial: (text) => strings(text.slice(1, -1)) } as FlagType<string[]>,
  intSlice: list(
    'ints',
    (text) => text.split(',').map(atoi),
    (value) => value.join(','),
  ),
  stringToString: {
    name: 'stringToString',
    // pflag has no rule for this type, so an empty default is shown.
    zero: ['false', '<nil>', '', '0'],
    initial: (text) => (text.length > 2 ? readPairs(text.slice(1, -1)) : new Map()),
    set: (text, old, changed) => new Map([...(changed ? old : []), ...readPairs(text)]),
    format: (value) => `[${writeCsv(sortStrings(value.keys()).map((key) => `${key}=${value.get(key)}`))}]`,
  } satisfies FlagType<Map<string, string>> as FlagType<Map<string, string>>,
  goBool: scalar('bool', goError(parseBool), { zeroText: 'false', bool: true, zero: ['false', ''] }),
  goString: scalar('string', (text) => text, { zeroText: '' }),
  goInt: scalar(
    'int',
    goError((text) => Number(parseInt64(text, 0, 64))),
    { zeroText: '0' },
  ),
  goUint: scalar(
    'uint',
    goError((text) => Number(parseUint(text, 0, 64))),
    { zeroText: '0' },
  ),
  goFloat64: scalar(
    'float',
    goError((text) => parseFloat64(text)),
    { zeroText: '0', format: (value: number) => formatFloat(value) },
  ),
  goDuration: scalar('duration', goError(parseDuration), { zeroText: '0s', format: formatDuration, zero: ['0', '0s'] }),
};
