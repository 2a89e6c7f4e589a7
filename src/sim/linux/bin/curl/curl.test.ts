import { describe, expect, test } from 'vitest';
import { testAuthority } from '../../../crypto/testing.ts';
import { certificatesPem } from '../../../crypto/x509/loaders.ts';
import type { Process } from '../../../kernel/process.ts';
import { SECOND } from '../../../kernel/time.ts';
import { bodyText } from '../../net/http/messages.ts';
import { HttpServer, type Exchange } from '../../net/http/server.ts';
import { tlsServer } from '../../net/tls.ts';
import { TestMachine } from '../../testing.ts';
import curl from './index.ts';

function* answer(e: Exchange) {
  const { method, headers, body } = e.request;
  if (e.path === '/moved') e.respond(302, { location: '/ok' });
  else if (e.path === '/missing') e.respond(404, { 'content-type': 'text/plain' }, 'not here\n');
  else if (e.path === '/slow') {
    e.begin(200, {});
    e.send('part');
  } else if (e.path === '/echo')
    e.respond(
      200,
      {},
      `${method} ${e.request.target} ${headers['authorization'] ?? '-'} ${headers['content-type'] ?? '-'} ${bodyText(body)}\n`,
    );
  else e.respond(200, { 'content-type': 'text/plain; charset=utf-8' }, 'ok');
}

function machine(secure = false): TestMachine {
  const m = new TestMachine([curl]);
  m.machine.calls.writeFile('/etc/hosts', '127.0.0.1 localhost\n');
  const { now } = m.kernel.clock;
  const authority = testAuthority(now);
  m.machine.calls.writeFile('/root/ca.crt', certificatesPem(authority.certificate));
  m.init.fork(function* (p: Process) {
    const server = new HttpServer(p, {
      handler: answer,
      ...(secure
        ? { secure: (q, raw) => tlsServer(q, raw, { certificate: authority.server('apiserver', ['localhost']), alpn: ['h2', 'http/1.1'] }) }
        : {}),
    });
    server.serve(p.sys.net.listen('127.0.0.1', 8080));
    const raw = p.sys.net.listen('127.0.0.1', 9000);
    for (;;) {
      const { value } = yield* p.select({ c: raw.accepted });
      value.close();
    }
  });
  m.kernel.run(now);
  return m;
}

const run = (m: TestMachine, line: string): { out: string; err: string; code: number } => m.run(line.split(' '));
const U = 'http://127.0.0.1:8080';

