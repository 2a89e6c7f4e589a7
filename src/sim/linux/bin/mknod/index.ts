import { Errno } from '../../../kernel/errno.ts';
import { ModeSpec } from '../lib/mode.ts';
import { FAMILIES, Failure, NotSimulated, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'mknod',
  family: FAMILIES.coreutils,
  sizeBytes: 72_912,
  usage: ['[OPTION]... NAME TYPE [MAJOR MINOR]'],
  summary: 'Make the special file NAME of TYPE b (block device), c or u (character device) or p (named pipe).',
  options: {
    mode: { flags: '-m, --mode', arg: 'MODE', help: 'permissions, as for chmod' },
    context: { flags: '-Z, --context', arg: '[CTX]', help: 'set the SELinux context', refused: true },
  },
  *main(p, t) {
    const [path, type, ...numbers] = t.operands;
    const text = t.value('mode');
    const spec = text === undefined ? undefined : ModeSpec.parse(text);
    if (text !== undefined && !spec) throw new Failure('invalid mode');
    if (path === undefined) throw new UsageError('missing operand');
    if (type === undefined) throw new UsageError(`missing operand after ${t.quote(path)}`);
    const expected = type.startsWith('p') ? 0 : 2;
    if (numbers.length < expected) {
      throw new UsageError(`missing operand after ${t.quote(t.operands.at(-1)!)}\nSpecial files require major and minor device numbers.`);
    }
    if (numbers.length > expected) throw new UsageError(`extra operand ${t.quote(numbers[expected]!)}`);
    if (/^[bcu]/.test(type)) throw new NotSimulated(`mknod ${path} ${type}`);
    if (!type.startsWith('p')) throw new UsageError(`invalid device type ${t.quote(type)}`);
    try {
      p.sys.mkfifo(path, 0o666);
      if (spec) p.sys.chmod(path, spec.apply(0o666, false, p.umask));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`${t.quotef(path)}: ${e.text}`);
    }
  },
});
