import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { assign, AssignmentError } from '../state/assign.ts';
import { NAME } from '../state/variables.ts';
import { optionOfLetter, SET_OPTIONS, SHOPT_OPTIONS } from '../state/options.ts';
import { functionText } from '../syntax/print.ts';
import { compareText } from '../text.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';
import { complain, integerOf, parseOptions, usage, wrongOptions } from './support.ts';

// ---- set ------------------------------------------------------------------------------------------------

function* set(shell: Shell, call: BuiltinCall): Step<number> {
  const { args } = call;
  if (args.length === 0) return yield* listVariables(shell);
  let i = 0;
  for (; i < args.length; i++) {
    const arg = args[i]!;
    if (arg === '--') {
      shell.args = args.slice(i + 1);
      shell.argsSet = true;
      return 0;
    }
    if (arg === '-') {
      shell.options.set('xtrace', false);
      shell.options.set('verbose', false);
      if (i + 1 < args.length) shell.args = args.slice(i + 1);
      return 0;
    }
    if (!/^[-+]./.test(arg)) break;
    const on = arg.startsWith('-');
    for (const letter of arg.slice(1)) {
      if (letter === 'o') {
        const name = args[i + 1];
        if (name === undefined || (/^[-+]/.test(name) && !SET_OPTIONS.some(([n]) => n === name))) {
          yield* listOptions(shell, on);
          continue;
        }
        i++;
        if (!SET_OPTIONS.some(([n]) => n === name)) {
          yield* complain(shell, call, shell.posix ? `Illegal option -o ${name}` : `${name}: invalid option name`);
          return 2;
        }
        setOption(shell, name, on);
        continue;
      }
      const name = optionOfLetter(letter);
      if (name === undefined) {
        if (shell.posix) {
          yield* complain(shell, call, `Illegal option ${arg[0]}${letter}`);
          return 2;
        }
        yield* complain(shell, call, `${arg[0]}${letter}: invalid option`);
        return yield* usage(shell, call);
      }
      setOption(shell, name, on);
    }
  }
  if (i < args.length) {
    shell.args = args.slice(i);
    shell.argsSet = true;
  }
  return 0;
}

/** Sets an option of `set`, with what follows from it. */
export function setOption(shell: Shell, name: string, on: boolean): void {
  shell.options.set(name, on);
  if (name === 'allexport') shell.variables.exportAll = on;
  if (name === 'interactive-comments') shell.options.setShopt('interactive_comments', on);
  if (name === 'history' && shell.history) shell.history.enabled = on;
  if (name === 'ignoreeof') {
    if (on) shell.variables.set('IGNOREEOF', '10');
    else shell.variables.unset('IGNOREEOF');
  }
}

function* listOptions(shell: Shell, table: boolean): Step {
  const names = shell.posix ? DASH_OPTIONS : SET_OPTIONS.map(([n]) => n);
  const text = names.map((name) => {
    const on = shell.options.get(name);
    if (!table) return `set ${on ? '-' : '+'}o ${name}\n`;
    return shell.posix ? `${name.padEnd(16)}${on ? 'on' : 'off'}\n` : `${name.padEnd(15)}\t${on ? 'on' : 'off'}\n`;
  });
  yield* shell.output('set', `${shell.posix && table ? 'Current option settings\n' : ''}${text.join('')}`);
}

const DASH_OPTIONS = (
  'errexit noglob ignoreeof interactive monitor noexec stdin xtrace verbose vi emacs noclobber allexport notify nounset privileged nolog debug'
).split(' ');

/** `set` alone: all variables, then all functions. */
function* listVariables(shell: Shell): Step<number> {
  const names = shell.variables.names().filter((n) => shell.variables.value(n) !== undefined);
  let text = '';
  for (const name of names.sort(compareText)) {
    text += shell.posix ? `${name}='${(shell.variables.get(name) ?? '').replace(/'/g, `'"'"'`)}'\n` : `${shell.assignmentLine(name)}\n`;
  }
  if (!shell.posix && !shell.options.get('posix')) {
    for (const name of [...shell.functions.keys()].sort(compareText)) text += `${functionText(name, shell.functions.get(name)!.body)}\n`;
  }
  return yield* shell.output('set', text);
}

// ---- shopt ----------------------------------------------------------------------------------------------

function* shopt(shell: Shell, call: BuiltinCall): Step<number> {
  const parsed = parseOptions(call.args, 'opqsu');
  const wrong = yield* wrongOptions(shell, call, parsed);
  if (wrong !== undefined) return wrong;
  const has = (letter: string): boolean => parsed.options.some((o) => o.letter === letter);
  if (has('s') && has('u')) {
    yield* complain(shell, call, 'cannot set and unset shell options simultaneously');
    return 1;
  }
  const ofSet = has('o');
  const all = ofSet ? SET_OPTIONS.map(([n]) => n) : SHOPT_OPTIONS;
  const get = (name: string): boolean => (ofSet ? shell.options.get(name) : shell.options.shopt(name));
  const line = (name: string): string => {
    if (has('p')) return ofSet ? `set ${get(name) ? '-' : '+'}o ${name}\n` : `shopt -${get(name) ? 's' : 'u'} ${name}\n`;
    return `${name.padEnd(15)}\t${get(name) ? 'on' : 'off'}\n`;
  };
  if (parsed.rest.length === 0) {
    const wanted = all.filter((n) => (!has('s') && !has('u')) || get(n) === has('s'));
    return has('q') ? 0 : yield* shell.output('shopt', wanted.map(line).join(''));
  }
  let status = 0;
  let text = '';
  for (const name of parsed.rest) {
    if (!all.includes(name)) {
      yield* complain(shell, call, ofSet ? `${name}: invalid option name` : `${name}: invalid shell option name`);
      status = 1;
    } else if (has('s') || has('u')) {
      if (ofSet) setOption(shell, name, has('s'));
      else shell.options.setShopt(name, has('s'));
    } else {
      if (!get(name)) status = 1;
      text += line(name);
    }
  }
  if (!has('q')) yield* shell.output('shopt', text);
  return status;
}

