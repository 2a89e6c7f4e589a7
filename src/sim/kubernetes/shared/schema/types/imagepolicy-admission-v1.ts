// Written by src/cli/tools/schema.mjs; do not edit. A field that is absent has its zero value.

export interface AdmissionConfig {
  imagePolicy?: imagePolicyWebhookConfig;
}
export interface imagePolicyWebhookConfig {
  kubeConfigFile?: string;
  allowTTL?: number;
  denyTTL?: number;
  retryBackoff?: number;
  defaultAllow?: boolean;
}
