import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { FileType, Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';
import { encodingOf, type Encoding } from '../lib/encoding.ts';
import { RegexError, RegexTooExpensive, type Regex } from '../lib/regex.ts';
import { HELP, VERSION } from './help.ts';
import { compilePatterns } from './matcher.ts';
import { GrepUsage, parseOptions, type GrepOptions } from './options.ts';
import { Search, type Run } from './search.ts';
import { excludesDirectory, excludesFile } from './walk.ts';

const TROUBLE = 2;
const USAGE = 'Usage: grep [OPTION]... PATTERNS [FILE]...\n';
const TRY = "Try 'grep --help' for more information.\n";

/** grep's exit status is 0 where something was selected, 1 where nothing was, 2 where something went wrong. */
export function* grepMain(p: Process): Step<number> {
  const name = p.argv[0] ?? 'grep';
  let options: GrepOptions;
  try {
    options = parseOptions(p);
  } catch (e) {
    if (!(e instanceof GrepUsage)) throw e;
    return yield* usage(p, name, e);
  }
  for (const warning of options.warnings) yield* p.error(`${name}: ${warning}\n`);
  const grep = new Grep(p, options, name);
  try {
    return yield* grep.main();
  } catch (e) {
    if (e instanceof Abort) return TROUBLE;
    if (e instanceof Errno && e.syscall === 'write') yield* p.error(`${name}: write error: ${e.text}\n`);
    else throw e;
    return TROUBLE;
  }
}

function* usage(p: Process, name: string, why: GrepUsage): Step<number> {
  if (why.hint === 'help' || why.hint === 'version') {
    yield* p.stdout.write(why.hint === 'help' ? HELP : VERSION);
    return 0;
  }
  yield* p.error(`${name}: ${why.message}\n${why.hint === 'usage' ? USAGE + TRY : ''}`);
  return why.code;
}

/** A message has been printed, and there is nothing more to do. */
class Abort extends Error {}

class Grep {
  readonly #encoding: Encoding;
  #failed = false;
  #selected = false;
  #run!: Run;
  /** Directories on the way down, to notice loops of links. */
  readonly #above: string[] = [];

  constructor(
    private readonly p: Process,
    private readonly options: GrepOptions,
    private readonly name: string,
  ) {
    this.#encoding = encodingOf(p);
  }

  *main(): Step<number> {
    const { options, p } = this;
    const patterns = yield* this.#patterns();
    if (!patterns) {
      yield* p.error(USAGE + TRY);
      return TROUBLE;
    }
    const regex = yield* this.#compile(patterns);
    yield* this.#readExcludes();
    if (options.maxCount === 0 && options.list !== 'nonmatching') return 1;
    const recursive = options.directories === 'recurse';
    const files = options.operands.length > 0 ? options.operands : [recursive ? '' : '-'];
    this.#run = {
      p,
      options,
      encoding: this.#encoding,
      regex,
      named: options.withName ?? files.length > 1,
      printed: false,
      diagnose: (message) => this.#diagnose(message),
    };
    for (const file of files) {
      yield* this.#commandLineFile(file);
      if (options.quiet && this.#selected) return 0;
    }
    yield* p.flush();
    return this.#failed ? TROUBLE : this.#selected ? 0 : 1;
  }

  *#diagnose(message: string): Step {
    yield* this.p.error(`${this.name}: ${message}\n`);
  }

  /** A failure that is reported, unless -s is given, and remembered. */
  *#trouble(file: string, text: string): Step {
    this.#failed = true;
    if (!this.options.noMessages) yield* this.#diagnose(`${file}: ${text}`);
  }

  *#abort(message: string): Step<never> {
    yield* this.#diagnose(message);
    throw new Abort();
  }

  // ---- patterns ---------------------------------------------------------------------------------

  /** The patterns, one a line; undefined where the command line has none. */
  *#patterns(): Step<string[] | undefined> {
    const { options } = this;
    if (options.sources.length === 0) {
      const first = options.operands.shift();
      return first === undefined ? undefined : this.#encoding.fromText(first).split('\n');
    }
    const patterns: string[] = [];
    for (const source of options.sources) {
      if ('text' in source) patterns.push(...this.#encoding.fromText(source.text).split('\n'));
      else patterns.push(...(yield* this.#patternFile(source.file)));
    }
    return patterns;
  }

  *#patternFile(file: string): Step<string[]> {
    try {
      const text = this.#encoding.decode(yield* this.#wholeFile(file));
      return text === '' ? [] : text.replace(/\n$/, '').split('\n');
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return yield* this.#abort(`${file}: ${e.text}`);
    }
  }

  *#wholeFile(file: string): Step<Uint8Array> {
    const fd = file === '-' ? 0 : this.p.open(file, { read: true });
    const parts = yield* this.p.readAll(fd);
    if (fd !== 0) this.p.fds.close(fd);
    return concat(parts);
  }

  *#compile(patterns: string[]): Step<Regex | undefined> {
    if (patterns.length === 0) return undefined;
    const warnings: string[] = [];
    try {
      const { syntax, ignoreCase, words, lines } = this.options;
      const regex = compilePatterns([...new Set(patterns)], { syntax, ignoreCase, words, lines, utf8: this.#encoding.utf8 }, (message) =>
        warnings.push(message),
      );
      for (const warning of warnings) yield* this.#diagnose(`warning: ${warning}`);
      return regex;
    } catch (e) {
      if (!(e instanceof RegexError)) throw e;
      for (const warning of warnings) yield* this.#diagnose(`warning: ${warning}`);
      if (e.message.endsWith(': not simulated')) {
        yield* this.p.error(`mirrorpod: grep -P ${e.message}\n`);
        throw new Abort();
      }
      return yield* this.#abort(e.message);
    }
  }

  *#readExcludes(): Step {
    for (const file of this.options.excludeFrom) {
      for (const glob of yield* this.#patternFile(file)) if (glob !== '') this.options.filters.push({ glob, include: false });
    }
  }

  // ---- files ------------------------------------------------------------------------------------

  *#commandLineFile(file: string): Step {
    const { options, p } = this;
    if (file === '-') {
      yield* this.#descriptor(0, options.label ?? '(standard input)');
      return;
    }
    const path = file === '' ? '.' : file;
    try {
      const stat = p.sys.stat(path);
      if (stat.type === 'directory' && options.directories !== 'read') {
        if (options.directories === 'skip' || (file !== '' && excludesDirectory(options, path, true))) return;
        this.#run.named = options.withName ?? true;
        yield* this.#directory(path, file === '' ? '' : `${file.replace(/(.)\/+$/, '$1')}/`.replace('//', '/'));
        return;
      }
      if (stat.type !== 'directory' && excludesFile(options, file, true)) return;
      if (this.#isSkippedDevice(stat.type, true)) return;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#trouble(file, e.text);
      return;
    }
    yield* this.#file(path, file);
  }

  #isSkippedDevice(type: FileType, onCommandLine: boolean): boolean {
    if (type === 'file' || type === 'directory' || type === 'symlink') return false;
    return this.options.devices === 'skip' || (this.options.devices === 'default' && !onCommandLine);
  }

  *#directory(path: string, prefix: string): Step {
    const real = this.p.sys.realpath(path);
    if (this.#above.includes(real)) {
      yield* this.#diagnose(`${path}: warning: recursive directory loop`);
      return;
    }
    let entries;
    try {
      entries = this.p.sys.readdir(path);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#trouble(path, e.text);
      return;
    }
    this.#above.push(real);
    for (const entry of entries) {
      yield* this.p.burn(5);
      yield* this.#entry(`${path}/${entry.name}`, prefix + entry.name, entry.type);
      if (this.options.quiet && this.#selected) return;
    }
    this.#above.pop();
  }

  *#entry(path: string, shown: string, entryType: FileType): Step {
    const { options, p } = this;
    let type = entryType;
    if (type === 'symlink') {
      if (!options.dereference) return;
      try {
        type = p.sys.stat(path).type;
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* this.#trouble(shown, e.text);
        return;
      }
    }
    if (type === 'directory') {
      if (!excludesDirectory(options, shown, false)) yield* this.#directory(path, `${shown}/`);
      return;
    }
    if (excludesFile(options, shown, false) || this.#isSkippedDevice(type, false)) return;
    yield* this.#file(path, shown);
  }

  *#file(path: string, shown: string): Step {
    let fd: number;
    try {
      fd = this.p.open(path, { read: true });
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.#trouble(shown, e.text);
      return;
    }
    try {
      yield* this.#descriptor(fd, shown);
    } finally {
      this.p.fds.close(fd);
    }
  }

  *#descriptor(fd: number, shown: string): Step {
    const file = this.p.fds.get(fd)?.file;
    if (file && (yield* this.#writesToItself(file.stat(), shown))) return;
    try {
      const search = new Search(this.#run, fd, shown);
      yield* search.search();
      if (fd === 0) search.finish();
      if (search.count > 0) this.#selected = true;
      yield* search.summary();
    } catch (e) {
      if (isErrno(e) && e.syscall !== 'write') yield* this.#trouble(shown, e.text);
      else if (e instanceof RegexTooExpensive) {
        this.#failed = true;
        if (this.options.syntax === 'perl') yield* this.#diagnose(`${shown}: exceeded PCRE's backtracking limit`);
        else yield* this.p.error(`mirrorpod: grep: ${e.message}\n`);
      } else throw e;
    }
  }

  /** A file that is also where the output goes would grow for ever. */
  *#writesToItself(stat: Stat, shown: string): Step<boolean> {
    const { options, p } = this;
    if (options.quiet || options.count || options.list !== 'none' || options.maxCount <= 1 || stat.type !== 'file') return false;
    const out = p.fds.get(1)?.file.stat();
    if (out?.type !== 'file' || out.dev !== stat.dev || out.ino !== stat.ino) return false;
    yield* this.#trouble(shown, 'input file is also the output');
    return true;
  }
}
