import type { Process } from '../../../kernel/process.ts';
import { pad, SECOND, toCivil, type Micros } from '../../../kernel/time.ts';
import { commandLine, readProcesses, type ProcessInfo } from '../../procps/process-info.ts';
import { screenColumns } from '../../procps/screen.ts';
import { uptimeLine } from '../../procps/uptime.ts';
import { loggedIn, type UtmpRecord } from '../../utmp.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

/** `4.00s`, `12:05m`, `2days`: seconds as w prints them in six columns. */
function shortTime(seconds: number): string {
  if (seconds > 48 * 3600) return `${Math.floor(seconds / 86_400)}days`;
  if (seconds > 3600) return `${Math.floor(seconds / 3600)}:${pad(Math.floor(seconds / 60) % 60)}m`;
  if (seconds > 60) return `${Math.floor(seconds / 60)}:${pad(Math.floor(seconds) % 60)} `;
  return `${seconds.toFixed(2)}s`;
}

function loginTime(at: Micros, now: Micros): string {
  const t = toCivil(at);
  return now - at > 12 * 3600 * SECOND
    ? `${['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][t.weekday]}${pad(t.hour)}   `
    : `${pad(t.hour)}:${pad(t.minute)}  `;
}

/** What a session is doing: the processes of its terminal, and the one in the foreground. */
function activity(all: readonly ProcessInfo[], record: UtmpRecord): { what: string; jcpu: number; pcpu: number } {
  const pts = /^pts\/(\d+)$/.exec(record.line);
  const device = pts ? (136 << 8) | Number(pts[1]) : -1;
  const its = all.filter((i) => i.tty === device);
  const cpu = (i: ProcessInfo): number => i.userSeconds + i.systemSeconds;
  const best = its.filter((i) => i.pgrp === i.tpgid).at(-1) ?? its.at(-1);
  return { what: best ? commandLine(best) : '-', jcpu: its.reduce((sum, i) => sum + cpu(i), 0), pcpu: best ? cpu(best) : 0 };
}

function row(p: Process, record: UtmpRecord, all: readonly ProcessInfo[], short: boolean, from: boolean): string {
  const { what, jcpu, pcpu } = activity(all, record);
  const host = from ? `${(record.host || '-').slice(0, 16).padEnd(16)} ` : '';
  const idle = shortTime(0).padStart(6);
  const head = `${record.user.slice(0, 8).padEnd(8)} ${record.line.slice(0, 8).padEnd(8)} ${host}`;
  if (short) return `${head}${idle} ${what}`;
  return `${head}${loginTime(record.at, p.clock.now)} ${idle} ${shortTime(jcpu).padStart(6)} ${shortTime(pcpu).padStart(6)} ${what}`;
}

export default utility({
  name: 'w',
  paths: ['/usr/bin/w.procps', '/usr/bin/w'],
  family: FAMILIES.procps,
  sizeBytes: 22_912,
  usage: ['[options] [user]'],
  summary: 'Show who is logged on and what they are doing.',
  options: {
    noHeader: { flags: '-h, --no-header', help: 'do not print header' },
    noCurrent: { flags: '-u, --no-current', help: 'ignore current process username' },
    short: { flags: '-s, --short', help: 'short format' },
    from: { flags: '-f, --from', help: 'show remote hostname field' },
    oldStyle: { flags: '-o, --old-style', help: 'old style output' },
    ip: { flags: '-i, --ip-addr', help: 'display IP address instead of hostname (if possible)' },
    pids: { flags: '-p, --pids', help: 'show the PID(s) of processes in WHAT', refused: true },
  },
  *main(p, t) {
    const from = !t.has('from');
    const width = screenColumns(p);
    if (!t.has('noHeader')) {
      yield* p.stdout.line(` ${uptimeLine(p)}`);
      const host = from ? 'FROM             ' : '';
      const times = t.has('short') ? '  IDLE' : 'LOGIN@   IDLE   JCPU   PCPU';
      yield* p.stdout.line(`USER     TTY      ${host}${times} WHAT`);
    }
    const all = readProcesses(p);
    for (const record of loggedIn(p.sys)) {
      if (t.operands.length > 0 && record.user !== t.operands[0]) continue;
      yield* p.stdout.line(row(p, record, all, t.has('short'), from).slice(0, width));
    }
  },
});
