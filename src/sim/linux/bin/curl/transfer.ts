import { Errno } from '../../../kernel/errno.ts';
import { FileDescription } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { openLink, type Deadlines, type Link } from './connect.ts';
import { CurlError } from './error.ts';
import { HttpExchange, type Exchanged, type Head } from './exchange.ts';
import type { Options } from './options.ts';
import type { ProgressMeter } from './progress.ts';
import { buildRequest, type CurlRequest } from './request.ts';
import { parseUrl, resolveLocation, type CurlUrl } from './url.ts';
import type { Verbose } from './verbose.ts';
import type { TransferFacts } from './write-out.ts';

/** Where a transfer's body goes: a descriptor, opened when the first byte comes. */
export class Output {
  #fd: number | undefined;

  constructor(
    private readonly p: Process,
    /** None: standard output. */
    readonly path: string | undefined,
    private readonly warn: (line: string) => Step,
  ) {}

  *write(data: Uint8Array): Step {
    if (this.path === undefined) {
      yield* this.p.write(1, data);
      return;
    }
    yield* this.open();
    yield* this.p.write(this.#fd!, data);
  }

  *open(): Step {
    if (this.path === undefined || this.#fd !== undefined) return;
    try {
      const file = this.p.sys.open(this.path, { write: true, create: true, truncate: true });
      this.#fd = this.p.fds.add(new FileDescription(file, false, true));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* this.warn(`Failed to open the file ${this.path}: ${e.text}`);
      throw new CurlError(23, 'Failure writing output to destination');
    }
  }

  close(): void {
    if (this.#fd !== undefined) this.p.fds.close(this.#fd);
  }
}

/** The connections of one run of curl: a later URL may use an earlier one's. */
export class Links {
  readonly #idle = new Map<string, Link>();
  #count = 0;
  opened = 0;

  key(url: CurlUrl): string {
    return `${url.scheme}://${url.host}:${url.port}`;
  }

  *get(p: Process, o: Options, url: CurlUrl, d: Deadlines, v: Verbose): Step<Link> {
    const kept = this.#idle.get(this.key(url));
    if (kept?.connection.open) {
      this.#idle.delete(this.key(url));
      v.info(`Re-using existing connection #${kept.number} with host ${url.host}`);
      return kept;
    }
    const link = yield* openLink(p, o, url, this.#count++, d, v);
    this.opened++;
    return link;
  }

  /** Keeps a connection for later, or closes it. */
  done(url: CurlUrl, link: Link, reusable: boolean, v: Verbose): void {
    if (reusable) {
      this.#idle.set(this.key(url), link);
      v.info(`Connection #${link.number} to host ${link.host} left intact`);
      return;
    }
    v.info(`Closing connection ${link.number}`);
    link.connection.close();
  }

  failed(link: Link | undefined, v: Verbose): void {
    v.info(`Closing connection ${link?.number ?? this.#count - 1}`);
    link?.connection.close();
  }

  closeAll(): void {
    for (const link of this.#idle.values()) link.connection.close();
  }
}

export interface TransferContext {
  p: Process;
  o: Options;
  links: Links;
  v: Verbose;
  meter: ProgressMeter;
  warn: (line: string) => Step;
  /** Writes what `-v` has gathered. */
  speak: () => Step;
  /** Writes to the file of `-D`. */
  dump: ((text: string) => Step) | undefined;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** What follows a redirect: the next method, and whether the body goes along. */
function redirected(o: Options, status: number, method: string): { method: string; keepBody: boolean } {
  const keep = status === 307 || status === 308 || (status === 301 && o.has('post301')) || (status === 302 && o.has('post302'));
  if (keep) return { method, keepBody: true };
  return { method: method === 'HEAD' ? 'HEAD' : method === 'PUT' && status !== 303 ? 'PUT' : 'GET', keepBody: false };
}

/** One URL's transfer with the redirects that it follows. Facts are filled in as they become known. */
export class Transfer {
  readonly facts: TransferFacts;
  readonly #d: Deadlines;
  /** The body is not wanted: the answer is a failure (-f) or a redirect. */
  #discard = false;

  constructor(
    private readonly c: TransferContext,
    text: string,
    number: number,
    private readonly output: Output,
  ) {
    const { now } = c.p.clock;
    const connect = c.o.seconds('connect-timeout');
    const total = c.o.seconds('max-time');
    this.#d = {
      startedAt: now,
      connect: connect === undefined ? undefined : now + connect,
      total: total === undefined ? undefined : now + total,
    };
    this.facts = {
      url: text,
      effectiveUrl: text,
      method: 'GET',
      scheme: '',
      status: 0,
      version: '0',
      contentType: undefined,
      headers: [],
      redirectUrl: undefined,
      exitCode: 0,
      error: undefined,
      file: output.path,
      downloaded: 0,
      uploaded: 0,
      headerBytes: 0,
      requestBytes: 0,
      connects: 0,
      redirects: 0,
      verifyResult: 0,
      remote: undefined,
      local: undefined,
      resolved: 0,
      connected: 0,
      secured: 0,
      sent: 0,
      first: 0,
      redirected: 0,
      total: 0,
      number,
    };
  }

  /** Notes how long it took. */
  ended(): void {
    this.facts.total = this.c.p.clock.now - this.#d.startedAt;
  }

  /** Runs it. Throws CurlError. */
  *run(): Step {
    const { o, v } = this.c;
    let url = parseUrl(this.facts.url, o.has('path-as-is'));
    let redirect: { method: string; keepBody: boolean } | undefined;
    const most = Number(o.value('max-redirs') ?? 50);
    for (;;) {
      this.facts.effectiveUrl = url.text;
      this.facts.scheme = url.scheme;
      const { head, method } = yield* this.#once(url, redirect);
      const location = head.headers.find(([n]) => n.toLowerCase() === 'location')?.[1];
      if (!REDIRECTS.has(head.status) || location === undefined) return;
      const next = resolveLocation(url, location);
      this.facts.redirectUrl = next;
      if (!o.has('location') && !o.has('location-trusted')) return;
      if (this.facts.redirects >= most) throw new CurlError(47, `Maximum (${most}) redirects followed`);
      this.facts.redirects++;
      this.facts.redirected = this.c.p.clock.now - this.#d.startedAt;
      v.info(`Issue another request to this URL: '${next}'`);
      redirect = redirected(o, head.status, method);
      url = parseUrl(next);
      this.facts.redirectUrl = undefined;
    }
  }

  *#once(url: CurlUrl, redirect: { method: string; keepBody: boolean } | undefined): Step<{ head: Head; method: string }> {
    const { p, o, links, v, warn, speak } = this.c;
    const request = yield* buildRequest(p, o, url, warn, redirect);
    this.facts.method = request.method;
    const before = links.opened;
    let link: Link | undefined;
    try {
      link = yield* links.get(p, o, url, this.#d, v);
      this.#connected(link, links.opened - before);
      yield* speak();
      const exchanged = yield* this.#exchange(url, link, request);
      links.done(url, link, exchanged.reusable, v);
      return { head: exchanged.head, method: request.method };
    } catch (e) {
      if (e instanceof CurlError) {
        yield* speak();
        yield* this.c.meter.finish();
        links.failed(link, v);
      }
      throw e;
    }
  }

  #connected(link: Link, opened: number): void {
    const { facts } = this;
    const since = (at: number): number => Math.max(0, at - this.#d.startedAt);
    facts.connects += opened;
    facts.resolved = since(link.resolvedAt);
    facts.connected = since(link.connectedAt);
    facts.secured = link.securedAt === undefined ? 0 : since(link.securedAt);
    facts.sent = since(this.c.p.clock.now);
    facts.verifyResult = link.verifyResult;
    const { remote, local } = link.connection;
    if ('ip' in remote && 'ip' in local) {
      facts.remote = { ip: remote.ip, port: remote.port };
      facts.local = { ip: local.ip, port: local.port };
    }
  }

  *#exchange(url: CurlUrl, link: Link, request: CurlRequest): Step<Exchanged> {
    const { p, o, v, meter, speak } = this.c;
    if (request.needless) v.info(`Note: Unnecessary use of -X or --request, ${request.method} is already inferred.`);
    if (o.has('user') || url.user !== undefined)
      v.info(`Server auth using Basic with user '${(o.value('user') ?? url.user ?? '').split(':')[0]}'`);
    const exchange = new HttpExchange(p, link, request, this.#d, v, {
      head: (head) => this.#head(head),
      data: (part) => this.#data(part),
    });
    this.facts.uploaded += request.body?.length ?? 0;
    meter.sent = this.facts.uploaded;
    meter.toSend = request.body?.length;
    this.facts.requestBytes += request.headers.reduce(
      (n, [name, value]) => n + name.length + value.length + 4,
      request.method.length + request.target.length + 13,
    );
    const done = yield* exchange.run();
    this.facts.first = done.firstByteAt - this.#d.startedAt;
    yield* speak();
    if (o.has('fail') && done.head.status >= 400) {
      yield* meter.finish();
      this.c.links.done(url, link, done.reusable, v);
      throw new CurlError(22, `The requested URL returned error: ${done.head.status}`);
    }
    return done;
  }

  *#head(head: Head): Step {
    const { o, meter, dump, speak } = this.c;
    const { facts } = this;
    facts.status = head.status;
    facts.version = head.version;
    facts.headers = head.headers;
    facts.contentType = head.headers.find(([n]) => n.toLowerCase() === 'content-type')?.[1];
    const text = `${head.statusLine}\r\n${head.headers.map(([n, value]) => `${n}: ${value}\r\n`).join('')}\r\n`;
    facts.headerBytes += text.length;
    const length = head.headers.find(([n]) => n.toLowerCase() === 'content-length')?.[1];
    if (length !== undefined) meter.expected = Number(length);
    const following = REDIRECTS.has(head.status) && (o.has('location') || o.has('location-trusted'));
    this.#discard = (o.has('fail') && head.status >= 400) || following;
    yield* speak();
    if (dump) yield* dump(text);
    if ((o.has('include') || o.has('head')) && !(o.has('fail') && head.status >= 400))
      yield* this.output.write(new TextEncoder().encode(text));
  }

  *#data(part: Uint8Array): Step {
    if (this.#discard) return;
    const { o, meter } = this.c;
    const most = o.value('max-filesize');
    if (most !== undefined && this.facts.downloaded + part.length > Number(most)) throw new CurlError(63, 'Maximum file size exceeded');
    this.facts.downloaded += part.length;
    meter.received = this.facts.downloaded;
    yield* this.c.speak();
    yield* this.output.write(part);
  }
}
