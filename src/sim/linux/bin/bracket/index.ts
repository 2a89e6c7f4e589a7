import { TestError, TestExpression } from '../lib/test-expression.ts';
import { FAMILIES, Failure, utility } from '../lib/utility.ts';

export default utility({
  name: '[',
  paths: ['/usr/bin/['],
  family: FAMILIES.coreutils,
  sizeBytes: 64_400,
  usage: ['EXPRESSION ]', ' ]', 'OPTION'],
  summary: 'Exit with the status that EXPRESSION gives.',
  options: {},
  plain: true,
  failure: 2,
  *main(p, t) {
    const args = [...t.operands];
    if (args.pop() !== ']') throw new Failure(`missing ${t.quote(']')}`);
    try {
      return new TestExpression(p, args, (text) => t.quote(text)).evaluate() ? 0 : 1;
    } catch (e) {
      if (!(e instanceof TestError)) throw e;
      throw new Failure(e.message);
    }
  },
});
