import { Errno, isErrno } from '../../../kernel/errno.ts';
import { statusCode, type Process } from '../../../kernel/process.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { bytes, text } from '../../../kernel/text.ts';
import { baseName, joinPath } from '../lib/paths.ts';
import { editorHost } from './host.ts';

/** How a program keeps files while it edits them. */
export interface Keeper {
  /** Called when a file is opened, before anything is shown. */
  opened(): Step;
  /** Writes the file. Throws Errno. */
  save(content: Uint8Array): Step;
  /** What the program says of a save that failed. */
  problem(e: Errno): string;
  /** Called when the editor is left. */
  closed(): Step;
}

export interface EditPlan {
  program: 'vim' | 'nano';
  files: readonly string[];
  line?: number;
  readOnly: boolean;
  keeper(path: string): Keeper;
}

/** Programs of ours that EDITOR may name; anything else is run in their place. */
const OURS = /^(vi|vim|vim\.basic|view|ex|nvim|nano|pico|rnano|editor|sensible-editor)$/;

/** A program that EDITOR names and that is no editor of ours, with its arguments. */
function substitute(p: Process): string[] | undefined {
  const words = (p.env['EDITOR'] ?? '').split(/\s+/).filter(Boolean);
  return words.length > 0 && !OURS.test(baseName(words[0]!)) ? words : undefined;
}

/**
 * Edits files one after another: with the program that EDITOR names where that is none of ours (headless runs do this), else
 * with the host's editor. Gives the exit code.
 */
export function* editFiles(p: Process, plan: EditPlan): Step<number> {
  const other = substitute(p);
  if (other) {
    try {
      const child = p.spawn([...other, ...plan.files]);
      return statusCode(yield* p.wait(child), signalNumber);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* p.error(`${other[0]}: ${e.text}\n`);
      return e.code === 'ENOENT' ? 127 : 126;
    }
  }
  let code = 0;
  for (const path of plan.files) {
    code = yield* editOne(p, plan, path);
    if (code !== 0) break;
  }
  return code;
}

function* editOne(p: Process, plan: EditPlan, path: string): Step<number> {
  const host = editorHost(p.kernel);
  if (!host) {
    yield* p.error(`mirrorpod: ${plan.program}: nobody is here to edit; set EDITOR to a program that changes files\n`);
    return 1;
  }
  const current = read(p, path);
  if ('problem' in current) {
    yield* p.error(`mirrorpod: ${plan.program}: ${path}: ${current.problem}\n`);
    return 1;
  }
  const keeper = plan.keeper(path);
  yield* keeper.opened();
  const session = host.open({
    program: plan.program,
    path: path.startsWith('/') ? path : joinPath(p.sys.cwd(), path),
    content: current.content,
    exists: current.exists,
    readOnly: plan.readOnly,
    ...(plan.line === undefined ? {} : { line: plan.line }),
    process: p,
  });
  p.onExit(() => session.close());
  for (;;) {
    const reply = yield* block(session.reply);
    if (reply.kind === 'quit') {
      yield* keeper.closed();
      session.close();
      return reply.code;
    }
    try {
      yield* keeper.save(bytes(reply.content));
      session.saved(undefined);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      session.saved(keeper.problem(e));
    }
  }
}

/** A file's text, or why it cannot be edited. */
function read(p: Process, path: string): { content: string; exists: boolean } | { problem: string } {
  try {
    if (p.sys.stat(path).type === 'directory') return { problem: 'directories are not edited here' };
    const data = p.sys.readFile(path);
    const content = text(data);
    return bytes(content).length === data.length ? { content, exists: true } : { problem: 'it is not UTF-8 text' };
  } catch (e) {
    if (isErrno(e, 'ENOENT')) return { content: '', exists: false };
    if (!(e instanceof Errno)) throw e;
    return { problem: e.text };
  }
}
