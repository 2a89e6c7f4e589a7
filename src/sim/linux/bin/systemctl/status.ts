import { signalName } from '../../../kernel/signals.ts';
import type { Step } from '../../../kernel/step.ts';
import { openJournal } from '../../journald/access.ts';
import { select } from '../../journald/query.ts';
import { ellipsize, OUTPUT_MODES, showEntry, type OutputMode, type ShowOptions } from '../../journald/show.ts';
import { BusError } from '../../systemd/protocol.ts';
import type { ExecStatus } from '../../systemd/settings.ts';
import type { CgroupBranch, UnitStatus } from '../../systemd/status-data.ts';
import { cgroupBranch } from '../../systemd/status-data.ts';
import { formatRelative, formatSpan, formatTimestamp } from '../../systemd/time.ts';
import { exitStatusName, formatBytes } from '../../systemd/values.ts';
import { Quit, type Context } from './context.ts';
import { warnChanged } from './jobs.ts';
import { stateDot } from './list.ts';

const INDENT = '             ';

/** status: of units, of the units of processes, or of the whole machine. */
export function* status(c: Context): Step<number> {
  const { mode, lines } = journalOptions(c);
  yield* c.page();
  if (c.operands.length === 0 && !c.all && !c.chosen.has('type') && !c.chosen.has('state')) {
    yield* system(c);
    return 0;
  }
  const names = yield* unitNames(c);
  let code = 0;
  let cut = false;
  let shown = 0;
  for (const name of names) {
    const s = yield* c.call<UnitStatus>('Status', name);
    if (s.load === 'not-found' && s.active === 'inactive') {
      yield* c.p.flush();
      yield* c.warn(`Unit ${name} could not be found.`);
      code ||= 4;
      continue;
    }
    if (shown++ > 0) yield* c.print('\n');
    cut = (yield* one(c, s, mode, lines)) || cut;
    code ||= s.active === 'inactive' || s.active === 'failed' || s.active === 'activating' ? 3 : 0;
  }
  if (cut && !c.quiet) yield* c.print('Hint: Some lines were ellipsized, use -l to show in full.\n');
  return code;
}

function journalOptions(c: Context): { mode: OutputMode; lines: number } {
  const mode = (c.chosen.value('output') ?? 'short') as OutputMode;
  if (!OUTPUT_MODES.includes(mode)) throw new Quit(`Unknown output '${mode}'.`);
  const text = c.chosen.value('lines');
  if (text !== undefined && !/^\d+$/.test(text)) throw new Quit(`Failed to parse lines '${text}'`);
  return { mode, lines: text === undefined ? 10 : Number(text) };
}

function* unitNames(c: Context): Step<string[]> {
  const out: string[] = [];
  for (const word of c.operands) {
    if (!/^\d+$/.test(word)) out.push(...(yield* c.expand([word])));
    else {
      try {
        out.push(yield* c.call<string>('UnitByPid', Number(word)));
      } catch (e) {
        if (!(e instanceof BusError)) throw e;
        throw new Quit(`Failed to get unit for PID ${word}: ${e.message}`);
      }
    }
  }
  return out;
}

