import { isErrno } from '../../../kernel/errno.ts';
import { SECOND } from '../../../kernel/time.ts';
import { argumentBytes, readEscape } from '../lib/escapes.ts';
import { modeString, typeLetter } from '../lib/mode.ts';
import { dirName } from '../lib/paths.ts';
import { nanosOf, strftime } from '../lib/strftime.ts';
import { Accounts } from '../lib/users.ts';
import { Failure } from '../lib/utility.ts';
import { zoneOf, type Zone } from '../lib/zone.ts';
import type { Context, Entry } from './types.ts';

type Piece = string | { flags: string; width: number; precision: number | undefined; letter: string; time?: string };

/** The format of -printf, compiled once. */
export class PrintFormat {
  readonly #pieces: Piece[] = [];
  #stops = false;
  readonly #accounts: Accounts;
  readonly #zone: Zone;

  /** Throws Failure; warns of directives that find does not know. */
  constructor(
    format: string,
    private readonly c: Context,
  ) {
    this.#accounts = new Accounts(c.p);
    this.#zone = zoneOf(c.p.env['TZ']);
    const text = argumentBytes(format);
    for (let i = 0; i < text.length && !this.#stops;) i = this.#read(text, i);
  }

  #read(text: string, i: number): number {
    const c = text[i]!;
    if (c === '\\') {
      const escape = readEscape(text, i, false);
      if (escape.stop) this.#stops = true;
      if (escape.length === 2 && escape.text.length === 2) this.c.warn(`warning: unrecognized escape \`${escape.text}'`);
      this.#pieces.push(escape.text);
      return i + escape.length;
    }
    if (c !== '%') {
      this.#pieces.push(c);
      return i + 1;
    }
    const m = /^%([-+ 0#]*)(\d*)(?:\.(\d+))?(?:([ABCT])(.)|([^]))?/.exec(text.slice(i))!;
    const [all, flags, width, precision, field, time, letter] = m;
    if (letter === undefined && field === undefined) throw new Failure('error: % at end of format string');
    if (letter === '%') this.#pieces.push('%');
    else if (field === undefined && !'abcdDfFgGhHiklmMnpPsStuUyYZ'.includes(letter!)) {
      this.c.warn(`warning: unrecognized format directive \`%${letter}'`);
      this.#pieces.push(all);
    } else {
      this.#pieces.push({
        flags: flags!,
        width: Number(width || 0),
        precision: precision === undefined ? undefined : Number(precision),
        letter: field ?? letter!,
        ...(time === undefined ? {} : { time }),
      });
    }
    return i + all.length;
  }

  /** A file in this format, a character for each byte. */
  format(e: Entry): string {
    return this.#pieces
      .map((piece) => {
        if (typeof piece === 'string') return piece;
        let text = argumentBytes(this.#value(e, piece.letter, piece.time, piece.flags.includes('#')));
        if (piece.precision !== undefined) text = text.slice(0, piece.precision);
        if (piece.flags.includes('-')) return text.padEnd(piece.width);
        return text.padStart(piece.width, piece.flags.includes('0') ? '0' : ' ');
      })
      .join('');
  }

  #value(e: Entry, letter: string, time: string | undefined, alternate: boolean): string {
    const { stat } = e;
    if (time !== undefined) return this.#time({ A: stat.atime, B: stat.birth, C: stat.ctime, T: stat.mtime }[letter]!, time);
    switch (letter) {
      case 'a':
        return this.#time(stat.atime, '');
      case 'b':
        return String(stat.blocks);
      case 'c':
        return this.#time(stat.ctime, '');
      case 'd':
        return String(e.depth);
      case 'D':
        return String(stat.dev);
      case 'f':
        return e.name;
      case 'F':
        return this.c.p.sys.statfs(e.path).type;
      case 'g':
        return this.#accounts.group(stat.gid) ?? String(stat.gid);
      case 'G':
        return String(stat.gid);
      case 'h':
        return e.path.includes('/') ? dirName(e.path) : '.';
      case 'H':
        return e.root;
      case 'i':
        return String(stat.ino);
      case 'k':
        return String(Math.ceil(stat.blocks / 2));
      case 'l':
        return stat.type === 'symlink' ? this.c.p.sys.readlink(e.path) : '';
      case 'm':
        return `${alternate ? '0' : ''}${stat.mode.toString(8)}`;
      case 'M':
        return modeString(stat);
      case 'n':
        return String(stat.nlink);
      case 'p':
        return e.path;
      case 'P':
        return e.path.slice(e.root.length).replace(/^\/+/, '');
      case 's':
        return String(stat.size);
      case 'S':
        return stat.size === 0 ? '1' : String(Number(((stat.blocks * 512) / stat.size).toPrecision(6)));
      case 't':
        return this.#time(stat.mtime, '');
      case 'u':
        return this.#accounts.user(stat.uid) ?? String(stat.uid);
      case 'U':
        return String(stat.uid);
      case 'y':
        return this.#type(typeLetter(stat.type));
      case 'Y':
        return this.#typeThroughLink(e);
      default:
        return '';
    }
  }

