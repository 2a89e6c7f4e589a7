import { encodeBase64 } from '../../../crypto/base64.ts';
import { isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { bytes, concat, text } from '../../../kernel/text.ts';
import { CurlError } from './error.ts';
import type { GivenOption, Options } from './options.ts';
import { remoteName, type CurlUrl } from './url.ts';

/** A request, before it is known over which connection it goes. Header names as they were given. */
export interface CurlRequest {
  method: string;
  target: string;
  headers: [name: string, value: string][];
  body: Uint8Array | undefined;
  /** The method was named although it follows from the other options. */
  needless: boolean;
}

/** Content of a file or of standard input (`-`); `undefined` where it cannot be read. */
function* fileData(p: Process, path: string): Step<Uint8Array | undefined> {
  if (path === '-') return concat(yield* p.readAll(0));
  try {
    return p.sys.readFile(path);
  } catch (e) {
    if (isErrno(e)) return undefined;
    throw e;
  }
}

const encode = (value: string): string =>
  [...bytes(value)]
    .map((b) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(b)) ? String.fromCharCode(b) : `%${b.toString(16).toUpperCase().padStart(2, '0')}`,
    )
    .join('');

function* urlEncoded(p: Process, value: string): Step<string> {
  const m = /^([^=@]*)([=@])([^]*)$/.exec(value);
  if (!m) return encode(value);
  const [, name = '', sign, content = ''] = m;
  const data = sign === '@' ? text((yield* fileData(p, content)) ?? new Uint8Array(0)) : content;
  return name === '' ? encode(data) : `${name}=${encode(data)}`;
}

/** The body that -d and its kin make: their pieces joined by `&`. */
function* postData(p: Process, given: readonly GivenOption[], warn: (line: string) => Step): Step<Uint8Array | undefined> {
  if (given.length === 0) return undefined;
  const parts: Uint8Array[] = [];
  for (const { name, value } of given) {
    if (parts.length > 0 && name !== 'json') parts.push(bytes('&'));
    if (name === 'data-urlencode') parts.push(bytes(yield* urlEncoded(p, value)));
    else if (name === 'data-raw' || !value.startsWith('@')) parts.push(bytes(value));
    else {
      const data = yield* fileData(p, value.slice(1));
      if (!data) yield* warn(`Couldn't read data from file "${value.slice(1)}", this makes an empty \nWarning: POST.`);
      // -d leaves out line ends and NULs; --data-binary and --json take a file as it is
      const stripped = name === 'data-binary' || name === 'json' ? data : data?.filter((b) => b !== 10 && b !== 13 && b !== 0);
      if (stripped) parts.push(stripped);
    }
  }
  return concat([new Uint8Array(0), ...parts]);
}

/** multipart/form-data of the -F options. */
function* formData(p: Process, given: readonly GivenOption[], boundary: string): Step<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const { name, value } of given) {
    const equals = value.indexOf('=');
    const field = value.slice(0, equals);
    const content = value.slice(equals + 1);
    let head = `--${boundary}\r\nContent-Disposition: form-data; name="${field}"`;
    let data = bytes(content);
    if (name === 'form' && /^[@<]/.test(content)) {
      const [path = '', ...attributes] = content.slice(1).split(';');
      const file = yield* fileData(p, path);
      if (!file) throw new CurlError(26, 'Failed to open/read local data from file/application');
      const type = attributes.find((a) => a.startsWith('type='))?.slice(5);
      if (content.startsWith('@')) head += `; filename="${path.split('/').pop()}"\r\nContent-Type: ${type ?? 'application/octet-stream'}`;
      data = file;
    }
    parts.push(bytes(`${head}\r\n\r\n`), data, bytes('\r\n'));
  }
  parts.push(bytes(`--${boundary}--\r\n`));
  return concat(parts);
}

/** `name: value` of -H; an empty value takes a header away, `name;` sends an empty one. */
function* customHeaders(p: Process, o: Options, warn: (line: string) => Step): Step<[string, string | undefined][]> {
  const lines: string[] = [];
  for (const { value } of o.values('header')) {
    if (!value.startsWith('@')) {
      lines.push(value);
      continue;
    }
    const data = yield* fileData(p, value.slice(1));
    if (data) lines.push(...text(data).split(/\r?\n/).filter(Boolean));
    else yield* warn(`Failed to open ${value.slice(1)}!`);
  }
  return lines.flatMap((line): [string, string | undefined][] => {
    const colon = line.indexOf(':');
    if (colon < 0) return line.endsWith(';') ? [[line.slice(0, -1), '']] : [];
    const value = line.slice(colon + 1).trim();
    return [[line.slice(0, colon), value === '' ? undefined : value]];
  });
}

