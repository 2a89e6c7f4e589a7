import { isOptional, type Definition, type Option } from './utility.ts';

const WIDTH = 80;

/** `-a, --all`, `-w, --width=COLS`, `--color[=WHEN]`, as GNU programs align them. */
function spelled(option: Option): string {
  const flags = option.flags.split(/,? +/);
  const long = flags.filter((f) => f.startsWith('--'));
  const short = flags.filter((f) => !f.startsWith('--'));
  const { arg } = option;
  const optional = arg !== undefined && isOptional(arg);
  const forLong = arg === undefined ? '' : optional ? `[=${arg.slice(1)}` : `=${arg}`;
  const forShort = arg === undefined || long.length > 0 ? '' : optional ? arg : ` ${arg}`;
  const shown = [...short.map((f) => f + forShort), ...long.map((f) => f + forLong)].join(', ');
  return short.length > 0 ? shown : `    ${shown}`;
}

/** Breaks a text into lines of at most `width` columns. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}

function optionLines(option: Option, indent: number, column: number): string {
  const head = ' '.repeat(indent) + spelled(option);
  const text = wrap(option.refused ? `${option.help} (not simulated)` : option.help, WIDTH - column);
  const first = head.length + 2 > column ? `${head}\n${' '.repeat(column)}${text[0]}` : head.padEnd(column) + text[0];
  return [first, ...text.slice(1).map((line) => ' '.repeat(column) + line)].map((line) => `${line}\n`).join('');
}

/** What `--help` prints: usage lines, the summary, the options, in the family's form. */
export function helpText<K extends string>(definition: Definition<K>, name: string): string {
  const { family, usage, summary } = definition;
  const options = Object.values<Option>(definition.options);
  const letter = (letters: string, long: string): string => (letters ? `-${letters}, --${long}` : `--${long}`);
  const help: Option = { flags: letter(family.helpLetters, 'help'), help: 'display this help and exit' };
  const version: Option = { flags: letter(family.versionLetters, 'version'), help: 'output version information and exit' };
  if (family.layout === 'gnu') {
    const lines = usage.map((line, i) => `${i === 0 ? 'Usage:' : '  or: '} ${name} ${line}\n`).join('');
    return `${lines}${summary}\n\n${[...options, help, version].map((o) => optionLines(o, 2, 29)).join('')}`;
  }
  const lines = usage.map((line) => ` ${name} ${line}\n`).join('');
  const column = Math.min(28, Math.max(...[...options, help, version].map((o) => spelled(o).length)) + 4);
  const own = options.map((o) => optionLines(o, 1, column)).join('');
  const standard = [help, version].map((o) => optionLines(o, 1, column)).join('');
  return `\nUsage:\n${lines}\n${summary}\n\nOptions:\n${own}\n${standard}\nFor more details see ${definition.name}(1).\n`;
}

/** What `--version` prints: the real program's first line, and what this is. */
export function versionText<K extends string>(definition: Definition<K>): string {
  const line = `${definition.family.version(definition.name)}\n`;
  return definition.family.layout === 'gnu' ? `${line}This is Mirrorpod's simulation of that program.\n` : line;
}
