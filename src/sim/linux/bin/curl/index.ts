import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { SECOND } from '../../../kernel/time.ts';
import { CurlError, CurlRefused, CurlUsage } from './error.ts';
import { Options, parseArguments, type GivenOption } from './options.ts';
import { ProgressMeter } from './progress.ts';
import { Links, Output, Transfer, type TransferContext } from './transfer.ts';
import { expandGlobs, parseUrl, remoteName } from './url.ts';
import { Verbose } from './verbose.ts';
import { writeOut } from './write-out.ts';

const VERSION = `curl 7.88.1 (x86_64-pc-linux-gnu) libcurl/7.88.1 OpenSSL/3.0.20 zlib/1.2.13 brotli/1.0.9 zstd/1.5.4 libidn2/2.3.3 libpsl/0.21.2 (+libidn2/2.3.3) libssh2/1.10.0 nghttp2/1.52.0 librtmp/2.3 OpenLDAP/2.5.13
Release-Date: 2023-02-20, security patched: 7.88.1-10+deb12u14
Protocols: http https
Features: AsynchDNS HTTP2 HTTPS-proxy IPv6 Largefile SSL UnixSockets
`;

const HELP = `Usage: curl [options...] <url>
 -d, --data <data>          HTTP POST data
 -f, --fail                 Fail fast with no output on HTTP errors
 -h, --help <category>      Get help for commands
 -i, --include              Include protocol response headers in the output
 -o, --output <file>        Write to file instead of stdout
 -O, --remote-name          Write output to a file named as the remote file
 -s, --silent               Silent mode
 -T, --upload-file <file>   Transfer local FILE to destination
 -u, --user <user:password> Server user and password
 -A, --user-agent <name>    Send User-Agent <name> to server
 -v, --verbose              Make the operation more talkative
 -V, --version              Show version number and quit

This is not the full help, this menu is stripped into categories.
Use "--help category" to get an overview of all categories.
For all options use the manual or "--help all".
`;

/** What is said after a certificate that was not accepted. */
const MORE = `More details here: https://curl.se/docs/sslcerts.html

curl failed to verify the legitimacy of the server and therefore could not
establish a secure connection to it. To learn more about this situation and
how to fix it, please visit the web page mentioned above.
`;

/** Where each URL's answer goes: the options -o and -O, in their order. */
function targets(given: readonly GivenOption[]): (string | 'remote')[] {
  return given.flatMap((g) => (g.name === 'output' ? [g.value] : g.name === 'remote-name' ? ['\0remote'] : []));
}

class Run {
  readonly #errors: (text: string) => Step;
  readonly #links = new Links();
  readonly #v: Verbose;
  readonly #meter: ProgressMeter;

  constructor(
    private readonly p: Process,
    private readonly o: Options,
    private readonly urls: readonly string[],
  ) {
    this.#errors = (text) => p.error(text);
    const toTerminal = p.fds.get(1)?.file.terminal !== undefined;
    const files = targets(o.given);
    const seen = toTerminal && files.length === 0;
    this.#v = new Verbose(o.has('verbose'), seen);
    this.#meter = new ProgressMeter(p, !o.has('silent') && !o.has('no-progress-meter') && !seen, this.#errors);
  }

