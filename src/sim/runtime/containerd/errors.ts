import { Errno } from '../../kernel/errno.ts';
import { GrpcError } from '../../linux/net/grpc/grpc.ts';
import { errorText } from '../go/text.ts';

/** What went wrong without the words that gRPC adds. */
export const textOf = (e: unknown): string => (e instanceof GrpcError ? e.desc : errorText(e));

/** Go's `fmt.Errorf("…: %w", err)`: words before an error, which keeps its code. */
export function wrap(words: string, e: unknown): GrpcError {
  if (!(e instanceof Error)) throw e;
  return new GrpcError(e instanceof GrpcError ? e.code : 'Unknown', `${words}: ${textOf(e)}`);
}

export const isNotFound = (e: unknown): boolean => e instanceof GrpcError && e.code === 'NotFound';

/** An error of containerd's: `what: not found`. */
export const notFound = (words: string): GrpcError => new GrpcError('NotFound', `${words}: not found`);

/** Runs what may fail by a system call, and passes over that failure. */
export function quietly(body: () => void): void {
  try {
    body();
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
  }
}
