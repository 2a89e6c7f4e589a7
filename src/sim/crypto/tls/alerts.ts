/** Alert descriptions (RFC 8446, 6.2, and older ones) with Go's text and OpenSSL's reason. */
const ALERTS = {
  'close-notify': [0, 'close notify', ''],
  'unexpected-message': [10, 'unexpected message', 'sslv3 alert unexpected message'],
  'bad-record-mac': [20, 'bad record MAC', 'sslv3 alert bad record mac'],
  'record-overflow': [22, 'record overflow', 'tlsv1 alert record overflow'],
  'handshake-failure': [40, 'handshake failure', 'sslv3 alert handshake failure'],
  'bad-certificate': [42, 'bad certificate', 'sslv3 alert bad certificate'],
  'unsupported-certificate': [43, 'unsupported certificate', 'sslv3 alert unsupported certificate'],
  'certificate-revoked': [44, 'revoked certificate', 'sslv3 alert certificate revoked'],
  'certificate-expired': [45, 'expired certificate', 'sslv3 alert certificate expired'],
  'certificate-unknown': [46, 'unknown certificate', 'sslv3 alert certificate unknown'],
  'illegal-parameter': [47, 'illegal parameter', 'sslv3 alert illegal parameter'],
  'unknown-ca': [48, 'unknown certificate authority', 'tlsv1 alert unknown ca'],
  'access-denied': [49, 'access denied', 'tlsv1 alert access denied'],
  'decode-error': [50, 'error decoding message', 'tlsv1 alert decode error'],
  'decrypt-error': [51, 'error decrypting message', 'tlsv1 alert decrypt error'],
  'protocol-version': [70, 'protocol version not supported', 'tlsv1 alert protocol version'],
  'insufficient-security': [71, 'insufficient security level', 'tlsv1 alert insufficient security'],
  'internal-error': [80, 'internal error', 'tlsv1 alert internal error'],
  'inappropriate-fallback': [86, 'inappropriate fallback', 'tlsv1 alert inappropriate fallback'],
  'user-canceled': [90, 'user canceled', 'tlsv1 alert user cancelled'],
  'no-renegotiation': [100, 'no renegotiation', 'tlsv1 alert no renegotiation'],
  'missing-extension': [109, 'missing extension', 'tlsv13 alert missing extension'],
  'unsupported-extension': [110, 'unsupported extension', 'tlsv1 unsupported extension'],
  'unrecognized-name': [112, 'unrecognized name', 'tlsv1 unrecognized name'],
  'certificate-required': [116, 'certificate required', 'tlsv13 alert certificate required'],
  'no-application-protocol': [120, 'no application protocol', 'reason(1120)'],
} as const;

export type AlertName = keyof typeof ALERTS;

export function alertCode(alert: AlertName): number {
  return ALERTS[alert][0];
}

/** Go's text, without `tls: `: `bad certificate`. */
export function goAlert(alert: AlertName): string {
  return ALERTS[alert][1];
}

/** OpenSSL's reason for an alert that was received: `sslv3 alert bad certificate`. */
export function opensslAlert(alert: AlertName): string {
  return ALERTS[alert][2];
}
