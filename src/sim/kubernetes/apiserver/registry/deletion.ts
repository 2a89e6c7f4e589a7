import type { KubeObject } from '../../shared/api/meta.ts';

/** metav1.DeleteOptions. */
export interface DeleteOptions {
  gracePeriodSeconds?: number;
  preconditions?: { uid?: string; resourceVersion?: string };
  orphanDependents?: boolean;
  propagationPolicy?: string;
  dryRun?: string[];
}

const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

/**
 * The finalizers that an object has once its deletion is asked for: the garbage collector's come and go by the propagation policy.
 * Models deletionFinalizersForGarbageCollection in generic/registry/store.go @v1.35
 */
export function deletionFinalizers(object: KubeObject, options: DeleteOptions, defaultOrphan: boolean): string[] {
  const have = object.metadata?.finalizers ?? [];
  const others = have.filter((f) => f !== ORPHAN && f !== FOREGROUND);
  let orphan = defaultOrphan || have.includes(ORPHAN);
  let foreground = have.includes(FOREGROUND);
  if (options.orphanDependents !== undefined) orphan = options.orphanDependents;
  if (options.propagationPolicy !== undefined) {
    orphan = options.propagationPolicy === 'Orphan';
    foreground = options.propagationPolicy === 'Foreground';
  }
  return [...others, ...(orphan ? [ORPHAN] : []), ...(foreground ? [FOREGROUND] : [])];
}
