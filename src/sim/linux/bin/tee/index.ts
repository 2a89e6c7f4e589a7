import { Errno, isErrno } from '../../../kernel/errno.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'tee',
  family: FAMILIES.coreutils,
  sizeBytes: 43_984,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Copy standard input to each FILE, and to standard output.',
  options: {
    append: { flags: '-a, --append', help: 'append to the FILEs, do not overwrite' },
    ignore: { flags: '-i, --ignore-interrupts', help: 'ignore interrupt signals' },
    pipes: { flags: '-p', help: 'go on when a pipe has no reader' },
    outputError: { flags: '--output-error', arg: '[MODE]', help: 'what to do on write errors', refused: true },
  },
  *main(p, t) {
    if (t.has('ignore')) p.handle('INT', 'ignore');
    if (t.has('pipes')) p.handle('PIPE', 'ignore');
    const outputs: { fd: number; name: string }[] = [{ fd: 1, name: 'standard output' }];
    for (const path of t.operands) {
      try {
        const flags = t.has('append') ? { append: true, create: true } : { write: true, create: true, truncate: true };
        outputs.push({ fd: p.open(path, flags), name: path });
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.fail(`${t.quotef(path)}: ${e.text}`);
      }
    }
    while (outputs.length > 0) {
      const part = yield* p.read(0);
      if (part.length === 0) break;
      for (const output of [...outputs]) {
        try {
          yield* p.write(output.fd, part);
        } catch (e) {
          if (!(e instanceof Errno)) throw e;
          outputs.splice(outputs.indexOf(output), 1);
          if (!(t.has('pipes') && isErrno(e, 'EPIPE')))
            yield* t.fail(`${output.name === 'standard output' ? `'standard output'` : t.quotef(output.name)}: ${e.text}`);
        }
      }
    }
    return undefined;
  },
});