/** Everything about one unit; tells whether lines were cut. */
function* one(c: Context, s: UnitStatus, mode: OutputMode, lines: number): Step<boolean> {
  const out: string[] = [];
  const title = s.description && s.description !== s.id ? `${s.id} - ${s.description}` : s.id;
  out.push(`${stateDot(c, s.active)} ${title}`, loadedLine(c, s));
  if (s.transient || s.id === 'init.scope') out.push('  Transient: yes');
  out.push(...dropIns(c, s), activeLine(c, s), ...conditionLines(c, s), ...triggerLines(c, s));
  for (const [i, uri] of s.documentation.entries()) out.push(`${i === 0 ? '       Docs: ' : INDENT}${c.link(uri, uri)}`);
  out.push(...processLines(c, s));
  if (s.where !== '') out.push(`      Where: ${s.where}`);
  if (s.what !== '') out.push(`       What: ${s.what}`);
  const kinds: Record<string, string> = {
    ListenStream: 'Stream',
    ListenDatagram: 'Datagram',
    ListenFIFO: 'FIFO',
    ListenNetlink: 'Netlink',
  };
  for (const [i, l] of s.listen.entries()) out.push(`${i === 0 ? '     Listen: ' : INDENT}${l.address} (${kinds[l.kind] ?? l.kind})`);
  out.push(...resourceLines(c, s));
  if (s.cgroup !== '' && (s.tree || !s.id.endsWith('.mount'))) {
    out.push(`     CGroup: ${s.cgroup}`);
    if (s.tree) out.push(...treeLines(c, s.tree, INDENT, c.full ? undefined : c.columns));
  }
  yield* c.print(`${out.join('\n')}\n`);
  const cut = yield* journal(c, s, mode, lines);
  if (s.needReload) {
    yield* c.p.flush();
    yield* warnChanged(c, s.id);
  }
  return cut;
}

function loadedLine(c: Context, s: UnitStatus): string {
  const bad = ['error', 'not-found', 'bad-setting'].includes(s.load);
  const state = bad ? c.paint('red', s.load) : s.load;
  if (s.loadError !== '') return `     Loaded: ${state} (Reason: ${s.loadError})`;
  const file = s.source || s.fragment;
  if (file === '') return `     Loaded: ${state}`;
  let out = `     Loaded: ${state} (${c.fileLink(file)}`;
  if (s.unitFileState !== '') {
    const good = s.unitFileState.startsWith('enabled');
    const weak = ['disabled', 'linked', 'masked', 'masked-runtime', 'bad'].includes(s.unitFileState);
    out += `; ${good ? c.paint('green', s.unitFileState) : weak ? c.paint('yellow', s.unitFileState) : s.unitFileState}`;
    const preset = s.preset !== '' && !['static', 'alias', 'generated', 'transient'].includes(s.unitFileState);
    if (preset) out += `; preset: ${s.preset === 'enabled' ? c.paint('green', s.preset) : c.paint('yellow', s.preset)}`;
    else if (s.preset === 'enabled' && c.colors) out += c.paint('green', ' ').replace(' ', '');
  }
  return `${out})`;
}

function dropIns(c: Context, s: UnitStatus): string[] {
  const byDirectory = new Map<string, string[]>();
  for (const path of s.dropIns) {
    const at = path.lastIndexOf('/');
    const list = byDirectory.get(path.slice(0, at));
    if (list) list.push(path);
    else byDirectory.set(path.slice(0, at), [path]);
  }
  return [...byDirectory].flatMap(([directory, paths], i) => [
    `${i === 0 ? '    Drop-In: ' : INDENT}${directory}`,
    `${INDENT}└─${paths.map((path) => c.fileLink(path, path.slice(directory.length + 1))).join(', ')}`,
  ]);
}

function activeLine(c: Context, s: UnitStatus): string {
  const sub = s.sub !== s.active && !(s.active === 'inactive' && s.sub === '') ? ` (${s.sub})` : '';
  const text = s.active === 'failed' ? 'failed' : `${s.active}${sub}`;
  const color = s.active === 'failed' ? 'red' : s.active === 'active' || s.active === 'reloading' ? 'green' : undefined;
  let out = `     Active: ${color ? c.paint(color, text) : text}`;
  if (s.result !== 'success' && s.result !== '') out += ` (Result: ${s.result})`;
  const since =
    s.active === 'active' || s.active === 'reloading'
      ? s.activeEnter
      : s.active === 'inactive' || s.active === 'failed'
        ? s.inactiveEnter
        : s.active === 'activating'
          ? s.inactiveExit
          : s.activeExit;
  if (since) out += ` since ${formatTimestamp(since)}; ${formatRelative(since, c.p.clock.now)}`;
  if ((s.active === 'inactive' || s.active === 'failed') && s.activeEnter && s.activeExit >= s.activeEnter && s.inactiveEnter) {
    out += `\n   Duration: ${formatSpan(s.activeExit - s.activeEnter, 1000)}`;
  }
  return out;
}

