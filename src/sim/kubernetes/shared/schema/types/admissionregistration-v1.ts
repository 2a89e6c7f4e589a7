// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface Rule {
  apiGroups?: string[];
  apiVersions?: string[];
  resources?: string[];
  scope?: ScopeType;
}
export interface ValidatingAdmissionPolicy extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ValidatingAdmissionPolicySpec;
  status?: ValidatingAdmissionPolicyStatus;
}
export interface ValidatingAdmissionPolicyStatus {
  observedGeneration?: number;
  typeChecking?: TypeChecking;
  conditions?: metaV1.Condition[];
}
export interface TypeChecking {
  expressionWarnings?: ExpressionWarning[];
}
export interface ExpressionWarning {
  fieldRef?: string;
  warning?: string;
}
export interface ValidatingAdmissionPolicyList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ValidatingAdmissionPolicy[];
}
export interface ValidatingAdmissionPolicySpec {
  paramKind?: ParamKind;
  matchConstraints?: MatchResources;
  validations?: Validation[];
  failurePolicy?: FailurePolicyType;
  auditAnnotations?: AuditAnnotation[];
  matchConditions?: MatchCondition[];
  variables?: Variable[];
}
export interface ParamKind {
  apiVersion?: string;
  kind?: string;
}
export interface Validation {
  expression?: string;
  message?: string;
  reason?: metaV1.StatusReason;
  messageExpression?: string;
}
export interface Variable {
  name?: string;
  expression?: string;
}
export interface AuditAnnotation {
  key?: string;
  valueExpression?: string;
}
export interface ValidatingAdmissionPolicyBinding extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ValidatingAdmissionPolicyBindingSpec;
}
export interface ValidatingAdmissionPolicyBindingList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ValidatingAdmissionPolicyBinding[];
}
export interface ValidatingAdmissionPolicyBindingSpec {
  policyName?: string;
  paramRef?: ParamRef;
  matchResources?: MatchResources;
  validationActions?: ValidationAction[];
}
export interface ParamRef {
  name?: string;
  namespace?: string;
  selector?: metaV1.LabelSelector;
  parameterNotFoundAction?: ParameterNotFoundActionType;
}
export interface MatchResources {
  namespaceSelector?: metaV1.LabelSelector;
  objectSelector?: metaV1.LabelSelector;
  resourceRules?: NamedRuleWithOperations[];
  excludeResourceRules?: NamedRuleWithOperations[];
  matchPolicy?: MatchPolicyType;
}
export interface NamedRuleWithOperations extends RuleWithOperations {
  resourceNames?: string[];
}
export interface ValidatingWebhookConfiguration extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  webhooks?: ValidatingWebhook[];
}
export interface ValidatingWebhookConfigurationList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ValidatingWebhookConfiguration[];
}
export interface MutatingWebhookConfiguration extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  webhooks?: MutatingWebhook[];
}
export interface MutatingWebhookConfigurationList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: MutatingWebhookConfiguration[];
}
export interface ValidatingWebhook {
  name?: string;
  clientConfig?: WebhookClientConfig;
  rules?: RuleWithOperations[];
  failurePolicy?: FailurePolicyType;
  matchPolicy?: MatchPolicyType;
  namespaceSelector?: metaV1.LabelSelector;
  objectSelector?: metaV1.LabelSelector;
  sideEffects?: SideEffectClass;
  timeoutSeconds?: number;
  admissionReviewVersions?: string[];
  matchConditions?: MatchCondition[];
}
export interface MutatingWebhook {
  name?: string;
  clientConfig?: WebhookClientConfig;
  rules?: RuleWithOperations[];
  failurePolicy?: FailurePolicyType;
  matchPolicy?: MatchPolicyType;
  namespaceSelector?: metaV1.LabelSelector;
  objectSelector?: metaV1.LabelSelector;
  sideEffects?: SideEffectClass;
  timeoutSeconds?: number;
  admissionReviewVersions?: string[];
  reinvocationPolicy?: ReinvocationPolicyType;
  matchConditions?: MatchCondition[];
}
export interface RuleWithOperations extends Rule {
  operations?: OperationType[];
}
export interface WebhookClientConfig {
  url?: string;
  service?: ServiceReference;
  caBundle?: string;
}
export interface ServiceReference {
  namespace?: string;
  name?: string;
  path?: string;
  port?: number;
}
export interface MatchCondition {
  name?: string;
  expression?: string;
}
export type ScopeType = string;
export type FailurePolicyType = string;
export type ParameterNotFoundActionType = string;
export type MatchPolicyType = string;
export type SideEffectClass = string;
export type ValidationAction = string;
export type ReinvocationPolicyType = string;
export type OperationType = string;
