import { CurlError } from './error.ts';

/** A URL taken apart, as far as HTTP needs it. */
export interface CurlUrl {
  scheme: 'http' | 'https';
  user?: string;
  password?: string;
  /** Without brackets. */
  host: string;
  port: number;
  /** Path and query, as it goes into the request. */
  target: string;
  /** As %{url_effective} shows it. */
  text: string;
}

/** Whether a path ends in nothing that could be a file's name (`-O`). */
export function remoteName(url: CurlUrl): string {
  return url.target.split('?')[0]!.split('/').pop() ?? '';
}

/** `/a/./b/../c` as RFC 3986 makes it. */
function withoutDots(path: string): string {
  const out: string[] = [];
  const parts = path.split('/');
  parts.forEach((part, i) => {
    const last = i === parts.length - 1;
    if (part === '.') {
      if (last) out.push('');
    } else if (part === '..') {
      if (out.length > 1) out.pop();
      if (last) out.push('');
    } else out.push(part);
  });
  return out.join('/');
}

const unpercent = (text: string): string => text.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)));

/** Reads a URL; without a scheme it is HTTP. Throws CurlError 1 and 3. */
export function parseUrl(text: string, asIs = false): CurlUrl {
  const bad = new CurlError(3, 'URL using bad/illegal format or missing URL');
  const m = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/\/?)?([^/?#]*)([^#]*)(#.*)?$/.exec(text);
  if (!m || /[\x00-\x20\x7f]/.test(text))
    throw /[\x00-\x20\x7f]/.test(text) ? new CurlError(3, 'URL using bad/illegal format or missing URL') : bad;
  const [, schemeText = 'http', authority = '', rest = ''] = m;
  const scheme = schemeText.toLowerCase();
  if (scheme !== 'http' && scheme !== 'https') throw new CurlError(1, `Protocol "${schemeText}" not supported or disabled in libcurl`);
  const at = authority.lastIndexOf('@');
  const [user, password] = at < 0 ? [] : authority.slice(0, at).split(':');
  const hostPort = /^(\[[0-9a-fA-F:.%a-z]+\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  if (!hostPort || hostPort[1] === '') throw bad;
  const given = hostPort[2] ? Number(hostPort[2]) : undefined;
  if (given !== undefined && (given > 65_535 || given === 0)) throw bad;
  const bracketed = hostPort[1]!.startsWith('[');
  const host = bracketed ? hostPort[1]!.slice(1, -1) : unpercent(hostPort[1]!);
  const query = rest.indexOf('?');
  const rawPath = query < 0 ? rest : rest.slice(0, query);
  const path = rawPath === '' ? '/' : asIs ? rawPath : withoutDots(rawPath);
  const target = path + (query < 0 ? '' : rest.slice(query));
  const prefix = at < 0 ? '' : `${authority.slice(0, at)}@`;
  return {
    scheme,
    ...(user === undefined ? {} : { user: unpercent(user) }),
    ...(password === undefined ? {} : { password: unpercent(password) }),
    host,
    port: given ?? (scheme === 'https' ? 443 : 80),
    target,
    text: `${scheme}://${prefix}${hostPort[1]}${given === undefined ? '' : `:${given}`}${target}`,
  };
}

/** A `Location` against the URL that it came from. */
export function resolveLocation(base: CurlUrl, location: string): string {
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(location)) return location;
  const host = base.host.includes(':') ? `[${base.host}]` : base.host;
  const standard = base.port === (base.scheme === 'https' ? 443 : 80);
  const origin = `${base.scheme}://${host}${standard ? '' : `:${base.port}`}`;
  if (location.startsWith('//')) return `${base.scheme}:${location}`;
  if (location.startsWith('/')) return origin + location;
  const path = base.target.split('?')[0]!;
  if (location.startsWith('?')) return `${origin}${path}${location}`;
  return `${origin}${path.slice(0, path.lastIndexOf('/') + 1)}${location}`;
}

/** Expands `{a,b}` and `[1-3]` of a URL (curl's globbing). Throws CurlError 3. */
export function expandGlobs(text: string): string[] {
  const open = text.search(/[{[]/);
  if (open < 0) return [text];
  const fail = (what: string, at: number): never => {
    throw new CurlError(3, `${what} in URL position ${at + 1}:\n${text}\n${' '.repeat(at)}^`);
  };
  const before = text.slice(0, open);
  if (text[open] === '{') {
    const close = text.indexOf('}', open);
    if (close < 0) return fail('unmatched brace', open);
    return text
      .slice(open + 1, close)
      .split(',')
      .flatMap((item) => expandGlobs(text.slice(close + 1)).map((rest) => before + item + rest));
  }
  const close = text.indexOf(']', open);
  const inside = close < 0 ? '' : text.slice(open + 1, close);
  const range = /^(\d+)-(\d+)(?::(\d+))?$/.exec(inside) ?? /^([a-zA-Z])-([a-zA-Z])(?::(\d+))?$/.exec(inside);
  if (!range) {
    // an IPv6 address is no range
    if (/^[0-9a-fA-F:.]+(%.*)?$/.test(inside) && inside.includes(':'))
      return expandGlobs(text.slice(close + 1)).map((rest) => text.slice(0, close + 1) + rest);
    return fail('bad range', open);
  }
  const [, from = '', to = '', step = '1'] = range;
  const out: string[] = [];
  const numeric = /\d/.test(from);
  const low = numeric ? Number(from) : from.charCodeAt(0);
  const high = numeric ? Number(to) : to.charCodeAt(0);
  for (let n = low; n <= high && out.length < 10_000; n += Math.max(1, Number(step))) {
    const item = numeric ? String(n).padStart(from.length, '0') : String.fromCharCode(n);
    for (const rest of expandGlobs(text.slice(close + 1))) out.push(before + item + rest);
  }
  return out;
}