function conditionLines(c: Context, s: UnitStatus): string[] {
  if (s.conditionResult || s.conditionAt === 0 || s.active !== 'inactive') return [];
  const out = [
    `  Condition: start ${c.paint('yellow', 'condition failed')} at ${formatTimestamp(s.conditionAt)}; ${formatRelative(s.conditionAt, c.p.clock.now)}`,
  ];
  for (const [i, { text }] of s.failedConditions.entries()) {
    out.push(`${INDENT}${i === s.failedConditions.length - 1 ? '└─' : '├─'} ${text} was not met`);
  }
  return out;
}

function triggerLines(c: Context, s: UnitStatus): string[] {
  const dot = (active: string): string =>
    active === 'failed' ? c.paint('red', '●') : active === 'active' || active === 'reloading' ? c.paint('green', '●') : '●';
  const out: string[] = [];
  for (const [i, t] of s.triggeredBy.entries()) out.push(`${i === 0 ? 'TriggeredBy: ' : INDENT}${dot(t.active)} ${t.id}`);
  if (s.id.endsWith('.timer')) {
    out.push(
      s.nextElapse ? `    Trigger: ${formatTimestamp(s.nextElapse)}; ${formatRelative(s.nextElapse, c.p.clock.now)}` : '    Trigger: n/a',
    );
  }
  for (const [i, t] of s.triggers.entries()) out.push(`${i === 0 ? '   Triggers: ' : INDENT}${dot(t.active)} ${t.id}`);
  return out;
}

/** `(code=exited, status=1/FAILURE)`. */
function exitText(status: ExecStatus): string {
  if (status.code === 'exited') {
    const name = exitStatusName(status.status, ['libc', 'systemd']);
    return `(code=exited, status=${status.status}${name ? `/${name}` : ''})`;
  }
  return `(code=${status.code}, signal=${signalName(status.status) ?? status.status})`;
}

function processLines(c: Context, s: UnitStatus): string[] {
  const out: string[] = [];
  for (const command of s.commands) {
    const { status } = command;
    if (status?.code === undefined || status.pid === s.mainPid) continue;
    const good = (status.code === 'exited' && status.status === 0) || (status.code === 'killed' && [1, 2, 13, 15].includes(status.status));
    const text = exitText(status);
    out.push(`    Process: ${status.pid} ${command.kind}=${command.argv} ${good ? text : c.paint('red', text)}`);
  }
  const main = s.mainStatus;
  if (s.mainPid > 0) out.push(`   Main PID: ${s.mainPid} (${s.mainComm})`);
  else if (main?.code !== undefined) out.push(`   Main PID: ${main.pid} ${exitText(main)}`);
  if (s.controlPid > 0) {
    const control = s.controlComm === '' ? String(s.controlPid) : `${s.controlPid} (${s.controlComm})`;
    if (s.mainPid > 0) out[out.length - 1] += `; Control PID: ${control}`;
    else out.push(`  Cntrl PID: ${control}`);
  }
  if (s.statusText !== '') out.push(`     Status: "${c.paint('bold', s.statusText) || s.statusText}"`);
  if (s.statusErrno > 0) out.push(`      Error: ${s.statusErrno}`);
  return out;
}

function resourceLines(c: Context, s: UnitStatus): string[] {
  const out: string[] = [];
  if (s.tasks !== undefined) {
    const limit = s.tasksMax === 'infinity' ? '' : c.paint('grey', ` (limit: ${s.tasksMax})`);
    out.push(`      Tasks: ${s.tasks}${limit}`);
  }
  if (s.memory !== undefined) {
    const max = s.memoryMax !== Infinity && s.memoryMax !== null ? ` (max: ${formatBytes(s.memoryMax)})` : '';
    out.push(`     Memory: ${formatBytes(s.memory)}${max}`);
  }
  if (s.cpu !== undefined) out.push(`        CPU: ${formatSpan(s.cpu, 1000)}`);
  return out;
}

