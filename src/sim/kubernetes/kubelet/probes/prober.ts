import { Errno, goStrerror } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { text } from '../../../kernel/text.ts';
import { SECOND, type Micros } from '../../../kernel/time.ts';
import { joinHostPort } from '../../../linux/net/address.ts';
import { GrpcError } from '../../../linux/net/grpc/grpc.ts';
import { GrpcClient } from '../../../linux/net/grpc/client.ts';
import { Transport, TransportError, type TransportOptions } from '../../../linux/net/http/client.ts';
import { bodyText } from '../../../linux/net/http/messages.ts';
import type { Container, HttpGetAction, Probe } from '../../shared/api/core.ts';
import type { CriClient } from '../runtime/cri-client.ts';
import type { ProbeOutcome } from './probe.ts';

// Models pkg/kubelet/prober/prober.go and pkg/probe/{http,tcp,exec,grpc} @v1.35

const MAX_OUTPUT = 10 * 1024;

/** The number of a probe's port: a number, a number as text, or the name of a container's port. */
export function portNumber(port: number | string, container: Container): number {
  if (typeof port === 'number') return port;
  const named = container.ports?.find((p) => p.name === port)?.containerPort;
  if (named !== undefined) return named;
  const n = Number(port);
  if (Number.isInteger(n) && n > 0 && n < 65_536) return n;
  throw new Error(`couldn't find port: {1 0 ${port}} in the pod`);
}

/** Runs one probe against one container. */
export class Prober {
  constructor(
    private readonly p: Process,
    private readonly cri: CriClient,
    /** Probes over HTTPS take any certificate. */
    private readonly transport: Pick<TransportOptions, 'secure' | 'resolve'>,
    private readonly userAgent: string,
  ) {}

  *probe(probe: Probe, container: Container, containerId: string, podIp: string): Step<ProbeOutcome> {
    const timeout = (probe.timeoutSeconds ?? 1) * SECOND;
    try {
      if (probe.exec) return yield* this.#exec(probe.exec.command ?? [], containerId, timeout);
      if (probe.httpGet) return yield* this.#http(probe.httpGet, container, podIp, timeout);
      if (probe.tcpSocket) return yield* this.#tcp(probe.tcpSocket.host || podIp, portNumber(probe.tcpSocket.port, container), timeout);
      if (probe.grpc) return yield* this.#grpc(podIp, probe.grpc.port, probe.grpc.service ?? '', timeout);
    } catch (e) {
      if (!(e instanceof Error) || e instanceof TypeError) throw e;
      return { result: 'error', output: e.message };
    }
    return { result: 'error', output: `missing probe handler for ${container.name}` };
  }

  *#exec(command: readonly string[], containerId: string, timeout: Micros): Step<ProbeOutcome> {
    try {
      const { stdout, stderr, exitCode } = yield* this.cri.runtime(
        'ExecSync',
        { containerId, cmd: command, timeout: timeout / SECOND },
        timeout,
        true,
      );
      const output = text(stdout) + text(stderr);
      return exitCode === 0 ? { result: 'success', output } : { result: 'failure', output: output.slice(0, MAX_OUTPUT) };
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      if (e.code === 'DeadlineExceeded') return { result: 'failure', output: `command timed out: ${e.desc}` };
      return { result: 'error', output: e.message };
    }
  }

  *#http(action: HttpGetAction, container: Container, podIp: string, timeout: Micros): Step<ProbeOutcome> {
    const scheme = (action.scheme ?? 'HTTP').toLowerCase();
    const port = portNumber(action.port, container);
    const host = action.host || podIp;
    const target = action.path ? (action.path.startsWith('/') ? action.path : `/${action.path}`) : '/';
    const url = `${scheme}://${joinHostPort(host, port)}${target}`;
    const headers: Record<string, string> = { 'user-agent': this.userAgent, accept: '*/*' };
    for (const h of action.httpHeaders ?? []) headers[h.name.toLowerCase()] = h.value;
    // probes use a connection of their own each time
    const transport = new Transport(this.p, { ...this.transport, dialTimeout: timeout });
    try {
      const response = yield* transport.roundTrip(
        { secure: scheme === 'https', host, port },
        { method: 'GET', target, headers, clientTimeout: timeout },
      );
      const body = bodyText(response.body).slice(0, MAX_OUTPUT);
      if (response.status >= 200 && response.status < 400) {
        if (response.status < 300) return { result: 'success', output: body };
        const location = response.headers['location'] ?? '';
        return /^https?:\/\//.test(location) && !location.includes(host)
          ? { result: 'warning', output: `Probe terminated redirects, Response body: ${body}` }
          : { result: 'success', output: body };
      }
      return { result: 'failure', output: `HTTP probe failed with statuscode: ${response.status}` };
    } catch (e) {
      if (!(e instanceof TransportError)) throw e;
      return { result: 'failure', output: `Get ${JSON.stringify(url)}: ${e.message}` };
    } finally {
      transport.closeIdle();
    }
  }

  *#tcp(host: string, port: number, timeout: Micros): Step<ProbeOutcome> {
    try {
      const connection = yield* this.p.sys.net.connect(host, port, timeout);
      connection.close();
      return { result: 'success', output: '' };
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return {
        result: 'failure',
        output: `dial tcp ${joinHostPort(host, port)}: ${e.code === 'ETIMEDOUT' ? 'i/o timeout' : `connect: ${goStrerror(e.code)}`}`,
      };
    }
  }

  *#grpc(host: string, port: number, service: string, timeout: Micros): Step<ProbeOutcome> {
    const address = joinHostPort(host, port);
    const client = new GrpcClient(this.p, { target: address });
    try {
      const { status } = yield* client.call<{ status: string }>(
        'grpc.health.v1.Health/Check',
        { service },
        { deadline: this.p.clock.now + timeout },
      );
      if (status === 'SERVING') return { result: 'success', output: `service ${JSON.stringify(service)}: ${status}` };
      return { result: 'failure', output: `service unhealthy (responded with ${JSON.stringify(status)})` };
    } catch (e) {
      if (!(e instanceof GrpcError)) throw e;
      switch (e.code) {
        case 'Unimplemented':
          return {
            result: 'failure',
            output: `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${e.message}`,
          };
        case 'DeadlineExceeded':
          return {
            result: 'failure',
            output: `timeout: failed to connect service ${JSON.stringify(address)} within ${timeout / SECOND}s: context deadline exceeded`,
          };
        default:
          return { result: 'failure', output: `error: health rpc probe failed: ${e.message}` };
      }
    } finally {
      client.close();
    }
  }
}
