import { binary, fromBinary } from '../kernel/text.ts';

/** Standard base64 with padding (RFC 4648, section 4). */
export function encodeBase64(data: Uint8Array): string {
  return btoa(binary(data));
}

/** base64url without padding (RFC 4648, section 5), as tokens use it. */
export function encodeBase64url(data: Uint8Array): string {
  return encodeBase64(data).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The bytes of standard base64; line ends are skipped, everything else that is no base64 gives `undefined` (Go's StdEncoding). */
export function decodeBase64(text: string): Uint8Array | undefined {
  const compact = text.replace(/[\r\n]/g, '');
  return BASE64.test(compact) ? fromBinary(atob(compact)) : undefined;
}

/** The bytes of base64url without padding; `undefined` where it is none (Go's RawURLEncoding). */
export function decodeBase64url(text: string): Uint8Array | undefined {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) return undefined;
  const standard = text.replace(/-/g, '+').replace(/_/g, '/');
  return fromBinary(atob(standard.padEnd(Math.ceil(standard.length / 4) * 4, '=')));
}
