import { Errno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { fromBinary } from '../../../kernel/text.ts';
import { questionMarks } from '../lib/quoting.ts';
import { Accounts } from '../lib/users.ts';
import { Failure } from '../lib/utility.ts';
import { BatchExec, SingleExec } from './exec.ts';
import { listing, PrintFormat } from './printf.ts';
import type { Context, Entry, Predicate } from './types.ts';

/** Where an action writes: standard output, or a file that was truncated when the command line was read. */
type Output = (data: string | Uint8Array) => Step;

function fileOutput(c: Context, path: string): Output {
  if (path === '/dev/stdout') return (data) => c.p.stdout.write(data);
  try {
    const fd = c.p.open(path, { write: true, create: true, truncate: true });
    return function* (data) {
      yield* c.p.write(fd, data);
    };
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new Failure(`${c.t.quoteaf(path)}: ${e.text}`);
  }
}

/** Makes an action of find's expression; `undefined` where there is none of that name. `words` are those of -exec. Throws Failure. */
export function makeAction(
  name: string,
  argument: () => string | undefined,
  c: Context,
  words: readonly string[] = [],
): Predicate | undefined {
  const m = /^-(f?)(print|print0|printf|ls)$/.exec(name);
  if (m) {
    const to: Output = m[1] ? fileOutput(c, argument()!) : (data) => c.p.stdout.write(data);
    return { acts: true, evaluate: writer(m[2]!, argument, c, to) };
  }
  switch (name) {
    case '-prune':
      return {
        evaluate(_, control) {
          control.prune = true;
          return true;
        },
      };
    case '-quit':
      return {
        evaluate(_, control) {
          control.quit = true;
          return true;
        },
      };
    case '-delete':
      return { acts: true, evaluate: (e) => remove(c, e) };
    case '-exec +':
    case '-execdir +': {
      const batch = new BatchExec(c, words, name.startsWith('-execdir'));
      return { acts: true, evaluate: (e) => batch.add(e), finish: () => batch.finish() };
    }
    case '-exec':
    case '-execdir':
    case '-ok':
    case '-okdir': {
      const single = new SingleExec(c, words, { inDirectory: name.endsWith('dir'), asks: name.startsWith('-ok') });
      return { acts: true, evaluate: (e) => single.run(e) };
    }
    default:
      return undefined;
  }
}

function writer(kind: string, argument: () => string | undefined, c: Context, to: Output): (e: Entry) => Step<boolean> {
  if (kind === 'printf') {
    const format = new PrintFormat(argument()!, c);
    return function* (e) {
      yield* to(fromBinary(format.format(e)));
      return true;
    };
  }
  if (kind === 'ls') {
    const accounts = new Accounts(c.p);
    return function* (e) {
      yield* to(listing(e, c, accounts));
      return true;
    };
  }
  const terminal = c.p.fds.get(1)?.file.terminal !== undefined;
  return function* (e) {
    // on a terminal, what is not printable is shown as question marks
    const shown = terminal && kind === 'print' ? questionMarks(e.path, c.t.utf8) : e.path;
    yield* to(shown + (kind === 'print0' ? '\0' : '\n'));
    return true;
  };
}

function* remove(c: Context, e: Entry): Step<boolean> {
  if (e.path === '.') return true;
  try {
    if (e.stat.type === 'directory') c.p.sys.rmdir(e.path);
    else c.p.sys.unlink(e.path);
    return true;
  } catch (error) {
    if (!(error instanceof Errno)) throw error;
    yield* c.t.fail(`cannot delete ${c.t.quoteaf(e.path)}: ${error.text}`);
    return false;
  }
}
