// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface ExecCredential extends metaV1.TypeMeta {
  spec?: ExecCredentialSpec;
  status?: ExecCredentialStatus;
}
export interface ExecCredentialSpec {
  cluster?: Cluster;
  interactive?: boolean;
}
export interface ExecCredentialStatus {
  expirationTimestamp?: metaV1.Time;
  token?: string;
  clientCertificateData?: string;
  clientKeyData?: string;
}
export interface Cluster {
  server?: string;
  'tls-server-name'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'certificate-authority-data'?: string;
  'proxy-url'?: string;
  'disable-compression'?: boolean;
  config?: unknown;
}
