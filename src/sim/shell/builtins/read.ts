import { isErrno } from '../../kernel/errno.ts';
import type { FileDescription } from '../../kernel/file.ts';
import type { Step } from '../../kernel/step.ts';
import { concat } from '../../kernel/text.ts';
import { SECOND, type Micros } from '../../kernel/time.ts';
import { readBefore } from '../exec/input.ts';
import type { Shell } from '../exec/shell.ts';
import { separatorsOf } from '../expand/fields.ts';
import { assign, assignList, AssignmentError, referenceOf } from '../state/assign.ts';
import { decode, encode } from '../text.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { complain, integerOf, parseOptions, wrongOptions } from './support.ts';

/** A character of what was read; quoted ones (after a backslash) do not part words. */
interface Unit {
  text: string;
  quoted: boolean;
}

interface Settings {
  fd: number;
  raw: boolean;
  delimiter: number;
  /** Characters to read at most (`-n`), or exactly (`-N`). */
  count: number | undefined;
  exact: boolean;
  deadline: Micros | undefined;
  silent: boolean;
}

/** What was read, and why reading ended. */
interface Got {
  units: Unit[];
  end: 'delimiter' | 'count' | 'eof' | 'timeout';
}

function* read(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? 'rp:' : 'ersa:d:i:n:N:p:t:u:');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const value = (letter: string): string | undefined => parsed.options.findLast((o) => o.letter === letter)?.value;
  const settings = yield* settingsOf(shell, call, value);
  if (typeof settings === 'number') return settings;
  for (const name of parsed.rest) {
    if (referenceOf(name)) continue;
    if (shell.posix) yield* complain(shell, call, `${name}: bad variable name`);
    else yield* complain(shell, call, `\`${name}': not a valid identifier`);
    return shell.posix ? 2 : 1;
  }
  const description = shell.p.fds.get(settings.fd);
  if (!description?.readable) {
    yield* complain(shell, call, `${description ? 'read error: ' : ''}${settings.fd}: ${description ? '' : 'invalid file descriptor: '}Bad file descriptor`);
    return 1;
  }
  // `-t 0` only asks whether there is something to read
  if (value('t') !== undefined && Number(value('t')) === 0) return description.file.readable?.() === false ? 1 : 0;
  const prompt = value('p');
  if (prompt !== undefined && shell.isTerminal(settings.fd)) yield* shell.say(prompt);
  return yield* readInto(shell, call, settings, description, value('a'), parsed.rest);
}

function* settingsOf(shell: Shell, call: BuiltinCall, value: (letter: string) => string | undefined): Step<Settings | number> {
  const fdText = value('u');
  const fd = fdText === undefined ? 0 : integerOf(fdText);
  if (fd === undefined || fd < 0) {
    yield* complain(shell, call, `${fdText}: invalid file descriptor specification`);
    return 1;
  }
  const timeout = value('t');
  if (timeout !== undefined && !/^\s*(?:\d+\.?\d*|\.\d+)\s*$/.test(timeout)) {
    yield* complain(shell, call, `${timeout}: invalid timeout specification`);
    return 1;
  }
  const countText = value('N') ?? value('n');
  const count = countText === undefined ? undefined : integerOf(countText);
  if (countText !== undefined && (count === undefined || count < 0)) {
    yield* complain(shell, call, `${countText}: invalid number`);
    return 1;
  }
  const delimiter = value('d');
  const seconds = timeout ?? shell.variables.get('TMOUT');
  const limit = seconds !== undefined && Number(seconds) > 0 && (timeout !== undefined || shell.isTerminal(fd));
  return {
    fd,
    raw: value('r') !== undefined,
    delimiter: delimiter === undefined ? 10 : (encode(delimiter)[0] ?? 0),
    count,
    exact: value('N') !== undefined,
    deadline: limit ? shell.p.clock.now + Math.round(Number(seconds) * SECOND) : undefined,
    silent: value('s') !== undefined,
  };
}

