import { featureDefault } from '../features.ts';
import type { StructType } from '../schema/go-types.ts';
import { API_DEFAULTS } from './apis.ts';
import { CORE_DEFAULTS } from './core.ts';
import { POD_DEFAULTS } from './pod.ts';
import { DefaultsWalker, type DefaultingContext } from './walk.ts';

export type { DefaultingContext } from './walk.ts';

const walker = new DefaultsWalker({ ...POD_DEFAULTS, ...CORE_DEFAULTS, ...API_DEFAULTS });

/**
 * Sets an object's defaults in place, as decoding into the internal version does. `type` is its struct; the object must be the
 * caller's own, not one that was sent or stored.
 */
export function setDefaults(object: object, type: StructType, context: DefaultingContext = { enabled: featureDefault }): void {
  walker.apply(object, type, context);
}
