import { MONTHS, pad, SECOND, toCivil, type Micros } from '../../kernel/time.ts';
import { formatBytes } from '../systemd/values.ts';
import { formatTimestamp } from '../systemd/time.ts';
import { explanation } from './catalog.ts';
import { cursorOf, fieldOf, fieldsOf, type Entry, type JournalStore } from './store.ts';

/** Output modes of `journalctl -o`, in the order of its help. */
export const OUTPUT_MODES = [
  'short',
  'short-full',
  'short-iso',
  'short-iso-precise',
  'short-precise',
  'short-monotonic',
  'short-delta',
  'short-unix',
  'verbose',
  'export',
  'json',
  'json-pretty',
  'json-sse',
  'json-seq',
  'cat',
  'with-unit',
] as const;
export type OutputMode = (typeof OUTPUT_MODES)[number];

/** How entries are shown. */
export interface ShowOptions {
  mode: OutputMode;
  /** Unprintable text as it is, and long fields whole. */
  all: boolean;
  /** Lines longer than the terminal are not cut. */
  full: boolean;
  columns: number;
  colors: boolean;
  hostname: boolean;
  catalog: boolean;
  /** Only these fields (`--output-fields`). */
  fields?: ReadonlySet<string>;
  /** Where a pattern matches in the message, for colouring. */
  highlight?: (message: string) => [start: number, end: number] | undefined;
}

/** A text of an entry, and whether lines of it were cut. */
export interface Shown {
  text: string;
  cut: boolean;
}

const RED = '\u001b[0;1;31m';
const YELLOW = '\u001b[0;1;38;5;185m';
const BOLD = '\u001b[0;1;39m';
const GREY = '\u001b[0;38;5;245m';
const NORMAL = '\u001b[0m';

/** From which length on a message is cut at its end, and not in its middle. */
const LONG_MESSAGE = 300;
const MOST_LINES = 3;

/** Cuts a text to some columns, with an ellipsis after `percent` of them. */
export function ellipsize(text: string, columns: number, percent: number): string {
  const chars = [...text];
  if (chars.length <= columns) return text;
  const left = Math.floor(((columns - 1) * percent + 50) / 100);
  const right = columns - left - 1;
  return `${chars.slice(0, left).join('')}…${right > 0 ? chars.slice(-right).join('') : ''}`;
}

function stamp(entry: Entry, mode: OutputMode, previous: Entry | undefined): string {
  const t: Micros = entry.realtime;
  const c = toCivil(t);
  const time = `${pad(c.hour)}:${pad(c.minute)}:${pad(c.second)}`;
  const micros = pad(c.micros, 6);
  const date = `${pad(c.year, 4)}-${pad(c.month)}-${pad(c.day)}`;
  const monotonic = `${String(Math.floor(entry.monotonic / SECOND)).padStart(5)}.${pad(Math.floor(entry.monotonic % SECOND), 6)}`;
  switch (mode) {
    case 'short-iso':
      return `${date}T${time}+0000`;
    case 'short-iso-precise':
      return `${date}T${time}.${micros}+0000`;
    case 'short-precise':
      return `${MONTHS[c.month - 1]} ${pad(c.day)} ${time}.${micros}`;
    case 'short-unix':
      return `${Math.floor(t / SECOND)}.${micros}`;
    case 'short-full':
    case 'with-unit':
      return formatTimestamp(t);
    case 'short-monotonic':
      return `[${monotonic}]`;
    case 'short-delta': {
      const since = previous ? entry.monotonic - previous.monotonic : undefined;
      const shown =
        since === undefined ? '                ' : `<${String(Math.floor(since / SECOND)).padStart(5)}.${pad(since % SECOND, 6)} >`;
      return `[${monotonic} ${shown}]`;
    }
    default:
      return `${MONTHS[c.month - 1]} ${pad(c.day)} ${time}`;
  }
}

