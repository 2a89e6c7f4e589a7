import { expect, test } from 'vitest';
import { SECOND } from '../../../kernel/time.ts';
import { TestMachine } from '../../testing.ts';
import { GrpcClient } from './client.ts';
import { GrpcError } from './grpc.ts';
import { GrpcServer, type Handler } from './server.ts';

const methods: Record<string, Handler> = {
  *'test.Echo/Say'(request: { text: string }) {
    return { text: request.text.toUpperCase() };
  },
  *'test.Echo/Fail'() {
    throw new GrpcError('NotFound', 'no such thing');
  },
  *'test.Echo/Count'(_request: unknown, call) {
    for (let i = 0; i < 2; i++) call.reply(i);
    return undefined;
  },
};

test('calls, failures, streams, an absent and a returning server', () => {
  const m = new TestMachine([]);
  const said: string[] = [];
  m.runMain(function* (p) {
    const client = new GrpcClient(p, { target: 'unix:///run/x.sock' });
    const attempt = function* (method: string) {
      try {
        said.push(JSON.stringify(yield* client.call(method, { text: 'a' })));
      } catch (e) {
        said.push((e as Error).message);
      }
    };
    yield* attempt('test.Echo/Say');
    const server = new GrpcServer(p, { method: (name) => methods[name] });
    server.serve(p.sys.net.listenUnix('/run/x.sock'));
    yield* p.sleep(2 * SECOND);
    yield* attempt('test.Echo/Say');
    yield* attempt('test.Echo/Fail');
    yield* attempt('test.Echo/None');
    const stream = yield* client.stream('test.Echo/Count', {});
    said.push(String(yield* stream.next()), String(yield* stream.next()), String(yield* stream.next()));
    server.stop();
    yield* p.sleep(SECOND);
    yield* attempt('test.Echo/Say');
  });
  expect(said).toEqual([
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/x.sock: connect: no such file or directory"',
    '{"text":"A"}',
    'rpc error: code = NotFound desc = no such thing',
    'rpc error: code = Unimplemented desc = unknown method None for service test.Echo',
    '0',
    '1',
    'undefined',
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial unix /run/x.sock: connect: connection refused"',
  ]);
});