function* readInto(
  shell: Shell,
  call: BuiltinCall,
  settings: Settings,
  description: FileDescription,
  array: string | undefined,
  names: readonly string[],
): Step<number> {
  const { terminal } = description.file;
  const mode = terminal && { ...terminal.mode };
  const byCharacter = settings.count !== undefined || settings.delimiter !== 10;
  if (terminal && (settings.silent || byCharacter)) {
    terminal.mode = { ...terminal.mode, echo: !settings.silent, canonical: terminal.mode.canonical && !byCharacter };
  }
  let got: Got;
  try {
    got = yield* gather(shell, settings, description);
  } catch (e) {
    if (!isErrno(e)) throw e;
    yield* complain(shell, call, `read error: ${settings.fd}: ${e.text}`);
    return 1;
  } finally {
    if (terminal && mode) terminal.mode = mode;
  }
  try {
    store(shell, settings, got.units, array, names);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    return 1;
  }
  if (got.end === 'timeout') return 142;
  return got.end === 'eof' ? 1 : 0;
}

/** Reads up to the delimiter, and no further: what follows is for the next reader. */
function* gather(shell: Shell, settings: Settings, description: FileDescription): Step<Got> {
  const units: Unit[] = [];
  const reader = new ByteReader(shell, description, settings);
  let escaped = false;
  if (settings.count === 0) return { units, end: 'count' };
  for (;;) {
    const data = yield* reader.character();
    if (data === 'eof' || data === 'timeout') return { units, end: data };
    const byte = data.length === 1 ? data[0]! : -1;
    if (escaped) {
      escaped = false;
      // a backslash at the end of a line joins the next one to it
      if (byte === 10) continue;
      units.push({ text: decode(data, shell.locale), quoted: true });
    } else if (byte === 92 && !settings.raw) {
      escaped = true;
      continue;
    } else if (byte === settings.delimiter && !settings.exact) return { units, end: 'delimiter' };
    else if (byte !== 0) units.push({ text: decode(data, shell.locale), quoted: false });
    if (settings.count !== undefined && units.length >= settings.count) return { units, end: 'count' };
    if (units.length % 4096 === 4095) yield* shell.checkSize(units.length);
  }
}

/** Gives characters one by one and takes no byte more from the file than it gave. */
class ByteReader {
  #data: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(
    private readonly shell: Shell,
    private readonly description: FileDescription,
    private readonly settings: Settings,
  ) {}

  *character(): Step<Uint8Array | 'eof' | 'timeout'> {
    const first = yield* this.#byte();
    if (typeof first !== 'number') return first;
    const length = this.shell.locale === 'c' || first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
    const out = [first];
    while (out.length < length) {
      const next = yield* this.#byte();
      if (typeof next !== 'number') break;
      out.push(next);
    }
    return Uint8Array.from(out);
  }

  *#byte(): Step<number | 'eof' | 'timeout'> {
    if (this.#at >= this.#data.length) {
      const data = yield* this.#fill();
      if (data === undefined) return 'timeout';
      if (data.length === 0) return 'eof';
      this.#data = data;
      this.#at = 0;
    }
    return this.#data[this.#at++]!;
  }

  /** As much as may be read: up to the delimiter where the file can be set back, else byte by byte. */
  *#fill(): Step<Uint8Array | undefined> {
    const { file } = this.description;
    const { delimiter, count, deadline, exact } = this.settings;
    const line = count === undefined && !exact;
    const back = line && (file.unread !== undefined || (file.kind === 'file' && file.seek !== undefined));
    // a terminal gives lines by itself
    const max = back || (line && file.terminal !== undefined && delimiter === 10) ? 4096 : 1;
    const data = yield* readBefore(this.shell, this.description, max, deadline);
    if (!data || max === 1) return data;
    let end = data.indexOf(delimiter);
    // a newline after a backslash joins lines: reading goes on after it
    while (end > 0 && !this.settings.raw && data[end - 1] === 92 && end + 1 < data.length) end = data.indexOf(delimiter, end + 1);
    const rest = end < 0 ? 0 : data.length - end - 1;
    if (rest === 0) return data;
    if (file.unread) file.unread(data.subarray(end + 1));
    else file.seek?.(-rest, 'current');
    return data.subarray(0, end + 1);
  }
}

