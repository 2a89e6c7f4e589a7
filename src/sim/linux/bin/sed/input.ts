import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Encoding } from '../lib/encoding.ts';
import { LineReader } from '../lib/lines.ts';
import { Output } from './output.ts';
import { ScriptError } from './script.ts';

export interface InputSettings {
  encoding: Encoding;
  /** Code of the character that ends lines. */
  delimiter: number;
  /** -s, -i: each file by itself. */
  separate: boolean;
  /** -i: the backup's suffix, or its pattern with `*`; empty for none. */
  inPlace: string | undefined;
  followLinks: boolean;
  /** Reads no more than it needs (-u). */
  unbuffered: boolean;
  fail(message: string): Step;
}

interface Edited {
  path: string;
  temporary: string;
  output: Output;
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

/** sed's input: the lines of all files, as one stream or each by itself, with the new versions of files edited in place. */
export class Input {
  lineNumber = 0;
  /** Whether the line given last had its newline. */
  ended = true;
  /** Name of the file that is read, as F prints it. */
  name = '-';
  /** Where edited lines go: the new version of the file. */
  edited: Edited | undefined;
  /** Counts the beginnings of files that are read by themselves. */
  restarts = 0;
  #reader: LineReader | undefined;
  #fd = 0;
  readonly #files: string[];

  constructor(
    private readonly p: Process,
    files: readonly string[],
    private readonly settings: InputSettings,
  ) {
    this.#files = [...files];
  }

  /** The next line without its end; undefined when all files are read. */
  *next(): Step<string | undefined> {
    for (;;) {
      if (!this.#reader && !(yield* this.#openNext())) return undefined;
      const line = yield* this.#readLine(this.#reader!);
      if (line !== undefined) {
        this.ended = this.#reader!.terminated;
        this.lineNumber++;
        return line;
      }
      yield* this.closeFile();
    }
  }

  *#readLine(reader: LineReader): Step<string | undefined> {
    try {
      return yield* reader.next();
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new ScriptError(`read error on ${this.name === '-' ? 'stdin' : this.name}: ${e.text}`, 4);
    }
  }

  /** Whether the line given last is the last one. */
  *isLast(): Step<boolean> {
    if (this.#reader && (yield* this.#reader.more())) return false;
    if (this.settings.separate) return true;
    while (this.#files.length > 0) {
      if (yield* this.#hasLines(this.#files[0]!)) return false;
      this.#files.shift();
    }
    return true;
  }

  *#hasLines(file: string): Step<boolean> {
    if (file === '-') return true;
    try {
      const fd = this.p.open(file, { read: true });
      const part = yield* this.p.read(fd, 1);
      this.p.fds.close(fd);
      return part.length > 0;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return false;
    }
  }

  *#openNext(): Step<boolean> {
    for (;;) {
      const file = this.#files.shift();
      if (file === undefined) return false;
      if (yield* this.#open(file)) return true;
    }
  }

  *#open(file: string): Step<boolean> {
    const { settings, p } = this;
    const standard = file === '-' && settings.inPlace === undefined;
    let path = file;
    try {
      if (settings.followLinks && !standard) path = p.sys.realpath(file);
      this.#fd = standard ? 0 : p.open(path, { read: true });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* settings.fail(`can't read ${file}: ${e.text}`);
      return false;
    }
    this.name = standard ? '-' : file;
    const block = settings.unbuffered && standard ? 1 : 4096;
    this.#reader = new LineReader(p, this.#fd, settings.encoding, settings.delimiter, block);
    if (settings.separate) {
      this.lineNumber = 0;
      this.restarts++;
    }
    if (settings.inPlace !== undefined && !(yield* this.#beginEdit(path))) return false;
    return true;
  }

  /** Opens the file that will take the place of the edited one, as mkostemp(3) names it. */
  *#beginEdit(path: string): Step<boolean> {
    const { p, settings } = this;
    if (p.fds.file(this.#fd).stat().type !== 'file') {
      p.fds.close(this.#fd);
      this.#reader = undefined;
      yield* settings.fail(`couldn't edit ${path}: not a regular file`);
      return false;
    }
    const slash = path.lastIndexOf('/');
    const directory = slash < 0 ? '.' : path.slice(0, slash) || '/';
    const random = p.kernel.random.stream('sed');
    for (;;) {
      const temporary = `${directory === '/' ? '' : directory}/sed${random.text(6, LETTERS)}`;
      try {
        const fd = p.open(temporary, { read: true, write: true, create: true, exclusive: true }, 0o600);
        const output = new Output(p, fd, settings.encoding, String.fromCharCode(settings.delimiter), false);
        this.edited = { path, temporary, output };
        return true;
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        if (e.code !== 'EEXIST') throw new ScriptError(`couldn't open temporary file ${temporary}: ${e.text}`, 4);
      }
    }
  }

  /** Ends the file that is read; an edited one is put in place (execute.c, output_file and closedown). */
  *closeFile(): Step {
    if (!this.#reader) return;
    const { p, edited } = this;
    this.#reader.restore();
    this.#reader = undefined;
    if (edited) {
      const { uid, gid, mode } = p.fds.file(this.#fd).stat();
      p.sys.chown(edited.temporary, uid, gid);
      p.sys.chmod(edited.temporary, mode);
    }
    if (this.#fd !== 0) p.fds.close(this.#fd);
    if (!edited) return;
    yield* edited.output.close();
    if (this.settings.inPlace) this.#rename(edited.path, backupName(edited.path, this.settings.inPlace));
    this.#rename(edited.temporary, edited.path);
    this.edited = undefined;
  }

  #rename(from: string, to: string): void {
    try {
      this.p.sys.rename(from, to);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new ScriptError(`cannot rename ${from}: ${e.text}`, 4);
    }
  }
}

/** The backup's name: a suffix, or a pattern in which each `*` is the file's own name; with a slash it names a directory. */
function backupName(path: string, suffix: string): string {
  const slash = path.lastIndexOf('/') + 1;
  const base = path.slice(slash);
  const name = suffix.includes('*') ? suffix.replaceAll('*', base) : base + suffix;
  return name.includes('/') ? name : path.slice(0, slash) + name;
}
