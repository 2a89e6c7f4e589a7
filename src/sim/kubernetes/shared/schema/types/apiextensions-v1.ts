// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as metaV1 from './meta-v1.ts';

export interface CustomResourceDefinitionSpec {
  group?: string;
  names?: CustomResourceDefinitionNames;
  scope?: ResourceScope;
  versions?: CustomResourceDefinitionVersion[];
  conversion?: CustomResourceConversion;
  preserveUnknownFields?: boolean;
}
export interface CustomResourceConversion {
  strategy?: ConversionStrategyType;
  webhook?: WebhookConversion;
}
export interface WebhookConversion {
  clientConfig?: WebhookClientConfig;
  conversionReviewVersions?: string[];
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
export interface CustomResourceDefinitionVersion {
  name?: string;
  served?: boolean;
  storage?: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: CustomResourceValidation;
  subresources?: CustomResourceSubresources;
  additionalPrinterColumns?: CustomResourceColumnDefinition[];
  selectableFields?: SelectableField[];
}
export interface SelectableField {
  jsonPath?: string;
}
export interface CustomResourceColumnDefinition {
  name?: string;
  type?: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath?: string;
}
export interface CustomResourceDefinitionNames {
  plural?: string;
  singular?: string;
  shortNames?: string[];
  kind?: string;
  listKind?: string;
  categories?: string[];
}
export interface CustomResourceDefinitionCondition {
  type?: CustomResourceDefinitionConditionType;
  status?: ConditionStatus;
  lastTransitionTime?: metaV1.Time;
  reason?: string;
  message?: string;
  observedGeneration?: number;
}
export interface CustomResourceDefinitionStatus {
  conditions?: CustomResourceDefinitionCondition[];
  acceptedNames?: CustomResourceDefinitionNames;
  storedVersions?: string[];
  observedGeneration?: number;
}
export interface CustomResourceDefinition extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: CustomResourceDefinitionSpec;
  status?: CustomResourceDefinitionStatus;
}
export interface CustomResourceDefinitionList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: CustomResourceDefinition[];
}
export interface CustomResourceValidation {
  openAPIV3Schema?: JSONSchemaProps;
}
export interface CustomResourceSubresources {
  status?: CustomResourceSubresourceStatus;
  scale?: CustomResourceSubresourceScale;
}
export type CustomResourceSubresourceStatus = Record<string, never>;
export interface CustomResourceSubresourceScale {
  specReplicasPath?: string;
  statusReplicasPath?: string;
  labelSelectorPath?: string;
}
export interface ConversionReview extends metaV1.TypeMeta {
  request?: ConversionRequest;
  response?: ConversionResponse;
}
export interface ConversionRequest {
  uid?: string;
  desiredAPIVersion?: string;
  objects?: unknown[];
}
export interface ConversionResponse {
  uid?: string;
  convertedObjects?: unknown[];
  result?: metaV1.Status;
}
export type ConversionStrategyType = string;
export type ResourceScope = string;
export type ConditionStatus = string;
export type CustomResourceDefinitionConditionType = string;
export interface JSONSchemaProps {
  id?: string;
  $schema?: JSONSchemaURL;
  $ref?: string;
  description?: string;
  type?: string;
  format?: string;
  title?: string;
  default?: JSON;
  maximum?: number;
  exclusiveMaximum?: boolean;
  minimum?: number;
  exclusiveMinimum?: boolean;
  maxLength?: number;
  minLength?: number;
  pattern?: string;
  maxItems?: number;
  minItems?: number;
  uniqueItems?: boolean;
  multipleOf?: number;
  enum?: JSON[];
  maxProperties?: number;
  minProperties?: number;
  required?: string[];
  items?: JSONSchemaPropsOrArray;
  allOf?: JSONSchemaProps[];
  oneOf?: JSONSchemaProps[];
  anyOf?: JSONSchemaProps[];
  not?: JSONSchemaProps;
  properties?: Record<string, JSONSchemaProps>;
  additionalProperties?: JSONSchemaPropsOrBool;
  patternProperties?: Record<string, JSONSchemaProps>;
  dependencies?: JSONSchemaDependencies;
  additionalItems?: JSONSchemaPropsOrBool;
  definitions?: JSONSchemaDefinitions;
  externalDocs?: ExternalDocumentation;
  example?: JSON;
  nullable?: boolean;
  'x-kubernetes-preserve-unknown-fields'?: boolean;
  'x-kubernetes-embedded-resource'?: boolean;
  'x-kubernetes-int-or-string'?: boolean;
  'x-kubernetes-list-map-keys'?: string[];
  'x-kubernetes-list-type'?: string;
  'x-kubernetes-map-type'?: string;
  'x-kubernetes-validations'?: ValidationRules;
}
export interface ValidationRule {
  rule?: string;
  message?: string;
  messageExpression?: string;
  reason?: FieldValueErrorReason;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}
export type JSON = unknown;
export type JSONSchemaPropsOrArray = JSONSchemaProps | JSONSchemaProps[];
export type JSONSchemaPropsOrBool = JSONSchemaProps | boolean;
export type JSONSchemaPropsOrStringArray = JSONSchemaProps | string[];
export interface ExternalDocumentation {
  description?: string;
  url?: string;
}
export type FieldValueErrorReason = string;
export type ValidationRules = ValidationRule[];
export type JSONSchemaURL = string;
export type JSONSchemaDependencies = Record<string, JSONSchemaPropsOrStringArray>;
export type JSONSchemaDefinitions = Record<string, JSONSchemaProps>;
