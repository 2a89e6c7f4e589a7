import { isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { humanSize, parseInteger } from '../lib/numbers.ts';
import { Failure, FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

type Id =
  | 'zero'
  | 'all'
  | 'apparent'
  | 'blockSize'
  | 'bytes'
  | 'total'
  | 'dereferenceArgs'
  | 'depth'
  | 'files0'
  | 'human'
  | 'inodes'
  | 'kilo'
  | 'dereference'
  | 'countLinks'
  | 'mega'
  | 'noDereference'
  | 'separate'
  | 'si'
  | 'summarize'
  | 'threshold'
  | 'time'
  | 'exclude'
  | 'excludeFrom'
  | 'oneFs';

/** A glob of --exclude: matches the last part of a path, or all of it. */
function globRegex(glob: string): RegExp {
  const body = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`(^|/)${body}$`);
}

class Walk {
  readonly #seen = new Set<string>();
  readonly #excluded: RegExp[];
  readonly #maxDepth: number;
  readonly #block: number;
  total = 0;

  constructor(
    private readonly p: Process,
    private readonly t: Invocation<Id>,
  ) {
    this.#excluded = t.values('exclude').map(globRegex);
    const depth = t.value('depth');
    if (depth !== undefined && !/^\d+$/.test(depth)) throw new UsageError(`invalid maximum depth ${t.quote(depth)}`);
    if (t.has('summarize') && t.has('all')) throw new UsageError('cannot both summarize and show all entries');
    if (t.has('summarize') && depth !== undefined && depth !== '0')
      throw new UsageError(`warning: summarizing conflicts with --max-depth=${depth}`);
    this.#maxDepth = t.has('summarize') ? 0 : depth === undefined ? Infinity : Number(depth);
    this.#block = this.#blockSize();
  }

  #blockSize(): number {
    const { t } = this;
    const last = t.last('kilo', 'mega', 'bytes', 'blockSize');
    if (last === 'bytes') return 1;
    if (last === 'mega') return 1_048_576;
    if (last !== 'blockSize') return 1024;
    const text = t.value('blockSize')!;
    const block = parseInteger(/^[A-Za-z]/.test(text) ? `1${text}` : text, 'eEgGkKmMpPtTyYzZ0');
    if (typeof block !== 'number' || block <= 0) throw new Failure(`invalid -B argument ${t.quote(text)}`);
    return block;
  }

  #sizeOf(stat: Stat): number {
    if (this.t.has('inodes')) return 1;
    const apparent = this.t.has('apparent') || this.t.has('bytes');
    if (!apparent) return stat.blocks * 512;
    return stat.type === 'file' || stat.type === 'symlink' || stat.type === 'directory' ? stat.size : 0;
  }

  shown(size: number): string {
    const { t } = this;
    if (t.has('inodes')) return String(size);
    const last = t.last('human', 'si', 'kilo', 'mega', 'bytes', 'blockSize');
    if (last === 'human') return humanSize(size);
    if (last === 'si') return humanSize(size, 1000);
    return String(Math.ceil(size / this.#block));
  }

  *print(size: number, path: string): Step {
    const threshold = this.t.value('threshold');
    if (threshold !== undefined) {
      const limit = parseInteger(threshold.replace(/^-/, ''), 'bEGKkMPTYZ0');
      if (typeof limit !== 'number') throw new Failure(`invalid --threshold argument ${this.t.quote(threshold)}`);
      if (threshold.startsWith('-') ? size > limit : size < limit) return;
    }
    yield* this.p.stdout.write(`${this.shown(size)}\t${path}${this.t.has('zero') ? '\0' : '\n'}`);
  }

  /** Sums a path up and prints what is to be seen of it; gives its size. */
  *visit(path: string, depth: number, device: number | undefined): Step<number> {
    const { p, t } = this;
    let stat: Stat;
    try {
      const follow = t.has('dereference') || (depth === 0 && t.has('dereferenceArgs'));
      stat = follow ? p.sys.stat(path) : p.sys.lstat(path);
    } catch (e) {
      if (!isErrno(e)) throw e;
      yield* t.fail(`cannot access ${t.quoteaf(path)}: ${e.text}`);
      return 0;
    }
    if (this.#excluded.some((regex) => regex.test(path))) return 0;
    if (t.has('oneFs') && device !== undefined && stat.dev !== device) return 0;
    const key = `${stat.dev}:${stat.ino}`;
    const again = this.#seen.has(key);
    if (again && !t.has('countLinks') && (stat.nlink > 1 || depth === 0)) return 0;
    this.#seen.add(key);
    let size = this.#sizeOf(stat);
    let below = 0;
    if (stat.type === 'directory') {
      for (const name of yield* this.#names(path)) {
        const child = yield* this.visit(`${path === '/' ? '' : path.replace(/\/$/, '')}/${name}`, depth + 1, stat.dev);
        below += child;
      }
      yield* p.burn(2);
    }
    const whole = size + below;
    if (t.has('separate')) size += 0;
    else size = whole;
    if ((stat.type === 'directory' || t.has('all') || depth === 0) && depth <= this.#maxDepth) yield* this.print(size, path);
    return whole;
  }

  *#names(path: string): Step<string[]> {
    try {
      return this.p.sys.readdir(path).map((e) => e.name);
    } catch (e) {
      if (!isErrno(e)) throw e;
      yield* this.t.fail(`cannot read directory ${this.t.quoteaf(path)}: ${e.text}`);
      return [];
    }
  }
}

export default utility({
  name: 'du',
  family: FAMILIES.coreutils,
  sizeBytes: 142_896,
  usage: ['[OPTION]... [FILE]...', '[OPTION]... --files0-from=F'],
  summary: 'Summarize device usage of the set of FILEs, recursively for directories.',
  options: {
    zero: { flags: '-0, --null', help: 'end each output line with NUL, not newline' },
    all: { flags: '-a, --all', help: 'write counts for all files, not just directories' },
    apparent: { flags: '--apparent-size', help: 'print apparent sizes rather than device usage' },
    blockSize: { flags: '-B, --block-size', arg: 'SIZE', help: 'scale sizes by SIZE before printing them' },
    bytes: { flags: '-b, --bytes', help: "equivalent to '--apparent-size --block-size=1'" },
    total: { flags: '-c, --total', help: 'produce a grand total' },
    dereferenceArgs: { flags: '-D, -H, --dereference-args', help: 'dereference only symlinks that are listed on the command line' },
    depth: {
      flags: '-d, --max-depth',
      arg: 'N',
      help: 'print the total for a directory only if it is N or fewer levels below the argument',
    },
    files0: { flags: '--files0-from', arg: 'F', help: 'summarize device usage of the NUL-terminated file names in F', refused: true },
    human: { flags: '-h, --human-readable', help: 'print sizes in human readable format (e.g., 1K 234M 2G)' },
    inodes: { flags: '--inodes', help: 'list inode usage information instead of block usage' },
    kilo: { flags: '-k', help: 'like --block-size=1K' },
    dereference: { flags: '-L, --dereference', help: 'dereference all symbolic links' },
    countLinks: { flags: '-l, --count-links', help: 'count sizes many times if hard linked' },
    mega: { flags: '-m', help: 'like --block-size=1M' },
    noDereference: { flags: '-P, --no-dereference', help: "don't follow any symbolic links (this is the default)" },
    separate: { flags: '-S, --separate-dirs', help: 'for directories do not include size of subdirectories' },
    si: { flags: '--si', help: 'like -h, but use powers of 1000 not 1024' },
    summarize: { flags: '-s, --summarize', help: 'display only a total for each argument' },
    threshold: {
      flags: '-t, --threshold',
      arg: 'SIZE',
      help: 'exclude entries smaller than SIZE if positive, or greater than SIZE if negative',
    },
    time: { flags: '--time', arg: '[WORD]', help: 'show time of the last modification', refused: true },
    exclude: { flags: '--exclude', arg: 'PATTERN', help: 'exclude files that match PATTERN' },
    excludeFrom: { flags: '-X, --exclude-from', arg: 'FILE', help: 'exclude files that match any pattern in FILE', refused: true },
    oneFs: { flags: '-x, --one-file-system', help: 'skip directories on different file systems' },
  },
  *main(p, t) {
    const walk = new Walk(p, t);
    for (const operand of t.operands.length > 0 ? t.operands : ['.']) walk.total += yield* walk.visit(operand, 0, undefined);
    if (t.has('total')) yield* walk.print(walk.total, 'total');
  },
});
