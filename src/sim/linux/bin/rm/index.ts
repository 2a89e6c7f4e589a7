import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { argmatch } from '../lib/argmatch.ts';
import { baseName } from '../lib/paths.ts';
import { Prompt } from '../lib/prompt.ts';
import { Remover, type RemoveOptions } from '../lib/remove.ts';
import { FAMILIES, Failure, UsageError, utility, type Invocation, type Option } from '../lib/utility.ts';

const OPTIONS = {
  force: { flags: '-f, --force', help: 'do not ask, and do not complain about what does not exist' },
  always: { flags: '-i', help: 'ask before every removal' },
  once: { flags: '-I', help: 'ask once before more than three files, or before removing recursively' },
  interactive: { flags: '--interactive', arg: '[WHEN]', help: 'never, once (-I) or always (-i)' },
  oneFileSystem: { flags: '--one-file-system', help: 'do not go to other file systems' },
  noPreserveRoot: { flags: '--no-preserve-root', help: "do not treat '/' specially" },
  preserveRoot: { flags: '--preserve-root', arg: '[all]', help: "do not remove '/' (default)" },
  recursive: { flags: '-r, -R, --recursive', help: 'remove directories with all that is in them' },
  directories: { flags: '-d, --dir', help: 'remove empty directories' },
  verbose: { flags: '-v, --verbose', help: 'tell what is done' },
} as const satisfies Record<string, Option>;

const WHEN = [['never', 'no', 'none'], ['once'], ['always', 'yes']] as const;

export default utility({
  name: 'rm',
  family: FAMILIES.coreutils,
  sizeBytes: 72_752,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Remove the FILEs; directories only with -r or -d.',
  options: OPTIONS,
  *main(p, t) {
    const { options, once } = settle(t);
    const paths = t.operands;
    if (paths.length === 0) {
      if (t.has('force')) return;
      throw new UsageError('missing operand');
    }
    const prompt = new Prompt(t);
    if (once && (options.recursive || paths.length > 3)) {
      const what = `${paths.length} argument${paths.length === 1 ? '' : 's'}${options.recursive ? ' recursively' : ''}`;
      if (!(yield* prompt.yes(`remove ${what}? `))) return;
    }
    const remover = new Remover(t, options, prompt);
    for (const path of paths) {
      const base = baseName(path);
      if (options.recursive && (base === '.' || base === '..')) {
        yield* t.fail(`refusing to remove ${t.quoteaf('.')} or ${t.quoteaf('..')} directory: skipping ${t.quoteaf(path)}`);
        continue;
      }
      if (options.recursive && !t.has('noPreserveRoot') && isRoot(p, path)) {
        const same = path === '/' ? '' : ` (same as ${t.quoteaf('/')})`;
        yield* t.fail(`it is dangerous to operate recursively on ${t.quoteaf(path)}${same}`);
        yield* t.warn('use --no-preserve-root to override this failsafe');
        continue;
      }
      yield* remover.remove(path);
    }
  },
});

/** -f and the questions: of several, the last counts. */
function settle(t: Invocation<keyof typeof OPTIONS>): { options: RemoveOptions; once: boolean } {
  const options: RemoveOptions = {
    recursive: t.has('recursive'),
    force: false,
    directories: t.has('directories'),
    ask: 'write-protected',
    verbose: t.has('verbose'),
    oneFileSystem: t.has('oneFileSystem'),
  };
  let once = false;
  for (const { id, value, abbreviated } of t.given) {
    const when = id === 'interactive' ? (value === undefined ? 'always' : argmatch(t, '--interactive', value, WHEN)) : id;
    if (when === 'force' || when === 'never') {
      options.ask = 'never';
      options.force = when === 'force';
      once = false;
    } else if (when === 'always') {
      options.ask = 'always';
      options.force = once = false;
    } else if (when === 'once') {
      options.ask = 'never';
      options.force = false;
      once = true;
    } else if (id === 'noPreserveRoot' && abbreviated) throw new Failure('you may not abbreviate the --no-preserve-root option');
    else if (id === 'preserveRoot' && value !== undefined && value !== 'all')
      throw new Failure(`unrecognized --preserve-root argument: ${t.quoteaf(value)}`);
  }
  return { options, once };
}

function isRoot(p: Process, path: string): boolean {
  try {
    const [a, b] = [p.sys.lstat(path), p.sys.stat('/')];
    return a.ino === b.ino && a.dev === b.dev;
  } catch (e) {
    if (isErrno(e)) return false;
    throw e;
  }
}
