import type { Process } from '../../kernel/process.ts';
import { program } from '../../kernel/program.ts';
import { block, type Step } from '../../kernel/step.ts';
import { Latch } from '../../kernel/sync.ts';
import type { LinuxCalls } from '../../linux/calls.ts';
import { Errno } from '../../kernel/errno.ts';
import { GrpcServer, type Handler } from '../../linux/net/grpc/server.ts';
import { forceDelete, RUNC_ROOT } from '../container/state.ts';
import { shimSocket } from '../task/api.ts';
import { ShimService } from './service.ts';

const VERSION = `  Version:  v2.2.1
  Revision: dea7da592f5d1d2b7755e3a161be07f43fad8f75
  Go version: go1.26.8
`;

function argument(argv: readonly string[], name: string): string {
  const at = argv.indexOf(name);
  return at < 0 ? '' : (argv[at + 1] ?? '');
}

/** `start`: starts the process that stays, and tells on standard output where it will listen. */
function* start(p: Process, namespace: string, id: string, address: string): Step<number> {
  const socket = shimSocket(address, namespace, id);
  const child = p.spawn([p.argv[0]!, '-namespace', namespace, '-id', id, '-address', address], {
    file: p.exe,
    session: true,
    env: { ...p.env, NAMESPACE: namespace },
  });
  child.oomScoreAdj = -998;
  while (child.alive && !p.sys.exists(socket)) yield* p.sleep(500);
  yield* p.write(1, JSON.stringify({ version: 3, address: `unix://${socket}`, protocol: 'ttrpc' }));
  return 0;
}

/** `delete`: ends what a shim that died has left of a container. */
function* remove(p: Process, namespace: string, id: string, bundle: string): Step<number> {
  forceDelete(p, `${RUNC_ROOT}/${namespace}`, id);
  try {
    (p.sys as LinuxCalls).umount(`${bundle}/rootfs`);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
  }
  return 0;
}

function* serve(p: Process, namespace: string, socket: string): Step<number> {
  p.runtimeThreads = 10;
  p.charge(3_500_000);
  // children are told of by their own end; none of them may stay as a zombie
  p.handle('CHLD', 'ignore');
  p.handle('PIPE', 'ignore');
  const ended = new Latch();
  const service = new ShimService(p, namespace, () => ended.open());
  const methods = service.methods as Readonly<Record<string, Handler>>;
  const server = new GrpcServer(p, { method: (name) => methods[name.slice(name.indexOf('/') + 1)] });
  if (!p.sys.exists('/run/containerd/s')) p.sys.mkdirp('/run/containerd/s', 0o711);
  server.serve(p.sys.net.listenUnix(socket, 0o600));
  for (const signal of ['TERM', 'INT'] as const) p.handle(signal, () => ended.open());
  yield* block(ended.opened);
  // the answer to Shutdown is on its way
  yield* p.sleep(1000);
  server.stop();
  if (p.sys.exists(socket)) p.sys.unlink(socket);
  return 0;
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
    const address = argument(p.argv, '-address');
    if (p.argv.includes('-v')) {
      yield* p.write(1, `${p.argv[0]}:\n${VERSION}\n`);
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
    if (p.argv.includes('start')) return yield* start(p, namespace, id, address);
    if (p.argv.includes('delete')) return yield* remove(p, namespace, id, argument(p.argv, '-bundle'));
    return yield* serve(p, namespace, shimSocket(address, namespace, id));
  },
});
