import type { Step } from '../../kernel/step.ts';
import { executability, findProgram, searchPath, STANDARD_PATH } from '../exec/lookup.ts';
import { builtinOf } from '../exec/simple.ts';
import type { Shell } from '../exec/shell.ts';
import { singleQuoted } from '../expand/quote.ts';
import { hashOrder } from '../state/arrays.ts';
import { functionText } from '../syntax/print.ts';
import { patternOf, hasPattern } from '../patterns/pattern.ts';
import { compareText } from '../text.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { complain, integerOf, parseOptions, usage, wrongOptions } from './support.ts';

export const KEYWORDS = 'if then else elif fi case esac for select while until do done in function time { } ! [[ ]] coproc'.split(' ');
const POSIX_KEYWORDS = 'if then else elif fi case esac for while until do done in { } !'.split(' ');

/** What a name is, in the order in which a command is looked for. */
type Meaning =
  | { kind: 'alias'; text: string }
  | { kind: 'keyword' }
  | { kind: 'function' }
  | { kind: 'builtin' }
  | { kind: 'hashed' | 'file'; path: string };

function meaningsOf(shell: Shell, name: string, how: { all: boolean; functions: boolean; path?: string; files: 'any' | 'only' }): Meaning[] {
  const out: Meaning[] = [];
  if (how.files === 'any') {
    const alias = shell.aliases.get(name);
    if (alias !== undefined && (shell.posix || shell.options.shopt('expand_aliases'))) out.push({ kind: 'alias', text: alias });
    if ((shell.posix ? POSIX_KEYWORDS : KEYWORDS).includes(name)) out.push({ kind: 'keyword' });
    if (how.functions && shell.functions.has(name)) out.push({ kind: 'function' });
    if (builtinOf(shell, name)) out.push({ kind: 'builtin' });
  }
  if (out.length > 0 && !how.all) return out.slice(0, 1);
  if (name.includes('/')) {
    if (executability(shell, name) === 'program') out.push({ kind: 'file', path: name });
    return out;
  }
  const hashed = how.path === undefined ? shell.hashed.get(name) : undefined;
  if (hashed && !how.all) out.push({ kind: 'hashed', path: hashed.path });
  else {
    for (const path of searchPath(shell, name, how.path ?? shell.variables.get('PATH'), how.all)) {
      if (executability(shell, path) === 'program') out.push({ kind: 'file', path });
    }
  }
  return how.all ? out : out.slice(0, 1);
}

/** `ls is /usr/bin/ls`, as `type` and `command -V` say it. */
function description(shell: Shell, name: string, meaning: Meaning): string {
  switch (meaning.kind) {
    case 'alias':
      return shell.posix ? `${name} is an alias for ${meaning.text}` : `${name} is aliased to \`${meaning.text}'`;
    case 'keyword':
      return `${name} is a shell keyword`;
    case 'function':
      return shell.posix ? `${name} is a shell function` : `${name} is a function\n${functionText(name, shell.functions.get(name)!.body)}`;
    case 'builtin': {
      const special = shell.dialect.builtins.get(name)?.special && (shell.posix || shell.options.get('posix'));
      return `${name} is a ${special ? 'special ' : ''}shell builtin`;
    }
    case 'hashed':
      return shell.posix ? `${name} is ${meaning.path}` : `${name} is hashed (${meaning.path})`;
    case 'file':
      return `${name} is ${meaning.path}`;
  }
}

function* type(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? '' : 'afptP');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  let status = 0;
  for (const name of parsed.rest) {
    const meanings = meaningsOf(shell, name, { all: has('a'), functions: !has('f'), files: has('P') ? 'only' : 'any' });
    if (meanings.length === 0) {
      status = shell.posix ? 127 : 1;
      if (shell.posix) yield* shell.output('type', `${name}: not found\n`);
      else if (!has('t') && !has('p') && !has('P')) yield* complain(shell, call, `${name}: not found`);
      continue;
    }
    for (const meaning of meanings) {
      const file = meaning.kind === 'file' || meaning.kind === 'hashed';
      if (has('t')) yield* shell.output('type', `${file ? 'file' : meaning.kind}\n`);
      else if (has('p') || has('P')) yield* shell.output('type', file ? `${meaning.path}\n` : '');
      else yield* shell.output('type', `${description(shell, name, meaning)}\n`);
    }
    if (has('P') && !meanings.some((m) => m.kind === 'file' || m.kind === 'hashed')) status = 1;
  }
  return status;
}