function userPassword(o: Options, url: CurlUrl): string | undefined {
  const given = o.value('user');
  if (given !== undefined) return given.includes(':') ? given : `${given}:`;
  return url.user === undefined ? undefined : `${url.user}:${url.password ?? ''}`;
}

function methodOf(o: Options, hasBody: boolean): { method: string; needless: boolean } {
  const natural = o.has('head') ? 'HEAD' : o.has('upload-file') ? 'PUT' : hasBody ? 'POST' : 'GET';
  const named = o.value('request');
  return { method: named ?? natural, needless: named === natural };
}

function queryOf(o: Options, target: string, data: Uint8Array | undefined): string {
  const more = [...(o.has('get') && data ? [text(data)] : []), ...o.values('url-query').map((g) => g.value)];
  if (more.length === 0) return target;
  return `${target}${target.includes('?') ? '&' : '?'}${more.join('&')}`;
}

/** Makes the request for a URL. `redirected` from a POST, it may have lost its body. Throws CurlError 26. */
export function* buildRequest(
  p: Process,
  o: Options,
  url: CurlUrl,
  warn: (line: string) => Step,
  redirect?: { method: string; keepBody: boolean },
): Step<CurlRequest> {
  const data = yield* postData(p, o.values('data', 'data-ascii', 'data-binary', 'data-raw', 'data-urlencode', 'json'), warn);
  const forms = o.values('form', 'form-string');
  const boundary = `------------------------${p.kernel.random.stream('curl').hex(16)}`;
  const upload = o.value('upload-file');
  let body = o.has('get') ? undefined : forms.length > 0 ? yield* formData(p, forms, boundary) : data;
  let target = queryOf(o, url.target, data);
  if (upload !== undefined) {
    body = yield* fileData(p, upload);
    if (!body) throw new CurlError(26, 'Failed to open/read local data from file/application');
    if (target.endsWith('/') && upload !== '-') target += remoteName({ ...url, target: upload });
  }
  let { method, needless } = methodOf(o, body !== undefined);
  if (redirect) {
    if (!redirect.keepBody) body = undefined;
    method = o.value('request') ?? redirect.method;
    needless = false;
  }
  if (o.has('head')) body = undefined;
  const custom = yield* customHeaders(p, o, warn);
  const standard = url.port === (url.scheme === 'https' ? 443 : 80);
  const host = url.host.includes(':') ? `[${url.host}]` : url.host;
  const login = userPassword(o, url);
  const cookies = o
    .values('cookie')
    .map((g) => g.value)
    .filter((v) => v.includes('='));
  const own: [string, string | undefined][] = [
    ['Host', standard ? host : `${host}:${url.port}`],
    [
      'Authorization',
      login === undefined
        ? o.value('oauth2-bearer') === undefined
          ? undefined
          : `Bearer ${o.value('oauth2-bearer')}`
        : `Basic ${encodeBase64(bytes(login))}`,
    ],
    ['Range', o.value('range') === undefined ? undefined : `bytes=${o.value('range')}`],
    ['User-Agent', o.value('user-agent') ?? 'curl/7.88.1'],
    ['Accept', o.has('json') ? 'application/json' : '*/*'],
    ['Accept-Encoding', o.has('compressed') ? 'deflate, gzip, br, zstd' : undefined],
    ['Referer', o.value('referer')],
    ['Cookie', cookies.length > 0 ? cookies.join('; ') : undefined],
  ];
  const type =
    forms.length > 0
      ? `multipart/form-data; boundary=${boundary}`
      : o.has('json')
        ? 'application/json'
        : upload === undefined
          ? 'application/x-www-form-urlencoded'
          : undefined;
  const last: [string, string | undefined][] = body
    ? [
        ['Content-Length', String(body.length)],
        ['Content-Type', type],
      ]
    : [];
  const overridden = (name: string): boolean => custom.some(([n]) => n.toLowerCase() === name.toLowerCase());
  const hostOverride = custom.find(([n]) => n.toLowerCase() === 'host');
  const headers = [
    ...own
      .map((h): [string, string | undefined] => (h[0] === 'Host' && hostOverride ? hostOverride : h))
      .filter(([n]) => n === hostOverride?.[0] || !overridden(n)),
    ...custom.filter(([n]) => n.toLowerCase() !== 'host'),
    ...last.filter(([n]) => !overridden(n)),
  ].filter((h): h is [string, string] => h[1] !== undefined && !(h[0] === 'User-Agent' && h[1] === ''));
  return { method, target, headers, body, needless };
}
