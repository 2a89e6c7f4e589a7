// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.
import type * as coreV1 from './core-v1.ts';
import type * as metaV1 from './meta-v1.ts';

export interface Event extends metaV1.TypeMeta {
  metadata?: metaV1.ObjectMeta;
  eventTime?: metaV1.MicroTime;
  series?: EventSeries;
  reportingController?: string;
  reportingInstance?: string;
  action?: string;
  reason?: string;
  regarding?: coreV1.ObjectReference;
  related?: coreV1.ObjectReference;
  note?: string;
  type?: string;
  deprecatedSource?: coreV1.EventSource;
  deprecatedFirstTimestamp?: metaV1.Time;
  deprecatedLastTimestamp?: metaV1.Time;
  deprecatedCount?: number;
}
export interface EventSeries {
  count?: number;
  lastObservedTime?: metaV1.MicroTime;
}
export interface EventList extends metaV1.TypeMeta {
  metadata?: metaV1.ListMeta;
  items?: Event[];
}