/** What utf8_is_printable() lets through: everything but control characters, a newline and a tab aside. */
const printable = (text: string): boolean => !/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufffd]/.test(text);

/** Takes terminal sequences out and makes tabs spaces. */

const stripped = (text: string): string =>
  text.replace(/\u001b(?:\[[0-9;?]*[A-Za-z]|\][^\u0007\u001b]*(?:\u0007|\u001b\\))/g, '').replace(/\t/g, '        ');

function colorsOf(priority: number | undefined): { on: string; off: string; mark: string } {
  if (priority === undefined || priority === 6) return { on: '', off: '', mark: '' };
  if (priority <= 3) return { on: RED, off: NORMAL, mark: BOLD };
  if (priority === 4) return { on: YELLOW, off: NORMAL, mark: BOLD };
  return priority === 5 ? { on: BOLD, off: NORMAL, mark: RED } : { on: GREY, off: NORMAL, mark: RED };
}

function short(entry: Entry, o: ShowOptions, previous: Entry | undefined): Shown {
  let head = stamp(entry, o.mode, previous);
  if (o.hostname) head += ` ${fieldOf(entry, '_HOSTNAME') ?? ''}`;
  const unit = o.mode === 'with-unit' ? entry.origin.unit : undefined;
  const identifier = entry.origin.identifier || fieldOf(entry, '_COMM') || 'unknown';
  const pid = entry.origin.pid ?? fieldOf(entry, 'SYSLOG_PID');
  head += ` ${unit ?? identifier}${pid === undefined ? '' : `[${pid}]`}`;
  const message = o.all ? entry.message : stripped(entry.message);
  if (!o.all && !printable(message))
    return { text: `${head}: [${formatBytes(new TextEncoder().encode(entry.message).length)} blob data]\n`, cut: false };
  const { on, off, mark } = o.colors ? colorsOf(entry.priority) : { on: '', off: '', mark: '' };
  const prefix = head.length + 2;
  const hit = o.colors ? o.highlight?.(message) : undefined;
  const lines = message.split('\n');
  let at = 0;
  let cut = false;
  let text = `${head}: `;
  for (const [i, line] of lines.entries()) {
    const indent = i === 0 ? '' : ' '.repeat(prefix);
    const tail = i + 1 === MOST_LINES || at + line.length + 1 >= LONG_MESSAGE;
    if (o.full || o.all || (prefix + line.length + 1 < o.columns && !tail)) {
      text += `${indent}${painted(line, i === 0 ? hit : undefined, on, off, mark)}\n`;
    } else {
      cut = true;
      const room = o.columns - prefix;
      if (room < 3) text += '...\n';
      else if (room > line.length + 3) text += `${indent}${on}${line}...${off}\n`;
      else text += `${indent}${on}${ellipsize(line, room, tail ? 100 : 90)}${off}\n`;
      if (tail) break;
    }
    at += line.length + 1;
  }
  return { text, cut };
}

function painted(line: string, hit: [number, number] | undefined, on: string, off: string, mark: string): string {
  const [start, end] = hit ?? [0, 0];
  return `${on}${line.slice(0, start)}${mark || (hit ? RED : '')}${line.slice(start, end)}${hit && mark === '' ? NORMAL : on}${line.slice(end)}${off}`;
}

/** Fields with the addresses that every entry has, as JSON and export show them. */
function addressed(store: JournalStore, entry: Entry, o: ShowOptions): [string, string][] {
  const fixed: [string, string][] = [
    ['__CURSOR', cursorOf(store, entry)],
    ['__REALTIME_TIMESTAMP', String(entry.realtime)],
    ['__MONOTONIC_TIMESTAMP', String(Math.floor(entry.monotonic))],
    ['_BOOT_ID', entry.boot],
  ];
  const own = fieldsOf(store, entry).filter(([name]) => name !== '_BOOT_ID' && (!o.fields || o.fields.has(name)));
  return [...fixed, ...own];
}

