import type { Step } from '../../../kernel/step.ts';
import type { UnitRow } from '../../systemd/protocol.ts';
import { renderTable, COLORS, type Cell, type Row } from '../../systemd/table.ts';
import { formatRelative, formatTimestamp } from '../../systemd/time.ts';
import { isGlob, mangle, matchesGlob, typeOf, UNIT_TYPES } from '../../systemd/unit-name.ts';
import { Quit, type Context } from './context.ts';

const LOAD_STATES = ['stub', 'loaded', 'not-found', 'bad-setting', 'error', 'merged', 'masked'];

const cell = (text: string, color: string): Cell => (color === '' ? text : { text, color });

/** Patterns of units as they were typed, `ssh` for `ssh.service`. */
const matcher = (words: readonly string[]): ((id: string) => boolean) => {
  if (words.length === 0) return () => true;
  const patterns = words.map((word) => mangle(word, { glob: true }).name);
  return (id) => patterns.some((pattern) => (isGlob(pattern) ? matchesGlob(pattern, id) : pattern === id));
};

/** What `-t` asks for: kinds of units, and states of loading. Throws Quit. */
export function wantedTypes(c: Context): { types: string[]; loads: string[] } {
  const types: string[] = [];
  const loads: string[] = [];
  for (const word of c.chosen.values('type').flatMap((v) => v.split(','))) {
    if (word === '') continue;
    if ((UNIT_TYPES as readonly string[]).includes(word)) types.push(word);
    else if (LOAD_STATES.includes(word)) loads.push(word);
    else throw new Quit(`Unknown unit type or load state '${word}'.\nUse -t help to see a list of allowed values.`);
  }
  return { types, loads };
}

/** By kind, then by name, upper and lower case alike. */
export function byTypeAndName(a: string, b: string): number {
  const suffix = (id: string): string => id.slice(id.lastIndexOf('.')).toLowerCase();
  const [sa, sb] = [suffix(a), suffix(b)];
  if (sa !== sb) return sa < sb ? -1 : 1;
  const [la, lb] = [a.toLowerCase(), b.toLowerCase()];
  return la < lb ? -1 : la > lb ? 1 : 0;
}

function states(c: Context): string[] {
  const out = c.chosen.values('state').flatMap((v) => v.split(','));
  return c.chosen.has('failed') ? [...out, 'failed'] : out;
}

/** list-units, and `systemctl` without a verb. */
export function* listUnits(c: Context): Step<number> {
  const { types, loads } = wantedTypes(c);
  const wanted = [...states(c), ...loads];
  yield* c.page();
  const matches = matcher(c.operands);
  const rows = (yield* c.call<UnitRow[]>('ListUnits'))
    .filter((u) => matches(u.id))
    .filter((u) => types.length === 0 || types.includes(typeOf(u.id)!))
    .filter((u) => wanted.length === 0 || [u.load, u.active, u.sub].some((s) => wanted.includes(s)))
    .filter(
      (u) => c.all || wanted.length > 0 || u.jobId > 0 || !(u.active === 'inactive' || u.load === 'not-found') || c.chosen.has('failed'),
    )
    .sort((a, b) => byTypeAndName(a.id, b.id));
  const jobs = rows.some((u) => u.jobId > 0);
  const table = rows.map((u, i) => unitRow(c, u, rows[i + 1], jobs));
  const header = [...(c.plain ? [] : ['']), 'UNIT', 'LOAD', 'ACTIVE', 'SUB', ...(jobs ? ['JOB'] : []), 'DESCRIPTION'];
  yield* c.print(renderTable(table, { ...(c.legend && { header }), colors: c.colors, ...c.tableWidth }));
  if (c.legend) yield* c.print(unitLegend(c, rows.length, jobs, wanted));
  return 0;
}

function unitRow(c: Context, u: UnitRow, next: UnitRow | undefined, jobs: boolean): Row {
  const bad = ['error', 'not-found', 'bad-setting', 'masked'].includes(u.load) && !c.plain;
  const failed = u.active === 'failed' && !c.plain && !bad;
  const dot = bad ? cell('●', COLORS.yellow) : failed ? cell('●', COLORS.red) : ' ';
  const red = failed ? COLORS.red : '';
  return {
    cells: [
      ...(c.plain ? [] : [dot]),
      cell(u.id, red),
      cell(u.load, bad ? COLORS.red : ''),
      cell(u.active, red),
      cell(u.sub, red),
      ...(jobs ? [u.jobType] : []),
      u.description,
    ],
    underlined: next !== undefined && typeOf(next.id) !== typeOf(u.id) && c.legend,
  };
}

