import { Errno } from '../../../kernel/errno.ts';
import { LIMITS } from '../../../kernel/limits.ts';
import type { Step } from '../../../kernel/step.ts';
import { Input } from '../lib/input.ts';
import { dirName } from '../lib/paths.ts';
import type { Context, Entry } from './types.ts';

/** Bytes of arguments that one batch may have. */
const BATCH_BYTES = Math.min(131_072, LIMITS.argvBytes);

/** Runs a command and waits for it; whether it succeeded. One that cannot be started is told. */
function* run(c: Context, argv: readonly string[], directory: string | undefined): Step<boolean> {
  yield* c.p.flush();
  try {
    const child = c.p.spawn(argv, directory === undefined ? {} : { cwd: directory });
    const status = yield* c.p.wait(child);
    return status.code === 0;
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* c.t.warn(`${c.t.quoteaf(argv[0]!)}: ${e.text}`);
    return false;
  }
}

const place = (e: Entry): string => (e.path.includes('/') ? dirName(e.path) : '.');
const inPlace = (e: Entry): string => (e.name === '/' ? '/' : `./${e.name}`);

/** `-exec COMMAND ;`: once for each file, true where it succeeded. */
export class SingleExec {
  #answers: Input | undefined;

  constructor(
    private readonly c: Context,
    private readonly words: readonly string[],
    private readonly how: { inDirectory: boolean; asks: boolean },
  ) {}

  *run(e: Entry): Step<boolean> {
    const { c, words, how } = this;
    const path = how.inDirectory ? inPlace(e) : e.path;
    if (how.asks) {
      yield* c.p.flush();
      yield* c.p.write(2, `< ${words[0]} ... ${e.path} > ? `);
      this.#answers ??= Input.open(c.p, '-');
      const line = yield* this.#answers.line();
      if (!/^[yY]/.test(line?.text ?? '')) return false;
    }
    return yield* run(
      c,
      words.map((word) => word.replaceAll('{}', path)),
      how.inDirectory ? place(e) : undefined,
    );
  }
}

/** `-exec COMMAND {} +`: once for many files; always true, but a failure makes find fail in the end. */
export class BatchExec {
  readonly #paths: string[] = [];
  #bytes = 0;
  #directory: string | undefined;

  constructor(
    private readonly c: Context,
    private readonly words: readonly string[],
    private readonly inDirectory: boolean,
  ) {}

  *add(e: Entry): Step<boolean> {
    const directory = this.inDirectory ? place(e) : undefined;
    if (this.#paths.length > 0 && (directory !== this.#directory || this.#bytes > BATCH_BYTES)) yield* this.finish();
    this.#directory = directory;
    const path = this.inDirectory ? inPlace(e) : e.path;
    this.#paths.push(path);
    this.#bytes += path.length + 9;
    return true;
  }

  *finish(): Step {
    if (this.#paths.length === 0) return;
    const argv = [...this.words.slice(0, -1), ...this.#paths];
    this.#paths.length = 0;
    this.#bytes = 0;
    if (!(yield* run(this.c, argv, this.#directory))) this.c.t.status = 1;
  }
}
