// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface TokenReview extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: TokenReviewSpec;
  status?: TokenReviewStatus;
}
export interface TokenReviewSpec {
  token?: string;
  audiences?: string[];
}
export interface TokenReviewStatus {
  authenticated?: boolean;
  user?: UserInfo;
  audiences?: string[];
  error?: string;
}
export interface UserInfo {
  username?: string;
  uid?: string;
  groups?: string[];
  extra?: Record<string, ExtraValue>;
}
export interface TokenRequest extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: TokenRequestSpec;
  status?: TokenRequestStatus;
}
export interface TokenRequestSpec {
  audiences?: string[];
  expirationSeconds?: number;
  boundObjectRef?: BoundObjectReference;
}
export interface TokenRequestStatus {
  token?: string;
  expirationTimestamp?: metaV1.Time;
}
export interface BoundObjectReference {
  kind?: string;
  apiVersion?: string;
  name?: string;
  uid?: string;
}
export interface SelfSubjectReview extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  status?: SelfSubjectReviewStatus;
}
export interface SelfSubjectReviewStatus {
  userInfo?: UserInfo;
}
export type ExtraValue = string[];
