import type { Step } from '../../../kernel/step.ts';
import { isErrno } from '../../../kernel/errno.ts';
import { BusError } from '../../systemd/protocol.ts';
import type { UnitStatus } from '../../systemd/status-data.ts';
import { runEditor } from '../../systemd/editor.ts';
import { Quit, type Context } from './context.ts';
import { reload } from './jobs.ts';

/** show: properties of units or of the manager. */
export function* show(c: Context): Step<number> {
  yield* c.page();
  const wanted = [...c.chosen.values('property'), ...c.chosen.values('P')].flatMap((v) => v.split(',')).filter(Boolean);
  const valueOnly = c.chosen.has('value') || c.chosen.has('P');
  const print = function* (properties: readonly [string, string][]): Step {
    for (const [name, value] of properties) {
      if (wanted.length > 0 ? !wanted.includes(name) : value === '' && !c.all) continue;
      yield* c.print(valueOnly ? `${value}\n` : `${name}=${value}\n`);
    }
  };
  if (c.operands.length === 0) {
    yield* print(yield* c.call<[string, string][]>('ShowManager'));
    return 0;
  }
  const names = yield* c.expand(c.operands);
  let first = true;
  for (const name of names) {
    if (!first) yield* c.print('\n');
    first = false;
    try {
      yield* print(yield* c.call<[string, string][]>('Show', name));
    } catch (e) {
      if (!(e instanceof BusError)) throw e;
      throw new Quit(`Failed to get properties: ${e.message}`);
    }
  }
  return 0;
}

/** cat: a unit's files as they are now. */
export function* cat(c: Context): Step<number> {
  yield* c.page();
  let first = true;
  for (const name of yield* c.expand(c.operands)) {
    const s = yield* c.call<UnitStatus>('Status', name);
    if (s.fragment === '' && s.dropIns.length === 0) {
      yield* c.p.flush();
      throw new Quit(`No files found for ${name}.`);
    }
    if (s.needReload && s.load !== 'masked') {
      yield* c.p.flush();
      yield* c.warn(
        `# Warning: ${name} changed on disk, the version systemd has loaded is outdated.\n# This output shows the current version of the unit's fragment and drop-in files.\n# If fragments or drop-ins were added or removed, they are not properly reflected in this output.\n# Run 'systemctl daemon-reload' to reload units.`,
        'info',
      );
    }
    if (!first) yield* c.print('\n');
    first = false;
    const files = [...(s.fragment ? [s.fragment] : []), ...s.dropIns];
    for (const [i, path] of files.entries()) {
      if (i > 0) yield* c.print('\n');
      yield* c.print(`${c.colors ? c.paint('blue', `# ${c.fileLink(path)}`) : `# ${path}`}\n`);
      try {
        const text = c.p.sys.readText(path);
        yield* c.print(text === '' || text.endsWith('\n') ? text : `${text}\n`);
      } catch (e) {
        if (!isErrno(e)) throw e;
        yield* c.p.flush();
        yield* c.warn(`Failed to open ${path}: ${e.text}`, 'warning');
      }
    }
  }
  return 0;
}

const ABOVE = '### Anything between here and the comment below will become the new contents of the file';
const BELOW = '### Lines below this comment will be discarded';

/** edit: opens a drop-in (or, with --full, a copy of the unit's file) in the editor, then reads everything again. */
export function* edit(c: Context): Step<number> {
  const { p } = c;
  if (!c.terminal) throw new Quit('Cannot edit units if not on a tty.');
  const base = c.chosen.has('runtime') ? '/run/systemd/system' : '/etc/systemd/system';
  const full = c.chosen.has('full');
  const edits: { target: string; temporary: string; before: string | undefined }[] = [];
  for (const name of yield* c.expand(c.operands)) {
    const s = yield* c.call<UnitStatus>('Status', name);
    const forced = c.chosen.values('force').length > 0;
    if (s.load === 'masked') throw new Quit(`Cannot edit ${name}: unit is masked.`);
    if (s.fragment === '' && !forced) {
      throw new Quit(`No files found for ${name}.\nRun 'systemctl edit --force${full ? ' --full' : ''} ${name}' to create a new unit.`);
    }
    const target =
      full || (s.fragment === '' && forced && full)
        ? `${base}/${s.id}`
        : `${base}/${s.id}.d/${c.chosen.value('drop-in') ?? 'override'}.conf`;
    const before = p.sys.exists(target) ? p.sys.readText(target) : undefined;
    p.sys.mkdirp(target.slice(0, target.lastIndexOf('/')));
    const temporary = `${target.slice(0, target.lastIndexOf('/'))}/.#${target.slice(target.lastIndexOf('/') + 1)}${p.kernel.random.stream('temporary names').hex(16)}`;
    p.sys.writeFile(temporary, full ? (before ?? (s.fragment ? p.sys.readText(s.fragment) : '')) : template(c, s, target, before ?? ''));
    edits.push({ target, temporary, before });
  }
  const failed = yield* runEditor(
    p,
    edits.map((e) => e.temporary),
  );
  if (failed !== undefined) {
    for (const e of edits) p.sys.removeTree(e.temporary);
    throw new Quit(failed);
  }
  for (const e of edits) {
    const text = full ? p.sys.readText(e.temporary) : between(p.sys.readText(e.temporary));
    p.sys.removeTree(e.temporary);
    if (text.trim() === '') {
      yield* c.warn(`Editing "${e.target}" canceled: temporary file is empty.`, 'warning');
      continue;
    }
    p.sys.writeFile(e.target, text);
  }
  return yield* reload(c);
}

function template(c: Context, s: UnitStatus, target: string, before: string): string {
  const commented = [s.fragment, ...s.dropIns]
    .filter((path) => path !== '' && path !== target)
    .map(
      (path) =>
        `\n### ${path}\n${c.p.sys
          .readText(path)
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => (line === '' ? '\n' : `# ${line}\n`))
          .join('')}`,
    );
  return `### Editing ${target}\n${ABOVE}\n\n${before}\n\n${BELOW}\n${commented.join('')}`;
}

/** What stands between the two comments of the template. */
function between(text: string): string {
  const from = text.indexOf(ABOVE);
  const to = text.indexOf(BELOW);
  const inner = text.slice(from < 0 ? 0 : from + ABOVE.length, to < 0 ? undefined : to);
  return inner.trim() === '' ? '' : `${inner.replace(/^\n+/, '').trimEnd()}\n`;
}
