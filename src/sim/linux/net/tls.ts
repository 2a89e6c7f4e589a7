/**
 * TLS over simulated connections. `tlsClient` and `tlsServer` drive a handshake and give a `TlsConnection`, to be used like any
 * connection; they throw `TlsError`, whose message is Go's text (crypto/tls of Go 1.26) and which knows OpenSSL's too.
 */
export { tlsClient } from './tls/client.ts';
export { tlsServer } from './tls/server.ts';
export { TlsConnection } from './tls/connection.ts';
export { TlsError } from '../../crypto/tls/error.ts';
