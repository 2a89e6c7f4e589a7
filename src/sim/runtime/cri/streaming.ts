import type { Process } from '../../kernel/process.ts';
import type { Step } from '../../kernel/step.ts';
import { concat, text } from '../../kernel/text.ts';
import { Transport, type Response } from '../../linux/net/http/client.ts';
import { objectBody, type Body } from '../../linux/net/http/messages.ts';

/**
 * What passes over the streaming connections of exec, attach and port-forward: between containerd and the kubelet or crictl, and
 * with the same frames further out. The channels are those of `v5.channel.k8s.io`.
 */
export const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, error: 3, resize: 4 } as const;
export type Channel = (typeof CHANNEL)[keyof typeof CHANNEL];
export const REMOTE_COMMAND_PROTOCOL = 'v5.channel.k8s.io';
export const PORT_FORWARD_PROTOCOL = 'portforward.k8s.io';

/** A piece of a stream; `close`: no more comes on this channel. */
export interface Frame {
  readonly channel: Channel;
  readonly data: Uint8Array;
  readonly close?: boolean;
}

/**
 * A piece of a forwarded connection: what passes are the messages of the simulated connection themselves. `open` begins one, `error`
 * carries the text of a failure.
 */
export interface ForwardFrame {
  readonly connection: number;
  readonly port: number;
  readonly kind: 'open' | 'message' | 'end' | 'reset' | 'error';
  readonly message?: unknown;
}

const wire = (frame: unknown): Uint8Array => {
  const { channel, data, close } = frame as Frame;
  return close ? Uint8Array.of(255, channel) : concat([Uint8Array.of(channel), data]);
};

/** A frame as the body of a data message. */
export function frameBody(frame: Frame): Body {
  return objectBody(frame, wire);
}

/** The frame that a body carries; a client that sends bytes sends the channel's number first. */
export function frameOf(body: Body): Frame {
  if (body.object !== undefined) return body.object as Frame;
  const raw = body.bytes();
  if (raw[0] === 255) return { channel: raw[1] as Channel, data: raw.subarray(2), close: true };
  return { channel: raw[0] as Channel, data: raw.subarray(1) };
}

export function forwardBody(frame: ForwardFrame): Body {
  return objectBody(frame, () => `${frame.kind} ${frame.port}`);
}

export const forwardOf = (body: Body): ForwardFrame => body.object as ForwardFrame;

/** The end of a command, as a metav1.Status on the error channel tells it. */
export interface StreamStatus {
  readonly metadata: Record<string, never>;
  readonly status: 'Success' | 'Failure';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: { readonly causes: readonly { readonly reason?: string; readonly message: string }[] };
  readonly code?: number;
}

/** A command that ended with an exit code. */
export function exitStatus(code: number, command: readonly string[]): StreamStatus {
  if (code === 0) return { metadata: {}, status: 'Success' };
  const why = `error executing command [${command.join(' ')}], exit code ${code}`;
  return {
    metadata: {},
    status: 'Failure',
    message: `command terminated with non-zero exit code: ${why}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(code) }] },
  };
}

/** A command that could not be run. */
export function failedStatus(text: string): StreamStatus {
  return {
    metadata: {},
    status: 'Failure',
    message: `Internal error occurred: ${text}`,
    reason: 'InternalError',
    details: { causes: [{ message: text }] },
    code: 500,
  };
}

/** The exit code that a status tells: 0 for success, none for a failure of another kind. */
export function exitCodeOf(status: StreamStatus): number | undefined {
  if (status.status === 'Success') return 0;
  if (status.reason !== 'NonZeroExitCode') return undefined;
  return Number(status.details?.causes.find((c) => c.reason === 'ExitCode')?.message ?? 1);
}

export const statusOfFrame = (frame: Frame): StreamStatus => JSON.parse(text(frame.data)) as StreamStatus;

/** Opens the stream behind a URL that containerd gave. Throws TransportError. */
export function* openStream(p: Process, url: string, protocol: string): Step<Response> {
  const m = /^(https?):\/\/(\[[^\]]+\]|[^:/]+):(\d+)(\/.*)$/.exec(url)!;
  const transport = new Transport(p, {
    *resolve(_p, host) {
      return [host];
    },
    protocol: 'HTTP/1.1',
  });
  return yield* transport.roundTrip(
    { secure: false, host: m[2]!, port: Number(m[3]) },
    {
      method: 'POST',
      target: m[4]!,
      headers: { connection: 'Upgrade', upgrade: 'SPDY/3.1', 'x-stream-protocol-version': protocol },
      open: true,
    },
  );
}
