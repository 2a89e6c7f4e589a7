// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';
import type * as tracingV1 from './tracing-v1.ts';

export interface AdmissionConfiguration extends metaV1.TypeMeta {
  plugins?: AdmissionPluginConfiguration[];
}
export interface AdmissionPluginConfiguration {
  name?: string;
  path?: string;
  configuration?: unknown;
}
export interface AuthenticationConfiguration extends metaV1.TypeMeta {
  jwt?: JWTAuthenticator[];
  anonymous?: AnonymousAuthConfig;
}
export interface AnonymousAuthConfig {
  enabled?: boolean;
  conditions?: AnonymousAuthCondition[];
}
export interface AnonymousAuthCondition {
  path?: string;
}
export interface JWTAuthenticator {
  issuer?: Issuer;
  claimValidationRules?: ClaimValidationRule[];
  claimMappings?: ClaimMappings;
  userValidationRules?: UserValidationRule[];
}
export interface Issuer {
  url?: string;
  discoveryURL?: string;
  certificateAuthority?: string;
  audiences?: string[];
  audienceMatchPolicy?: AudienceMatchPolicyType;
  egressSelectorType?: EgressSelectorType;
}
export interface ClaimValidationRule {
  claim?: string;
  requiredValue?: string;
  expression?: string;
  message?: string;
}
export interface ClaimMappings {
  username?: PrefixedClaimOrExpression;
  groups?: PrefixedClaimOrExpression;
  uid?: ClaimOrExpression;
  extra?: ExtraMapping[];
}
export interface PrefixedClaimOrExpression {
  claim?: string;
  prefix?: string;
  expression?: string;
}
export interface ClaimOrExpression {
  claim?: string;
  expression?: string;
}
export interface ExtraMapping {
  key?: string;
  valueExpression?: string;
}
export interface UserValidationRule {
  expression?: string;
  message?: string;
}
export interface AuthorizationConfiguration extends metaV1.TypeMeta {
  authorizers?: AuthorizerConfiguration[];
}
export interface AuthorizerConfiguration {
  type?: string;
  name?: string;
  webhook?: WebhookConfiguration;
}
export interface WebhookConfiguration {
  authorizedTTL?: metaV1.Duration;
  cacheAuthorizedRequests?: boolean;
  unauthorizedTTL?: metaV1.Duration;
  cacheUnauthorizedRequests?: boolean;
  timeout?: metaV1.Duration;
  subjectAccessReviewVersion?: string;
  matchConditionSubjectAccessReviewVersion?: string;
  failurePolicy?: string;
  connectionInfo?: WebhookConnectionInfo;
  matchConditions?: WebhookMatchCondition[];
}
export interface WebhookConnectionInfo {
  type?: string;
  kubeConfigFile?: string;
}
export interface WebhookMatchCondition {
  expression?: string;
}
export interface TracingConfiguration extends metaV1.TypeMeta, tracingV1.TracingConfiguration {}
export type AudienceMatchPolicyType = string;
export type EgressSelectorType = string;
export interface EncryptionConfiguration extends metaV1.TypeMeta {
  resources?: ResourceConfiguration[];
}
export interface ResourceConfiguration {
  resources?: string[];
  providers?: ProviderConfiguration[];
}
export interface ProviderConfiguration {
  aesgcm?: AESConfiguration;
  aescbc?: AESConfiguration;
  secretbox?: SecretboxConfiguration;
  identity?: IdentityConfiguration;
  kms?: KMSConfiguration;
}
export interface AESConfiguration {
  keys?: Key[];
}
export interface SecretboxConfiguration {
  keys?: Key[];
}
export interface Key {
  name?: string;
  secret?: string;
}
export type IdentityConfiguration = Record<string, never>;
export interface KMSConfiguration {
  apiVersion?: string;
  name?: string;
  cachesize?: number;
  endpoint?: string;
  timeout?: metaV1.Duration;
}
