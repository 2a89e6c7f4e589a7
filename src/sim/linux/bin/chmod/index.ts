import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { modeString, ModeSpec } from '../lib/mode.ts';
import { FAMILIES, Failure, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';
import { walkTree, type Visit } from '../lib/walk.ts';

const OPTIONS = {
  changes: { flags: '-c, --changes', help: 'as -v, but only where something changes' },
  silent: { flags: '-f, --silent, --quiet', help: 'leave most error messages out' },
  verbose: { flags: '-v, --verbose', help: 'tell of each file' },
  noPreserveRoot: { flags: '--no-preserve-root', help: "do not treat '/' specially (default)" },
  preserveRoot: { flags: '--preserve-root', help: "do not operate recursively on '/'" },
  reference: { flags: '--reference', arg: 'RFILE', help: "use RFILE's mode" },
  recursive: { flags: '-R, --recursive', help: 'change what is in directories too' },
} as const satisfies Record<string, Option>;

/** `-x`, `-rw`: a mode, though it begins with a dash. */
const DASHED_MODE = /^-(?=[rwxXstugoa,=+0-7-])[-+=rwxXstugoa,0-7]+$/;

export default utility({
  name: 'chmod',
  family: FAMILIES.coreutils,
  sizeBytes: 64_496,
  usage: ['[OPTION]... MODE[,MODE]... FILE...', '[OPTION]... OCTAL-MODE FILE...', '[OPTION]... --reference=RFILE FILE...'],
  summary: 'Change the mode of each FILE to MODE: octal digits, or clauses like u+x,go=r.',
  options: OPTIONS,
  rewrite(args) {
    const at = args.findIndex((a) => a === '--' || (DASHED_MODE.test(a) && !/^-[cfvR]+$/.test(a)));
    if (at < 0 || args[at] === '--') return args;
    // the mode comes first among the operands, whatever stands before it
    const rest = [...args.slice(0, at), ...args.slice(at + 1)];
    const operand = rest.findIndex((a) => !a.startsWith('-'));
    const options = rest.filter((a, i) => a.startsWith('-') && (operand < 0 || i < operand || a !== '--'));
    return [...options, '--', args[at]!, ...rest.filter((a) => !options.includes(a))];
  },
  *main(p, t) {
    const operands = [...t.operands];
    const { spec, text } = wanted(p, t, operands);
    if (operands.length === 0) throw new UsageError(text === undefined ? 'missing operand' : `missing operand after ${t.quote(text)}`);
    const changer = new Changer(t, spec);
    for (const path of operands) {
      yield* walkTree(
        p,
        path,
        { recursive: t.has('recursive'), follow: 'arguments', order: 'before' },
        { visit: (file) => changer.change(file), fail: (at, e, what) => changer.failed(at, e, what) },
      );
    }
  },
});

type Spec = (old: number, directory: boolean) => number;

function wanted(p: Process, t: Tool<keyof typeof OPTIONS>, operands: string[]): { spec: Spec; text?: string } {
  const reference = t.value('reference');
  if (reference !== undefined) {
    try {
      const { mode } = p.sys.stat(reference);
      return { spec: () => mode };
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`failed to get attributes of ${t.quoteaf(reference)}: ${e.text}`);
    }
  }
  const text = operands.shift();
  if (text === undefined) throw new UsageError('missing operand');
  if (operands.length === 0) throw new UsageError(text.startsWith('-') ? 'missing operand' : `missing operand after ${t.quote(text)}`);
  const mode = ModeSpec.parse(text);
  if (!mode) throw new UsageError(`invalid mode: ${t.quote(text)}`);
  return { spec: (old, directory) => mode.apply(old, directory, p.umask), text };
}

const shown = (mode: number): string => `${mode.toString(8).padStart(4, '0')} (${modeString({ type: 'file', mode }).slice(1)})`;

class Changer {
  constructor(
    private readonly t: Tool<keyof typeof OPTIONS>,
    private readonly spec: Spec,
  ) {}

  *failed(path: string, e: Errno, what: 'access' | 'read'): Step {
    const { t } = this;
    const name = t.quoteaf(path);
    const dangling = e.code === 'ENOENT' && what === 'access' && isLink(t.p, path);
    if (t.has('silent')) t.status = 1;
    else if (dangling) yield* t.fail(`cannot operate on dangling symlink ${name}`);
    else yield* t.fail(`cannot ${what === 'read' ? 'read directory' : 'access'} ${name}: ${e.text}`);
    if (t.has('verbose')) yield* t.p.stdout.line(`failed to change mode of ${name} from 0000 (---------) to ${shown(this.spec(0, false))}`);
  }

  *change({ path, stat }: Visit): Step {
    const { t } = this;
    const { p } = t;
    const name = t.quoteaf(path);
    if (stat.type === 'symlink') {
      if (t.has('verbose')) yield* p.stdout.line(`neither symbolic link ${name} nor referent has been changed`);
      return;
    }
    const mode = this.spec(stat.mode, stat.type === 'directory');
    try {
      p.sys.chmod(path, mode);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      if (t.has('silent')) t.status = 1;
      else yield* t.fail(`changing permissions of ${name}: ${e.text}`);
      if (t.has('verbose')) yield* p.stdout.line(`failed to change mode of ${name} from ${shown(stat.mode)} to ${shown(mode)}`);
      return;
    }
    if (mode !== stat.mode && t.has('verbose', 'changes'))
      yield* p.stdout.line(`mode of ${name} changed from ${shown(stat.mode)} to ${shown(mode)}`);
    else if (t.has('verbose') && mode === stat.mode) yield* p.stdout.line(`mode of ${name} retained as ${shown(mode)}`);
  }
}

function isLink(p: Process, path: string): boolean {
  try {
    return p.sys.lstat(path).type === 'symlink';
  } catch (e) {
    if (e instanceof Errno) return false;
    throw e;
  }
}
