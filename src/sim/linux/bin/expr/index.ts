import { FAMILIES, UsageError, utility } from '../lib/utility.ts';
import { Evaluator } from './evaluate.ts';

export default utility({
  name: 'expr',
  family: FAMILIES.coreutils,
  sizeBytes: 117_808,
  usage: ['EXPRESSION', 'OPTION'],
  summary:
    'Print the value of EXPRESSION: | & < <= = != >= > + - * / % STRING : REGEXP, match, substr, index, length, + TOKEN and parentheses.',
  options: {},
  plain: true,
  failure: 2,
  *main(p, t) {
    const args = t.operands[0] === '--' ? t.operands.slice(1) : t.operands;
    if (args.length === 0) throw new UsageError('missing operand');
    const value = new Evaluator(args, (text) => t.quote(text)).evaluate();
    yield* p.stdout.line(value);
    return value === '' || /^-?0+$/.test(value) ? 1 : 0;
  },
});
