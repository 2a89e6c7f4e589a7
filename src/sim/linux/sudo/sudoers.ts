import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';

/** A member of a list: `!` negates it. */
export interface Member {
  negated: boolean;
  text: string;
}

/** A command that a rule is about; `ALL` for every one. */
export interface CommandMember extends Member {
  /** Arguments that it must have; none: any will do; empty text: none at all. */
  args: string | undefined;
}

export interface Tags {
  password?: boolean;
  setenv?: boolean;
  noexec?: boolean;
}

/** `(runas:group) TAG: command`, with the tags and targets that carry over from those before it. */
export interface CommandSpec {
  runasUsers: Member[] | undefined;
  runasGroups: Member[] | undefined;
  tags: Tags;
  command: CommandMember;
}

/** `users hosts = commands`. */
export interface UserSpec {
  users: Member[];
  hosts: Member[];
  commands: CommandSpec[];
}

/** A setting of a Defaults line. */
export interface Default {
  /** `user`, `host`, `runas` or `command` lists that it is for. */
  scope: { kind: ':' | '@' | '>' | '!'; members: Member[] } | undefined;
  name: string;
  value: string | boolean;
  operator: '=' | '+=' | '-=';
}

export interface SyntaxProblem {
  file: string;
  line: number;
  column: number;
  message: string;
  /** The line as it stands. */
  source: string;
}

export interface Sudoers {
  defaults: Default[];
  specs: UserSpec[];
  aliases: Map<string, { kind: string; members: (Member | CommandMember)[] }>;
  problems: SyntaxProblem[];
  /** Files that were read, in order. */
  files: string[];
}

const ALIAS_KINDS = ['User_Alias', 'Runas_Alias', 'Host_Alias', 'Cmnd_Alias', 'Cmd_Alias'];
const TAGS: Record<string, Tags> = {
  NOPASSWD: { password: false },
  PASSWD: { password: true },
  NOEXEC: { noexec: true },
  EXEC: { noexec: false },
  SETENV: { setenv: true },
  NOSETENV: { setenv: false },
  ...Object.fromEntries(
    ['FOLLOW', 'NOFOLLOW', 'LOG_INPUT', 'NOLOG_INPUT', 'LOG_OUTPUT', 'NOLOG_OUTPUT', 'MAIL', 'NOMAIL', 'INTERCEPT', 'NOINTERCEPT'].map(
      (t) => [t, {}],
    ),
  ),
};

class Bad extends Error {
  constructor(readonly column: number) {
    super('syntax error');
  }
}

/** Splits at a separator that is neither escaped nor quoted. */
function split(text: string, separator: string): string[] {
  const out = [''];
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '\\' && i + 1 < text.length) out[out.length - 1] += c + text[++i]!;
    else if (c === '"') {
      quoted = !quoted;
      out[out.length - 1] += c;
    } else if (c === separator && !quoted) out.push('');
    else out[out.length - 1] += c;
  }
  return out.map((part) => part.trim());
}

function member(text: string): Member {
  let rest = text.trim();
  let negated = false;
  while (rest.startsWith('!')) {
    negated = !negated;
    rest = rest.slice(1).trim();
  }
  return { negated, text: rest.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1') };
}

function members(text: string): Member[] {
  const list = split(text, ',');
  if (list.some((item) => item === '')) throw new Bad(0);
  return list.map(member);
}

function command(text: string): CommandMember {
  const m = member(text.replace(/^(sha(224|256|384|512):\S+\s+)+/, ''));
  const space = m.text.search(/\s/);
  const path = space < 0 ? m.text : m.text.slice(0, space);
  const args = space < 0 ? undefined : m.text.slice(space).trim();
  const known = path === 'ALL' || path.startsWith('/') || path === 'sudoedit' || path === 'list' || /^[A-Z][A-Z0-9_]*$/.test(path);
  if (!known) throw new Bad(0);
  return { negated: m.negated, text: path, args: args === '""' ? '' : args };
}

/** `(root:adm) NOPASSWD: /bin/a, /bin/b`. */
function commandSpecs(text: string): CommandSpec[] {
  let runasUsers: Member[] | undefined;
  let runasGroups: Member[] | undefined;
  let tags: Tags = {};
  return split(text, ',').map((part) => {
    let rest = part;
    const runas = /^\(([^:)]*)(?::([^)]*))?\)\s*/.exec(rest);
    if (runas) {
      runasUsers = runas[1]!.trim() === '' ? [] : members(runas[1]!);
      runasGroups = runas[2] === undefined || runas[2].trim() === '' ? undefined : members(runas[2]);
      rest = rest.slice(runas[0].length);
    }
    for (;;) {
      const option = /^(ROLE|TYPE|CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER|APPARMOR_PROFILE|PRIVS|LIMITPRIVS)=\S+\s+/.exec(rest);
      if (option) {
        rest = rest.slice(option[0].length);
        continue;
      }
      const tag = /^([A-Z_]+):\s*/.exec(rest);
      if (!tag || !TAGS[tag[1]!]) break;
      tags = { ...tags, ...TAGS[tag[1]!] };
      rest = rest.slice(tag[0].length);
    }
    if (rest === '') throw new Bad(part.length);
    return { runasUsers, runasGroups, tags, command: command(rest) };
  });
}

