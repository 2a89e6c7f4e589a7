import type { Process } from '../../kernel/process.ts';
import { never, until, type Step } from '../../kernel/step.ts';
import type { Micros } from '../../kernel/time.ts';

/** Record types that are asked for. */
export type DnsType = 'A' | 'AAAA' | 'CNAME' | 'PTR' | 'SRV' | 'TXT' | 'NS' | 'SOA' | 'MX' | 'ANY';

/** What is asked: a name without its last dot, in lower case as the resolver sends it. */
export interface DnsQuestion {
  name: string;
  type: DnsType;
}

/** A resource record. `data` is as dig prints it: an address, a name with its last dot, `0 100 443 host.` for SRV. */
export interface DnsRecord {
  name: string;
  type: Exclude<DnsType, 'ANY'>;
  /** Seconds. */
  ttl: number;
  data: string;
}

export type DnsRcode = 'NOERROR' | 'FORMERR' | 'SERVFAIL' | 'NXDOMAIN' | 'NOTIMP' | 'REFUSED';

/** A query, as it is sent in a UDP datagram to a name server's port 53. */
export class DnsQuery {
  constructor(
    readonly id: number,
    readonly question: DnsQuestion,
    readonly recursionDesired = true,
  ) {}
}

/** The answer to a query, sent back to where it came from; it has the query's id and question. */
export class DnsResponse {
  constructor(
    readonly id: number,
    readonly question: DnsQuestion,
    readonly rcode: DnsRcode,
    readonly answers: readonly DnsRecord[] = [],
    readonly authority: readonly DnsRecord[] = [],
    readonly authoritative = false,
    readonly recursionAvailable = false,
  ) {}
}

/** What became of a query: an answer, or how the asking failed, with the own end of the exchange for Go's texts. */
export type DnsOutcome =
  { response: DnsResponse } | { failure: 'timeout' | 'refused' | 'unreachable'; local: { ip: string; port: number } };

/** Asks one name server one question and waits at most `timeout`. Answers to other questions are left aside. */
export function* askServer(p: Process, server: { ip: string; port?: number }, question: DnsQuestion, timeout: Micros): Step<DnsOutcome> {
  const socket = p.sys.net.datagram();
  const to = { ip: server.ip, port: server.port ?? 53 };
  const local = { ip: p.sys.net.sourceFor?.(server.ip) ?? socket.local.ip, port: socket.local.port };
  const id = p.kernel.random.stream('dns').between(0, 65_536);
  const deadline = p.clock.now + timeout;
  try {
    try {
      socket.sendTo(to, new DnsQuery(id, question));
    } catch {
      return { failure: 'unreachable', local };
    }
    for (;;) {
      const won = yield* p.select({ datagram: socket.received, refused: socket.refused ?? never, timeout: until(p.clock, deadline) });
      if (won.key === 'timeout' || won.key === 'refused') return { failure: won.key, local };
      const { message } = won.value;
      if (message instanceof DnsResponse && message.id === id) return { response: message };
    }
  } finally {
    socket.close();
  }
}
