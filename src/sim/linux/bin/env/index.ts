import { Errno } from '../../../kernel/errno.ts';
import { parseSignal } from '../../../kernel/signals.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';
import { splitString } from './split-string.ts';

export default utility({
  name: 'env',
  family: FAMILIES.coreutils,
  sizeBytes: 48_536,
  usage: ['[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]'],
  summary: 'Run COMMAND in a changed environment; without COMMAND print that environment.',
  options: {
    ignore: { flags: '-i, --ignore-environment', help: 'start with an empty environment' },
    zero: { flags: '-0, --null', help: 'end each line with NUL, not newline' },
    unset: { flags: '-u, --unset', arg: 'NAME', help: 'remove a variable' },
    chdir: { flags: '-C, --chdir', arg: 'DIR', help: 'change the working directory' },
    split: { flags: '-S, --split-string', arg: 'S', help: 'split S into arguments, for #! lines' },
    ignoreSignal: { flags: '--ignore-signal', arg: '[SIG]', help: 'make COMMAND ignore signals' },
    defaultSignal: { flags: '--default-signal', arg: '[SIG]', help: 'reset signals to their default' },
    blockSignal: { flags: '--block-signal', arg: '[SIG]', help: 'block signals', refused: true },
    listSignals: { flags: '--list-signal-handling', help: 'list non default signals', refused: true },
    debug: { flags: '-v, --debug', help: 'tell what is done', refused: true },
  },
  inOrder: true,
  failure: 125,
  rewrite: (args) => splitString(args),
  *main(p, t) {
    const words = [...t.operands];
    let env = t.has('ignore') ? {} : { ...p.env };
    if (words[0] === '-') {
      env = {};
      words.shift();
    }
    for (const name of t.values('unset')) {
      if (name === '' || name.includes('=')) throw new Failure(`cannot unset ${t.quote(name)}: Invalid argument`);
      delete env[name];
    }
    while (words.length > 0 && words[0]!.includes('=')) {
      const word = words.shift()!;
      const at = word.indexOf('=');
      env[word.slice(0, at)] = word.slice(at + 1);
    }
    for (const { id, value } of t.given) {
      if (id !== 'ignoreSignal' && id !== 'defaultSignal') continue;
      for (const name of (value ?? '').split(',').filter(Boolean)) {
        const signal = parseSignal(name);
        if (!signal) throw new UsageError(`${t.quote(name)}: invalid signal`);
        p.handle(signal, id === 'ignoreSignal' ? 'ignore' : 'default');
      }
    }
    const directory = t.value('chdir');
    if (words.length === 0) {
      if (directory !== undefined) throw new UsageError('must specify command with --chdir (-C)');
      for (const [name, value] of Object.entries(env)) yield* p.stdout.write(`${name}=${value}${t.has('zero') ? '\0' : '\n'}`);
      return 0;
    }
    if (t.has('zero')) throw new UsageError('cannot specify --null (-0) with command');
    try {
      if (directory !== undefined) p.sys.chdir(directory);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`cannot change directory to ${t.quoteaf(directory!)}: ${e.text}`);
    }
    p.env = env;
    try {
      return yield* p.exec(words);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* t.warn(`${t.quote(words[0]!)}: ${e.text}`);
      if (e.code === 'ENOENT' && words[0]!.includes(' ')) yield* t.warn('use -[v]S to pass options in shebang lines');
      return e.code === 'ENOENT' ? 127 : 126;
    }
  },
});
