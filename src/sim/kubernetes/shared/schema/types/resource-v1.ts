// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface ResourceSlice extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ResourceSliceSpec;
}
export interface ResourceSliceSpec {
  driver?: string;
  pool?: ResourcePool;
  nodeName?: string;
  nodeSelector?: coreV1.NodeSelector;
  allNodes?: boolean;
  devices?: Device[];
  perDeviceNodeSelection?: boolean;
  sharedCounters?: CounterSet[];
}
export interface CounterSet {
  name?: string;
  counters?: Record<string, Counter>;
}
export interface ResourcePool {
  name?: string;
  generation?: number;
  resourceSliceCount?: number;
}
export interface Device {
  name?: string;
  attributes?: Record<string, DeviceAttribute>;
  capacity?: Record<string, DeviceCapacity>;
  consumesCounters?: DeviceCounterConsumption[];
  nodeName?: string;
  nodeSelector?: coreV1.NodeSelector;
  allNodes?: boolean;
  taints?: DeviceTaint[];
  bindsToNode?: boolean;
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
  allowMultipleAllocations?: boolean;
}
export interface DeviceCounterConsumption {
  counterSet?: string;
  counters?: Record<string, Counter>;
}
export interface DeviceCapacity {
  value?: string;
  requestPolicy?: CapacityRequestPolicy;
}
export interface Counter {
  value?: string;
}
export interface CapacityRequestPolicy {
  default?: string;
  validValues?: string[];
  validRange?: CapacityRequestPolicyRange;
}
export interface CapacityRequestPolicyRange {
  min?: string;
  max?: string;
  step?: string;
}
export interface DeviceAttribute {
  int?: number;
  bool?: boolean;
  string?: string;
  version?: string;
}
export interface DeviceTaint {
  key?: string;
  value?: string;
  effect?: DeviceTaintEffect;
  timeAdded?: metaV1.Time;
}
export interface ResourceSliceList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ResourceSlice[];
}
export interface ResourceClaim extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ResourceClaimSpec;
  status?: ResourceClaimStatus;
}
export interface ResourceClaimSpec {
  devices?: DeviceClaim;
}
export interface DeviceClaim {
  requests?: DeviceRequest[];
  constraints?: DeviceConstraint[];
  config?: DeviceClaimConfiguration[];
}
export interface DeviceRequest {
  name?: string;
  exactly?: ExactDeviceRequest;
  firstAvailable?: DeviceSubRequest[];
}
export interface ExactDeviceRequest {
  deviceClassName?: string;
  selectors?: DeviceSelector[];
  allocationMode?: DeviceAllocationMode;
  count?: number;
  adminAccess?: boolean;
  tolerations?: DeviceToleration[];
  capacity?: CapacityRequirements;
}
export interface DeviceSubRequest {
  name?: string;
  deviceClassName?: string;
  selectors?: DeviceSelector[];
  allocationMode?: DeviceAllocationMode;
  count?: number;
  tolerations?: DeviceToleration[];
  capacity?: CapacityRequirements;
}
export interface CapacityRequirements {
  requests?: Record<string, string>;
}
export interface DeviceSelector {
  cel?: CELDeviceSelector;
}
export interface CELDeviceSelector {
  expression?: string;
}
export interface DeviceConstraint {
  requests?: string[];
  matchAttribute?: FullyQualifiedName;
  distinctAttribute?: FullyQualifiedName;
}
export interface DeviceClaimConfiguration extends DeviceConfiguration {
  requests?: string[];
}
export interface DeviceConfiguration {
  opaque?: OpaqueDeviceConfiguration;
}
export interface OpaqueDeviceConfiguration {
  driver?: string;
  parameters?: unknown;
}
export interface DeviceToleration {
  key?: string;
  operator?: DeviceTolerationOperator;
  value?: string;
  effect?: DeviceTaintEffect;
  tolerationSeconds?: number;
}
export interface ResourceClaimStatus {
  allocation?: AllocationResult;
  reservedFor?: ResourceClaimConsumerReference[];
  devices?: AllocatedDeviceStatus[];
}
export interface ResourceClaimConsumerReference {
  apiGroup?: string;
  resource?: string;
  name?: string;
  uid?: string;
}
export interface AllocationResult {
  devices?: DeviceAllocationResult;
  nodeSelector?: coreV1.NodeSelector;
  allocationTimestamp?: metaV1.Time;
}
export interface DeviceAllocationResult {
  results?: DeviceRequestAllocationResult[];
  config?: DeviceAllocationConfiguration[];
}
export interface DeviceRequestAllocationResult {
  request?: string;
  driver?: string;
  pool?: string;
  device?: string;
  adminAccess?: boolean;
  tolerations?: DeviceToleration[];
  bindingConditions?: string[];
  bindingFailureConditions?: string[];
  shareID?: string;
  consumedCapacity?: Record<string, string>;
}
export interface DeviceAllocationConfiguration extends DeviceConfiguration {
  source?: AllocationConfigSource;
  requests?: string[];
}
export interface ResourceClaimList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ResourceClaim[];
}
export interface DeviceClass extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: DeviceClassSpec;
}
export interface DeviceClassSpec {
  selectors?: DeviceSelector[];
  config?: DeviceClassConfiguration[];
  extendedResourceName?: string;
}
export type DeviceClassConfiguration = DeviceConfiguration;
export interface DeviceClassList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: DeviceClass[];
}
export interface ResourceClaimTemplate extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  spec?: ResourceClaimTemplateSpec;
}
export interface ResourceClaimTemplateSpec {
  metadata?: metaV1.ObjectMeta;
  spec?: ResourceClaimSpec;
}
export interface ResourceClaimTemplateList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: ResourceClaimTemplate[];
}
export interface AllocatedDeviceStatus {
  driver?: string;
  pool?: string;
  device?: string;
  shareID?: string;
  conditions?: metaV1.Condition[];
  data?: unknown;
  networkData?: NetworkDeviceData;
}
export interface NetworkDeviceData {
  interfaceName?: string;
  ips?: string[];
  hardwareAddress?: string;
}
export type QualifiedName = string;
export type FullyQualifiedName = string;
export type DeviceTaintEffect = string;
export type DeviceAllocationMode = string;
export type DeviceTolerationOperator = string;
export type AllocationConfigSource = string;
