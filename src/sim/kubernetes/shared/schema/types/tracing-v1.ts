// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.

export interface TracingConfiguration {
  endpoint?: string;
  samplingRatePerMillion?: number;
}
