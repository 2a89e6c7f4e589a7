import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'tty',
  family: FAMILIES.coreutils,
  sizeBytes: 35_696,
  usage: ['[OPTION]...'],
  summary: 'Print the file name of the terminal on standard input.',
  options: { silent: { flags: '-s, --silent, --quiet', help: 'print nothing, only give an exit status' } },
  failure: 2,
  *main(p, t) {
    if (t.operands.length > 0) throw new UsageError(`extra operand ${t.quote(t.operands[0]!)}`);
    const terminal = p.fds.get(0)?.file.terminal;
    if (!t.has('silent')) yield* p.stdout.line(terminal ? `/dev/${terminal.name}` : 'not a tty');
    return terminal ? 0 : 1;
  },
});