// ---- storing --------------------------------------------------------------------------------------------

function store(shell: Shell, settings: Settings, units: readonly Unit[], array: string | undefined, names: readonly string[]): void {
  if (array !== undefined) {
    assignList(shell, array, split(shell, units, Infinity).map(textOf));
    return;
  }
  if (settings.exact) {
    (names.length === 0 ? ['REPLY'] : names).forEach((name, i) => set(shell, name, i === 0 ? textOf(units) : ''));
    return;
  }
  // without names the line is kept whole, blanks at its ends too
  if (names.length === 0) return set(shell, shell.posix ? 'REPLY' : 'REPLY', textOf(units));
  const words = split(shell, units, names.length);
  names.forEach((name, i) => set(shell, name, words[i] ? textOf(words[i]) : ''));
}

function set(shell: Shell, name: string, value: string): void {
  const reference = referenceOf(name)!;
  assign(shell, reference.name, reference.subscript, value);
}

const textOf = (units: readonly Unit[]): string => units.map((u) => u.text).join('');

/** Splits by IFS into at most `most` words; the last one takes all that is left, separators included. */
function split(shell: Shell, units: readonly Unit[], most: number): Unit[][] {
  const { blanks, others } = separatorsOf(shell.variables.get('IFS'));
  const isBlank = (i: number): boolean => i < units.length && !units[i]!.quoted && blanks.includes(units[i]!.text);
  const isOther = (i: number): boolean => i < units.length && !units[i]!.quoted && others.includes(units[i]!.text);
  const words: Unit[][] = [];
  let at = 0;
  while (isBlank(at)) at++;
  while (at < units.length && words.length < most - 1) {
    const start = at;
    while (at < units.length && !isBlank(at) && !isOther(at)) at++;
    words.push(units.slice(start, at));
    while (isBlank(at)) at++;
    if (isOther(at)) at++;
    while (isBlank(at)) at++;
  }
  if (at < units.length) words.push(lastWord(units, at, isBlank, isOther));
  return words;
}

/** The last word keeps all separators, but for blanks at its end and a single separator after a single word. */
function lastWord(units: readonly Unit[], from: number, isBlank: (i: number) => boolean, isOther: (i: number) => boolean): Unit[] {
  const withoutBlanks = (at: number): number => {
    let end = at;
    while (end > from && isBlank(end - 1)) end--;
    return end;
  };
  const end = withoutBlanks(units.length);
  if (end <= from || !isOther(end - 1)) return units.slice(from, end);
  const single = withoutBlanks(end - 1);
  for (let i = from; i < single; i++) if (isBlank(i) || isOther(i)) return units.slice(from, end);
  return units.slice(from, single);
}

// ---- mapfile --------------------------------------------------------------------------------------------

