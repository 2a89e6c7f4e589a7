import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { MINUTE, type Micros } from '../../../kernel/time.ts';
import { certPoolOf, goVerifier, x509KeyPair, type CertPool, type KeyPair } from '../../../crypto/index.ts';
import { Transport, type TransportOptions } from '../../../linux/net/http/client.ts';
import type { Headers } from '../../../linux/net/http/messages.ts';
import { goLookupHost } from '../../../linux/net/resolver.ts';
import { tlsClient } from '../../../linux/net/tls.ts';
import { GoError } from '../go/error.ts';
import { embedded, type ChosenConfig } from './kubeconfig.ts';
import { RestClient } from './rest.ts';

// Models client-go/rest/{config,transport}.go and client-go/transport @v1.35

/** How often a certificate that is a file is looked at again. */
const RELOAD_PERIOD = 5 * MINUTE;

export interface ClientOptions {
  userAgent: string;
  timeout?: Micros;
  /** A client certificate that changes while the program runs (the kubelet's). */
  certificate?: () => KeyPair | undefined;
  /** Requests are made as somebody else. */
  impersonate?: { user?: string; groups?: readonly string[]; uid?: string };
}

/** What a client needs for TLS, read from files and data. Throws GoError with upstream's words. */
export interface ClientTls {
  roots: CertPool | undefined;
  insecure: boolean;
  serverName: string | undefined;
  certificate: (() => KeyPair | undefined) | undefined;
}

function read(p: Process, path: string): Uint8Array {
  try {
    return p.sys.readFile(path);
  } catch (e) {
    if (e instanceof Errno) throw new GoError(e.go);
    throw e;
  }
}

/** Reads the certificates of a chosen configuration (rest.TLSConfigFor). Throws GoError. */
export function clientTls(p: Process, config: ChosenConfig): ClientTls {
  const { cluster, user } = config;
  const caData = cluster['certificate-authority-data'];
  const caFile = cluster['certificate-authority'];
  const insecure = cluster['insecure-skip-tls-verify'] ?? false;
  if (insecure && (caData || caFile)) throw new GoError('specifying a root certificates file with the insecure flag is not allowed');
  const ca = caData ? embedded(caData) : caFile ? read(p, caFile) : undefined;
  let roots: CertPool | undefined;
  if (ca) {
    try {
      roots = certPoolOf(ca);
    } catch (e) {
      throw new GoError(
        `unable to load root certificates: ${(e as Error).message.replace('data does not contain any valid RSA or ECDSA certificates', 'unable to parse bytes as PEM block')}`,
      );
    }
  }
  return { roots, insecure, serverName: cluster['tls-server-name'], certificate: clientCertificate(p, user) };
}

/** The user's certificate; one that is a file is read anew from time to time. */
function clientCertificate(p: Process, user: ChosenConfig['user']): (() => KeyPair | undefined) | undefined {
  const certData = user['client-certificate-data'];
  const certFile = user['client-certificate'];
  if (!certData && !certFile) return undefined;
  const keyData = user['client-key-data'];
  const keyFile = user['client-key'];
  const load = (): KeyPair => {
    const certificate = certData ? embedded(certData) : read(p, certFile!);
    const key = keyData ? embedded(keyData) : keyFile ? read(p, keyFile) : new Uint8Array(0);
    return x509KeyPair(certificate, key);
  };
  let pair = load();
  let at = p.clock.now;
  return () => {
    if (p.clock.now - at < RELOAD_PERIOD) return pair;
    at = p.clock.now;
    try {
      pair = load();
    } catch {
      // the old one is used on
    }
    return pair;
  };
}

/** A transport for a chosen configuration. */
export function transportFor(p: Process, tls: ClientTls, certificate = tls.certificate): Transport {
  const options: TransportOptions = {
    resolve: goLookupHost,
    secure: (process, connection, origin) => {
      const name = tls.serverName ?? origin.host;
      return tlsClient(process, connection, {
        serverName: name,
        alpn: ['h2', 'http/1.1'],
        ...(tls.insecure ? {} : { verify: goVerifier(tls.roots, name) }),
        ...(certificate ? { certificate: () => certificate() } : {}),
      });
    },
  };
  return new Transport(p, options);
}

function authorization(p: Process, config: ChosenConfig): (() => Record<string, string>) | undefined {
  const { user } = config;
  const { tokenFile } = user;
  if (tokenFile) {
    return (): Record<string, string> => {
      try {
        return { authorization: `Bearer ${p.sys.readText(tokenFile).trim()}` };
      } catch {
        return user.token ? { authorization: `Bearer ${user.token}` } : {};
      }
    };
  }
  if (user.token) return () => ({ authorization: `Bearer ${user.token}` });
  if (user.username || user.password) return () => ({ authorization: `Basic ${btoa(`${user.username ?? ''}:${user.password ?? ''}`)}` });
  return undefined;
}

/** A REST client for a chosen configuration. Throws GoError where its certificates cannot be read. */
export function restClient(p: Process, config: ChosenConfig, options: ClientOptions): RestClient {
  const tls = clientTls(p, config);
  const auth = authorization(p, config);
  const as = options.impersonate?.user ?? config.user.as;
  const groups = options.impersonate?.groups ?? config.user['as-groups'] ?? [];
  const uid = options.impersonate?.uid ?? config.user['as-uid'];
  const fixed: Headers = {
    'user-agent': options.userAgent,
    ...(as ? { 'impersonate-user': as } : {}),
    ...(groups.length > 0 ? { 'impersonate-group': groups.join('\u0000') } : {}),
    ...(uid ? { 'impersonate-uid': uid } : {}),
  };
  let server = config.cluster.server ?? '';
  if (!/^https?:\/\//.test(server)) {
    if (/^[a-z+.-]+:\/\//.test(server))
      throw new GoError(`parse ${JSON.stringify(server)}: first path segment in URL cannot contain colon`);
    server = `${tls.roots || tls.certificate ? 'https' : 'http'}://${server}`;
  }
  return new RestClient(
    p,
    {
      server: server.replace(/\/$/, ''),
      headers: () => ({ ...fixed, ...auth?.() }),
      ...(options.timeout ? { timeout: options.timeout } : {}),
    },
    transportFor(p, tls, options.certificate ?? tls.certificate),
  );
}