function userSpec(line: string): UserSpec[] {
  const equals = /(?<!\\)=/.exec(line);
  if (!equals) throw new Bad(line.length);
  const left = line.slice(0, equals.index).trim();
  const m = /^(.*?[^,\s!])\s+((?:[^\s,]+\s*,\s*)*[^\s,]+)$/.exec(left);
  if (!m) throw new Bad(left.length);
  const users = members(m[1]!);
  const first: UserSpec = { users, hosts: members(m[2]!), commands: commandSpecs(line.slice(equals.index + 1).trim()) };
  return [first];
}

function defaultsLine(line: string): Default[] {
  const m = /^Defaults([@:>!]\S*)?\s+(.*)$/.exec(line);
  if (!m) throw new Bad('Defaults'.length);
  const scope = m[1] ? { kind: m[1][0] as ':' | '@' | '>' | '!', members: members(m[1].slice(1)) } : undefined;
  return split(m[2]!, ',').map((item) => {
    const setting = /^(!?)\s*([A-Za-z_]+)\s*(?:(\+=|-=|=)\s*(.*))?$/.exec(item);
    if (!setting) throw new Bad(line.indexOf(item));
    const [, bang, name = '', operator = '=', value] = setting;
    return {
      scope,
      name,
      operator: operator as Default['operator'],
      value: value === undefined ? bang !== '!' : value.replace(/^"(.*)"$/, '$1'),
    };
  });
}

/** Reads a sudoers file and all that it includes. */
export class SudoersReader {
  readonly result: Sudoers = { defaults: [], specs: [], aliases: new Map(), problems: [], files: [] };

  constructor(
    private readonly sys: SystemCalls,
    /** Names of hosts in `%h` of an include. */
    private readonly host: string,
  ) {}

  /** Throws Errno where the file cannot be read. */
  read(path: string, depth = 0): Sudoers {
    const content = this.sys.readText(path);
    this.result.files.push(path);
    const lines = content.split('\n');
    for (let i = 0; i < lines.length; i++) {
      const start = i;
      let line = lines[i]!;
      while (line.endsWith('\\') && i + 1 < lines.length) line = line.slice(0, -1) + lines[++i]!;
      this.#line(path, start + 1, line, depth);
    }
    return this.result;
  }

  #line(path: string, number: number, source: string, depth: number): void {
    const include = /^\s*[@#](include|includedir)\s+("?)(.+?)\2\s*$/.exec(source);
    if (include) {
      if (depth < 128) this.#include(include[1]!, include[3]!.replaceAll('%h', this.host), path, depth);
      return;
    }
    const line = source.replace(/(^|\s)#(?!\d).*$/, '').trim();
    if (line === '') return;
    try {
      const alias = ALIAS_KINDS.find((kind) => line.startsWith(`${kind} `) || line.startsWith(`${kind}\t`));
      if (alias) this.#alias(alias, line.slice(alias.length));
      else if (/^Defaults([@:>!\s]|$)/.test(line)) this.result.defaults.push(...defaultsLine(line));
      else this.result.specs.push(...userSpec(line));
    } catch (e) {
      if (!(e instanceof Bad)) throw e;
      this.result.problems.push({ file: path, line: number, column: e.column + 1, message: 'syntax error', source });
    }
  }

  #alias(kind: string, text: string): void {
    for (const definition of split(text, ':')) {
      const m = /^([A-Z][A-Z0-9_]*)\s*=\s*(.+)$/.exec(definition);
      if (!m) throw new Bad(kind.length);
      this.result.aliases.set(m[1]!, { kind, members: kind.startsWith('Cm') ? split(m[2]!, ',').map(command) : members(m[2]!) });
    }
  }

  #include(how: string, target: string, from: string, depth: number): void {
    const path = target.startsWith('/') ? target : `${from.slice(0, from.lastIndexOf('/'))}/${target}`;
    try {
      if (how === 'include') {
        this.read(path, depth + 1);
        return;
      }
      const names = this.sys.readdir(path).map((e) => e.name);
      // files with a dot or a tilde at the end are left out
      for (const name of names.sort()) if (!name.includes('.') && !name.endsWith('~')) this.read(`${path}/${name}`, depth + 1);
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }
}
