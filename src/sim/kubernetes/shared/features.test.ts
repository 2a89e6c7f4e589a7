import { describe, expect, it } from 'vitest';
import { errorText } from './go/error.ts';
import { FeatureGates, knownFeatures, parseFeatureGates } from './features.ts';

function set(text: string) {
  const gates = new FeatureGates();
  const warnings: string[] = [];
  try {
    gates.setFromMap(parseFeatureGates(text), (warning) => warnings.push(warning));
    return { gates, warnings, error: '' };
  } catch (e) {
    return { gates, warnings, error: errorText(e) };
  }
}

describe('feature gates', () => {
  it('refuse what featuregate refuses', () => {
    expect(set('nocolon').error).toBe('missing bool value for nocolon');
    expect(set('A=maybe').error).toBe('invalid value of A=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax');
    expect(set('Nope=true').error).toBe('unrecognized feature gate: Nope');
    expect(set('AnyVolumeDataSource=false').error).toBe('cannot set feature gate AnyVolumeDataSource to false, feature is locked to true');
    expect(set('GangScheduling=true').error).toBe(
      'GangScheduling is enabled, but depends on features that are disabled: [GenericWorkload]',
    );
  });

  it('turn all alpha features on but those set by name', () => {
    const { gates } = set('AllAlpha=true,MemoryQoS=false');
    expect([gates.enabled('GangScheduling'), gates.enabled('MemoryQoS'), gates.enabled('EnvFiles')]).toEqual([true, false, true]);
  });

  it('warn about finished features', () => {
    expect(set('AnyVolumeDataSource=true').warnings).toEqual([
      'Setting GA feature gate AnyVolumeDataSource=true. It will be removed in a future release.',
    ]);
  });

  it('list those that can be set', () => {
    expect(knownFeatures().length).toBe(141);
    expect(knownFeatures()[0]).toBe('APIResponseCompression=true|false (BETA - default=true)');
  });
});
