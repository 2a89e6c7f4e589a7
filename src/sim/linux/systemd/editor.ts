import { isErrno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';

/** Editors in the order in which systemctl and crontab look for one. */
const EDITORS = ['editor', 'nano', 'vim', 'vi'];

/**
 * Runs the user's editor on files: SYSTEMD_EDITOR, VISUAL or EDITOR, else the first that is installed. Gives what went wrong,
 * nothing where it ended well.
 */
export function* runEditor(p: Process, paths: readonly string[]): Step<string | undefined> {
  const wish = p.env['SYSTEMD_EDITOR'] || p.env['VISUAL'] || p.env['EDITOR'];
  const candidates = wish ? [wish.split(/\s+/).filter(Boolean)] : EDITORS.map((name) => [name]);
  for (const argv of candidates) {
    try {
      const child = p.spawn([...argv, ...paths]);
      const status = yield* p.wait(child);
      if (status.signal) return `(${argv[0]}) terminated by signal ${status.signal}.`;
      return status.code === 0 ? undefined : `(${argv[0]}) failed with exit status ${status.code}.`;
    } catch (e) {
      if (!isErrno(e)) throw e;
      if (wish) return `Failed to execute ${argv[0]}: ${e.text}`;
    }
  }
  return 'Cannot edit units, no editor available. Please set either $SYSTEMD_EDITOR, $EDITOR or $VISUAL.';
}
