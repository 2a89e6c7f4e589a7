import { fromBinary } from '../../../kernel/text.ts';
import { eachInput } from '../lib/input.ts';
import { tabStops } from '../lib/tab-stops.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'expand',
  family: FAMILIES.coreutils,
  sizeBytes: 43_952,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Turn tabs into blanks.',
  options: {
    initial: { flags: '-i, --initial', help: 'only tabs before other characters' },
    tabs: { flags: '-t, --tabs', arg: 'LIST', help: 'tab stops every N columns, or at those of a list' },
  },
  rewrite: (args) => args.map((a) => (/^-\d[\d,]*$/.test(a) ? `-t${a.slice(1)}` : a)),
  *main(p, t) {
    const stops = tabStops(t, t.values('tabs'));
    const expanded = (line: string): string => {
      let out = '';
      let column = 0;
      let initial = true;
      for (const c of line) {
        if (c === '\t' && (initial || !t.has('initial'))) {
          const to = stops.next(column) ?? column + 1;
          out += ' '.repeat(to - column);
          column = to;
          continue;
        }
        if (c === '\b') column = Math.max(0, column - 1);
        else column++;
        if (c !== ' ' && c !== '\t') initial = false;
        out += c;
      }
      return out;
    };
    yield* eachInput(t, t.operands, function* (input) {
      for (let line = yield* input.line(); line; line = yield* input.line()) {
        yield* p.stdout.write(fromBinary(expanded(line.text) + (line.ended ? '\n' : '')));
      }
    });
  },
});
