import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { NameCache } from '../../accounts.ts';
import { bootTime, listPids, readProcess, readThreads, uptimeSeconds, type ProcessInfo } from '../../procps/process-info.ts';
import { screenColumns } from '../../procps/screen.ts';
import type { PsContext } from './columns.ts';
import { ListError } from '../../procps/lists.ts';
import { parseFormat, parseOptions, PsRefused, type PsOptions, type Selection, type Wanted } from './options.ts';

const USAGE = `
Usage:
 ps [options]

 Try 'ps --help <simple|list|output|threads|misc|all>'
  or 'ps --help <s|l|o|t|m|a>'
 for additional help text.

For more details see ps(1).
`;

/** The columns that the options ask for. */
function formatOf(o: PsOptions): Wanted[] {
  if (o.columns.length > 0) return o.columns;
  let names: string;
  if (o.format !== undefined) names = o.format;
  else if (o.longFormat) {
    const [flags, size] = o.noAddress ? ['', 'rss'] : ['f,', 'addr_1'];
    names = `${flags}s,${o.fullFormat ? 'uname' : 'uid'},pid,ppid,util_c,opri,ni,${size},sz,wchan,${o.fullFormat ? 'stime,' : ''}tname,time,${o.fullFormat ? 'cmd' : 'ucmd'}`;
    if (o.fullFormat) names = names.replace('uname', 'uid_hack');
  } else if (o.fullFormat) {
    names = `uid_hack,pid,ppid,${o.jobs ? 'pgid,sid,' : ''}util_c,${o.extraFull ? 'sz,rss,psr,' : ''}stime,tname,time,cmd`;
  } else if (o.jobs) names = 'pid,pgid,sid,tname,time,ucmd';
  else names = o.bsd ? 'pid,tname,stat,bsdtime,args' : 'pid,tname,time,ucmd';
  if (o.threads === 'spid') names = names.replace('pid,', 'pid,spid,');
  if (o.threads === 'lwp') {
    names = names.includes('ppid,') ? names.replace('ppid,', 'ppid,lwp,') : names.replace('pid,', 'pid,lwp,');
    if (o.fullFormat) names = names.replace('util_c,', 'util_c,nlwp,');
  }
  if (o.context) names = `label,${names}`;
  return parseFormat(names);
}

function matches(i: ProcessInfo, { by, values }: Selection): boolean {
  switch (by) {
    case 'pid':
    case 'quick':
      return values.includes(i.pid);
    case 'ppid':
      return values.includes(i.ppid);
    case 'comm':
      return values.includes(i.comm);
    case 'euid':
      return values.includes(i.uid);
    case 'ruid':
      return values.includes(i.realUid);
    case 'egid':
      return values.includes(i.gid);
    case 'rgid':
      return values.includes(i.realGid);
    case 'session':
      return values.includes(i.session);
    case 'group':
      return values.includes(i.pgrp);
    case 'tty':
      return values.includes(i.tty);
  }
}

/** Whether the options select a process; `self` is ps. */
function selected(i: ProcessInfo, o: PsOptions, self: ProcessInfo): boolean {
  let wanted = false;
  if (o.all || (o.bsdA && o.bsdX)) wanted = true;
  else if (o.selections.some((s) => matches(i, s))) wanted = true;
  else if (o.notLeaders && i.session !== i.pid) wanted = true;
  else if (o.allWithTty && i.session !== i.pid && i.tty !== 0) wanted = true;
  else if (o.thisTerminal && i.tty === self.tty) wanted = true;
  else if (o.bsdA) wanted = i.tty !== 0;
  else if (o.bsdX) wanted = i.uid === self.uid;
  else if (o.selections.length === 0 && !o.notLeaders && !o.allWithTty && !o.thisTerminal)
    wanted = i.uid === self.uid && (o.bsd ? i.tty !== 0 : i.tty === self.tty);
  if (o.negate) wanted = !wanted;
  return wanted && (!o.runningOnly || i.state === 'R' || i.state === 'D');
}

function gather(p: Process, o: PsOptions): ProcessInfo[] {
  const self = readProcess(p, p.nsPid) ?? readProcess(p, p.pid);
  if (!self) return [];
  const quick = o.selections.filter((s) => s.by === 'quick').flatMap((s) => s.values as number[]);
  const pids = quick.length > 0 ? quick : listPids(p);
  const chosen = pids.flatMap((pid) => readProcess(p, pid) ?? []).filter((i) => selected(i, o, self));
  return o.threads === 'none' ? chosen : chosen.flatMap((i) => readThreads(p, i.pid));
}

