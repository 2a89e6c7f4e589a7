import { TestError, TestExpression } from '../lib/test-expression.ts';
import { FAMILIES, Failure, utility } from '../lib/utility.ts';

export default utility({
  name: 'test',
  family: FAMILIES.coreutils,
  sizeBytes: 60_304,
  usage: ['EXPRESSION', ''],
  summary: 'Exit with the status that EXPRESSION gives.',
  options: {},
  // test has no options: `test --help` is a text that is not empty
  plain: 'without-help',
  failure: 2,
  *main(p, t) {
    try {
      return new TestExpression(p, t.operands, (text) => t.quote(text)).evaluate() ? 0 : 1;
    } catch (e) {
      if (!(e instanceof TestError)) throw e;
      throw new Failure(e.message);
    }
  },
});