/** A control group with its processes as a tree; lines are cut at `columns`. */
export function treeLines(c: Context, tree: CgroupBranch, prefix: string, columns: number | undefined): string[] {
  const out: string[] = [];
  const width = Math.max(0, ...tree.processes.map((p) => String(p.pid).length));
  const rest = tree.children.length;
  for (const [i, p] of tree.processes.entries()) {
    const last = i === tree.processes.length - 1 && rest === 0;
    const head = `${prefix}${last ? '└─' : '├─'}`;
    const pid = String(p.pid).padStart(width);
    const room = columns === undefined ? undefined : columns - head.length - width - 1;
    const command = room === undefined ? p.command : ellipsize(p.command, Math.max(20, room), 100);
    out.push(`${head}${c.paint('grey', `${pid} ${command}`)}`);
  }
  for (const [i, child] of tree.children.entries()) {
    const last = i === rest - 1;
    out.push(`${prefix}${last ? '└─' : '├─'}${child.name}`, ...treeLines(c, child, `${prefix}${last ? '  ' : '│ '}`, columns));
  }
  return out;
}

/** The unit's last messages of this run; tells whether lines were cut. */
function* journal(c: Context, s: UnitStatus, mode: OutputMode, lines: number): Step<boolean> {
  if (lines === 0) return false;
  const { store, denied } = openJournal(c.p);
  if (!store) {
    if (denied > 0 && !c.quiet) {
      yield* c.p.flush();
      yield* c.warn('\nWarning: some journal files were not opened due to insufficient permissions.', 'info');
    }
    return false;
  }
  const boot = c.p.sys.readText('/proc/sys/kernel/random/boot_id').trim().replaceAll('-', '');
  const query = { units: [s.id], boot };
  const entries = select(store, query, { backwards: true, limit: lines })
    .filter((e) => e.monotonic >= s.inactiveExitMonotonic)
    .reverse();
  const options: ShowOptions = {
    mode,
    all: false,
    full: c.full,
    columns: c.columns,
    colors: c.colors,
    hostname: true,
    catalog: false,
  };
  const shown = entries.map((entry) => showEntry(store, entry, options));
  if (shown.length > 0) yield* c.print(`\n${shown.map((x) => x.text).join('')}`);
  const first = store.boots().find((b) => b.id === boot)?.first;
  if (shown.length < lines && first && s.inactiveExitMonotonic > 0 && s.inactiveExitMonotonic < first.monotonic && !c.quiet) {
    yield* c.print(`${shown.length > 0 ? '' : '\n'}Notice: journal has been rotated since unit was started, output may be incomplete.\n`);
  }
  return shown.some((x) => x.cut);
}

/** The state of the whole machine. */
function* system(c: Context): Step {
  const properties = new Map(yield* c.call<[string, string][]>('ShowManager'));
  const get = (name: string): string => properties.get(name) ?? '';
  const state = get('SystemState');
  const color = state === 'running' ? 'green' : state === 'degraded' || state === 'maintenance' ? 'red' : 'yellow';
  const since = c.p.table.init?.startedAt ?? c.p.clock.now;
  const failed = get('NFailedUnits');
  const out = [
    `${c.paint(color, '●')} ${c.p.sys.hostname()}`,
    `    State: ${c.paint(color, state)}`,
    `    Units: ${get('NNames')} loaded (incl. loaded aliases)`,
    `     Jobs: ${get('NJobs')} queued`,
    `   Failed: ${failed === '0' ? '0 units' : c.paint('red', `${failed} units`)}`,
    `    Since: ${formatTimestamp(since)}; ${formatRelative(since, c.p.clock.now)}`,
    `  systemd: ${get('Version')}`,
    `  Tainted: ${c.paint('yellow', get('Tainted'))}`,
    '   CGroup: /',
  ];
  let root = c.p.cgroup;
  while (root.parent) root = root.parent;
  out.push(...treeLines(c, cgroupBranch(root), '           ', c.full ? undefined : c.columns));
  yield* c.print(`${out.join('\n')}\n`);
}
