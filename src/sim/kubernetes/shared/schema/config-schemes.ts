import { configScheme, type Scheme } from './scheme.ts';

const lazily = (...lists: [gv: string, pkg: string, kinds: string][]): (() => Scheme) => {
  let scheme: Scheme | undefined;
  return () => (scheme ??= configScheme(...lists));
};

/** The schemes with which the programs read their configuration files, by the program and the file. */
export const CONFIG_SCHEMES = {
  kubelet: lazily([
    'kubelet.config.k8s.io/v1beta1',
    'kubelet.config/v1beta1',
    'KubeletConfiguration SerializedNodeConfigSource CredentialProviderConfig ImagePullIntent ImagePulledRecord',
  ]),
  kubeletCredentialProviders: lazily(
    ['kubelet.config.k8s.io/v1', 'kubelet.config/v1', 'CredentialProviderConfig'],
    ['kubelet.config.k8s.io/v1beta1', 'kubelet.config/v1beta1', 'CredentialProviderConfig'],
  ),
  kubeProxy: lazily(['kubeproxy.config.k8s.io/v1alpha1', 'kube-proxy.config/v1alpha1', 'KubeProxyConfiguration']),
  scheduler: lazily([
    'kubescheduler.config.k8s.io/v1',
    'scheduler.config/v1',
    'KubeSchedulerConfiguration DefaultPreemptionArgs DynamicResourcesArgs InterPodAffinityArgs NodeAffinityArgs ' +
      'NodeResourcesBalancedAllocationArgs NodeResourcesFitArgs PodTopologySpreadArgs VolumeBindingArgs',
  ]),
  kubeadm: lazily([
    'kubeadm.k8s.io/v1beta4',
    'kubeadm/v1beta4',
    'InitConfiguration ClusterConfiguration JoinConfiguration ResetConfiguration UpgradeConfiguration',
  ]),
  /** --admission-control-config-file, --encryption-provider-config, --authentication-config, --authorization-config and others. */
  apiServer: lazily(
    [
      'apiserver.config.k8s.io/v1',
      'apiserver.config/v1',
      'AdmissionConfiguration AuthenticationConfiguration AuthorizationConfiguration TracingConfiguration EncryptionConfiguration',
    ],
    [
      'apiserver.config.k8s.io/v1beta1',
      'apiserver.config/v1beta1',
      'EgressSelectorConfiguration TracingConfiguration AuthenticationConfiguration AuthorizationConfiguration',
    ],
    [
      'apiserver.config.k8s.io/v1alpha1',
      'apiserver.config/v1alpha1',
      'AdmissionConfiguration EgressSelectorConfiguration TracingConfiguration AuthenticationConfiguration AuthorizationConfiguration',
    ],
  ),
  audit: lazily(['audit.k8s.io/v1', 'audit/v1', 'Event EventList Policy PolicyList']),
  podSecurity: lazily(['pod-security.admission.config.k8s.io/v1', 'pod-security/v1', 'PodSecurityConfiguration']),
  eventRateLimit: lazily(['eventratelimit.admission.k8s.io/v1alpha1', 'eventratelimit/v1alpha1', 'Configuration']),
  resourceQuota: lazily(['resourcequota.admission.k8s.io/v1', 'resourcequota.admission/v1', 'Configuration']),
  kubeconfig: lazily(['v1', 'clientcmd/v1', 'Config']),
};
