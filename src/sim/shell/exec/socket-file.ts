import { Errno, isErrno } from '../../kernel/errno.ts';
import { FileDescription, type OpenFile, type Stat } from '../../kernel/file.ts';
import type { Connection, Incoming } from '../../kernel/network.ts';
import { anonymousStat } from '../../kernel/pipe.ts';
import type { Process } from '../../kernel/process.ts';
import { block, type Step } from '../../kernel/step.ts';
import { bytes, EMPTY } from '../../kernel/text.ts';
import type { Shell } from './shell.ts';

const SERVICES: Record<string, number> = { ssh: 22, domain: 53, http: 80, https: 443 };

/**
 * Opens `/dev/tcp/host/port` as bash does (lib/sh/netopen.c). A host is an address or a name of /etc/hosts. Throws Errno after
 * it has told what failed.
 */
export function* openSocket(shell: Shell, protocol: 'tcp' | 'udp', host: string, service: string): Step<FileDescription> {
  const port = /^\d+$/.test(service) ? Number(service) : SERVICES[service];
  if (port === undefined || port > 65_535) {
    yield* shell.complain(`${service}: invalid service`);
    throw new Errno('EINVAL', 'open');
  }
  const ip = addressOf(shell, host);
  if (ip === undefined) {
    yield* shell.complain(`${host}: Name or service not known`);
    throw new Errno('EINVAL', 'open');
  }
  if (protocol === 'udp') {
    yield* shell.say('mirrorpod: bash: /dev/udp: not simulated\n');
    throw new Errno('EOPNOTSUPP', 'open');
  }
  try {
    return new FileDescription(new SocketFile(yield* shell.p.sys.net.connect(ip, port), shell.p), true, true);
  } catch (e) {
    if (!isErrno(e)) throw e;
    yield* shell.say(`${shell.name}: connect: ${e.text}\n`);
    throw e;
  }
}

function addressOf(shell: Shell, host: string): string | undefined {
  if (/^\d+\.\d+\.\d+\.\d+$/.test(host) || host.includes(':')) return host;
  for (const line of readHosts(shell)) {
    const [ip, ...names] = line.replace(/#.*/, '').trim().split(/\s+/);
    if (ip && names.includes(host)) return ip;
  }
  return undefined;
}

function readHosts(shell: Shell): string[] {
  try {
    return shell.p.sys.readText('/etc/hosts').split('\n');
  } catch (e) {
    if (isErrno(e)) return [];
    throw e;
  }
}

/** A connection as a descriptor: what arrives as bytes or text can be read. */
class SocketFile implements OpenFile {
  readonly kind = 'socket';
  readonly name: string;
  readonly #ino: number;
  #rest: Uint8Array = EMPTY;

  constructor(
    private readonly connection: Connection,
    p: Process,
  ) {
    this.#ino = p.kernel.anonymousInode();
    this.name = `socket:[${this.#ino}]`;
  }

  *read(_p: Process, max: number): Step<Uint8Array> {
    while (this.#rest.length === 0) {
      const incoming: Incoming = yield* block(this.connection.incoming);
      if (incoming.kind === 'reset') throw new Errno('ECONNRESET', 'read');
      if (incoming.kind === 'end') return EMPTY;
      const { message } = incoming;
      this.#rest = message instanceof Uint8Array ? message : typeof message === 'string' ? bytes(message) : EMPTY;
    }
    const out = this.#rest.subarray(0, max);
    this.#rest = this.#rest.subarray(out.length);
    return out;
  }

  *write(_p: Process, data: Uint8Array): Step<number> {
    this.connection.send(data);
    return data.length;
  }

  close(): void {
    this.connection.close();
  }

  stat(): Stat {
    return anonymousStat('socket', this.#ino);
  }
}