function* command(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'pVv');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  if (parsed.rest.length === 0) return 0;
  if (!has('v') && !has('V')) {
    return yield* shell.engine.command(shell, parsed.rest, { functions: false, standardPath: has('p') });
  }
  let status = shell.posix ? 127 : 1;
  for (const name of shell.posix ? parsed.rest.slice(0, 1) : parsed.rest) {
    const path = has('p') ? STANDARD_PATH : undefined;
    const [meaning] = meaningsOf(shell, name, { all: false, functions: true, path, files: 'any' });
    if (!meaning) {
      if (has('V')) {
        if (shell.posix) yield* shell.output('command', `${name}: not found\n`);
        else yield* complain(shell, call, `${name}: not found`);
      }
      continue;
    }
    status = 0;
    if (has('V')) {
      const tracked = shell.posix && (meaning.kind === 'file' || meaning.kind === 'hashed');
      yield* shell.output('command', tracked ? `${name} is a tracked alias for ${meaning.path}\n` : `${description(shell, name, meaning)}\n`);
    } else if (meaning.kind === 'alias') yield* shell.output('command', `alias ${name}=${singleQuoted(meaning.text)}\n`);
    else yield* shell.output('command', `${meaning.kind === 'file' || meaning.kind === 'hashed' ? meaning.path : name}\n`);
  }
  return status;
}

function* builtin(shell: Shell, call: BuiltinCall): Step<number> {
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args;
  const [name, ...rest] = args;
  if (name === undefined) return 0;
  const found = builtinOf(shell, name);
  if (!found) {
    yield* complain(shell, call, `${name}: not a shell builtin`);
    return 1;
  }
  const shift = call.args.length - rest.length;
  const assignments = new Map([...call.assignments].map(([i, a]) => [i - shift, a]));
  return yield* found.run(shell, { name, args: rest, assignments });
}

// ---- hash, enable, alias --------------------------------------------------------------------------------

function* hash(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? 'r' : 'dlp:rt');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const path = parsed.options.find((o) => o.letter === 'p')?.value;
  const { hashed } = shell;
  if (!shell.options.get('hashall') && !shell.posix) {
    yield* complain(shell, call, 'hashing disabled');
    return 1;
  }
  if (has('r')) hashed.clear();
  if (parsed.rest.length === 0 && !has('r')) return yield* listHashed(shell, has('l'));
  let status = 0;
  for (const name of parsed.rest) {
    const known = hashed.get(name);
    if (path !== undefined) hashed.set(name, { path, hits: 0 });
    else if (has('t') || has('d')) {
      if (!known) {
        yield* complain(shell, call, `${name}: not found`);
        status = 1;
      } else if (has('d')) hashed.delete(name);
      else yield* shell.output('hash', `${parsed.rest.length > 1 ? `${name}\t` : ''}${known.path}\n`);
    } else if (!name.includes('/') && !builtinOf(shell, name) && !shell.functions.has(name)) {
      hashed.delete(name);
      const found = findProgram(shell, name);
      if (found === undefined || !hashed.has(name)) {
        yield* complain(shell, call, `${name}: not found`);
        status = 1;
      } else hashed.get(name)!.hits = 0;
    }
  }
  return status;
}

function* listHashed(shell: Shell, reusable: boolean): Step<number> {
  if (shell.posix) return yield* shell.output('hash', [...shell.hashed.values()].map((h) => `${h.path}\n`).join(''));
  if (shell.hashed.size === 0) {
    if (!shell.options.get('posix')) yield* shell.output('hash', 'hash: hash table empty\n');
    return 0;
  }
  const entries = hashOrder([...shell.hashed], (e) => e[0], 256);
  if (reusable) return yield* shell.output('hash', entries.map(([name, h]) => `builtin hash -p ${h.path} ${name}\n`).join(''));
  return yield* shell.output('hash', `hits\tcommand\n${entries.map(([, h]) => `${String(h.hits).padStart(4)}\t${h.path}\n`).join('')}`);
}

function* enable(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'adnpsf:');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  if (has('f') || has('d')) {
    yield* shell.say(`mirrorpod: enable -${has('f') ? 'f' : 'd'}: not simulated\n`);
    return 1;
  }
  if (parsed.rest.length === 0 || has('p')) {
    const names = [...shell.dialect.builtins].filter(([, b]) => !has('s') || b.special).map(([n]) => n);
    const shown = names.sort(compareText).filter((n) => has('a') || shell.disabledBuiltins.has(n) === has('n'));
    return yield* shell.output('enable', shown.map((n) => `enable ${shell.disabledBuiltins.has(n) ? '-n ' : ''}${n}\n`).join(''));
  }
  let status = 0;
  for (const name of parsed.rest) {
    if (!shell.dialect.builtins.has(name)) {
      yield* complain(shell, call, `${name}: not a shell builtin`);
      status = 1;
    } else if (has('n')) shell.disabledBuiltins.add(name);
    else shell.disabledBuiltins.delete(name);
  }
  return status;
}

