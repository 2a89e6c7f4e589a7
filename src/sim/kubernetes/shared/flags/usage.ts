import { byteLength, quote } from '../go/quote.ts';
import { type Flag, type FlagSet } from './flag-set.ts';

/** The value's name and the usage text: a name between backquotes in the text wins over the kind's. */
function unquoteUsage(flag: Flag): { name: string; usage: string } {
  const usage = flag.spec.usage ?? '';
  const quoted = /`([^`]*)`/.exec(usage);
  if (quoted) return { name: quoted[1]!, usage: usage.replace(quoted[0], quoted[1]!) };
  return { name: flag.spec.valueName ?? (flag.type.name === 'bool' ? '' : flag.type.name), usage };
}

function noOptText(flag: Flag): string {
  const value = flag.noOptDefault;
  if (!value) return '';
  if (flag.type.name === 'string') return `[="${value}"]`;
  if (flag.type.name === 'bool' && value === 'true') return '';
  if (flag.spec.kind === 'count' && value === '+1') return '';
  return `[=${value}]`;
}

function lineOf(flag: Flag): { head: string; usage: string } {
  const { shorthand, shorthandDeprecated, deprecated } = flag.spec;
  const { name, usage } = unquoteUsage(flag);
  const start = shorthand && !shorthandDeprecated ? `  -${shorthand}, --${flag.name}` : `      --${flag.name}`;
  let text = usage;
  if (!flag.type.zero.includes(flag.defaultText))
    text += ` (default ${flag.spec.kind === 'string' ? quote(flag.defaultText) : flag.defaultText})`;
  if (deprecated) text += ` (DEPRECATED: ${deprecated})`;
  return { head: start + (name ? ` ${name}` : '') + noOptText(flag), usage: text };
}

/** The text up to a place for a line break, and the rest; `slop` more columns are allowed to a last line. */
function wrapOnce(width: number, slop: number, text: string): [string, string] {
  if (width + slop > text.length) return [text, ''];
  const window = text.slice(0, width);
  const space = Math.max(window.lastIndexOf(' '), window.lastIndexOf('\t'), window.lastIndexOf('\n'));
  if (space <= 0) return [text, ''];
  const newline = window.lastIndexOf('\n');
  const at = newline > 0 && newline < space ? newline : space;
  return [text.slice(0, at), text.slice(at + 1)];
}

function wrap(indent: number, columns: number, text: string): string {
  const pad = (left: number) => '\n' + ' '.repeat(left);
  if (columns === 0) return text.replaceAll('\n', pad(indent));
  const SLOP = 5;
  let left = indent;
  let width = columns - left;
  let out = '';
  if (width < 24) {
    left = 16;
    width = columns - left;
    out = pad(left);
  }
  if (width < 24) return text.replaceAll('\n', out);
  width -= SLOP;
  let [line, rest] = wrapOnce(width, SLOP, text);
  out += line.replaceAll('\n', pad(left));
  while (rest) {
    [line, rest] = wrapOnce(width, SLOP, rest);
    out += pad(left) + line.replaceAll('\n', pad(left));
  }
  return out;
}

/** The usage lines of flags, each with its line end, wrapped to `columns` unless that is 0 (pflag's FlagUsagesWrapped). */
export function flagUsages(flags: Iterable<Flag>, columns = 0, widest = 0): string {
  const lines = [...flags].filter((flag) => !flag.hidden).map(lineOf);
  const width = Math.max(widest, ...lines.map(({ head }) => byteLength(head) + 1));
  return lines.map(({ head, usage }) => `${head} ${' '.repeat(width - byteLength(head))} ${wrap(width + 2, columns, usage)}\n`).join('');
}

/**
 * The usage lines by section, as component-base's PrintSections gives them: a blank line, `Name flags:`, a blank line and the
 * flags, sections in the order of their first flag's table line. A terminal of more than 24 columns fixes where the texts start.
 */
export function sectionUsages(set: FlagSet, sections: readonly string[], columns: number): string {
  const all = set.all();
  return sections
    .map((section) => {
      const flags = all.filter((flag) => flag.spec.section === section);
      if (!flags.length) return '';
      // Upstream adds a flag of that many z's so that all sections line up.
      const usages = flagUsages(flags, columns, columns > 24 ? `      --${'z'.repeat(columns - 24)} int`.length + 1 : 0);
      const title = section[0]!.toUpperCase() + section.slice(1);
      return `\n${title} flags:\n\n${usages}`;
    })
    .join('');
}
