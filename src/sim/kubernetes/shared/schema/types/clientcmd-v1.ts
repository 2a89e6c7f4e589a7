// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.

export interface Config {
  kind?: string;
  apiVersion?: string;
  preferences?: Preferences;
  clusters?: NamedCluster[];
  users?: NamedAuthInfo[];
  contexts?: NamedContext[];
  'current-context'?: string;
  extensions?: NamedExtension[];
}
export interface Preferences {
  colors?: boolean;
  extensions?: NamedExtension[];
}
export interface Cluster {
  server?: string;
  'tls-server-name'?: string;
  'insecure-skip-tls-verify'?: boolean;
  'certificate-authority'?: string;
  'certificate-authority-data'?: string;
  'proxy-url'?: string;
  'disable-compression'?: boolean;
  extensions?: NamedExtension[];
}
export interface AuthInfo {
  'client-certificate'?: string;
  'client-certificate-data'?: string;
  'client-key'?: string;
  'client-key-data'?: string;
  token?: string;
  tokenFile?: string;
  as?: string;
  'as-uid'?: string;
  'as-groups'?: string[];
  'as-user-extra'?: Record<string, string[]>;
  username?: string;
  password?: string;
  'auth-provider'?: AuthProviderConfig;
  exec?: ExecConfig;
  extensions?: NamedExtension[];
}
export interface Context {
  cluster?: string;
  user?: string;
  namespace?: string;
  extensions?: NamedExtension[];
}
export interface NamedCluster {
  name?: string;
  cluster?: Cluster;
}
export interface NamedContext {
  name?: string;
  context?: Context;
}
export interface NamedAuthInfo {
  name?: string;
  user?: AuthInfo;
}
export interface NamedExtension {
  name?: string;
  extension?: unknown;
}
export interface AuthProviderConfig {
  name?: string;
  config?: Record<string, string>;
}
export interface ExecConfig {
  command?: string;
  args?: string[];
  env?: ExecEnvVar[];
  apiVersion?: string;
  installHint?: string;
  provideClusterInfo?: boolean;
  interactiveMode?: ExecInteractiveMode;
}
export interface ExecEnvVar {
  name?: string;
  value?: string;
}
export type ExecInteractiveMode = string;
