import { getopt, GetoptError, type OptionForm, type Parsed } from '../lib/getopt.ts';
import { FAMILIES, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'getopt',
  family: FAMILIES.utilLinux,
  sizeBytes: 35_136,
  usage: [
    '<optstring> <parameters>',
    '[options] [--] <optstring> <parameters>',
    '[options] -o|--options <optstring> [options] [--] <parameters>',
  ],
  summary: 'Parse command options.',
  options: {
    alternative: { flags: '-a, --alternative', help: 'allow long options starting with single -' },
    long: { flags: '-l, --longoptions', arg: '<longopts>', help: 'the long options to be recognized' },
    name: { flags: '-n, --name', arg: '<progname>', help: 'the name under which errors are reported' },
    short: { flags: '-o, --options', arg: '<optstring>', help: 'the short options to be recognized' },
    quiet: { flags: '-q, --quiet', help: 'disable error reporting by getopt(3)' },
    quietOutput: { flags: '-Q, --quiet-output', help: 'no normal output' },
    shell: { flags: '-s, --shell', arg: '<shell>', help: 'set quoting conventions to those of <shell>' },
    test: { flags: '-T, --test', help: 'test for getopt(1) version' },
    unquoted: { flags: '-u, --unquoted', help: 'do not quote the output' },
  },
  inOrder: true,
  failure: 2,
  *main(p, t) {
    if (t.has('test')) return 4;
    const operands = [...t.operands];
    let short = t.value('short');
    const old = p.argv[1] !== undefined && !p.argv[1].startsWith('-');
    if (short === undefined) {
      if (operands.length === 0) {
        yield* t.warn('missing optstring argument');
        throw new UsageError('');
      }
      short = operands.shift()!;
      if (operands[0] === '--' && !old) operands.shift();
    }
    const forms = formsOf(
      short.replace(/^[+-]/, ''),
      t.values('long').flatMap((list) => list.split(/[, \t\n]+/).filter(Boolean)),
    );
    const name = t.value('name') ?? 'getopt';
    const quote = (text: string): string => (t.has('unquoted') || old ? text : `'${text.replaceAll("'", "'\\''")}'`);
    let code = 0;
    let parsed: Parsed;
    for (let args = operands; ;) {
      try {
        parsed = getopt(args, forms, { inOrder: short.startsWith('+'), single: t.has('alternative') });
        break;
      } catch (e) {
        if (!(e instanceof GetoptError)) throw e;
        if (!t.has('quiet')) yield* p.error(`${name}: ${e.message}\n`);
        code = 1;
        // goes on without what was wrong
        const rest = without(args, forms);
        if (rest.length >= args.length) {
          parsed = { given: [], operands: [] };
          break;
        }
        args = rest;
      }
    }
    if (!t.has('quietOutput')) {
      const out = parsed.given.map(({ as, value, id }) => {
        const takes = forms.find((form) => form.id === id)!.takes;
        return ` ${as}${takes === 'none' ? '' : ` ${quote(value ?? '')}`}`;
      });
      yield* p.stdout.line(`${out.join('')} --${parsed.operands.map((word) => ` ${quote(word)}`).join('')}`);
    }
    return code;
  },
});

function formsOf(short: string, long: readonly string[]): OptionForm[] {
  const forms: OptionForm[] = [];
  const takes = (colons: string): OptionForm['takes'] => (colons === '::' ? 'optional' : colons === ':' ? 'required' : 'none');
  for (const m of short.matchAll(/([^:])(:{0,2})/g)) forms.push({ id: m[1]!, letters: m[1]!, names: [], takes: takes(m[2]!) });
  for (const word of long) {
    const m = /^(.*?)(:{0,2})$/.exec(word)!;
    forms.push({ id: `--${m[1]}`, letters: '', names: [m[1]!], takes: takes(m[2]!) });
  }
  return forms;
}

/** The arguments without the first one that getopt refuses. */
function without(args: readonly string[], forms: readonly OptionForm[]): string[] {
  for (let i = 0; i < args.length; i++) {
    try {
      getopt(args.slice(0, i + 1), forms);
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      if (/requires an argument/.test(e.message) && i + 1 < args.length) continue;
      return [...args.slice(0, i), ...args.slice(i + 1)];
    }
  }
  return [...args];
}
