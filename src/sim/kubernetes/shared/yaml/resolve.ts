import { parseFloat64, parseInt64, parseUint } from '../go/strconv.ts';
import { YamlError } from './error.ts';

export const TAG = {
  null: 'tag:yaml.org,2002:null',
  bool: 'tag:yaml.org,2002:bool',
  str: 'tag:yaml.org,2002:str',
  int: 'tag:yaml.org,2002:int',
  float: 'tag:yaml.org,2002:float',
  timestamp: 'tag:yaml.org,2002:timestamp',
  binary: 'tag:yaml.org,2002:binary',
  merge: 'tag:yaml.org,2002:merge',
} as const;

/** What a scalar stands for: integers are bigint, floats number; `unsigned` are those beyond int64. */
export interface Resolved {
  tag: string;
  value: null | boolean | string | bigint | number;
}

const WORDS = new Map<string, Resolved>();
const words = (tag: string, value: Resolved['value'], list: string) => {
  for (const word of list.split(' ')) WORDS.set(word, { tag, value });
};
words(TAG.bool, true, 'y Y yes Yes YES true True TRUE on On ON');
words(TAG.bool, false, 'n N no No NO false False FALSE off Off OFF');
words(TAG.null, null, '~ null Null NULL');
WORDS.set('', { tag: TAG.null, value: null });
words(TAG.float, NaN, '.nan .NaN .NAN');
words(TAG.float, Infinity, '.inf .Inf .INF +.inf +.Inf +.INF');
words(TAG.float, -Infinity, '-.inf -.Inf -.INF');

const STYLE_FLOAT = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const BASE60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;

/** Whether a text is a number to base 60 in YAML 1.1, which is written in quotes. */
export function isBase60(text: string): boolean {
  return BASE60.test(text);
}

const DATE = /^(\d{4})-(\d\d?)-(\d\d?)(?:[Tt](\d\d?):(\d\d?):(\d\d?)([.,]\d+)?(Z|[-+]\d\d:\d\d)| (\d\d?):(\d\d?):(\d\d?)([.,]\d+)?)?$/;

/** Whether a text has one of the forms of a date that go-yaml takes. */
function isTimestamp(text: string): boolean {
  const m = DATE.exec(text);
  if (!m) return false;
  const [year, month, day] = [Number(m[1]), Number(m[2]), Number(m[3])];
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  if (days === undefined || day < 1 || day > days) return false;
  const [hour, minute, second] = [m[4] ?? m[9] ?? '0', m[5] ?? m[10] ?? '0', m[6] ?? m[11] ?? '0'].map(Number) as [number, number, number];
  if (hour > 23 || minute > 59 || second > 59) return false;
  const zone = m[8] && m[8] !== 'Z' ? m[8] : '+00:00';
  return Number(zone.slice(1, 3)) <= 24 && Number(zone.slice(4)) <= 60;
}

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

function resolveNumber(tag: string, text: string): Resolved | undefined {
  if ((tag === '' || tag === TAG.timestamp) && isTimestamp(text)) return { tag: TAG.timestamp, value: text };
  const plain = text.replaceAll('_', '');
  const integer = attempt(() => parseInt64(plain, 0)) ?? attempt(() => parseUint(plain, 0));
  if (integer !== undefined) return { tag: TAG.int, value: integer };
  if (STYLE_FLOAT.test(plain)) {
    const float = attempt(() => parseFloat64(plain));
    if (float !== undefined) return { tag: TAG.float, value: float };
  }
  return undefined;
}

function guess(tag: string, text: string): Resolved {
  const known = tag === TAG.str ? undefined : WORDS.get(text);
  if (known) return known;
  if (tag !== TAG.str && text !== '') {
    const first = text[0]!;
    if (first === '.') {
      const float = attempt(() => parseFloat64(text));
      if (float !== undefined) return { tag: TAG.float, value: float };
    } else if (/[-+0-9]/.test(first)) {
      const number = resolveNumber(tag, text);
      if (number) return number;
    }
  }
  return { tag: TAG.str, value: text };
}

const shortTag = (tag: string) => tag.replace(/^tag:yaml\.org,2002:/, '!!');
const RESOLVABLE = new Set<string>(['', TAG.str, TAG.bool, TAG.int, TAG.float, TAG.null, TAG.timestamp]);

/**
 * What a scalar is by YAML 1.1 as go-yaml v2 reads it: `yes` and `off` are booleans, `010` and `0o10` are 8, `1_000` is 1000.
 * `tag` is an explicit tag or empty. Throws where the text cannot be what the tag says.
 */
export function resolve(tag: string, text: string): Resolved {
  if (!RESOLVABLE.has(tag)) return { tag, value: text };
  const found = guess(tag, text);
  if (tag === '' || tag === found.tag || tag === TAG.str) return found;
  if (tag === TAG.float && found.tag === TAG.int) return { tag: TAG.float, value: Number(found.value) };
  throw new YamlError(`cannot decode ${shortTag(found.tag)} \`${text}\` as a ${shortTag(tag)}`);
}