function sorted(list: ProcessInfo[], o: PsOptions, c: PsContext): ProcessInfo[] {
  if (o.sort.length === 0) return list;
  return [...list].sort((a, b) => {
    for (const { column, descending } of o.sort) {
      const x = column.key?.(a, c) ?? column.text(a, c);
      const y = column.key?.(b, c) ?? column.text(b, c);
      if (x !== y) return (x < y ? -1 : 1) * (descending ? -1 : 1);
    }
    return 0;
  });
}

/** Orders processes below their parents and gives each the lines that stand before its command. */
function forest(list: readonly ProcessInfo[], lines: boolean, prefix: Map<ProcessInfo, string>): ProcessInfo[] {
  const out: ProcessInfo[] = [];
  const here = new Set(list.map((i) => i.pid));
  const walk = (i: ProcessInfo, level: number, lead: string, last: boolean): void => {
    if (level > 0) prefix.set(i, lines ? `${lead} \\_ ` : '  '.repeat(level));
    out.push(i);
    const children = list.filter((child) => child.ppid === i.pid && child !== i);
    const below = level === 0 ? '' : `${lead}${last ? '    ' : ' |  '}`;
    children.forEach((child, n) => walk(child, level + 1, below, n === children.length - 1));
  };
  for (const i of list) if (!here.has(i.ppid) || i.ppid === i.pid) walk(i, 0, '', true);
  return out;
}

/**
 * Lays a row out as procps does (show_one_proc in src/ps/output.c): a column that is too wide pushes the others, and they win
 * the place back from their padding.
 */
function row(format: readonly Wanted[], widths: readonly number[], cell: (w: Wanted) => string, width: number): string {
  let out = '';
  let correct = 0;
  let needsSpace = 0;
  format.forEach((wanted, n) => {
    const last = n === format.length - 1;
    const own = widths[n]!;
    const { align } = wanted.column;
    let text = cell(wanted);
    const room = last ? Math.max(0, width - Math.max(correct, out.length)) : own;
    if (align === 'left' || align === 'unlimited') text = text.slice(0, room);
    const pad = align === 'right' ? Math.max(0, own - text.length) : 0;
    const space = Math.max(correct - out.length + pad, n > 0 ? needsSpace : 0);
    out += ' '.repeat(space) + text;
    correct += own + 1;
    needsSpace = 1;
  });
  return out;
}

function* show(p: Process, o: PsOptions): Step<number> {
  const uptime = uptimeSeconds(p);
  const prefix = new Map<ProcessInfo, string>();
  const context: PsContext = {
    p,
    names: new NameCache(p.sys),
    uptime,
    bootedAt: bootTime(p),
    prefix,
    environment: o.environment,
    nameOnly: o.nameOnly,
    numeric: o.numeric,
  };
  const format = formatOf(o);
  let list = sorted(gather(p, o), o, context);
  if (o.forest !== 'none') list = forest(list, o.forest === 'lines', prefix);
  const widths = format.map((w) => w.width ?? Math.max(w.column.width, w.header?.length ?? 0));
  const columns = o.columnsWide ?? screenColumns(p);
  const width = o.wide >= 2 ? Infinity : o.wide === 1 ? Math.max(columns, 132) : columns;
  const headed = o.headers !== 'none' && format.some((w) => w.header !== '');
  if (headed) yield* p.stdout.line(row(format, widths, (w) => w.header ?? w.column.header, width));
  for (const i of list) yield* p.stdout.line(row(format, widths, (w) => w.column.text(i, context), width));
  return list.length > 0 ? 0 : 1;
}

export default program({
  id: 'ps',
  paths: ['/usr/bin/ps'],
  package: 'procps',
  sizeBytes: 145_152,
  *main(p) {
    if (p.argv.includes('--help') || p.argv.includes('--version') || p.argv.includes('-V')) {
      yield* p.stdout.write(p.argv.includes('--help') ? USAGE : 'ps from procps-ng 4.0.2\n');
      return 0;
    }
    try {
      return yield* show(p, parseOptions(p, p.argv.slice(1)));
    } catch (e) {
      if (e instanceof PsRefused) {
        yield* p.error(`mirrorpod: ${e.message}: not simulated\n`);
        return 1;
      }
      if (!(e instanceof ListError)) throw e;
      yield* p.error(`error: ${e.message}\n${USAGE}`);
      return 1;
    }
  },
});
