import { fromBinary } from '../../../kernel/text.ts';
import { argumentBytes } from '../lib/escapes.ts';
import { eachInput } from '../lib/input.ts';
import { FAMILIES, Failure, NotSimulated, UsageError, utility } from '../lib/utility.ts';

type Section = 'header' | 'body' | 'footer';

export default utility({
  name: 'nl',
  family: FAMILIES.coreutils,
  sizeBytes: 113_776,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Write each FILE with its lines numbered.',
  options: {
    body: { flags: '-b, --body-numbering', arg: 'STYLE', help: 'which body lines are numbered: a (all), t (not empty), n (none)' },
    delimiter: { flags: '-d, --section-delimiter', arg: 'CC', help: 'use CC for logical page delimiters' },
    footer: { flags: '-f, --footer-numbering', arg: 'STYLE', help: 'which footer lines are numbered' },
    header: { flags: '-h, --header-numbering', arg: 'STYLE', help: 'which header lines are numbered' },
    increment: { flags: '-i, --line-increment', arg: 'NUMBER', help: 'add NUMBER for each line' },
    join: { flags: '-l, --join-blank-lines', arg: 'NUMBER', help: 'NUMBER empty lines count as one' },
    format: { flags: '-n, --number-format', arg: 'FORMAT', help: 'ln, rn or rz: left, right, right with zeros' },
    keep: { flags: '-p, --no-renumber', help: 'do not begin anew with each section' },
    separator: { flags: '-s, --number-separator', arg: 'STRING', help: 'put STRING after the number' },
    start: { flags: '-v, --starting-line-number', arg: 'NUMBER', help: 'first number of each section' },
    width: { flags: '-w, --number-width', arg: 'NUMBER', help: 'columns of the number' },
  },
  *main(p, t) {
    const styles: Record<Section, string> = {
      header: t.value('header') ?? 'n',
      body: t.value('body') ?? 't',
      footer: t.value('footer') ?? 'n',
    };
    for (const [section, style] of Object.entries(styles)) {
      if (style.startsWith('p')) throw new NotSimulated(`nl --${section}-numbering=${style}`);
      if (!['a', 't', 'n'].includes(style)) throw new UsageError(`invalid ${section} numbering style: ${t.quote(style)}`);
    }
    const integer = (id: 'increment' | 'join' | 'start' | 'width', what: string, fallback: number, least: number): number => {
      const text = t.value(id);
      if (text === undefined) return fallback;
      if (!/^[+-]?\d+$/.test(text) || Number(text) < least) {
        const why = /^[+-]?\d+$/.test(text) ? ': Numerical result out of range' : '';
        throw new Failure(`invalid ${what}: ${t.quote(text)}${why}`);
      }
      return Number(text);
    };
    const start = integer('start', 'starting line number', 1, -Infinity);
    const increment = integer('increment', 'line number increment', 1, -Infinity);
    const join = integer('join', 'line number of blank lines', 1, 1);
    const width = integer('width', 'line number field width', 6, 1);
    const format = t.value('format') ?? 'rn';
    if (!['ln', 'rn', 'rz'].includes(format)) throw new UsageError(`invalid line numbering format: ${t.quote(format)}`);
    const separator = argumentBytes(t.value('separator') ?? '\t');
    const mark = (t.value('delimiter') ?? '\\:').padEnd(2, ':');
    const delimiters: Record<string, Section> = { [mark.repeat(3)]: 'header', [mark.repeat(2)]: 'body', [mark]: 'footer' };
    let section: Section = 'body';
    let next = start;
    let blanks = 0;
    const numbered = (text: string): boolean => {
      const style = styles[section];
      if (text !== '') return style !== 'n';
      if (style !== 'a') return false;
      blanks++;
      if (blanks < join) return false;
      blanks = 0;
      return true;
    };
    const shown = (n: number): string => {
      if (format === 'ln') return String(n).padEnd(width);
      if (format === 'rn') return String(n).padStart(width);
      return n < 0 ? `-${String(-n).padStart(width - 1, '0')}` : String(n).padStart(width, '0');
    };
    const blank = ' '.repeat(width + separator.length);
    yield* eachInput(t, t.operands, function* (input) {
      for (let line = yield* input.line(); line; line = yield* input.line()) {
        const to = delimiters[line.text];
        if (to) {
          section = to;
          if (!t.has('keep')) next = start;
          yield* p.stdout.write('\n');
          continue;
        }
        const head = numbered(line.text) ? shown(next) + separator : blank;
        if (head !== blank) next += increment;
        yield* p.stdout.write(fromBinary(`${head}${line.text}\n`));
      }
    });
  },
});
