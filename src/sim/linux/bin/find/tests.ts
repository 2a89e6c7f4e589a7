import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { FileType, Stat } from '../../../kernel/file.ts';
import { DAY, MINUTE } from '../../../kernel/time.ts';
import { argumentBytes } from '../lib/escapes.ts';
import { globToRegExp } from '../lib/glob.ts';
import { ModeSpec } from '../lib/mode.ts';
import { parseDate } from '../lib/parse-date.ts';
import { Accounts } from '../lib/users.ts';
import { Failure } from '../lib/utility.ts';
import { zoneOf } from '../lib/zone.ts';
import { compileRegex } from './regex.ts';
import type { Context, Entry, Predicate } from './types.ts';

const TYPES: Record<string, FileType> = {
  f: 'file',
  d: 'directory',
  l: 'symlink',
  p: 'fifo',
  s: 'socket',
  c: 'char',
  b: 'block',
};
const SIZES: Record<string, number> = { b: 512, c: 1, w: 2, k: 1024, M: 1_048_576, G: 1_073_741_824, '': 512 };
const TIMES: Record<string, 'atime' | 'mtime' | 'ctime' | 'birth'> = { a: 'atime', m: 'mtime', c: 'ctime', B: 'birth' };

const test = (evaluate: (entry: Entry) => boolean): Predicate => ({ evaluate });

/** `+N`, `-N` or `N`, as a comparison. `undefined` where it is no number. */
function comparison(text: string, decimal = false): ((n: number) => boolean) | undefined {
  const m = (decimal ? /^([+-]?)(\d+\.?\d*|\.\d+)$/ : /^([+-]?)(\d+)$/).exec(text);
  if (!m) return undefined;
  const wanted = Number(m[2]);
  return m[1] === '+' ? (n) => n > wanted : m[1] === '-' ? (n) => n < wanted : (n) => n === wanted;
}

/** Makes a test of find's expression; `undefined` where there is none of that name. Throws Failure. */
export function makeTest(name: string, argument: () => string, c: Context): Predicate | undefined {
  return nameTest(name, argument, c) ?? timeTest(name, argument, c) ?? ownerTest(name, argument, c) ?? otherTest(name, argument, c);
}

function nameTest(name: string, argument: () => string, c: Context): Predicate | undefined {
  const m = /^-(i?)(name|path|wholename|lname|regex)$/.exec(name);
  if (!m) return undefined;
  const ignoreCase = m[1] === 'i';
  const pattern = argument();
  if (m[2] === 'regex') {
    const regex = compileRegex(argumentBytes(pattern), c.regexType(), ignoreCase, false);
    return test((e) => {
      const path = argumentBytes(e.path);
      const found = regex.exec(path);
      return found !== undefined && found.start === 0 && found.end === path.length;
    });
  }
  const glob = globToRegExp(pattern, { ignoreCase });
  if (m[2] === 'lname') {
    return test((e) => e.stat.type === 'symlink' && glob.test(c.p.sys.readlink(e.path)));
  }
  if (m[2] === 'name') {
    if (pattern.includes('/') && pattern !== '/') {
      c.hint(
        `warning: ${c.t.quote(name)} matches against basenames only, but the given pattern contains a directory separator (${c.t.quote('/')}), thus the expression will evaluate to false all the time.  Did you mean ${c.t.quote(ignoreCase ? '-iwholename' : '-wholename')}?`,
      );
    }
    return test((e) => glob.test(e.name));
  }
  return test((e) => glob.test(e.path));
}

function timeTest(name: string, argument: () => string, c: Context): Predicate | undefined {
  const relative = /^-([amc])(time|min)$/.exec(name);
  if (relative) {
    const [field, minutes] = [TIMES[relative[1]!]!, relative[2] === 'min'];
    const text = argument();
    const m = /^([+-]?)(\d+\.?\d*|\.\d+)$/.exec(text);
    if (!m) throw new Failure(`invalid argument \`${text}' to \`${name}'`);
    const wanted = Number(m[2]);
    const base = minutes ? c.now() : c.dayStart();
    return test((e) => {
      const age = (base - e.stat[field]) / (minutes ? MINUTE : DAY);
      // days are counted in whole ones that have passed, minutes up to the next
      if (minutes) return m[1] === '+' ? age > wanted : m[1] === '-' ? age < wanted : age > wanted - 1 && age <= wanted;
      return m[1] === '+' ? age >= wanted + 1 : m[1] === '-' ? age < wanted : age >= wanted && age < wanted + 1;
    });
  }
  if (name === '-used') {
    const compare = comparison(argument());
    if (!compare) throw new Failure(`invalid argument to \`-used'`);
    return test((e) => compare(Math.floor((e.stat.atime - e.stat.ctime) / DAY)));
  }
  const newer = /^-(?:newer(..)?|([ac])newer)$/.exec(name);
  if (!newer) return /^-newer./.test(name) ? invalidPredicate(name) : undefined;
  const [x, y] = newer[1] ? [newer[1][0]!, newer[1][1]!] : [newer[2] ?? 'm', 'm'];
  const field = TIMES[x];
  if (!field || (y !== 't' && !TIMES[y])) return invalidPredicate(name);
  const reference = argument();
  const limit = y === 't' ? parseDate(reference, c.now(), zoneOf(c.p.env['TZ'])) : statOf(c, reference)[TIMES[y]!];
  if (limit === undefined) throw new Failure(`I cannot figure out how to interpret ${c.t.quote(reference)} as a date or time`);
  return test((e) => e.stat[field] > limit);
}

