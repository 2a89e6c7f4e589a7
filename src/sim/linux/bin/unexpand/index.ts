import { fromBinary } from '../../../kernel/text.ts';
import { eachInput } from '../lib/input.ts';
import { tabStops } from '../lib/tab-stops.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'unexpand',
  family: FAMILIES.coreutils,
  sizeBytes: 43_952,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Turn blanks into tabs.',
  options: {
    all: { flags: '-a, --all', help: 'all blanks, not only those at the start of a line' },
    first: { flags: '--first-only', help: 'only those at the start; overrides -a' },
    tabs: { flags: '-t, --tabs', arg: 'LIST', help: 'tab stops; implies -a' },
  },
  *main(p, t) {
    const stops = tabStops(t, t.values('tabs'));
    const everywhere = t.has('all', 'tabs') && !t.has('first');
    const unexpanded = (line: string): string => {
      let out = '';
      let column = 0;
      let pending = '';
      let converting = true;
      for (const c of line) {
        if (converting && (c === ' ' || c === '\t')) {
          const stop = stops.next(column);
          if (stop === undefined) converting = false;
          else {
            const to = c === '\t' ? stop : column + 1;
            pending += c;
            column = to;
            // a single blank before a stop stays one
            if (column === stop) {
              out += pending === ' ' ? ' ' : '\t';
              pending = '';
            }
            continue;
          }
        }
        out += pending + c;
        pending = '';
        column = c === '\b' ? Math.max(0, column - 1) : column + 1;
        if (!everywhere) converting = false;
      }
      return out + pending;
    };
    yield* eachInput(t, t.operands, function* (input) {
      for (let line = yield* input.line(); line; line = yield* input.line()) {
        yield* p.stdout.write(fromBinary(unexpanded(line.text) + (line.ended ? '\n' : '')));
      }
    });
  },
});
