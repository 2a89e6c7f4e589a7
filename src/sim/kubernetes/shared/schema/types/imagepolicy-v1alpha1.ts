// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface ImageReview extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ImageReviewSpec;
  status?: ImageReviewStatus;
}
export interface ImageReviewSpec {
  containers?: ImageReviewContainerSpec[];
  annotations?: Record<string, string>;
  namespace?: string;
}
export interface ImageReviewContainerSpec {
  image?: string;
}
export interface ImageReviewStatus {
  allowed?: boolean;
  reason?: string;
  auditAnnotations?: Record<string, string>;
}
