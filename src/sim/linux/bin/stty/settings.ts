import type { Terminal, TerminalMode } from '../../../kernel/terminal.ts';

const GROUPS: readonly (readonly string[])[] = [
  ['-parenb', '-parodd', '-cmspar', 'cs8', '-hupcl', '-cstopb', 'cread', '-clocal', '-crtscts'],
  [
    '-ignbrk',
    '-brkint',
    '-ignpar',
    '-parmrk',
    '-inpck',
    '-istrip',
    '-inlcr',
    '-igncr',
    'icrnl',
    'ixon',
    '-ixoff',
    '-iuclc',
    '-ixany',
    '-imaxbel',
    '-iutf8',
  ],
  ['opost', '-olcuc', '-ocrnl', 'onlcr', '-onocr', '-onlret', '-ofill', '-ofdel', 'nl0', 'cr0', 'tab0', 'bs0', 'vt0', 'ff0'],
  [
    'isig',
    'icanon',
    'iexten',
    'echo',
    'echoe',
    'echok',
    '-echonl',
    '-noflsh',
    '-xcase',
    '-tostop',
    '-echoprt',
    'echoctl',
    'echoke',
    '-flusho',
    '-extproc',
  ],
];
const CHARACTERS: readonly (readonly [string, string])[] = [
  ['intr', '^C'],
  ['quit', '^\\'],
  ['erase', '^?'],
  ['kill', '^U'],
  ['eof', '^D'],
  ['eol', '<undef>'],
  ['eol2', '<undef>'],
  ['swtch', '<undef>'],
  ['start', '^Q'],
  ['stop', '^S'],
  ['susp', '^Z'],
  ['rprnt', '^R'],
  ['werase', '^W'],
  ['lnext', '^V'],
  ['discard', '^O'],
];

/** Names of settings that can be turned on and off. */
export const ALL_SETTINGS: ReadonlySet<string> = new Set(GROUPS.flat().map((name) => name.replace(/^-/, '')));

/** What a setting is in a mode: the name, with a dash where it is off. */
function state(name: string, mode: TerminalMode): string {
  const bare = name.replace(/^-/, '');
  const values: Record<string, boolean> = {
    icanon: mode.canonical,
    echo: mode.echo,
    isig: mode.signals,
    icrnl: mode.newlines,
    opost: mode.newlines,
  };
  const on = values[bare];
  return on === undefined ? name : on ? bare : `-${bare}`;
}

/** Puts words into lines of at most `width` columns. */
function wrapped(words: readonly string[], width: number): string {
  let out = '';
  let line = '';
  for (const word of words) {
    if (line !== '' && line.length + 1 + word.length >= width) {
      out += `${line}\n`;
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? out : `${out}${line}\n`;
}

/** `stty -a`. */
export function settingLines(terminal: Terminal, width: number): string {
  const { mode } = terminal;
  const first = wrapped(['speed 38400 baud;', `rows ${terminal.rows};`, `columns ${terminal.columns};`, 'line = 0;'], width);
  const characters = CHARACTERS.map(([name, key]) => `${name} = ${key};`);
  const groups = GROUPS.map((group) =>
    wrapped(
      group.map((name) => state(name, mode)),
      width,
    ),
  );
  return first + wrapped([...characters, 'min = 1;', 'time = 0;'], width) + groups.join('');
}

/** `stty`: what differs from a sane terminal. */
export function changed(mode: TerminalMode, width: number): string {
  const sane: TerminalMode = { canonical: true, echo: true, signals: true, newlines: true };
  const differing = GROUPS.map((group) =>
    group
      .filter((name) => state(name, mode) !== state(name, sane) || name === '-brkint' || name === '-imaxbel')
      .map((name) => state(name, mode)),
  );
  const special = mode.canonical ? '' : 'min = 1; time = 0;\n';
  return `speed 38400 baud; line = 0;\n${special}${differing.map((group) => wrapped(group, width)).join('')}`;
}

/** `stty -g`: the four words of termios and the special characters, in hexadecimal. */
export function encode(mode: TerminalMode): string {
  const input = 0x400 | (mode.newlines ? 0x100 : 0);
  const output = 0x4 | (mode.newlines ? 0x1 : 0);
  const local = 0x8a30 | (mode.signals ? 1 : 0) | (mode.canonical ? 2 : 0) | (mode.echo ? 8 : 0);
  const characters = '3:1c:7f:15:4:0:1:0:11:13:1a:0:12:f:17:16:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0:0';
  return `${input.toString(16)}:${output.toString(16)}:bf:${local.toString(16)}:${characters}`;
}

/** Reads what `encode` made. */
export function decode(text: string): TerminalMode {
  const [input = 0, , , local = 0] = text.split(':').map((word) => parseInt(word, 16));
  return { newlines: (input & 0x100) !== 0, signals: (local & 1) !== 0, canonical: (local & 2) !== 0, echo: (local & 8) !== 0 };
}
