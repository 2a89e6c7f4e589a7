import { describe, expect, test } from 'vitest';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { TestMachine } from '../../testing.ts';
import { bodyText, bytesBody, objectBody } from './messages.ts';
import { HttpServer, type Exchange } from './server.ts';
import { Transport, TransportError } from './client.ts';

function* noNames(_p: Process, host: string): Step<string[]> {
  return [host];
}

const origin = { secure: false, host: '127.0.0.1', port: 8080 };

/** Runs a client against a server; gives what the client said. */
function talk(
  handler: (x: Exchange, p: Process) => Step,
  client: (t: Transport, p: Process, say: (line: string) => void, server: HttpServer) => Step,
): string[] {
  const m = new TestMachine([]);
  const said: string[] = [];
  const ran = m.runMain(function* (p) {
    const server = new HttpServer(p, { handler: (x) => handler(x, p) });
    server.serve(p.sys.net.listen('127.0.0.1', 8080));
    const t = new Transport(p, { resolve: noNames });
    try {
      yield* client(t, p, (line) => said.push(line), server);
    } catch (e) {
      if (!(e instanceof TransportError)) throw e;
      said.push(`${e.kind}: ${e.message}`);
    }
  });
  expect(ran.code).toBe(0);
  return said;
}

describe('HTTP over simulated connections', () => {
  test('a request is answered with an object by reference', () => {
    const object = { kind: 'Pod' };
    expect(
      talk(
        function* (x) {
          x.respond(200, { 'content-type': 'application/json' }, objectBody(object));
        },
        function* (t, _p, say) {
          const r = yield* t.roundTrip(origin, { method: 'GET', target: '/api?x=1' });
          say(`${r.status} ${bodyText(r.body)} ${r.body?.object === object}`);
        },
      ),
    ).toEqual(['200 {"kind":"Pod"} true']);
  });

  test('a stream gives its pieces and its end', () => {
    expect(
      talk(
        function* (x, p) {
          x.begin(200, {});
          for (let i = 0; i < 2; i++) {
            yield* p.sleep(SECOND);
            x.send(bytesBody(`event ${i}`));
          }
          x.end();
        },
        function* (t, _p, say) {
          const r = yield* t.roundTrip(origin, { method: 'GET', target: '/watch' });
          for (;;) {
            const piece = yield* r.next();
            say(piece ? bodyText(piece) : 'end');
            if (!piece) return;
          }
        },
      ),
    ).toEqual(['event 0', 'event 1', 'end']);
  });

  test('a server that does not answer runs into the deadline, and learns that the client has gone', () => {
    const server: string[] = [];
    expect(
      talk(
        function* (x, p) {
          yield* p.select({ gone: x.cancelled.opened });
          server.push('cancelled');
        },
        function* (t, p, say) {
          try {
            yield* t.roundTrip(origin, { method: 'GET', target: '/', deadline: p.clock.now + 2 * SECOND });
          } catch (e) {
            say(String(e));
          }
          yield* p.sleep(SECOND);
        },
      ),
    ).toEqual(['TransportError: context deadline exceeded']);
    expect(server).toEqual(['cancelled']);
  });

  test('a closed port is refused, a connection that ends gives EOF', () => {
    expect(
      talk(
        function* (x) {
          x.connection.close();
        },
        function* (t, _p, say) {
          try {
            yield* t.roundTrip({ ...origin, port: 81 }, { method: 'GET', target: '/' });
          } catch (e) {
            say((e as Error).message);
          }
          yield* t.roundTrip(origin, { method: 'GET', target: '/' });
        },
      ),
    ).toEqual(['dial tcp 127.0.0.1:81: connect: connection refused', 'ended: EOF']);
  });

  test('a draining server lets a stream go on and takes no new request', () => {
    expect(
      talk(
        function* (x, p) {
          x.begin(200, {});
          yield* p.sleep(5 * SECOND);
          x.send('late');
          x.end();
        },
        function* (t, p, say, server) {
          const r = yield* t.roundTrip(origin, { method: 'GET', target: '/watch' });
          server.drain();
          yield* p.sleep(SECOND);
          try {
            yield* t.roundTrip(origin, { method: 'GET', target: '/' });
          } catch (e) {
            say((e as Error).message);
          }
          say(bodyText(yield* r.next()));
        },
      ),
    ).toEqual(['dial tcp 127.0.0.1:8080: connect: connection refused', 'late']);
  });
});
