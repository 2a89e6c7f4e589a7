import type { Step } from '../../kernel/step.ts';
import type { Shell } from '../exec/shell.ts';
import { byteCharacter, escapeAt } from '../syntax/quoting.ts';
import type { Builtin, BuiltinCall } from './builtin.ts';

/** The escapes of `echo -e` and printf's `%b`: octal numbers need a leading 0, `\c` ends all output. */
export function echoEscapes(text: string, octalWithoutZero = false): { text: string; ends: boolean } {
  let out = '';
  for (let i = 0; i < text.length; ) {
    const backslash = text.indexOf('\\', i);
    if (backslash < 0 || backslash === text.length - 1) {
      out += text.slice(i);
      break;
    }
    out += text.slice(i, backslash);
    const c = text[backslash + 1]!;
    if (c === 'c') return { text: out, ends: true };
    const octal = /^0[0-7]{0,3}/.exec(text.slice(backslash + 1, backslash + 5));
    const plainOctal = octalWithoutZero ? /^[0-7]{1,3}/.exec(text.slice(backslash + 1, backslash + 4)) : null;
    const digits = octal ?? plainOctal;
    if (digits) {
      out += byteCharacter(parseInt(digits[0], 8));
      i = backslash + 1 + digits[0].length;
      continue;
    }
    const escape = /[1-7'"?]/.test(c) ? undefined : escapeAt(text, backslash + 1);
    out += escape ? escape.value : `\\${c}`;
    i = escape ? escape.end : backslash + 2;
  }
  return { text: out, ends: false };
}

function* bashEcho(shell: Shell, call: BuiltinCall): Step<number> {
  let newline = true;
  let escapes = shell.options.shopt('xpg_echo');
  let i = 0;
  const posixly = escapes && shell.options.get('posix');
  for (; !posixly && i < call.args.length && /^-[neE]+$/.test(call.args[i]!); i++) {
    for (const c of call.args[i]!.slice(1)) {
      if (c === 'n') newline = false;
      else escapes = c === 'e';
    }
  }
  const text = call.args.slice(i).join(' ');
  if (!escapes) return yield* shell.output('echo', newline ? `${text}\n` : text);
  const decoded = echoEscapes(text);
  return yield* shell.output('echo', newline && !decoded.ends ? `${decoded.text}\n` : decoded.text);
}

/** dash's echo: always with escapes, `-n` its only option. */
function* dashEcho(shell: Shell, call: BuiltinCall): Step<number> {
  const newline = call.args[0] !== '-n';
  const { text, ends } = echoEscapes((newline ? call.args : call.args.slice(1)).join(' '), true);
  return yield* shell.output('echo', newline && !ends ? `${text}\n` : text);
}

/** BusyBox's echo: as bash's. */
export const ECHO: Builtin = { run: bashEcho, usage: '[-neE] [arg ...]', summary: 'Write arguments to the standard output.' };
export const DASH_ECHO: Builtin = { run: dashEcho, usage: '', summary: 'Write arguments to the standard output.' };
