import { Errno } from '../../../kernel/errno.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

const VARIABLES = { input: '_STDBUF_I', output: '_STDBUF_O', error: '_STDBUF_E' } as const;

export default utility({
  name: 'stdbuf',
  family: FAMILIES.coreutils,
  sizeBytes: 60_336,
  usage: ['OPTION... COMMAND'],
  summary: "Run COMMAND with other buffering of its standard streams. MODE is 'L' (by line), 0 (none) or a size.",
  options: {
    input: { flags: '-i, --input', arg: 'MODE', help: 'buffering of standard input' },
    output: { flags: '-o, --output', arg: 'MODE', help: 'buffering of standard output' },
    error: { flags: '-e, --error', arg: 'MODE', help: 'buffering of standard error' },
  },
  inOrder: true,
  failure: 125,
  *main(p, t) {
    const env: Record<string, string> = {};
    for (const { id, value } of t.given) {
      if (value === 'L' || value === 'l') {
        if (id === 'input') throw new UsageError('line buffering stdin is meaningless');
        env[VARIABLES[id]] = 'L';
        continue;
      }
      const size = parseInteger(value!, 'EGkKMPTYZ0');
      if (typeof size !== 'number') throw new Failure(`invalid mode ${t.quote(value!)}`);
      env[VARIABLES[id]] = String(size);
    }
    if (t.operands.length === 0) throw new UsageError('missing operand');
    if (t.given.length === 0) throw new UsageError('you must specify a buffering mode option');
    // the C library of the command reads these (libstdbuf.so)
    p.env = { ...p.env, ...env };
    try {
      return yield* p.exec(t.operands);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`failed to run command ${t.quoteaf(t.operands[0]!)}: ${e.text}`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
  },
});