function* alias(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, shell.posix ? '' : 'p');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const shown = (name: string): string => `${shell.posix ? '' : `alias ${name.startsWith('-') ? '-- ' : ''}`}${name}=${singleQuoted(shell.aliases.get(name)!)}\n`;
  const lists = parsed.rest.length === 0 || parsed.options.length > 0;
  if (lists) yield* shell.output('alias', [...shell.aliases.keys()].sort(compareText).map(shown).join(''));
  let status = 0;
  for (const arg of parsed.rest) {
    const equals = arg.indexOf('=', 1);
    const name = equals < 0 ? arg : arg.slice(0, equals);
    if (equals < 0) {
      if (shell.aliases.has(name)) yield* shell.output('alias', shown(name));
      else {
        yield* complain(shell, call, `${name}${shell.posix ? '' : ':'} not found`);
        status = 1;
      }
    } else if (/[ \t\n/$`=|&;()<>'"\\]/.test(name)) {
      yield* complain(shell, call, `\`${name}': invalid alias name`);
      status = 1;
    } else shell.aliases.set(name, arg.slice(equals + 1));
  }
  return status;
}

function* unalias(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'a');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  if (parsed.options.length > 0) {
    shell.aliases.clear();
    return 0;
  }
  if (parsed.rest.length === 0) return yield* usage(shell, call);
  let status = 0;
  for (const name of parsed.rest) {
    if (shell.aliases.delete(name)) continue;
    yield* complain(shell, call, `${name}${shell.posix ? '' : ':'} not found`);
    status = 1;
  }
  return status;
}

// ---- caller, help ---------------------------------------------------------------------------------------

function* caller(shell: Shell, call: BuiltinCall): Step<number> {
  const [arg] = call.args;
  const level = arg === undefined ? 0 : integerOf(arg);
  if (level === undefined || level < 0) {
    yield* complain(shell, call, `${arg}: invalid number`);
    return yield* usage(shell, call);
  }
  const frame = shell.frames[shell.frames.length - 1 - level];
  if (!frame || (arg !== undefined && shell.frames.length - level === 1 && shell.scriptName === undefined)) return 1;
  const above = shell.frames[shell.frames.length - 2 - level];
  const source = above?.source ?? (shell.scriptName ?? 'NULL');
  if (arg === undefined) return yield* shell.output('caller', `${frame.callLine} ${source}\n`);
  return yield* shell.output('caller', `${frame.callLine} ${above?.name ?? 'main'} ${source}\n`);
}

function* help(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'dms');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  const all = [...shell.dialect.builtins].sort((a, b) => compareText(a[0], b[0]));
  const line = (name: string, b: Builtin): string => `${name}${b.usage ? ` ${b.usage}` : ''}`;
  if (parsed.rest.length === 0) {
    const head = `${shell.dialect.versionLine}\nThese shell commands are defined internally.  Type \`help' to see this list.\nType \`help name' to find out more about the function \`name'.\n\nA star (*) next to a name means that the command is disabled.\n\n`;
    return yield* shell.output('help', head + all.map(([n, b]) => `${shell.disabledBuiltins.has(n) ? '*' : ' '}${line(n, b)}\n`).join(''));
  }
  let status = 0;
  for (const topic of parsed.rest) {
    const pattern = patternOf(hasPattern(topic, false) ? topic : `${topic}*`, { extglob: false, ignoreCase: false });
    const exact = all.filter(([n]) => n === topic);
    const found = exact.length > 0 ? exact : all.filter(([n]) => pattern.matches(n));
    if (found.length === 0) {
      yield* complain(shell, call, `no help topics match \`${topic}'.  Try \`help help' or \`man -k ${topic}' or \`info ${topic}'.`);
      status = 1;
      continue;
    }
    for (const [name, b] of found) {
      if (has('d')) yield* shell.output('help', `${name} - ${b.summary}\n`);
      else if (has('s')) yield* shell.output('help', `${name}: ${line(name, b)}\n`);
      else if (has('m')) yield* shell.output('help', `NAME\n    ${name} - ${b.summary}\n\nSYNOPSIS\n    ${line(name, b)}\n`);
      else yield* shell.output('help', `${name}: ${line(name, b)}\n    ${b.summary}\n`);
    }
  }
  return status;
}

export const COMMAND_BUILTINS: Readonly<Record<string, Builtin>> = {
  type: { run: type, usage: '[-afptP] name [name ...]', summary: 'Display information about command type.' },
  command: { run: command, usage: '[-pVv] command [arg ...]', summary: 'Execute a simple command or display information about commands.' },
  builtin: { run: builtin, usage: '[shell-builtin [arg ...]]', summary: 'Execute shell builtins.' },
  hash: { run: hash, usage: '[-lr] [-p pathname] [-dt] [name ...]', summary: 'Remember or display program locations.' },
  enable: { run: enable, usage: '[-a] [-dnps] [-f filename] [name ...]', summary: 'Enable and disable shell builtins.' },
  alias: { run: alias, usage: '[-p] [name[=value] ... ]', summary: 'Define or display aliases.', declares: true },
  unalias: { run: unalias, usage: '[-a] name [name ...]', summary: 'Remove each NAME from the list of defined aliases.' },
  caller: { run: caller, usage: '[expr]', summary: 'Return the context of the current subroutine call.' },
  help: { run: help, usage: '[-dms] [pattern ...]', summary: 'Display information about builtin commands.' },
};