function* mapfile(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'd:n:O:s:tu:C:c:');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const value = (letter: string): string | undefined => parsed.options.findLast((o) => o.letter === letter)?.value;
  const numbers: Record<string, number> = {};
  for (const [letter, fallback, what] of MAPFILE_NUMBERS) {
    const text = value(letter);
    const number = text === undefined ? fallback : integerOf(text);
    if (number === undefined || number < 0) {
      yield* complain(shell, call, `${text}: ${what}`);
      return 1;
    }
    numbers[letter] = number;
  }
  const name = parsed.rest[0] ?? 'MAPFILE';
  if (!/^[A-Za-z_]\w*$/.test(name)) {
    yield* complain(shell, call, `\`${name}': not a valid identifier`);
    return 1;
  }
  const description = shell.p.fds.get(numbers['u']!);
  if (!description?.readable) {
    yield* complain(shell, call, `${numbers['u']}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  const delimiter = value('d') === undefined ? '\n' : ([...value('d')!][0] ?? '\0');
  const items = yield* readItems(shell, description, delimiter, numbers['n']! > 0 ? numbers['s']! + numbers['n']! : Infinity);
  const kept = items.slice(numbers['s']).map((item) => ((value('t') !== undefined || delimiter === '\0') && item.endsWith(delimiter) ? item.slice(0, -delimiter.length) : item));
  return yield* fillArray(shell, name, kept, { origin: value('O') === undefined ? undefined : numbers['O']!, callback: value('C'), quantum: numbers['c']! });
}

const MAPFILE_NUMBERS: readonly (readonly [letter: string, fallback: number, what: string])[] = [
  ['n', 0, 'invalid line count'],
  ['O', 0, 'invalid array origin'],
  ['s', 0, 'invalid line count'],
  ['u', 0, 'invalid file descriptor specification'],
  ['c', 5000, 'invalid callback quantum'],
];

/** Reads to the end, or as many items as are wanted and not a byte more. */
function* readItems(shell: Shell, description: FileDescription, delimiter: string, most: number): Step<string[]> {
  const settings: Settings = { fd: 0, raw: true, delimiter: delimiter.charCodeAt(0), count: undefined, exact: false, deadline: undefined, silent: false };
  const items: string[] = [];
  if (most === Infinity) {
    const parts: Uint8Array[] = [];
    for (let length = 0; ; ) {
      const data = yield* readBefore(shell, description, 65_536, undefined);
      if (!data || data.length === 0) break;
      parts.push(data);
      length += data.length;
      yield* shell.checkSize(length);
    }
    const text = parts.length === 0 ? '' : decode(concat(parts), shell.locale);
    for (let at = 0; at < text.length; ) {
      const end = text.indexOf(delimiter, at);
      items.push(text.slice(at, end < 0 ? undefined : end + 1));
      at = end < 0 ? text.length : end + 1;
    }
    return items;
  }
  while (items.length < most) {
    const got = yield* gather(shell, settings, description);
    if (got.end === 'eof' && got.units.length === 0) break;
    items.push(textOf(got.units) + (got.end === 'eof' ? '' : delimiter));
  }
  return items;
}

function* fillArray(
  shell: Shell,
  name: string,
  items: readonly string[],
  how: { origin: number | undefined; callback: string | undefined; quantum: number },
): Step<number> {
  try {
    if (how.origin === undefined) assignList(shell, name, []);
    let index = how.origin ?? 0;
    for (const [i, item] of items.entries()) {
      if (how.callback !== undefined && (i + 1) % how.quantum === 0) {
        const quoted = `'${item.replace(/'/g, "'\\''")}'`;
        yield* shell.engine.text(shell, `${how.callback} ${index} ${quoted}`, { name: 'mapfile', base: shell.line });
      }
      assign(shell, name, String(index++), item);
    }
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    return 1;
  }
  yield* shell.burn(Math.ceil(items.length / 20));
  return 0;
}

const MAPFILE_USAGE = '[-d delim] [-n count] [-O origin] [-s count] [-t] [-u fd] [-C callback] [-c quantum] [array]';

export const READ_BUILTINS: Readonly<Record<string, Builtin>> = {
  read: {
    run: read,
    usage: '[-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]',
    summary: 'Read a line from the standard input and split it into fields.',
  },
  mapfile: { run: mapfile, usage: MAPFILE_USAGE, summary: 'Read lines from the standard input into an indexed array variable.' },
  readarray: { run: mapfile, usage: MAPFILE_USAGE, summary: 'Read lines from a file into an array variable.' },
};

