import type { Process } from '../../../kernel/process.ts';
import { pad, toCivil, type Micros } from '../../../kernel/time.ts';
import { readUtmp, UTMP, UTMP_KINDS, type UtmpRecord } from '../../utmp.ts';
import { FAMILIES, UsageError, utility, type Invocation } from '../lib/utility.ts';

type Id =
  | 'all'
  | 'boot'
  | 'dead'
  | 'heading'
  | 'login'
  | 'lookup'
  | 'mine'
  | 'process'
  | 'count'
  | 'runlevel'
  | 'short'
  | 'time'
  | 'mesg'
  | 'users'
  | 'ips';

function moment(at: Micros): string {
  const c = toCivil(at);
  return `${c.year}-${pad(c.month)}-${pad(c.day)} ${pad(c.hour)}:${pad(c.minute)}`;
}

interface Columns {
  mesg: boolean;
  idle: boolean;
}

function line(user: string, mesg: string, tty: string, time: string, idle: string, pid: string, comment: string, c: Columns): string {
  const state = c.mesg ? ` ${mesg}` : '';
  const rest = c.idle ? ` ${idle.padEnd(6)} ${pid.padStart(10)}` : '';
  return `${user.padEnd(8)}${state} ${tty.padEnd(12)} ${time.padEnd(16)}${rest} ${comment}`.trimEnd();
}

function record(r: UtmpRecord, c: Columns): string {
  switch (r.kind) {
    case UTMP_KINDS.boot:
      return line('', ' ', 'system boot', moment(r.at), '', '', '', c);
    case UTMP_KINDS.runLevel:
      return line('', ' ', `run-level ${String.fromCharCode(r.pid & 255)}`, moment(r.at), '', '', '', c);
    case UTMP_KINDS.login:
      return line('LOGIN', ' ', r.line, moment(r.at), '', String(r.pid), `id=${r.id}`, c);
    case UTMP_KINDS.dead:
      return line('', ' ', r.line, moment(r.at), '', String(r.pid), `id=${r.id} term=0 exit=0`, c);
    default:
      return line(r.user, '+', r.line, moment(r.at), '  .', String(r.pid), r.host ? `(${r.host})` : '', c);
  }
}

function kinds(t: Invocation<Id>): number[] {
  const out: number[] = [];
  const all = t.has('all');
  if (all || t.has('boot')) out.push(UTMP_KINDS.boot);
  if (all || t.has('runlevel')) out.push(UTMP_KINDS.runLevel);
  if (all || t.has('login')) out.push(UTMP_KINDS.login);
  if (all || t.has('dead')) out.push(UTMP_KINDS.dead);
  if (all || t.has('users') || out.length === 0) out.push(UTMP_KINDS.user);
  return out;
}

function* show(p: Process, t: Invocation<Id>) {
  const records = readUtmp(p.sys, t.operands.length === 1 ? t.operands[0] : UTMP);
  if (t.has('count')) {
    const names = records.filter((r) => r.kind === UTMP_KINDS.user).map((r) => r.user);
    yield* p.stdout.line(names.join(' '));
    yield* p.stdout.line(`# users=${names.length}`);
    return;
  }
  const c = { mesg: t.has('mesg') || t.has('all'), idle: t.has('users') || t.has('all') || t.has('login') };
  if (t.has('heading')) yield* p.stdout.line(line('NAME', ' ', 'LINE', 'TIME', 'IDLE', 'PID', 'COMMENT', c));
  const mine = t.has('mine') || t.operands.length === 2;
  const wanted = kinds(t);
  for (const r of records) if (wanted.includes(r.kind) && (!mine || r.line === p.terminal?.name)) yield* p.stdout.line(record(r, c));
}

export default utility({
  name: 'who',
  family: FAMILIES.coreutils,
  sizeBytes: 56_096,
  usage: ['[OPTION]... [ FILE | ARG1 ARG2 ]'],
  summary: 'Print information about users who are currently logged in.',
  options: {
    all: { flags: '-a, --all', help: 'same as -b -d --login -p -r -t -T -u' },
    boot: { flags: '-b, --boot', help: 'time of last system boot' },
    dead: { flags: '-d, --dead', help: 'print dead processes' },
    heading: { flags: '-H, --heading', help: 'print line of column headings' },
    login: { flags: '-l, --login', help: 'print system login processes' },
    lookup: { flags: '--lookup', help: 'attempt to canonicalize hostnames via DNS' },
    mine: { flags: '-m', help: 'only hostname and user associated with stdin' },
    process: { flags: '-p, --process', help: 'print active processes spawned by init' },
    count: { flags: '-q, --count', help: 'all login names and number of users logged on' },
    runlevel: { flags: '-r, --runlevel', help: 'print current runlevel' },
    short: { flags: '-s, --short', help: 'print only name, line, and time (default)' },
    time: { flags: '-t, --time', help: 'print last system clock change' },
    mesg: { flags: '-T, -w, --mesg, --message, --writable', help: "add user's message status as +, - or ?" },
    users: { flags: '-u, --users', help: 'list users logged in' },
    ips: { flags: '--ips', help: 'print ips instead of hostnames' },
  },
  *main(p, t) {
    if (t.operands.length > 2) throw new UsageError(`extra operand ${t.quote(t.operands[2]!)}`);
    yield* show(p, t);
  },
});
