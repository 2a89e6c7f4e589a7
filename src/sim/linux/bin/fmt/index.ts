import { fromBinary } from '../../../kernel/text.ts';
import { eachInput } from '../lib/input.ts';
import { FAMILIES, Failure, NotSimulated, utility } from '../lib/utility.ts';
import { fill, readWords, type Word } from './paragraph.ts';

/** Percent of the width by which lines may be shorter than wanted (fmt.c, LEEWAY). */
const LEEWAY = 7;
/** Indentation of a tagged paragraph's other lines where it has only one. */
const SINGLE_INDENT = 3;

export default utility({
  name: 'fmt',
  family: FAMILIES.coreutils,
  sizeBytes: 48_016,
  usage: ['[-WIDTH] [OPTION]... [FILE]...'],
  summary: 'Reformat each paragraph of the FILEs.',
  options: {
    crown: { flags: '-c, --crown-margin', help: 'keep the indentation of the first two lines' },
    prefix: { flags: '-p, --prefix', arg: 'STRING', help: 'only lines that begin with STRING' },
    split: { flags: '-s, --split-only', help: 'split long lines, do not join short ones' },
    tagged: { flags: '-t, --tagged-paragraph', help: 'the first line is indented differently' },
    uniform: { flags: '-u, --uniform-spacing', help: 'one blank between words, two after sentences' },
    width: { flags: '-w, --width', arg: 'WIDTH', help: 'longest line (default 75)' },
    goal: { flags: '-g, --goal', arg: 'WIDTH', help: 'wanted length (default 93% of the width)' },
  },
  rewrite: (args) => (/^-\d+$/.test(args[0] ?? '') ? ['-w', args[0]!.slice(1), ...args.slice(1)] : args),
  *main(p, t) {
    if (t.has('prefix')) throw new NotSimulated('fmt --prefix');
    const number = (id: 'width' | 'goal', most: number): number | undefined => {
      const text = t.value(id);
      if (text === undefined) return undefined;
      if (!/^\d+$/.test(text)) throw new Failure(`invalid width: ${t.quote(text)}`);
      if (Number(text) > most) throw new Failure(`invalid width: ${t.quote(text)}: Numerical result out of range`);
      return Number(text);
    };
    const width = number('width', 2500);
    const goal = number('goal', width ?? 75);
    const max = width ?? (goal === undefined ? 75 : goal + 10);
    const wanted = goal ?? Math.floor((max * (2 * (100 - LEEWAY) + 1)) / 200);
    const mode = t.last('crown', 'split', 'tagged');
    const same = (indent: number, first: number, lines: number, other: number): boolean =>
      mode === 'split'
        ? false
        : mode === undefined
          ? indent === first
          : lines === 1
            ? mode === 'crown' || indent !== first
            : indent === other;
    yield* eachInput(
      t,
      t.operands,
      function* (input) {
        let words: Word[] = [];
        let [first, other, lines] = [0, 0, 0];
        let tabs = false;
        const flush = function* () {
          if (words.length > 0)
            yield* p.stdout.write(
              fromBinary(fill(words, { first, other: lines > 1 || mode === 'tagged' ? other : first, max, wanted, tabs })),
            );
          words = [];
          lines = 0;
        };
        for (let line = yield* input.line(); line; line = yield* input.line()) {
          tabs ||= line.text.includes('\t');
          const read = readWords(line.text, t.has('uniform'));
          if (read.words.length === 0) {
            yield* flush();
            yield* p.stdout.write('\n');
            continue;
          }
          if (lines > 0 && !same(read.indent, first, lines, other)) yield* flush();
          if (lines === 0) first = read.indent;
          // how later lines are indented: as the second one, or as a single one suggests
          if (mode === 'tagged' && lines === 0 && other === first) other = first === 0 ? SINGLE_INDENT : 0;
          else if (mode !== 'tagged' ? lines <= 1 : lines === 1) other = read.indent;
          lines++;
          words.push(...read.words);
        }
        yield* flush();
      },
      (path, e) => `cannot open ${t.quoteaf(path)} for reading: ${e.text}`,
    );
  },
});
