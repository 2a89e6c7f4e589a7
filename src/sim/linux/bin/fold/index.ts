import { fromBinary } from '../../../kernel/text.ts';
import { eachInput } from '../lib/input.ts';
import { FAMILIES, Failure, utility } from '../lib/utility.ts';

export default utility({
  name: 'fold',
  family: FAMILIES.coreutils,
  sizeBytes: 43_920,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Break the lines of each FILE at 80 columns.',
  options: {
    bytes: { flags: '-b, --bytes', help: 'count bytes, not columns' },
    spaces: { flags: '-s, --spaces', help: 'break at blanks' },
    width: { flags: '-w, --width', arg: 'WIDTH', help: 'break at WIDTH columns' },
  },
  // the old form: fold -20
  rewrite: (args) => args.map((a) => (/^-\d+$/.test(a) ? `-w${a.slice(1)}` : a)),
  *main(p, t) {
    const text = t.value('width') ?? '80';
    if (!/^\d+$/.test(text)) throw new Failure(`invalid number of columns: ${t.quote(text)}`);
    if (Number(text) === 0) throw new Failure(`invalid number of columns: ${t.quote(text)}: Numerical result out of range`);
    const width = Number(text);
    const advance = (column: number, c: string): number => {
      if (t.has('bytes')) return column + 1;
      if (c === '\b') return Math.max(0, column - 1);
      if (c === '\r') return 0;
      if (c === '\t') return column + 8 - (column % 8);
      return column + 1;
    };
    const folded = (line: string): string => {
      let out = '';
      let held = '';
      let column = 0;
      for (const c of line) {
        let next = advance(column, c);
        if (next > width && held !== '') {
          const blank = t.has('spaces') ? Math.max(held.lastIndexOf(' '), held.lastIndexOf('\t')) : -1;
          const cut = blank < 0 ? held.length : blank + 1;
          out += `${held.slice(0, cut)}\n`;
          held = held.slice(cut);
          column = [...held].reduce(advance, 0);
          next = advance(column, c);
        }
        held += c;
        column = next;
      }
      return out + held;
    };
    yield* eachInput(t, t.operands, function* (input) {
      for (let line = yield* input.line(); line; line = yield* input.line()) {
        yield* p.stdout.write(fromBinary(folded(line.text) + (line.ended ? '\n' : '')));
      }
    });
  },
});
