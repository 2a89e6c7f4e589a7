import { Errno } from '../../../kernel/errno.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'truncate',
  family: FAMILIES.coreutils,
  sizeBytes: 43_920,
  usage: ['OPTION... FILE...'],
  summary: 'Shrink or extend each FILE to a size. What is new reads as zeros; a FILE that does not exist is made.',
  options: {
    noCreate: { flags: '-c, --no-create', help: 'do not make files' },
    blocks: { flags: '-o, --io-blocks', help: 'SIZE counts IO blocks' },
    reference: { flags: '-r, --reference', arg: 'RFILE', help: "as RFILE's size" },
    size: {
      flags: '-s, --size',
      arg: 'SIZE',
      help: 'to SIZE, or by it: + - < (at most) > (at least) / (down to a multiple) % (up to one)',
    },
  },
  *main(p, t) {
    const sizeText = t.value('size');
    const reference = t.value('reference');
    if (sizeText === undefined && reference === undefined) {
      throw new UsageError(`you must specify either ${t.quote('--size')} or ${t.quote('--reference')}`);
    }
    const m = /^[ \t]*([+\-<>/%]?)[ \t]*(.*)$/s.exec(sizeText ?? '+0')!;
    const [, relation, digits] = m;
    const amount = parseInteger(digits!, 'EgGkKmMPtTYZ0');
    if (typeof amount !== 'number' || /^[-+]/.test(digits!)) throw new Failure(`Invalid number: ${t.quote(sizeText!)}`);
    if (sizeText !== undefined && reference !== undefined && relation === '') {
      throw new UsageError(`you must specify a relative ${t.quote('--size')} with ${t.quote('--reference')}`);
    }
    if ((relation === '/' || relation === '%') && amount === 0) throw new Failure('division by zero');
    if (t.operands.length === 0) throw new UsageError('missing file operand');
    let base: number | undefined;
    if (reference !== undefined) {
      try {
        base = p.sys.stat(reference).size;
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`cannot stat ${t.quoteaf(reference)}: ${e.text}`);
      }
    }
    const by = amount * (t.has('blocks') ? 4096 : 1);
    for (const path of t.operands) {
      let file;
      try {
        file = p.sys.open(path, { write: true, create: !t.has('noCreate') });
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        if (!(t.has('noCreate') && e.code === 'ENOENT')) yield* t.fail(`cannot open ${t.quoteaf(path)} for writing: ${e.text}`);
        continue;
      }
      try {
        const old = base ?? file.stat().size;
        const size = {
          '': by,
          '+': old + by,
          '-': Math.max(0, old - by),
          '<': Math.min(old, by),
          '>': Math.max(old, by),
          '/': old - (old % by),
          '%': Math.ceil(old / by) * by,
        }[relation!]!;
        file.truncate?.(size);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`failed to truncate ${t.quoteaf(path)} at ${by} bytes: ${e.text}`);
      } finally {
        file.close();
      }
    }
  },
});
