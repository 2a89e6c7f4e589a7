// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface CertificateSigningRequest extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: CertificateSigningRequestSpec;
  status?: CertificateSigningRequestStatus;
}
export interface CertificateSigningRequestSpec {
  request?: string;
  signerName?: string;
  expirationSeconds?: number;
  usages?: KeyUsage[];
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, ExtraValue>;
}
export interface CertificateSigningRequestStatus {
  conditions?: CertificateSigningRequestCondition[];
  certificate?: string;
}
export interface CertificateSigningRequestCondition {
  type?: RequestConditionType;
  status?: coreV1.ConditionStatus;
  reason?: string;
  message?: string;
  lastUpdateTime?: metaV1.Time;
  lastTransitionTime?: metaV1.Time;
}
export interface CertificateSigningRequestList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: CertificateSigningRequest[];
}
export type ExtraValue = string[];
export type RequestConditionType = string;
export type KeyUsage = string;