function unitLegend(c: Context, count: number, jobs: boolean, wanted: readonly string[]): string {
  let out = '';
  if (count > 0) {
    out +=
      '\nLOAD   = Reflects whether the unit definition was properly loaded.\nACTIVE = The high-level unit activation state, i.e. generalization of SUB.\nSUB    = The low-level unit activation state, values depend on unit type.\n';
    if (jobs) out += 'JOB    = Pending job for the unit.\n';
  }
  const units = `${count} loaded units listed.`;
  const counted = c.paint(count > 0 ? 'bold' : 'red', units);
  const files = `${c.paint('grey', "To show all installed unit files use 'systemctl list-unit-files'.")}\n`;
  if (c.all || wanted.includes('inactive')) return `${out}${counted}\n${files}`;
  if (wanted.length === 0) return `${out}${counted} ${c.paint('grey', 'Pass --all to see loaded but inactive units, too.')}\n${files}`;
  return `${out}${units}\n`;
}

const GOOD_FILE = ['enabled', 'enabled-runtime', 'alias'];
const BAD_FILE = ['masked', 'masked-runtime', 'disabled', 'bad'];

/** list-unit-files. */
export function* listUnitFiles(c: Context): Step<number> {
  const { types } = wantedTypes(c);
  const wanted = states(c);
  yield* c.page();
  const matches = matcher(c.operands);
  const files = (yield* c.call<{ name: string; state: string; preset: string }[]>('ListUnitFiles'))
    .filter((f) => matches(f.name) && (types.length === 0 || types.includes(typeOf(f.name)!)))
    .filter((f) => wanted.length === 0 || wanted.includes(f.state))
    .sort((a, b) => byTypeAndName(a.name, b.name));
  const rows = files.map((f, i): Row => {
    const state = f.state.startsWith('enabled-')
      ? ''
      : GOOD_FILE.includes(f.state)
        ? COLORS.green
        : BAD_FILE.includes(f.state)
          ? COLORS.red
          : '';
    const preset = f.preset === 'enabled' ? COLORS.green : f.preset === 'disabled' ? COLORS.red : COLORS.grey;
    const next = files[i + 1];
    return {
      cells: [f.name, cell(f.state, state), cell(f.preset, preset)],
      underlined: next !== undefined && typeOf(next.name) !== typeOf(f.name) && c.legend,
    };
  });
  yield* c.print(renderTable(rows, { ...(c.legend && { header: ['UNIT FILE', 'STATE', 'PRESET'] }), colors: c.colors, ...c.tableWidth }));
  if (c.legend) yield* c.print(`\n${rows.length} unit files listed.\n`);
  return 0;
}

interface TimerRow {
  id: string;
  active: string;
  next: number;
  last: number;
  activates: string;
}

/** list-timers. */
export function* listTimers(c: Context): Step<number> {
  yield* c.page();
  const matches = matcher(c.operands.map((word) => mangle(word, { suffix: '.timer', glob: true }).name));
  const { now } = c.p.clock;
  const timers = (yield* c.call<TimerRow[]>('Timers'))
    .filter((t) => matches(t.id) && (c.all || t.active === 'active'))
    .sort((a, b) => (a.next || Infinity) - (b.next || Infinity) || byTypeAndName(a.id, b.id));
  const when = (t: number): string => (t ? formatTimestamp(t) : '-');
  const far = (t: number): string => (t ? formatRelative(t, now) : '-');
  const rows = timers.map((t): Row => ({ cells: [when(t.next), far(t.next), when(t.last), far(t.last), t.id, t.activates] }));
  const header = ['NEXT', 'LEFT', 'LAST', 'PASSED', 'UNIT', 'ACTIVATES'];
  yield* c.print(renderTable(rows, { ...(c.legend && { header }), colors: c.colors, ...c.tableWidth }));
  if (c.legend) yield* c.print(countLegend(c, rows.length, 'timers'));
  return 0;
}

function countLegend(c: Context, count: number, what: string): string {
  const hint = c.all ? '' : `Pass --all to see loaded but inactive ${what}, too.\n`;
  return `\n${c.paint(count > 0 ? 'bold' : 'red', `${count} ${what} listed.`)}\n${hint}`;
}

/** list-sockets. */
export function* listSockets(c: Context): Step<number> {
  yield* c.page();
  const matches = matcher(c.operands.map((word) => mangle(word, { suffix: '.socket', glob: true }).name));
  const sockets = (yield* c.call<{ id: string; active: string; kind: string; address: string; activates: string }[]>('Sockets'))
    .filter((s) => matches(s.id) && (c.all || s.active === 'active'))
    .sort((a, b) => (a.address < b.address ? -1 : a.address > b.address ? 1 : 0));
  const types = c.chosen.has('show-types');
  const kinds: Record<string, string> = {
    ListenStream: 'Stream',
    ListenDatagram: 'Datagram',
    ListenFIFO: 'FIFO',
    ListenNetlink: 'Netlink',
  };
  const rows = sockets.map((s): Row => ({ cells: [s.address, ...(types ? [kinds[s.kind] ?? ''] : []), s.id, s.activates] }));
  const header = ['LISTEN', ...(types ? ['TYPE'] : []), 'UNIT', 'ACTIVATES'];
  yield* c.print(renderTable(rows, { ...(c.legend && { header }), colors: c.colors, ...c.tableWidth }));
  if (c.legend) yield* c.print(countLegend(c, rows.length, 'sockets'));
  return 0;
}