  *#warn(line: string): Step {
    if (!this.o.has('silent')) yield* this.#errors(`Warning: ${line}\n`);
  }

  *#speak(): Step {
    const text = this.#v.take();
    if (text) yield* this.#errors(text);
  }

  *#fail(code: number, message: string): Step {
    if (this.o.has('silent') && !this.o.has('show-error')) return;
    yield* this.#errors(`curl: (${code}) ${message}\n`);
    if (code === 60) yield* this.#errors(MORE);
  }

  #context(): TransferContext {
    const { p, o } = this;
    const dumpTo = o.value('dump-header');
    let dumped = false;
    return {
      p,
      o,
      links: this.#links,
      v: this.#v,
      meter: this.#meter,
      warn: (line) => this.#warn(line),
      speak: () => this.#speak(),
      dump:
        dumpTo === undefined
          ? undefined
          : function* (text) {
              if (dumpTo === '-') yield* p.write(1, text);
              else if (dumped) p.sys.appendFile(dumpTo, text);
              else p.sys.writeFile(dumpTo, text);
              dumped = true;
            },
    };
  }

  /** The file for a URL; `undefined` for standard output. Throws CurlError 23. */
  #file(url: string, wanted: string | undefined): string | undefined {
    if (wanted === undefined || wanted === '-') return undefined;
    const name = wanted === '\0remote' ? remoteName(parseUrl(url)) : wanted;
    if (name === '') throw new CurlError(23, 'Failed writing received data to disk/application');
    const directory = this.o.value('output-dir');
    const path = directory === undefined ? name : `${directory}/${name}`;
    if (this.o.has('create-dirs') && path.includes('/')) this.p.sys.mkdirp(path.slice(0, path.lastIndexOf('/')) || '/');
    return path;
  }

  *#attempt(url: string, number: number, wanted: string | undefined): Step<CurlError | undefined> {
    const context = this.#context();
    let failure: CurlError | undefined;
    let output: Output | undefined;
    let transfer: Transfer | undefined;
    const { o, p } = this;
    try {
      output = new Output(p, this.#file(url, wanted), (line) => this.#warn(line));
      transfer = new Transfer(context, url, number, output);
      parseUrl(url, o.has('path-as-is'));
      yield* this.#meter.start();
      yield* transfer.run();
      if (transfer.facts.downloaded === 0 && !o.has('head')) yield* output.open();
      yield* this.#meter.finish();
    } catch (e) {
      if (!(e instanceof CurlError)) throw e;
      failure = e;
      yield* this.#speak();
      yield* this.#meter.finish();
    }
    output?.close();
    yield* this.#speak();
    if (transfer) yield* this.#writeOut(transfer, failure);
    return failure;
  }

  *#writeOut(transfer: Transfer, failure: CurlError | undefined): Step {
    const { o, p } = this;
    const format = o.value('write-out');
    transfer.ended();
    this.#lastStatus = transfer.facts.status;
    transfer.facts.exitCode = failure?.code ?? 0;
    transfer.facts.error = failure?.message;
    if (format === undefined) return;
    let text = format;
    if (format.startsWith('@')) text = format === '@-' ? yield* p.stdinText() : p.sys.readText(format.slice(1));
    const { out, err, unknown } = writeOut(text, transfer.facts);
    for (const name of unknown) yield* this.#errors(`curl: unknown --write-out variable: '${name}'\n`);
    if (out) yield* p.write(1, out);
    if (err) yield* this.#errors(err);
  }

  /** Whether --retry tries again after that. */
  #transient(failure: CurlError | undefined, status: number): string | undefined {
    const { o } = this;
    if (failure?.code === 28) return 'timeout';
    if (failure?.code === 7 && o.has('retry-connrefused')) return 'connection refused';
    if ([408, 429, 500, 502, 503, 504].includes(status)) return 'HTTP error';
    return failure && o.has('retry-all-errors') ? '(retrying all errors)' : undefined;
  }

  *#one(url: string, number: number, wanted: string | undefined): Step<number> {
    const { o, p } = this;
    let left = Number(o.value('retry') ?? 0);
    let delay = 1;
    for (;;) {
      const failure = yield* this.#attempt(url, number, wanted);
      const why = left > 0 ? this.#transient(failure, this.#lastStatus) : undefined;
      if (why !== undefined) {
        const seconds = Number(o.value('retry-delay') ?? 0) || delay;
        if (failure && why === '(retrying all errors)') yield* this.#fail(failure.code, failure.message);
        yield* this.#warn(`Problem : ${why}. Will retry in ${seconds} seconds. ${left} ${left === 1 ? 'retry' : 'retries'} left.`);
        left--;
        delay = Math.min(600, delay * 2);
        yield* p.sleep(seconds * SECOND);
        continue;
      }
      if (!failure) return o.has('fail-with-body') ? yield* this.#bodyFailure() : 0;
      yield* this.#fail(failure.code, failure.message);
      return failure.code;
    }
  }

  #lastStatus = 0;

  *#bodyFailure(): Step<number> {
    if (this.#lastStatus < 400) return 0;
    yield* this.#fail(22, `The requested URL returned error: ${this.#lastStatus}`);
    return 22;
  }

  *all(): Step<number> {
    const { o } = this;
    let code = 0;
    let number = 0;
    const files = targets(o.given);
    for (const [i, pattern] of this.urls.entries()) {
      let list: string[];
      try {
        list = o.has('globoff') ? [pattern] : expandGlobs(pattern);
      } catch (e) {
        if (!(e instanceof CurlError)) throw e;
        yield* this.#fail(e.code, e.message);
        return e.code;
      }
      for (const url of list) {
        const wanted = files[i] ?? (o.has('remote-name-all') ? '\0remote' : undefined);
        code = yield* this.#one(url, number++, wanted);
        if (code !== 0 && o.has('fail-early')) return code;
      }
    }
    this.#links.closeAll();
    return code;
  }
}

/** The lines of a `-K` file as arguments. */
function fromConfig(content: string): string[] {
  return content.split('\n').flatMap((line) => {
    const m = /^\s*-{0,2}([^\s=:#]+)\s*[=:\s]?\s*(.*?)\s*$/.exec(line);
    if (!m || line.trim().startsWith('#')) return [];
    const value = m[2]!.replace(/^"(.*)"$/, '$1').replace(/\\(.)/g, '$1');
    const name = m[1]!.length === 1 ? `-${m[1]}` : `--${m[1]}`;
    return value === '' ? [name] : [name, value];
  });
}

/** curl(1) 7.88: HTTP and HTTPS over the simulated network. */
export default program({
  id: 'curl',
  paths: ['/usr/bin/curl'],
  package: 'curl',
  sizeBytes: 277_848,
  *main(p) {
    try {
      let { given, urls } = parseArguments(p.argv.slice(1));
      const configs = given.filter((g) => g.name === 'config');
      for (const { value } of configs) {
        let content: string;
        try {
          content = value === '-' ? yield* p.stdinText() : p.sys.readText(value);
        } catch (e) {
          if (!isErrno(e)) throw e;
          throw new CurlUsage('option -K: error encountered when reading a file', 26);
        }
        const more = parseArguments(fromConfig(content));
        given = [...given, ...more.given];
        urls = [...urls, ...more.urls];
      }
      const o = new Options(given);
      if (o.has('help') || o.has('version')) {
        yield* p.write(1, o.has('version') ? VERSION : HELP);
        return 0;
      }
      const proxy = o.value('proxy');
      if (proxy !== undefined && proxy !== '') throw new CurlRefused('--proxy');
      if (urls.length === 0) throw new CurlUsage('no URL specified!');
      return yield* new Run(p, o, urls).all();
    } catch (e) {
      if (e instanceof CurlRefused) {
        yield* p.error(`mirrorpod: curl ${e.message}: not simulated\n`);
        return 1;
      }
      if (!(e instanceof CurlUsage)) throw e;
      yield* p.error(`curl: ${e.message}\ncurl: try 'curl --help' or 'curl --manual' for more information\n`);
      return e.code;
    }
  },
});