// ---- shift, getopts -------------------------------------------------------------------------------------

function* shift(shell: Shell, call: BuiltinCall): Step<number> {
  const [arg] = call.args;
  const n = arg === undefined ? 1 : integerOf(arg);
  if (n === undefined) {
    yield* complain(shell, call, shell.posix ? `Illegal number: ${arg}` : `${arg}: numeric argument required`);
    return shell.posix ? 2 : 1;
  }
  if (call.args.length > 1 && !shell.posix) {
    yield* complain(shell, call, 'too many arguments');
    return 1;
  }
  if (n < 0) {
    yield* complain(shell, call, `${arg}: shift count out of range`);
    return 1;
  }
  if (n > shell.args.length) {
    if (shell.posix) yield* complain(shell, call, "can't shift that many");
    else if (shell.options.shopt('shift_verbose')) yield* complain(shell, call, `${n}: shift count out of range`);
    return shell.posix ? 2 : 1;
  }
  shell.args = shell.args.slice(n);
  return 0;
}

function* getopts(shell: Shell, call: BuiltinCall): Step<number> {
  const args = call.args[0] === '--' ? call.args.slice(1) : call.args;
  const [spec, name, ...given] = args;
  if (spec === undefined || name === undefined) return yield* usage(shell, call);
  const words = given.length > 0 ? given : shell.args;
  const { variables } = shell;
  let index = Number(variables.get('OPTIND') ?? 1);
  if (!(index > 0)) index = 1;
  const set = (variable: string, value: string): void => assign(shell, variable, undefined, value);
  try {
    let word = words[index - 1];
    if (shell.optionOffset === 0) {
      if (word === undefined || !/^-./.test(word) || word === '--') {
        if (word === '--') index++;
        set('OPTIND', String(index));
        shell.optionOffset = 0;
        variables.unset('OPTARG');
        set(name, '?');
        return 1;
      }
      shell.optionOffset = 1;
    }
    word ??= '';
    const letter = word[shell.optionOffset] ?? '';
    shell.optionOffset++;
    const silent = spec.startsWith(':');
    const at = letter === ':' ? -1 : spec.indexOf(letter, silent ? 1 : 0);
    const atEnd = shell.optionOffset >= word.length;
    const next = (): void => {
      index++;
      shell.optionOffset = 0;
    };
    const offset = shell.optionOffset;
    if (at < 0 || letter === '') {
      if (atEnd) next();
      yield* optionError(shell, silent, letter, 'illegal option');
      if (silent) set('OPTARG', letter);
      else variables.unset('OPTARG');
      finish(shell, index);
      return yield* bind(shell, call, name, '?');
    }
    if (spec[at + 1] !== ':') {
      if (atEnd) next();
      variables.unset('OPTARG');
      finish(shell, index);
      return yield* bind(shell, call, name, letter);
    }
    next();
    const value = atEnd ? words[index++ - 1] : word.slice(offset);
    if (value === undefined) {
      index--;
      yield* optionError(shell, silent, letter, 'option requires an argument');
      if (silent) set('OPTARG', letter);
      else variables.unset('OPTARG');
      finish(shell, index);
      return yield* bind(shell, call, name, silent ? ':' : '?');
    }
    set('OPTARG', value);
    finish(shell, index);
    return yield* bind(shell, call, name, letter);
  } catch (e) {
    if (!(e instanceof AssignmentError)) throw e;
    yield* shell.complain(e.message);
    return 1;
  }
}

/** Sets OPTIND; the place in the word stays, which assigning to OPTIND otherwise forgets. */
function finish(shell: Shell, index: number): void {
  const offset = shell.optionOffset;
  assign(shell, 'OPTIND', undefined, String(index));
  shell.optionOffset = offset;
}

function* bind(shell: Shell, call: BuiltinCall, name: string, value: string): Step<number> {
  if (!NAME.test(name)) {
    yield* complain(shell, call, `\`${name}': not a valid identifier`);
    return 1;
  }
  assign(shell, name, undefined, value);
  return 0;
}

function* optionError(shell: Shell, silent: boolean, letter: string, what: string): Step {
  if (silent || shell.variables.get('OPTERR') === '0') return;
  if (shell.posix) yield* shell.say(what === 'illegal option' ? `Illegal option -${letter}\n` : `No arg for -${letter} option\n`);
  else yield* shell.say(`${shell.name}: ${what} -- ${letter}\n`);
}

export const OPTION_BUILTINS: Readonly<Record<string, Builtin>> = {
  set: {
    run: set,
    usage: '[-abefhkmnptuvxBCEHPT] [-o option-name] [--] [-] [arg ...]',
    summary: 'Set or unset values of shell options and positional parameters.',
    special: true,
  },
  shopt: { run: shopt, usage: '[-pqsu] [-o] [optname ...]', summary: 'Set and unset shell options.' },
  shift: { run: shift, usage: '[n]', summary: 'Shift positional parameters.', special: true },
  getopts: { run: getopts, usage: 'optstring name [arg ...]', summary: 'Parse option arguments.' },
};