  #type(letter: string): string {
    return letter === '-' ? 'f' : letter;
  }

  #typeThroughLink(e: Entry): string {
    if (e.stat.type !== 'symlink') return this.#type(typeLetter(e.stat.type));
    try {
      return this.#type(typeLetter(this.c.p.sys.stat(e.path).type));
    } catch (error) {
      if (isErrno(error, 'ENOENT', 'ENOTDIR')) return 'N';
      if (isErrno(error, 'ELOOP')) return 'L';
      if (isErrno(error)) return '?';
      throw error;
    }
  }

  /** A time: all of it, or one field of strftime(3); seconds have ten digits of a fraction, as find prints them. */
  #time(t: number, field: string): string {
    const fraction = `.${String(nanosOf(t)).padStart(9, '0')}0`;
    const show = (format: string): string => strftime(format, t, this.#zone);
    switch (field) {
      case '':
        return show('%a %b %e %H:%M:%S') + fraction + show(' %Y');
      case '@':
        return Math.floor(t / SECOND) + fraction;
      case '+':
        return show('%Y-%m-%d+%H:%M:%S') + fraction;
      case 'S':
      case 'T':
      case 'X':
        return show(`%${field}`) + fraction;
      default:
        return show(`%${field}`);
    }
  }
}

/** The form of -ls: inode, blocks, and the rest as in `ls -l`. */
export function listing(e: Entry, c: Context, accounts: Accounts): string {
  const { stat } = e;
  const recent = c.now() - stat.mtime < (365 / 2) * 86_400 * SECOND && stat.mtime <= c.now() + 3600 * SECOND;
  const size =
    stat.type === 'char' || stat.type === 'block'
      ? `${String(stat.rdev >> 8).padStart(3)}, ${String(stat.rdev & 255).padStart(3)}`
      : String(stat.size);
  const owner = (accounts.user(stat.uid) ?? String(stat.uid)).padEnd(8);
  const group = (accounts.group(stat.gid) ?? String(stat.gid)).padEnd(8);
  const time = strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime, zoneOf(c.p.env['TZ']));
  const link = stat.type === 'symlink' ? ` -> ${escaped(c.p.sys.readlink(e.path))}` : '';
  const start = `${String(stat.ino).padStart(9)} ${String(Math.ceil(stat.blocks / 2)).padStart(6)} ${modeString(stat)}`;
  return `${start} ${String(stat.nlink).padStart(3)} ${owner} ${group} ${size.padStart(8)} ${time} ${escaped(e.path)}${link}\n`;
}

/** Names in -ls have blanks and quotes escaped. */
function escaped(name: string): string {
  return name
    .replace(/[\\ "]/g, '\\$&')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t');
}