describe('curl', () => {
  test('prints the body, and its meter on standard error', () => {
    const ran = run(machine(), `curl ${U}/`);
    expect([ran.out, ran.code]).toEqual(['ok', 0]);
    expect(ran.err.split('\n').slice(0, 2)).toEqual([
      '  % Total    % Received % Xferd  Average Speed   Time    Time     Time  Current',
      '                                 Dload  Upload   Total   Spent    Left  Speed',
    ]);
    expect(ran.err.split('\r').at(-1)!.slice(0, 33)).toBe('100     2  100     2    0     0  ');
  });

  test('-i, -I, -w, -L, -f, -o', () => {
    const m = machine();
    const head =
      'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nDate: Sun, 22 Nov 2026 04:00:00 GMT\r\nContent-Length: 2\r\n\r\n';
    expect(run(m, `curl -si ${U}/`).out).toBe(`${head}ok`);
    expect(run(m, `curl -sI ${U}/`).out).toBe(head);
    expect(run(m, `curl -s -o /dev/null -w %{http_code}:%{size_download}\\n ${U}/missing`).out).toBe('404:9\n');
    expect(run(m, `curl -sL -w [%{num_redirects}] ${U}/moved`).out).toBe('ok[1]');
    expect(run(m, `curl -fsS ${U}/missing`)).toEqual({ out: '', err: 'curl: (22) The requested URL returned error: 404\n', code: 22 });
    expect(run(m, `curl -s -o /root/out ${U}/`).code).toBe(0);
    expect(m.machine.calls.readText('/root/out')).toBe('ok');
  });

  test('-X, -d, -u, -G and headers', () => {
    const m = machine();
    expect(run(m, `curl -s -d a=b -d c ${U}/echo`).out).toBe('POST /echo - application/x-www-form-urlencoded a=b&c\n');
    expect(run(m, `curl -s -G -d a=b ${U}/echo`).out).toBe('GET /echo?a=b - - \n');
    expect(run(m, `curl -s -X DELETE -u admin:admin ${U}/echo`).out).toBe('DELETE /echo Basic YWRtaW46YWRtaW4= - \n');
    expect(run(m, `curl -s -H Content-Type:x/y --data-raw @z ${U}/echo`).out).toBe('POST /echo - x/y @z\n');
  });

  test('-v over plain HTTP', () => {
    expect(run(machine(), `curl -sv ${U}/`).err).toBe(
      `*   Trying 127.0.0.1:8080...
* Connected to 127.0.0.1 (127.0.0.1) port 8080 (#0)
> GET / HTTP/1.1
> Host: 127.0.0.1:8080
> User-Agent: curl/7.88.1
> Accept: */*
>\u0020
< HTTP/1.1 200 OK
< Content-Type: text/plain; charset=utf-8
< Date: Sun, 22 Nov 2026 04:00:00 GMT
< Content-Length: 2
<\u0020
{ [2 bytes data]
* Connection #0 to host 127.0.0.1 left intact
`,
    );
  });

  test('what fails, with its number', () => {
    const m = machine();
    const failed = (line: string): string => {
      const { err, code } = run(m, `curl -sS ${line}`);
      expect(err.startsWith(`curl: (${code}) `)).toBe(true);
      return err
        .split('\n')[0]!
        .replace(/^curl: /, '')
        .replace(/after \d+/, 'after N');
    };
    expect(failed('http://127.0.0.1:8')).toBe("(7) Failed to connect to 127.0.0.1 port 8 after N ms: Couldn't connect to server");
    expect(failed('http://nosuch.invalid/')).toBe('(6) Could not resolve host: nosuch.invalid');
    expect(failed('http://127.0.0.1:9000/')).toBe('(52) Empty reply from server');
    expect(failed(`-m 1 ${U}/slow`)).toBe('(28) Operation timed out after N milliseconds with 4 bytes received');
    expect(failed('-k https://127.0.0.1:8080/')).toBe('(35) OpenSSL/3.0.20: error:0A00010B:SSL routines::wrong version number');
    expect(failed('foo://x')).toBe('(1) Protocol "foo" not supported or disabled in libcurl');
    expect(run(m, 'curl')).toEqual({
      out: '',
      err: "curl: no URL specified!\ncurl: try 'curl --help' or 'curl --manual' for more information\n",
      code: 2,
    });
    expect(run(m, 'curl --foo').err.split('\n')[0]).toBe('curl: option --foo: is unknown');
    expect(run(m, `curl --proxy x ${U}`).err).toBe('mirrorpod: curl --proxy: not simulated\n');
  });

  test('HTTPS: unknown authority, wrong name, trusted', () => {
    const m = machine(true);
    m.machine.calls.mkdirp('/etc/ssl/certs');
    m.machine.calls.writeFile(
      '/etc/ssl/certs/ca-certificates.crt',
      certificatesPem(testAuthority(m.kernel.clock.now, 'other').certificate),
    );
    expect(run(m, 'curl -sS https://localhost:8080/').err.split('\n').slice(0, 2)).toEqual([
      'curl: (60) SSL certificate problem: unable to get local issuer certificate',
      'More details here: https://curl.se/docs/sslcerts.html',
    ]);
    expect(run(m, 'curl -sS --cacert ca.crt https://127.0.0.1:8080/').err.split('\n')[0]).toBe(
      "curl: (60) SSL: no alternative certificate subject name matches target host name '127.0.0.1'",
    );
    expect(run(m, 'curl -s --cacert ca.crt https://localhost:8080/').out).toBe('ok');
    expect(run(m, 'curl -sS --cacert /nosuch https://localhost:8080/').err).toBe('curl: (77) error setting certificate file: /nosuch\n');
    expect(run(m, `curl -sS http://localhost:8080/`)).toEqual({
      out: 'Client sent an HTTP request to an HTTPS server.\n',
      err: '',
      code: 0,
    });
  });

  test('-kv over TLS', () => {
    const lines = run(machine(true), 'curl -skv https://127.0.0.1:8080/').err.split('\n');
    expect(lines.filter((l) => l.startsWith('* TLSv1.3')).map((l) => l.slice(2))).toEqual([
      'TLSv1.3 (OUT), TLS handshake, Client hello (1):',
      'TLSv1.3 (IN), TLS handshake, Server hello (2):',
      'TLSv1.3 (IN), TLS handshake, Encrypted Extensions (8):',
      'TLSv1.3 (IN), TLS handshake, Certificate (11):',
      'TLSv1.3 (IN), TLS handshake, CERT verify (15):',
      'TLSv1.3 (IN), TLS handshake, Finished (20):',
      'TLSv1.3 (OUT), TLS change cipher, Change cipher spec (1):',
      'TLSv1.3 (OUT), TLS handshake, Finished (20):',
      'TLSv1.3 (IN), TLS handshake, Newsession Ticket (4):',
    ]);
    expect(lines).toContain('* ALPN: server accepted h2');
    expect(lines).toContain('< HTTP/2 200 ');
    expect(lines).toContain('*  SSL certificate verify result: unable to get local issuer certificate (20), continuing anyway.');
  });

  test('--retry waits, twice as long each time', () => {
    const m = machine();
    const before = m.kernel.clock.now;
    expect(
      run(m, 'curl --no-progress-meter --retry 2 --retry-connrefused http://127.0.0.1:8/')
        .err.split('\n')
        .filter((l) => l.startsWith('W')),
    ).toEqual([
      'Warning: Problem : connection refused. Will retry in 1 seconds. 2 retries left.',
      'Warning: Problem : connection refused. Will retry in 2 seconds. 1 retry left.',
    ]);
    expect(m.kernel.clock.now - before).toBeGreaterThan(3 * SECOND);
  });
});