const json = (value: string, all: boolean): string => {
  if (!all && value.length >= 4096) return 'null';
  if (!/[\u0000-\u0008\u000b-\u001f]/.test(value) || all) return JSON.stringify(value);
  return JSON.stringify([...new TextEncoder().encode(value)]);
};

function asJson(store: JournalStore, entry: Entry, o: ShowOptions): string {
  const fields = new Map<string, string[]>();
  for (const [name, value] of addressed(store, entry, o)) {
    const list = fields.get(name);
    if (list) list.push(json(value, o.all));
    else fields.set(name, [json(value, o.all)]);
  }
  const values = [...fields].map(([name, list]): [string, string] => [name, list.length > 1 ? `[${list.join(',')}]` : list[0]!]);
  switch (o.mode) {
    case 'json-pretty':
      return `{\n${values.map(([name, value]) => `\t"${name}" : ${value}`).join(',\n')}\n}\n`;
    case 'json-sse':
      return `data: {${values.map(([name, value]) => `"${name}":${value}`).join(',')}}\n\n`;
    case 'json-seq':
      return `\u001e{${values.map(([name, value]) => `"${name}":${value}`).join(',')}}\n`;
    default:
      return `{${values.map(([name, value]) => `"${name}":${value}`).join(',')}}\n`;
  }
}

/** A field of several lines has its length in front, as 64 bits, little endian. */
function exported(name: string, value: string): string {
  if (!value.includes('\n') && printable(value)) return `${name}=${value}\n`;
  let { length } = new TextEncoder().encode(value);
  let size = '';
  for (let i = 0; i < 8; i++) {
    size += String.fromCharCode(length & 255);
    length = Math.floor(length / 256);
  }
  return `${name}\n${size}${value}\n`;
}

function verbose(store: JournalStore, entry: Entry, o: ShowOptions): string {
  const lines = fieldsOf(store, entry)
    .filter(([name]) => !o.fields || o.fields.has(name))
    .map(([name, value]) => {
      if (!o.all && !printable(value)) return `    ${name}=[${formatBytes(value.length)} blob data]\n`;
      return `    ${name}=${value.replaceAll('\n', `\n${' '.repeat(4 + name.length + 1)}`)}\n`;
    });
  return `${formatTimestamp(entry.realtime, 'micros')} [${cursorOf(store, entry)}]\n${lines.join('')}`;
}

function cat(store: JournalStore, entry: Entry, o: ShowOptions): string {
  if (o.fields) {
    return fieldsOf(store, entry)
      .filter(([name]) => o.fields!.has(name))
      .map(([, value]) => `${value}\n`)
      .join('');
  }
  const { on, off, mark } = o.colors ? colorsOf(entry.priority) : { on: '', off: '', mark: '' };
  return `${painted(entry.message, o.colors ? o.highlight?.(entry.message) : undefined, on, off, mark)}\n`;
}

/** Shows an entry. */
export function showEntry(store: JournalStore, entry: Entry, o: ShowOptions, previous?: Entry): Shown {
  let shown: Shown;
  switch (o.mode) {
    case 'json':
    case 'json-pretty':
    case 'json-sse':
    case 'json-seq':
      return { text: asJson(store, entry, o), cut: false };
    case 'export':
      return {
        text: `${addressed(store, entry, o)
          .map(([n, v]) => exported(n, v))
          .join('')}\n`,
        cut: false,
      };
    case 'verbose':
      return { text: verbose(store, entry, o), cut: false };
    case 'cat':
      return { text: cat(store, entry, o), cut: false };
    default:
      shown = short(entry, o, previous);
  }
  if (!o.catalog) return shown;
  const text = explanation(entry);
  if (text === undefined) return shown;
  const lines = text.split('\n').map((line) => (o.colors ? `${GREEN}░░${NORMAL} ${line}\n` : `░░ ${line}\n`));
  return { text: shown.text + lines.join(''), cut: shown.cut };
}

const GREEN = '\u001b[0;32m';
