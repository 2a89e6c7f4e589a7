import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import { block, type Step } from '../../../kernel/step.ts';
import { openJournal, type OpenedJournal } from '../../journald/access.ts';
import { expandUnits, predicate, select, type Query } from '../../journald/query.ts';
import { showEntry, type ShowOptions } from '../../journald/show.ts';
import { cursorOf, fieldsOf, type Entry, type JournalStore } from '../../journald/store.ts';
import { FEATURES, VERSION } from '../../systemd/manager-properties.ts';
import { columnsOf, openPager, usesColors } from '../../systemd/pager.ts';
import { formatTimestamp } from '../../systemd/time.ts';
import { formatBytes } from '../../systemd/values.ts';
import { matchGroups, Quit, readArguments, type Arguments } from './arguments.ts';
import { HELP } from './help.ts';
import { request, vacuum } from './maintenance.ts';

/** journalctl of systemd 252: shows entries of the journal. */
export default program({
  id: 'journalctl',
  paths: ['/usr/bin/journalctl'],
  package: 'systemd',
  sizeBytes: 88_184,
  *main(p) {
    try {
      return yield* run(p, readArguments(p));
    } catch (e) {
      if (!(e instanceof Quit)) throw e;
      if (e.output !== '') yield* p.stdout.write(e.output);
      if (e.message !== '') yield* p.error(`${e.message}\n`);
      return e.code;
    }
  },
});

function* run(p: Process, args: Arguments): Step<number> {
  const { chosen } = args;
  if (chosen.has('help')) throw new Quit('', 0, HELP);
  if (chosen.has('version')) throw new Quit('', 0, `systemd 252 (${VERSION})\n${FEATURES}\n`);
  for (const verb of ['flush', 'sync', 'rotate'] as const) if (chosen.has(verb)) yield* request(p, verb);
  if (['vacuum-size', 'vacuum-files', 'vacuum-time'].some((name) => chosen.has(name))) return yield* vacuum(p, chosen);
  if (['flush', 'sync', 'rotate'].some((verb) => chosen.has(verb))) return 0;
  const opened = openJournal(p);
  yield* sayAccess(p, opened, chosen.has('quiet'), chosen.has('user'));
  const store = chosen.has('user') ? undefined : opened.store;
  if (chosen.has('disk-usage')) return yield* diskUsage(p, opened);
  if (chosen.has('list-boots')) return yield* listBoots(p, store, chosen.has('no-pager'));
  if (chosen.has('fields') || chosen.has('field')) return yield* listFields(p, store, chosen.value('field'));
  if (!store) {
    if (!chosen.has('quiet')) yield* p.stdout.line('-- No entries --');
    return 0;
  }
  return yield* show(p, args, store);
}

function* sayAccess(p: Process, opened: OpenedJournal, quiet: boolean, user: boolean): Step {
  if (opened.store && !user) return;
  if (opened.denied > 0) {
    if (!quiet) {
      yield* p.error(
        "Hint: You are currently not seeing messages from other users and the system.\n      Users in groups 'adm', 'systemd-journal' can see all messages.\n      Pass -q to turn off this notice.\n",
      );
    }
    throw new Quit('No journal files were opened due to insufficient permissions.');
  }
  if (!quiet) yield* p.error('No journal files were found.\n');
}

function* diskUsage(p: Process, opened: OpenedJournal): Step<number> {
  let bytes = 0;
  if (opened.directory !== '') {
    for (const { name } of p.sys.readdir(opened.directory))
      if (/\.journal~?$/.test(name)) bytes += p.sys.stat(`${opened.directory}/${name}`).size;
  }
  yield* p.stdout.line(`Archived and active journals take up ${formatBytes(bytes)} in the file system.`);
  return 0;
}

function* listBoots(p: Process, store: JournalStore | undefined, noPager: boolean): Step<number> {
  const pager = noPager ? undefined : yield* openPager(p);
  const boots = store?.boots() ?? [];
  const rows = boots.map(({ id, first, last }, i) => [
    String(i - boots.length + 1),
    id,
    formatTimestamp(first.realtime),
    formatTimestamp(last.realtime),
  ]);
  if (rows.length > 0) {
    yield* p.stdout.line('IDX BOOT ID                          FIRST ENTRY                 LAST ENTRY');
    for (const [index, id, first, last] of rows) yield* p.stdout.line(`${index!.padStart(3)} ${id} ${first} ${last}`);
  }
  if (pager) yield* pager.close();
  return 0;
}

function* listFields(p: Process, store: JournalStore | undefined, name: string | undefined): Step<number> {
  const found = new Set<string>();
  for (let i = 0; store && i < store.length; i++) {
    for (const [field, value] of fieldsOf(store, store.at(i)!)) {
      if (name === undefined) found.add(field);
      else if (field === name) found.add(value);
    }
  }
  for (const value of found) yield* p.stdout.line(value);
  return 0;
}

/** The boot that is asked for. Throws Quit. */
function bootId(store: JournalStore, wish: NonNullable<Arguments['boot']>): string {
  const ids = [...new Set(store.boots().map((b) => b.id))];
  const text = `${wish.id ?? ''}${wish.id && wish.offset > 0 ? '+' : ''}${wish.id === undefined || wish.offset !== 0 ? wish.offset : ''}`;
  const at =
    wish.id === undefined ? (wish.offset > 0 ? wish.offset - 1 : ids.length - 1 + wish.offset) : ids.indexOf(wish.id) + wish.offset;
  const id = wish.id !== undefined && !ids.includes(wish.id) ? undefined : ids[at];
  if (id === undefined) throw new Quit(`Data from the specified boot (${text}) is not available: No such boot ID in journal`);
  return id;
}

