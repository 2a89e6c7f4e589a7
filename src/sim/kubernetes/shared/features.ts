import { aggregate, errorText, GoError } from './go/error.ts';
import { sortStrings } from './go/quote.ts';
import { parseBool } from './go/strconv.ts';
import { FEATURE_GATES } from './features.data.ts';

export type FeatureStage = 'ALPHA' | 'BETA' | 'GA' | 'DEPRECATED';

export interface Feature {
  name: string;
  stage: FeatureStage;
  default: boolean;
  /** It cannot be set to anything but its default. */
  locked: boolean;
  /** The features that must be on for this one. */
  needs: readonly string[];
}

let known: Map<string, Feature> | undefined;

/** The feature gates of v1.35 by name. */
export function features(): ReadonlyMap<string, Feature> {
  known ??= new Map(
    FEATURE_GATES.trim()
      .split('\n')
      .map((line) => {
        const [name, stage, value, ...rest] = line.split(' ');
        const needs = rest.includes('needs') ? rest.slice(rest.indexOf('needs') + 1) : [];
        return [name!, { name: name!, stage: stage as FeatureStage, default: value === 'true', locked: rest[0] === 'locked', needs }];
      }),
  );
  return known;
}

/** Whether a feature is on where nobody set it. */
export function featureDefault(name: string): boolean {
  const feature = features().get(name);
  if (!feature) throw new Error(`feature "${name}" is not registered in FeatureGate`);
  return feature.default;
}

/** Settings from a flag's text, `A=true,B=false` (featuregate's Set). Throws its errors. */
export function parseFeatureGates(text: string): Map<string, boolean> {
  const settings = new Map<string, boolean>();
  for (const part of text.split(',')) {
    if (part === '') continue;
    const at = part.indexOf('=');
    const name = (at < 0 ? part : part.slice(0, at)).trim();
    if (at < 0) throw new GoError(`missing bool value for ${name}`);
    const value = part.slice(at + 1).trim();
    try {
      settings.set(name, parseBool(value));
    } catch (e) {
      throw new GoError(`invalid value of ${name}=${value}, err: ${errorText(e)}`);
    }
  }
  return settings;
}

const STAGES: Record<string, FeatureStage> = { AllAlpha: 'ALPHA', AllBeta: 'BETA' };

/** The feature gates of one program: what is set and what follows (component-base/featuregate). */
export class FeatureGates {
  readonly #set = new Map<string, boolean>();
  readonly #raw = new Map<string, boolean>();

  /** Whether a feature is on. */
  readonly enabled = (name: string): boolean => this.#set.get(name) ?? featureDefault(name);

  /**
   * Sets gates, keeping those set before. `warn` takes the warnings about gates of finished and deprecated features. Throws
   * featuregate's errors, and then nothing changes.
   */
  setFromMap(settings: Iterable<readonly [string, boolean]>, warn: (text: string) => void = () => {}): void {
    for (const [name, value] of settings) this.#raw.set(name, value);
    const next = new Map(this.#set);
    const errors: GoError[] = [];
    // Upstream goes through a map in no order; by name is as good.
    for (const name of sortStrings(this.#raw.keys())) {
      const value = this.#raw.get(name)!;
      const feature = features().get(name);
      if (!feature) throw new GoError(`unrecognized feature gate: ${name}`);
      if (feature.locked && feature.default !== value)
        errors.push(new GoError(`cannot set feature gate ${name} to ${value}, feature is locked to ${feature.default}`));
      else this.#apply(feature, value, next, warn);
    }
    const error = aggregate(errors.length ? errors : needsErrors(next));
    if (error) throw error;
    for (const [name, value] of next) this.#set.set(name, value);
  }

  #apply(feature: Feature, value: boolean, next: Map<string, boolean>, warn: (text: string) => void): void {
    const { name, stage } = feature;
    next.set(name, value);
    if (STAGES[name]) {
      for (const other of features().values())
        if (other.stage === STAGES[name] && !STAGES[other.name] && !next.has(other.name)) next.set(other.name, value);
    } else if (stage === 'GA' || stage === 'DEPRECATED') {
      const kind = stage === 'GA' ? 'GA' : 'deprecated';
      warn(`Setting ${kind} feature gate ${name}=${value}. It will be removed in a future release.`);
    }
  }

  /** Every feature with its state, by name. */
  all(): { name: string; stage: FeatureStage; enabled: boolean }[] {
    return [...features().values()].map(({ name, stage }) => ({ name, stage, enabled: this.enabled(name) }));
  }
}

function needsErrors(set: ReadonlyMap<string, boolean>): GoError[] {
  const on = (name: string) => set.get(name) ?? featureDefault(name);
  return [...features().values()]
    .filter((feature) => on(feature.name))
    .map((feature) => ({ name: feature.name, off: feature.needs.filter((need) => !on(need)) }))
    .filter(({ off }) => off.length)
    .map(({ name, off }) => new GoError(`${name} is enabled, but depends on features that are disabled: [${off.join(' ')}]`));
}

/** The lines of help texts that list the gates one can set (KnownFeatures). */
export function knownFeatures(): string[] {
  return [...features().values()]
    .filter(({ stage }) => stage === 'ALPHA' || stage === 'BETA')
    .map((feature) => `${feature.name}=true|false (${feature.stage} - default=${feature.default})`);
}
