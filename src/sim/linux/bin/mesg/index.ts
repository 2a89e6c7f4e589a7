import { FAMILIES, Failure, utility } from '../lib/utility.ts';

export default utility({
  name: 'mesg',
  family: FAMILIES.utilLinux,
  sizeBytes: 18_744,
  usage: ['[options] [y | n]'],
  summary: 'Control write access of other users to your terminal.',
  options: { verbose: { flags: '-v, --verbose', help: 'explain what is being done' } },
  failure: 2,
  *main(p, t) {
    const terminal = [0, 1, 2].map((fd) => p.fds.get(fd)?.file.terminal).find((found) => found);
    if (!terminal) {
      if (t.has('verbose')) yield* t.warn('no tty');
      return 2;
    }
    const path = `/dev/${terminal.name}`;
    const { mode } = p.sys.stat(path);
    const open = (mode & 0o020) !== 0;
    const [wanted] = t.operands;
    if (wanted === undefined) {
      yield* p.stdout.line(`is ${open ? 'y' : 'n'}`);
      return open ? 0 : 1;
    }
    if (!/^[yn]/.test(wanted)) throw new Failure(`invalid argument: ${wanted}`, 2);
    p.sys.chmod(path, wanted.startsWith('y') ? mode | 0o020 : mode & ~0o022);
    if (t.has('verbose')) yield* p.stdout.line(`write access to your terminal is ${wanted.startsWith('y') ? 'allowed' : 'denied'}`);
    return wanted.startsWith('y') ? 0 : 1;
  },
});