/** list-automounts: the nodes have none that are set up. */
export function* listAutomounts(c: Context): Step<number> {
  yield* c.page();
  const header = ['WHAT', 'WHERE', 'MOUNTED', 'IDLE TIMEOUT', 'UNIT'];
  yield* c.print(renderTable([], { ...(c.legend && { header }), colors: c.colors }));
  if (c.legend) yield* c.print(countLegend(c, 0, 'automounts'));
  return 0;
}

/** list-jobs. */
export function* listJobs(c: Context): Step<number> {
  yield* c.page();
  const jobs = yield* c.call<{ id: number; unit: string; type: string; state: string }[]>('ListJobs');
  if (jobs.length === 0) {
    if (c.legend) yield* c.print(`${c.paint('green', 'No jobs running.')}\n`);
    return 0;
  }
  const id = Math.max(3, ...jobs.map((j) => String(j.id).length));
  const rows = jobs.map((j): Row => ({
    cells: [String(j.id).padStart(id), j.unit, j.type, cell(j.state, j.state === 'running' ? COLORS.bold : '')],
  }));
  yield* c.print(renderTable(rows, { ...(c.legend && { header: ['JOB', 'UNIT', 'TYPE', 'STATE'] }), colors: c.colors, ...c.tableWidth }));
  if (c.legend) yield* c.print(`\n${c.paint('bold', `${jobs.length} jobs listed.`)}\n`);
  return 0;
}

/** Which dependencies each way of looking follows. */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  forward: ['Requires', 'Requisite', 'Wants', 'ConsistsOf', 'BindsTo', 'Upholds'],
  reverse: ['RequiredBy', 'RequisiteOf', 'WantedBy', 'PartOf', 'BoundBy', 'UpheldBy'],
  after: ['After'],
  before: ['Before'],
};

/** list-dependencies. */
export function* listDependencies(c: Context): Step<number> {
  yield* c.page();
  const names = c.operands.length > 0 ? yield* c.expand(c.operands) : [yield* c.call<string>('GetDefaultTarget')];
  const way = ['reverse', 'after', 'before'].find((w) => c.chosen.has(w)) ?? 'forward';
  for (const [i, name] of names.entries()) {
    if (i > 0) yield* c.print('\n');
    yield* c.print(`${c.operands.length > 0 ? name : 'default.target'}\n`);
    yield* printBranch(c, name, way, '', [name]);
  }
  return 0;
}

function* printBranch(c: Context, name: string, way: string, prefix: string, path: readonly string[]): Step {
  const all = yield* c.call<Record<string, string[]>>('Dependencies', name);
  const children = [...new Set(FOLLOWED[way]!.flatMap((kind) => all[kind] ?? []))].sort((a, b) => {
    const targets = Number(a.endsWith('.target')) - Number(b.endsWith('.target'));
    return targets || (a.toLowerCase() < b.toLowerCase() ? -1 : 1);
  });
  for (const [i, child] of children.entries()) {
    const last = i === children.length - 1;
    const repeated = path.includes(child);
    if (repeated && !c.plain) continue;
    const active = yield* c.call<{ active: string }>('Status', child);
    const dot = c.plain ? '' : `${treeDot(c, active.active)} `;
    yield* c.print(`${dot}${c.plain ? '  '.repeat(path.length) : `${prefix}${last ? '└─' : '├─'}`}${child}\n`);
    const deeper = c.all || child.endsWith('.target');
    if (deeper && !repeated) yield* printBranch(c, child, way, `${prefix}${last ? '  ' : '│ '}`, [...path, child]);
  }
}

const GLYPHS: Readonly<Record<string, string>> = { active: '●', reloading: '↻', failed: '×', activating: '●', deactivating: '●' };

/** The dot of a unit's state, as status shows it. */
export function stateDot(c: Context, active: string): string {
  const glyph = GLYPHS[active] ?? '○';
  if (active === 'failed') return c.paint('red', glyph);
  return active === 'active' || active === 'reloading' ? c.paint('green', glyph) : glyph;
}

/** The same in a tree of dependencies. */
function treeDot(c: Context, active: string): string {
  const glyph = GLYPHS[active] ?? '○';
  if (active === 'failed') return c.paint('red', glyph);
  return c.paint(active === 'inactive' || active === 'deactivating' ? 'normal' : 'green', glyph);
}
