// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface EndpointSlice extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  addressType?: AddressType;
  endpoints?: Endpoint[];
  ports?: EndpointPort[];
}
export interface Endpoint {
  addresses?: string[];
  conditions?: EndpointConditions;
  hostname?: string;
  targetRef?: coreV1.ObjectReference;
  deprecatedTopology?: Record<string, string>;
  nodeName?: string;
  zone?: string;
  hints?: EndpointHints;
}
export interface EndpointConditions {
  ready?: boolean;
  serving?: boolean;
  terminating?: boolean;
}
export interface EndpointHints {
  forZones?: ForZone[];
  forNodes?: ForNode[];
}
export interface ForZone {
  name?: string;
}
export interface ForNode {
  name?: string;
}
export interface EndpointPort {
  name?: string;
  protocol?: coreV1.Protocol;
  port?: number;
  appProtocol?: string;
}
export interface EndpointSliceList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: EndpointSlice[];
}
export type AddressType = string;