function queryOf(p: Process, args: Arguments, store: JournalStore): Query {
  let units: string[] | undefined;
  if (args.units.length > 0) {
    units = expandUnits(store, args.units);
    if (units.length === 0) throw new Quit('Failed to add filter for units: No data available');
  }
  const matches = matchGroups(p, args.matches);
  return {
    ...(units && { units }),
    ...(args.identifiers.length > 0 && { identifiers: args.identifiers }),
    ...(args.priorities && { priorities: args.priorities }),
    ...(args.facilities && { facilities: args.facilities }),
    ...(args.boot && { boot: bootId(store, args.boot) }),
    ...(args.kernel && { transport: 'kernel' }),
    ...(matches && { matches }),
    ...(args.since !== undefined && { since: args.since }),
    ...(args.until !== undefined && { until: args.until }),
    ...(args.pattern && { pattern: args.pattern }),
  };
}

/** The entries to begin with, in the order in which they are shown. */
function begin(store: JournalStore, args: Arguments, query: Query): Entry[] {
  const { lines, chosen } = args;
  const limit = lines < 0 ? Infinity : lines;
  const reverse = chosen.has('reverse') || (args.pattern !== undefined && args.linesGiven && !chosen.has('follow'));
  const cursor = args.cursor ?? args.afterCursor;
  if (cursor !== undefined) {
    const seq = /(?:^|;)i=([0-9a-f]+)(?:;|$)/.exec(cursor);
    if (!seq) throw new Quit('Failed to seek to cursor: Invalid argument');
    const from = parseInt(seq[1]!, 16) + (args.afterCursor === undefined ? 0 : 1);
    const entries = select(store, query, { backwards: reverse, limit: Infinity }).filter((e) => (reverse ? e.seq <= from : e.seq >= from));
    return entries.slice(0, limit);
  }
  if (reverse) return select(store, query, { backwards: true, limit });
  if (args.since !== undefined && !chosen.has('follow')) return select(store, query, { backwards: false, limit });
  if (lines >= 0) return select(store, query, { backwards: true, limit }).reverse();
  return select(store, query, { backwards: false, limit });
}

function* show(p: Process, args: Arguments, store: JournalStore): Step<number> {
  const { chosen } = args;
  const query = queryOf(p, args, store);
  const follow = chosen.has('follow');
  const options: ShowOptions = {
    mode: args.mode,
    all: chosen.has('all'),
    full: !chosen.has('no-full'),
    columns: columnsOf(p),
    colors: usesColors(p),
    hostname: !chosen.has('no-hostname'),
    catalog: chosen.has('catalog'),
    ...(args.fields && { fields: args.fields }),
    ...(args.pattern && { highlight: (message) => spanOf(args, message) }),
  };
  const entries = begin(store, args, query);
  const pager = follow || chosen.has('no-pager') ? undefined : yield* openPager(p, { jumpToEnd: chosen.has('pager-end') });
  if (follow) p.stdout.lineBuffered();
  let last: Entry | undefined;
  const print = function* (entry: Entry): Step {
    if (last && last.boot !== entry.boot && !chosen.has('quiet') && !chosen.has('merge')) {
      yield* p.stdout.line(options.colors ? `\u001b[0;1;39m-- Boot ${entry.boot} --\u001b[0m` : `-- Boot ${entry.boot} --`);
    }
    yield* p.stdout.write(showEntry(store, entry, options, last).text);
    last = entry;
  };
  for (const entry of entries) {
    yield* print(entry);
    yield* p.burn(8);
  }
  if (follow) return yield* followOn(p, store, query, entries.at(-1)?.seq, print);
  if (entries.length === 0 && !chosen.has('quiet')) yield* p.stdout.line('-- No entries --');
  if (chosen.has('show-cursor') && last) yield* p.stdout.line(`-- cursor: ${cursorOf(store, last)}`);
  if (pager) yield* pager.close();
  return entries.length === 0 && args.pattern ? 1 : 0;
}

function spanOf(args: Arguments, message: string): [number, number] | undefined {
  const found = args.pattern!.exec(message);
  return found && [found.start, found.end];
}

/** Prints what comes, until it is ended or its output is. */
function* followOn(p: Process, store: JournalStore, query: Query, after: number | undefined, print: (entry: Entry) => Step): Step<number> {
  const wanted = predicate(query);
  const { until = Infinity } = query;
  let next = after === undefined ? store.nextSeq : after + 1;
  yield* p.flush();
  for (;;) {
    while (next < store.nextSeq) {
      const entry = store.at(Math.max(next, store.firstSeq) - store.firstSeq)!;
      next = entry.seq + 1;
      if (entry.realtime > until) return 0;
      if (wanted(entry)) yield* print(entry);
    }
    try {
      yield* p.flush();
    } catch (e) {
      if (isErrno(e, 'EPIPE')) return 1;
      throw e;
    }
    yield* block(store.appended);
  }
}
