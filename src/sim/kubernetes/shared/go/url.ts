import { GoError } from './error.ts';
import { quote } from './quote.ts';

/** A URL taken apart as net/url does: `host` is with the port, `path` is decoded. */
export interface Url {
  scheme: string;
  opaque: string;
  user?: { name: string; password?: string };
  host: string;
  path: string;
  rawQuery: string;
  forceQuery: boolean;
  fragment: string;
}

class Failure extends Error {}
const fail = (why: string): never => {
  throw new Failure(why);
};

function unescape(text: string, mode: 'path' | 'host' | 'user' | 'query' | 'fragment'): string {
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '%') {
      const hex = text.slice(i, i + 3);
      if (!/^%[0-9a-fA-F]{2}$/.test(hex)) fail(`invalid URL escape ${quote(hex)}`);
      // a host may only escape what is no ASCII
      if (mode === 'host' && parseInt(hex[1]!, 16) < 8 && hex !== '%25') fail(`invalid URL escape ${quote(hex)}`);
    } else if (mode === 'host' && c.charCodeAt(0) < 0x80 && !/[A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"]/.test(c)) {
      fail(`invalid character ${quote(c)} in host name`);
    }
  }
  try {
    return decodeURIComponent(mode === 'query' ? text.replaceAll('+', ' ') : text);
  } catch {
    return text;
  }
}

function schemeOf(text: string): [scheme: string, rest: string] {
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (/[a-zA-Z]/.test(c)) continue;
    if (/[0-9+\-.]/.test(c)) {
      if (i === 0) return ['', text];
      continue;
    }
    if (c !== ':') return ['', text];
    if (i === 0) fail('missing protocol scheme');
    return [text.slice(0, i), text.slice(i + 1)];
  }
  return ['', text];
}

const portOk = (port: string) => port === '' || /^:[0-9]*$/.test(port);

function hostOf(text: string): string {
  if (text[0] === '[') {
    const end = text.lastIndexOf(']');
    if (end < 0) fail("missing ']' in host");
    const port = text.slice(end + 1);
    if (!portOk(port)) fail(`invalid port ${quote(port)} after host`);
  } else {
    const colon = text.lastIndexOf(':');
    if (colon >= 0 && !portOk(text.slice(colon))) fail(`invalid port ${quote(text.slice(colon))} after host`);
  }
  return unescape(text, 'host');
}

function authority(text: string): Pick<Url, 'user' | 'host'> {
  const at = text.lastIndexOf('@');
  const host = hostOf(text.slice(at + 1));
  if (at < 0) return { host };
  const userinfo = text.slice(0, at);
  if (!/^[A-Za-z0-9\-._:~!$&'()*+,;=%@]*$/.test(userinfo)) fail('net/url: invalid userinfo');
  const colon = userinfo.indexOf(':');
  if (colon < 0) return { host, user: { name: unescape(userinfo, 'user') } };
  return { host, user: { name: unescape(userinfo.slice(0, colon), 'user'), password: unescape(userinfo.slice(colon + 1), 'user') } };
}

function parseParts(text: string, viaRequest: boolean): Url {
  if (/[\x00-\x1f\x7f]/.test(text)) fail('net/url: invalid control character in URL');
  if (text === '' && viaRequest) fail('empty url');
  const url: Url = { scheme: '', opaque: '', host: '', path: '', rawQuery: '', forceQuery: false, fragment: '' };
  if (text === '*') return { ...url, path: '*' };
  let [scheme, rest] = schemeOf(text);
  url.scheme = scheme.toLowerCase();
  if (rest.endsWith('?') && rest.indexOf('?') === rest.length - 1) {
    url.forceQuery = true;
    rest = rest.slice(0, -1);
  } else if (rest.includes('?')) {
    url.rawQuery = rest.slice(rest.indexOf('?') + 1);
    rest = rest.slice(0, rest.indexOf('?'));
  }
  if (rest[0] !== '/') {
    if (url.scheme !== '') return { ...url, opaque: rest };
    if (viaRequest) fail('invalid URI for request');
    if (rest.split('/')[0]!.includes(':')) fail('first path segment in URL cannot contain colon');
  }
  if ((url.scheme !== '' || (!viaRequest && !rest.startsWith('///'))) && rest.startsWith('//')) {
    const slash = rest.indexOf('/', 2);
    const end = slash < 0 ? rest.length : slash;
    Object.assign(url, authority(rest.slice(2, end)));
    rest = rest.slice(end);
  }
  url.path = unescape(rest, 'path');
  return url;
}

/** url.Parse. Throws `parse "x": missing protocol scheme` and its like. */
export function parseUrl(text: string): Url {
  const hash = text.indexOf('#');
  try {
    const url = parseParts(hash < 0 ? text : text.slice(0, hash), false);
    if (hash >= 0) url.fragment = unescape(text.slice(hash + 1), 'fragment');
    return url;
  } catch (e) {
    if (e instanceof Failure) throw new GoError(`parse ${quote(text)}: ${e.message}`);
    throw e;
  }
}

/** url.ParseRequestURI: an absolute URL or an absolute path. */
export function parseRequestUri(text: string): Url {
  try {
    return parseParts(text, true);
  } catch (e) {
    if (e instanceof Failure) throw new GoError(`parse ${quote(text)}: ${e.message}`);
    throw e;
  }
}

/** URL.Hostname(): without port and brackets. */
export function urlHostname(url: Url): string {
  const host = /^\[(.*)\]/.exec(url.host);
  return host ? host[1]! : url.host.replace(/:[0-9]*$/, '');
}

/** URL.Port(). */
export function urlPort(url: Url): string {
  return /:([0-9]*)$/.exec(url.host)?.[1] ?? '';
}

/** url.QueryEscape. */
export function queryEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}

/** url.PathEscape. */
export function pathEscape(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%(24|26|2B|3A|3D|40)/g, (c) => decodeURIComponent(c));
}