function invalidPredicate(name: string): never {
  throw new Failure(`invalid predicate \`${name}'`);
}

function statOf(c: Context, path: string): Stat {
  try {
    return c.follow() === 'never' ? c.p.sys.lstat(path) : c.p.sys.stat(path);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`${c.t.quoteaf(path)}: ${e.text}`);
  }
}

function ownerTest(name: string, argument: () => string, c: Context): Predicate | undefined {
  const accounts = (): Accounts => new Accounts(c.p);
  switch (name) {
    case '-user':
    case '-group': {
      const text = argument();
      const user = name === '-user';
      const id = (user ? accounts().uid(text) : accounts().gid(text)) ?? (/^\d+$/.test(text) ? Number(text) : undefined);
      if (id === undefined) {
        throw new Failure(
          user ? `${c.t.quote(text)} is not the name of a known user` : `${c.t.quote(text)} is not the name of an existing group`,
        );
      }
      return test((e) => (user ? e.stat.uid : e.stat.gid) === id);
    }
    case '-uid':
    case '-gid': {
      const compare = number(name, argument());
      return test((e) => compare(name === '-uid' ? e.stat.uid : e.stat.gid));
    }
    case '-nouser': {
      const all = accounts();
      return test((e) => all.user(e.stat.uid) === undefined);
    }
    case '-nogroup': {
      const all = accounts();
      return test((e) => all.group(e.stat.gid) === undefined);
    }
    case '-perm':
      return permissions(argument(), c);
    case '-readable':
    case '-writable':
    case '-executable': {
      const right = { '-readable': 'r', '-writable': 'w', '-executable': 'x' }[name];
      return test((e) => may(c, e.path, right));
    }
    default:
      return undefined;
  }
}

function may(c: Context, path: string, right: string): boolean {
  try {
    c.p.sys.access(path, right);
    return true;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}

function permissions(text: string, c: Context): Predicate {
  const kind = /^[-/]/.exec(text)?.[0] ?? '';
  const spec = ModeSpec.parse(text.slice(kind.length));
  // +MODE was given up long ago, but +x is a symbolic mode
  if (!spec || /^\+[0-7]/.test(text)) throw new Failure(`invalid mode ${c.t.quote(text)}`);
  const bits = (directory: boolean): number => spec.apply(0, directory, 0);
  return test((e) => {
    const wanted = bits(e.stat.type === 'directory');
    if (kind === '-') return (e.stat.mode & wanted) === wanted;
    if (kind === '/') return wanted === 0 || (e.stat.mode & wanted) !== 0;
    return e.stat.mode === wanted;
  });
}

function number(name: string, text: string): (n: number) => boolean {
  const compare = comparison(text);
  if (!compare) throw new Failure(`invalid argument \`${text}' to \`${name}'`);
  return compare;
}

function otherTest(name: string, argument: () => string, c: Context): Predicate | undefined {
  switch (name) {
    case '-true':
      return test(() => true);
    case '-false':
      return test(() => false);
    case '-type':
    case '-xtype':
      return types(name, argument(), c);
    case '-inum': {
      const compare = number(name, argument());
      return test((e) => compare(e.stat.ino));
    }
    case '-links': {
      const compare = number(name, argument());
      return test((e) => compare(e.stat.nlink));
    }
    case '-size': {
      const text = argument();
      const m = /^([+-]?\d+)([bcwkMG]?)$/.exec(text);
      if (!m) throw new Failure(`invalid -size type \`${text.slice(-1)}'`);
      const compare = comparison(m[1]!)!;
      const unit = SIZES[m[2]!]!;
      return test((e) => compare(Math.ceil(e.stat.size / unit)));
    }
    case '-empty':
      return test((e) => {
        if (e.stat.type === 'file') return e.stat.size === 0;
        return e.stat.type === 'directory' && may(c, e.path, 'r') && c.p.sys.readdir(e.path).length === 0;
      });
    case '-samefile': {
      const st = statOf(c, argument());
      return test((e) => e.stat.ino === st.ino && e.stat.dev === st.dev);
    }
    case '-fstype': {
      const type = argument();
      return test((e) => c.p.sys.statfs(e.path).type === type);
    }
    case '-context':
      argument();
      throw new Failure('invalid predicate -context: SELinux is not enabled.');
    default:
      return undefined;
  }
}

function types(name: string, text: string, c: Context): Predicate {
  if (text === '') throw new Failure(`Arguments to ${name} should contain at least one letter`);
  const wanted: FileType[] = [];
  for (const letter of text.split(',')) {
    if (letter === '') throw new Failure(`Last file type in list argument to ${name} is missing, i.e., list is ending on: ','`);
    if (letter.length > 1) throw new Failure(`Must separate multiple arguments to ${name} using: ','`);
    const type = TYPES[letter];
    if (!type) throw new Failure(`Unknown argument to ${name}: ${letter}`);
    wanted.push(type);
  }
  if (name === '-type') return test((e) => wanted.includes(e.stat.type));
  return test((e) => {
    // the other one: through a link where links are not followed, the link itself where they are
    const follows = c.follow() === 'always' || (c.follow() === 'arguments' && e.depth === 0);
    try {
      return wanted.includes((follows ? c.p.sys.lstat(e.path) : c.p.sys.stat(e.path)).type);
    } catch (error) {
      if (isErrno(error)) return wanted.includes('symlink') && !follows;
      throw error;
    }
  });
}
