import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { NameCache, userNamed } from '../../accounts.ts';
import { hostNameOf } from '../../net/hosts.ts';
import { Services } from '../../net/services.ts';
import { readProcesses, type ProcessInfo } from '../../procps/process-info.ts';
import { OpenFiles, type OpenEntry } from './files.ts';
import { LsofError, LsofRefused, parseArguments, type Selection } from './selection.ts';

interface Line {
  i: ProcessInfo;
  entry: OpenEntry;
}

const STATE_NAMES: Record<string, string> = {
  LISTEN: 'LISTEN',
  ESTAB: 'ESTABLISHED',
  'CLOSE-WAIT': 'CLOSE_WAIT',
  'FIN-WAIT-2': 'FIN_WAIT2',
};

/** NAME of a socket: `controlplane:43784->controlplane:6443 (ESTABLISHED)`. */
function socketName(p: Process, { socket, name }: OpenEntry, s: Selection, services: Services): string {
  if (!socket || socket.family === 'unix') return name;
  const end = ({ address, port }: { address: string; port: number }): string => {
    const any = address === '*' || address === '0.0.0.0' || address === '[::]';
    const plain = address.replace(/^\[(?:::ffff:)?(.*)\]$/, '$1');
    const host = any ? '*' : s.numericHosts ? (plain.includes(':') ? address : plain) : (hostNameOf(p.sys, plain) ?? plain);
    return `${host}:${port === 0 ? '*' : s.numericPorts ? port : services.name(port, socket.netid)}`;
  };
  const connected = socket.peer.port !== 0;
  const state = STATE_NAMES[socket.state];
  return `${end(socket.local)}${connected ? `->${end(socket.peer)}` : ''}${socket.netid === 'tcp' && state ? ` (${state})` : ''}`;
}

/** The lines that the selection picks, by process. */
function pick(p: Process, s: Selection): Line[] {
  const files = new OpenFiles(p);
  const out: Line[] = [];
  const all = readProcesses(p);
  for (const i of all) {
    if (!s.mayMatch(i)) continue;
    for (const entry of files.of(i.pid)) if (s.matches(i, entry)) out.push({ i, entry });
  }
  return out;
}

/** COMMAND, PID, USER, FD, TYPE, DEVICE, SIZE/OFF, NODE and NAME, each as wide as it must be. */
function table(p: Process, lines: readonly Line[], s: Selection): string[] {
  const names = new NameCache(p.sys);
  const services = new Services(p.sys);
  const rows = lines.map(({ i, entry: e }) => [
    i.comm.slice(0, 9),
    String(i.pid),
    s.numericUsers ? String(i.uid) : names.user(i.uid).slice(0, 8),
    e.fd,
    e.type,
    e.device,
    e.size,
    e.node,
    socketName(p, e, s, services),
    e.access,
  ]);
  const heads = ['COMMAND', 'PID', 'USER', 'FD', 'TYPE', 'DEVICE', 'SIZE/OFF', 'NODE', 'NAME', ' '];
  const widths = heads.map((h, c) => Math.max(h.length, ...rows.map((row) => row[c]!.length)));
  widths[3] = Math.max(4, widths[3]!);
  return [heads, ...rows].map((row) => {
    const right = (c: number): string => row[c]!.padStart(widths[c]!);
    return `${row[0]!.padEnd(widths[0]!)} ${right(1)} ${right(2)} ${right(3)}${row[9]}  ${right(4)} ${right(5)} ${right(6)} ${right(7)} ${row[8]}`;
  });
}

function* run(p: Process): Step<number> {
  const s = parseArguments(p, p.argv.slice(1), (name) => userNamed(p.sys, name)?.uid);
  for (const warning of s.warnings) yield* p.error(`lsof: ${warning}\n`);
  const lines = pick(p, s);
  if (lines.length > 0) {
    if (s.terse) yield* p.stdout.write([...new Set(lines.map((l) => l.i.pid))].map((pid) => `${pid}\n`).join(''));
    else for (const line of table(p, lines, s)) yield* p.stdout.line(line);
  }
  return lines.length > 0 && s.warnings.length === 0 ? 0 : 1;
}

const USAGE = `lsof 4.95.0
 latest revision: https://github.com/lsof-org/lsof
 latest FAQ: https://github.com/lsof-org/lsof/blob/master/00FAQ
 latest (non-formatted) man page: https://github.com/lsof-org/lsof/blob/master/Lsof.8
 usage: [-?abhKlnNoOPRtUvVX] [+|-c c] [+|-d s] [+D D] [+|-E] [+|-e s] [+|-f[gG]]
 [-F [f]] [-g [s]] [-i [i]] [+|-L [l]] [+m [m]] [+|-M] [-o [o]] [-p s]
 [+|-r [t]] [-s [p:s]] [-S [t]] [-T [t]] [-u s] [+|-w] [-x [fl]] [--] [names]
Use the \`\`-h'' option to get more help information.
`;

/** lsof(8) 4.95. */
export default program({
  id: 'lsof',
  paths: ['/usr/bin/lsof'],
  package: 'lsof',
  sizeBytes: 175_744,
  *main(p) {
    try {
      return yield* run(p);
    } catch (e) {
      if (e instanceof LsofRefused) yield* p.error(`mirrorpod: lsof ${e.message}: not simulated\n`);
      else if (e instanceof LsofError) yield* p.error(`${e.message === '' ? '' : `lsof: ${e.message}\n`}${USAGE}`);
      else throw e;
      return 1;
    }
  },
});
