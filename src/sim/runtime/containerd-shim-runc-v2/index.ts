import { program } from '../../kernel/program.ts';
import { block } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import { GrpcServer, type Handler } from '../../linux/net/grpc/server.ts';
import { ShimService } from './service.ts';

/** Where a shim listens: a socket named by a hash of what it serves. */
function argument(argv: readonly string[], name: string): string {
  const at = argv.indexOf(name);
  return at < 0 ? '' : (argv[at + 1] ?? '');
}

/**
 * containerd-shim-runc-v2: holds the containers of one pod, so that they go on when containerd does not. containerd runs it with
 * `start`; that process starts the one that stays, and ends.
 */
export default program({
  id: 'containerd-shim-runc-v2',
  paths: ['/usr/bin/containerd-shim-runc-v2'],
  package: 'containerd',
  sizeBytes: 8_122_552,
  *main(p) {
    const id = argument(p.argv, '-id');
    const namespace = argument(p.argv, '-namespace');
    if (p.argv.includes('-v')) {
      yield* p.write(
        1,
        `${p.argv[0]}:\n  Version:  v2.2.1\n  Revision: dea7da592f5d1d2b7755e3a161be07f43fad8f75\n  Go version: go1.26.8\n\n`,
      );
      return 0;
    }
    if (!namespace) {
      yield* p.error('shim namespace cannot be empty\n');
      return 1;
    }
    if (!id) {
      yield* p.error('io.containerd.runc.v2: invalid argument\n');
      return 1;
    }
    const socket = p.env['MIRRORPOD_SHIM_SOCKET'] ?? '';
    if (p.argv.includes('start')) {
      p.spawn([p.argv[0]!, '-namespace', namespace, '-id', id, '-address', argument(p.argv, '-address')], {
        file: p.exe,
        session: true,
        env: p.env,
      });
      return 0;
    }
    p.runtimeThreads = 10;
    p.charge(3_500_000);
    // children are told of by their own end; none of them may stay as a zombie
    p.handle('CHLD', 'ignore');
    p.handle('PIPE', 'ignore');
    const ended = new Latch();
    const service = new ShimService(p, id, () => ended.open());
    const methods = service.methods as Readonly<Record<string, Handler>>;
    const server = new GrpcServer(p, { method: (name) => methods[name.slice(name.indexOf('/') + 1)] });
    server.serve(p.sys.net.listenUnix(socket, 0o600));
    for (const signal of ['TERM', 'INT'] as const) p.handle(signal, () => ended.open());
    yield* block(ended.opened);
    // the answer to Shutdown is on its way
    yield* p.sleep(1000);
    server.stop();
    if (p.sys.exists(socket)) p.sys.unlink(socket);
    return 0;
  },
});
