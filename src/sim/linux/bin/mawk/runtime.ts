import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { BYTES } from '../lib/encoding.ts';
import { GlibcRandom } from '../lib/glibc-random.ts';
import { awkRegex, RegexError, type Regex } from '../lib/regex.ts';
import { type AwkArray } from './array.ts';
import type { SpecialName } from './ast.ts';
import { separatorOf, type RecordReader, type Separator } from './records.ts';
import { AwkError, Streams } from './streams.ts';
import { unescape } from './tokens.ts';
import { Outside, toNumber, toText, type Value } from './values.ts';

/** A variable's place: a value, or an array. */
export type Slot = Value | AwkArray;

const MOST_FIELDS = 32767;
const MOST_REGEXES = 500;
/** Calls within calls, as far as mawk's evaluation stack goes. */
const DEEPEST_CALL = 1000;

/** The state of a running program: the record and its fields, awk's own variables, the globals, the streams. */
export class Runtime {
  readonly streams: Streams;
  readonly random: GlibcRandom;
  seed: Value;
  globals: Slot[] = [];
  depth = 0;
  convfmt = '%.6g';
  #special: Record<Exclude<SpecialName, 'NF'>, Value> = {
    NR: 0,
    FNR: 0,
    FS: ' ',
    RS: '\n',
    OFS: ' ',
    ORS: '\n',
    SUBSEP: '\x1c',
    CONVFMT: '%.6g',
    OFMT: '%.6g',
    RSTART: 0,
    RLENGTH: -1,
    FILENAME: undefined,
  };
  #separator: Separator = separatorOf('\n');
  /** $0, or undefined where it has to be put together from the fields. */
  #record: Value = '';
  /** Fields from $1 on, or undefined where the record has not been split. */
  #fields: Value[] | undefined = [];
  readonly #regexes = new Map<string, Regex>();
  #main: RecordReader | undefined;
  #argument = 1;
  #onlyStandardInput = true;
  #finished = false;

  constructor(
    readonly p: Process,
    interactive: boolean,
    private readonly slotOf: (name: string) => number,
    private readonly argv: AwkArray,
    /** Assigns a global by name, for assignments on the command line. */
    private readonly assign: (name: string, value: Value) => void,
  ) {
    this.streams = new Streams(p, interactive);
    const now = Math.floor(p.clock.now / 1e6);
    this.random = new GlibcRandom(now);
    this.seed = now;
  }

  // ---- awk's own variables ----------------------------------------------------------------------

  special(name: SpecialName): Value {
    return name === 'NF' ? this.fields().length : this.#special[name];
  }

  setSpecial(name: SpecialName, value: Value): void {
    if (name === 'NF') {
      this.setFieldCount(toNumber(value));
      return;
    }
    // the record at hand is split by the separator it was read with
    if (name === 'FS') this.fields();
    this.#special[name] = value;
    if (name === 'RS') this.#separator = this.guard(() => separatorOf(toText(value, this.convfmt)));
    else if (name === 'CONVFMT') this.convfmt = toText(value, this.convfmt);
  }

  text(name: Exclude<SpecialName, 'NF'>): string {
    return toText(this.#special[name], this.convfmt);
  }

  get ofmt(): string {
    return this.text('OFMT');
  }

  // ---- regular expressions ----------------------------------------------------------------------

  /** A regular expression made of text at run time. */
  regex(source: string): Regex {
    let regex = this.#regexes.get(source);
    if (regex) return regex;
    if (this.#regexes.size >= MOST_REGEXES) this.#regexes.clear();
    regex = this.guard(() => awkRegex(source), source);
    this.#regexes.set(source, regex);
    return regex;
  }

  /** Turns an error of a regular expression into mawk's run-time error. */
  guard<T>(body: () => T, source = ''): T {
    try {
      return body();
    } catch (e) {
      if (e instanceof RegexError) throw new AwkError(`run time error: regular expression compile failed (${e.message})\n${source}`);
      throw e;
    }
  }

  // ---- the record and its fields ----------------------------------------------------------------

  fields(): Value[] {
    if (this.#fields) return this.#fields;
    const parts = this.split(toText(this.#record, this.convfmt), this.text('FS'));
    return (this.#fields = parts.map((part) => new Outside(part)));
  }

  record(): Value {
    if (this.#record === undefined) {
      const ofs = this.text('OFS');
      this.#record = new Outside(this.#fields!.map((f) => toText(f, this.convfmt)).join(ofs));
    }
    return this.#record;
  }

  setRecord(value: Value): void {
    this.#record = value === undefined ? '' : value;
    this.#fields = undefined;
  }

  field(index: number): Value {
    const n = Math.trunc(index);
    if (n === 0) return this.record();
    if (n < 0) throw new AwkError(`run time error: negative field index $${n}`);
    return this.fields()[n - 1];
  }

  setField(index: number, value: Value): void {
    const n = Math.trunc(index);
    if (n === 0) {
      this.setRecord(value);
      return;
    }
    if (n < 0) throw new AwkError(`run time error: negative field index $${n}`);
    const fields = this.fields();
    if (n > MOST_FIELDS) throw new AwkError(`program limit exceeded: maximum number of fields size=${MOST_FIELDS}`);
    while (fields.length < n - 1) fields.push(new Outside(''));
    fields[n - 1] = value;
    this.#record = undefined;
  }

  setFieldCount(count: number): void {
    const n = Math.trunc(count);
    if (n < 0 || n > MOST_FIELDS) throw new AwkError(`program limit exceeded: maximum number of fields size=${MOST_FIELDS}`);
    const fields = this.fields();
    while (fields.length < n) fields.push(new Outside(''));
    fields.length = n;
    this.#record = undefined;
  }

  /** Splits text by a separator as FS has it: a space for blanks, one character, none for characters, or a regular expression. */
  split(text: string, separator: string): string[] {
    if (text === '') return [];
    if (separator === ' ') {
      const trimmed = text.replace(/^[ \t\n\f\r\v]+|[ \t\n\f\r\v]+$/g, '');
      return trimmed === '' ? [] : trimmed.split(/[ \t\n\f\r\v]+/);
    }
    if (separator === '') return text.split('');
    return separator.length === 1 ? text.split(separator) : this.splitRegex(text, this.regex(separator));
  }

  splitRegex(text: string, regex: Regex): string[] {
    const parts: string[] = [];
    let at = 0;
    for (let from = 0; from <= text.length;) {
      const match = regex.exec(text, from);
      if (!match) break;
      if (match.end === match.start) {
        from = match.end + 1;
        continue;
      }
      parts.push(text.slice(at, match.start));
      at = from = match.end;
    }
    parts.push(text.slice(at));
    return parts;
  }

  // ---- input ------------------------------------------------------------------------------------

  /** The next record of the main input; undefined at its end. */
  *nextRecord(): Step<string | undefined> {
    for (;;) {
      if (!this.#main && !(yield* this.#openNext())) return undefined;
      const record = yield* this.#main!.next(this.#separator);
      if (record !== undefined) {
        this.#special.NR = toNumber(this.#special.NR) + 1;
        this.#special.FNR = toNumber(this.#special.FNR) + 1;
        return record;
      }
      this.nextFile();
    }
  }

  /** Leaves the rest of the current file. */
  nextFile(): void {
    if (this.#main && this.#main.fd !== 0) this.p.fds.close(this.#main.fd);
    this.#main = undefined;
  }

  /** A record from elsewhere. */
  readFrom(reader: RecordReader): Step<string | undefined> {
    return reader.next(this.#separator);
  }

  *#openNext(): Step<boolean> {
    if (this.#finished) return false;
    const argc = toNumber(this.globals[this.slotOf('ARGC')] as Value);
    while (this.#argument < argc) {
      const index = this.#argument++;
      if (!this.argv.has(index, this.convfmt)) continue;
      const argument = toText(this.argv.get(index, this.convfmt), this.convfmt);
      if (argument === '') continue;
      const assignment = /^([A-Za-z_]\w*)=([^]*)$/.exec(argument);
      if (assignment) this.assign(assignment[1]!, new Outside(unescape(assignment[2]!)));
      else {
        this.#onlyStandardInput = false;
        return yield* this.#openMain(argument);
      }
    }
    this.#finished = true;
    if (!this.#onlyStandardInput) return false;
    this.#special.FILENAME = '-';
    this.#special.FNR = 0;
    this.#main = this.streams.reader(0);
    return true;
  }

  *#openMain(name: string): Step<boolean> {
    this.#special.FILENAME = new Outside(name);
    this.#special.FNR = 0;
    const path = BYTES.toText(name);
    if (name === '-' || name === '/dev/stdin') this.#main = this.streams.reader(0);
    else {
      try {
        this.#main = this.streams.reader(this.p.open(path, { read: true }));
      } catch (e) {
        if (!(e instanceof Error && 'text' in e)) throw e;
        throw new AwkError(`cannot open ${path} (${String(e.text)})`, false);
      }
    }
    return true;
  }

  // ---- calls ------------------------------------------------------------------------------------

  enter(): void {
    if (++this.depth > DEEPEST_CALL) throw new AwkError('program limit exceeded: eval stack size=1024', false);
  }
}
