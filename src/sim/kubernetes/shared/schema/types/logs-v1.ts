// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.

export interface LoggingConfiguration {
  format?: string;
  flushFrequency?: TimeOrMetaDuration;
  verbosity?: VerbosityLevel;
  vmodule?: VModuleConfiguration;
  options?: FormatOptions;
}
export type TimeOrMetaDuration = string | number;
export interface FormatOptions {
  text?: TextOptions;
  json?: JSONOptions;
}
export type TextOptions = OutputRoutingOptions;
export type JSONOptions = OutputRoutingOptions;
export interface OutputRoutingOptions {
  splitStream?: boolean;
  infoBufferSize?: string;
}
export interface VModuleItem {
  filePattern?: string;
  verbosity?: VerbosityLevel;
}
export type VModuleConfiguration = VModuleItem[];
export type VerbosityLevel = number;
