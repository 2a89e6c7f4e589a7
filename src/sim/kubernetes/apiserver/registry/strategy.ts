import type { Step } from '../../../kernel/step.ts';
import type { KubeObject } from '../../shared/api/meta.ts';
import type { FieldErrors } from '../../shared/validation/field.ts';
import type { RequestContext } from './context.ts';

/**
 * What is special about a resource, in the places where upstream's strategies say it. Objects that are passed are the request's own
 * and may be changed by the `prepare` hooks; `old` may not. Models pkg/registry/RESOURCE/strategy.go @v1.35
 */
export interface Strategy {
  /** Sets and clears what clients may not set. */
  prepareForCreate?(object: KubeObject, context: RequestContext): void;
  validate?(object: KubeObject, context: RequestContext): FieldErrors;
  warningsOnCreate?(object: KubeObject, context: RequestContext): string[];
  prepareForUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): void;
  validateUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): FieldErrors;
  warningsOnUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): string[];
  /** How metadata.name is checked; DNS subdomain where nothing is said. */
  validateName?(name: string, prefix: boolean): string[];
  /** A PUT of something that is not there creates it. */
  allowCreateOnUpdate?: boolean;
  /** A PUT without a resource version overwrites. */
  allowUnconditionalUpdate?: boolean;
  /** The spec has a generation, which counts its changes. */
  generation?: boolean;
  /** Seconds until an object that is to be deleted may go; none: at once. Gives what the options become. */
  graceSeconds?(object: KubeObject, asked: number | undefined, context: RequestContext): number | undefined;
  /** What else may be selected by field: `spec.nodeName`. */
  fields?(object: KubeObject): Readonly<Record<string, string>>;
  /** Seconds that an object lives (events). */
  ttlSeconds?(object: KubeObject): number | undefined;
  /** Finalizers that a new object gets by the propagation policy of its deletion, or by its kind. */
  defaultOrphan?: boolean;
  /** Around a write: takes what the object needs (an address), and gives it back where the write failed. */
  beginCreate?(object: KubeObject, context: RequestContext): Step<{ finish(): Step; undo(): Step } | undefined>;
  beginUpdate?(object: KubeObject, old: KubeObject, context: RequestContext): Step<{ finish(): Step; undo(): Step } | undefined>;
  afterDelete?(object: KubeObject, context: RequestContext): Step;
  /** Changes an object on its way out (a computed field). */
  decorate?(object: KubeObject): KubeObject;
}

/** What admission does with a request: throws a StatusError where it refuses. */
export interface Admission {
  /** May change the object. */
  mutate(
    operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT',
    object: KubeObject | undefined,
    old: KubeObject | undefined,
    context: RequestContext,
  ): Step;
  validate(
    operation: 'CREATE' | 'UPDATE' | 'DELETE' | 'CONNECT',
    object: KubeObject | undefined,
    old: KubeObject | undefined,
    context: RequestContext,
  ): Step;
}

export const NO_ADMISSION: Admission = {
  *mutate() {
    // nothing refuses
  },
  *validate() {
    // nothing refuses
  },
};
