import type { Stat } from '../../../kernel/file.ts';
import { SECOND } from '../../../kernel/time.ts';
import { modeString, TYPE_BITS } from '../lib/mode.ts';
import { quoteShell } from '../lib/quoting.ts';
import { typeName } from '../lib/remove.ts';
import { nanosOf, strftime } from '../lib/strftime.ts';
import { Accounts } from '../lib/users.ts';
import type { Tool } from '../lib/utility.ts';
import { zoneOf, type Zone } from '../lib/zone.ts';
import { expandFormat, type Value } from './directives.ts';

const TIME_FORMAT = '%Y-%m-%d %H:%M:%S.%N %z';
const number = (n: number, base: 8 | 10 | 16 = 10): Value => ({ number: n, base });

/** Expands stat's directives for a file. */
export class FileFormatter {
  readonly #accounts: Accounts;
  readonly #zone: Zone;

  constructor(private readonly t: Tool) {
    this.#accounts = new Accounts(t.p);
    this.#zone = zoneOf(t.p.env['TZ']);
  }

  /** `plain`: names stand without quotes, as in the default form. */
  format(format: string, path: string, st: Stat, escapes: boolean, plain: boolean): string {
    const value = (letter: string): Value | undefined =>
      this.#identity(letter, path, st, plain) ?? this.#device(letter, st) ?? this.#time(letter, st);
    return expandFormat(format, escapes, (text) => this.t.quote(text), value);
  }

  #name(path: string, st: Stat, plain: boolean): string {
    const quote = (name: string): string => (plain ? name : quoteShell(name, this.t.utf8, { always: true }));
    return st.type === 'symlink' ? `${quote(path)} -> ${quote(this.t.p.sys.readlink(path))}` : quote(path);
  }

  #identity(letter: string, path: string, st: Stat, plain: boolean): Value | undefined {
    switch (letter) {
      case 'n':
        return { text: path };
      case 'N':
        return { text: this.#name(path, st, plain) };
      case 'a':
        return number(st.mode & 0o7777, 8);
      case 'A':
        return { text: modeString(st) };
      case 'f':
        return number(TYPE_BITS[st.type] | st.mode, 16);
      case 'F':
        return { text: typeName(st) };
      case 'h':
        return number(st.nlink);
      case 'i':
        return number(st.ino);
      case 'u':
        return number(st.uid);
      case 'U':
        return { text: this.#accounts.user(st.uid) ?? 'UNKNOWN' };
      case 'g':
        return number(st.gid);
      case 'G':
        return { text: this.#accounts.group(st.gid) ?? 'UNKNOWN' };
      case 's':
        return number(st.size);
      case 'b':
        return number(st.blocks);
      case 'B':
        return number(512);
      case 'o':
        return number(4096);
      case 'm':
        return { text: this.t.p.sys.statfs(path).mountpoint };
      default:
        return undefined;
    }
  }

  #device(letter: string, st: Stat): Value | undefined {
    // glibc's makedev: twelve bits of major, twenty of minor
    const encoded = (dev: number): number => ((dev >> 8) << 8) | (dev & 255);
    switch (letter) {
      case 'd':
        return number(encoded(st.dev));
      case 'D':
        return number(encoded(st.dev), 16);
      case 'Hd':
        return number(st.dev >> 8);
      case 'Ld':
        return number(st.dev & 255);
      case 'r':
        return number(st.rdev);
      case 'R':
        return number(st.rdev, 16);
      case 'Hr':
        return number(st.rdev >> 8);
      case 'Lr':
        return number(st.rdev & 255);
      case 't':
        return number(st.rdev >> 8, 16);
      case 'T':
        return number(st.rdev & 255, 16);
      default:
        return undefined;
    }
  }

  #time(letter: string, st: Stat): Value | undefined {
    const times: Record<string, number> = { w: st.birth, x: st.atime, y: st.mtime, z: st.ctime };
    const at = times[letter.toLowerCase()];
    if (at === undefined || letter.length !== 1) return undefined;
    // a file system that keeps no birth has none
    if (letter === letter.toLowerCase()) return { text: letter === 'w' && at === 0 ? '-' : strftime(TIME_FORMAT, at, this.#zone) };
    return { seconds: Math.floor(at / SECOND), nanos: nanosOf(at) };
  }
}
