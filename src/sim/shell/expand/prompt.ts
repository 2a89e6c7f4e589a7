import { toCivil, MONTHS, pad, SECOND, WEEKDAYS } from '../../kernel/time.ts';
import type { Shell } from '../exec/shell.ts';
import { imported } from '../text.ts';
import { formatTime } from '../time-format.ts';
import { accounts } from './tilde.ts';

/**
 * Decodes the backslash escapes of a prompt (parse.y: decode_prompt_string). Characters that print nothing, marked by `\[` and
 * `\]`, are kept between U+0001 and U+0002, as readline wants them.
 */
export function expandPrompt(shell: Shell, text: string): string {
  if (!text.includes('\\')) return text;
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c !== '\\' || i === text.length - 1) {
      out += c;
      continue;
    }
    const next = text[++i]!;
    if (next === 'D' && text[i + 1] === '{') {
      const end = text.indexOf('}', i);
      if (end < 0) return out;
      out += formatTime(text.slice(i + 2, end) || '%X', shell.p.clock.now, (n) => shell.variables.get(n));
      i = end;
      continue;
    }
    const octal = /^[0-7]{3}/.exec(text.slice(i, i + 3));
    if (octal) {
      out += String.fromCharCode(parseInt(octal[0], 8));
      i += 2;
    } else out += escape(shell, next);
  }
  return out;
}

function escape(shell: Shell, c: string): string {
  const time = toCivil(shell.p.clock.now);
  const hour12 = time.hour % 12 === 0 ? 12 : time.hour % 12;
  switch (c) {
    case 'a':
      return '\x07';
    case 'd':
      return `${WEEKDAYS[time.weekday]!} ${MONTHS[time.month - 1]!} ${pad(time.day)}`;
    case 'e':
      return '\x1b';
    case 'h':
      return imported(shell.p.sys.hostname().split('.')[0]!, shell.locale);
    case 'H':
      return imported(shell.p.sys.hostname(), shell.locale);
    case 'j':
      return String(shell.jobs.count);
    case 'l':
      return shell.p.terminal?.name.split('/').pop() ?? 'tty';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 's':
      return shell.name.split('/').pop()!;
    case 't':
      return `${pad(time.hour)}:${pad(time.minute)}:${pad(time.second)}`;
    case 'T':
      return `${pad(hour12)}:${pad(time.minute)}:${pad(time.second)}`;
    case '@':
      return `${pad(hour12)}:${pad(time.minute)} ${time.hour < 12 ? 'AM' : 'PM'}`;
    case 'A':
      return `${pad(time.hour)}:${pad(time.minute)}`;
    case 'u':
      return userName(shell);
    case 'v':
      return '5.2';
    case 'V':
      return '5.2.15';
    case 'w':
      return shownDirectory(shell, false);
    case 'W':
      return shownDirectory(shell, true);
    case '!':
      return String(shell.history?.nextNumber ?? 1);
    case '#':
      return String(shell.commandNumber);
    case '$':
      return shell.p.cred.uid === 0 ? '#' : '$';
    case '[':
      return '\x01';
    case ']':
      return '\x02';
    case '\\':
      return '\\';
    default:
      return `\\${c}`;
  }
}

/** The name of the user that the shell runs as. */
export function userName(shell: Shell): string {
  return accounts(shell).find((a) => a.uid === shell.p.cred.uid)?.name ?? 'I have no name!';
}

/** The working directory with `~` for the home, cut to PROMPT_DIRTRIM directories; or its last part. */
function shownDirectory(shell: Shell, last: boolean): string {
  const directory = shell.variables.get('PWD') ?? shell.p.sys.cwd();
  const short = withTilde(shell, directory);
  if (last) return short === '~' || directory === '/' ? short : directory.slice(directory.lastIndexOf('/') + 1);
  const trim = Number(shell.variables.get('PROMPT_DIRTRIM') ?? 0);
  if (!(trim > 0)) return short;
  const head = short.startsWith('~') ? '~/' : '/';
  const parts = short.replace(/^~?\//, '').split('/');
  return parts.length <= trim ? short : `${head === '~/' ? head : ''}.../${parts.slice(-trim).join('/')}`;
}

/** A directory with `~` where it is in the home directory (as `dirs` and prompts show it). */
export function withTilde(shell: Shell, directory: string): string {
  const home = shell.variables.get('HOME');
  if (!home || home === '/') return directory;
  if (directory === home) return '~';
  return directory.startsWith(`${home}/`) ? `~${directory.slice(home.length)}` : directory;
}

/** Now in whole seconds. */
export function epochSeconds(shell: Shell): number {
  return Math.floor(shell.p.clock.now / SECOND);
}
