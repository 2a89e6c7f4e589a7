import { describe, expect, it } from 'vitest';
import { decode } from '../decode/codec.ts';
import { errorText } from '../go/error.ts';
import { CONFIG_SCHEMES } from './config-schemes.ts';

function error(scheme: keyof typeof CONFIG_SCHEMES, text: string): string {
  try {
    decode(new TextEncoder().encode(text), { strict: true, scheme: CONFIG_SCHEMES[scheme]() });
    return '';
  } catch (e) {
    return errorText(e);
  }
}

describe('configuration files', () => {
  it('are read by their program’s scheme', () => {
    const kubelet = 'apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n';
    expect(error('kubelet', `${kubelet}maxPods: abc\n`)).toBe(
      'json: cannot unmarshal string into Go struct field KubeletConfiguration.maxPods of type int32',
    );
    expect(error('kubelet', `${kubelet}syncFrequency: 5x\n`)).toBe('time: unknown unit "x" in duration "5x"');
    expect(error('kubelet', `${kubelet}authentication:\n  webook: {}\n`)).toBe(
      'strict decoding error: unknown field "authentication.webook"',
    );
    expect(error('kubeProxy', kubelet)).toBe(
      'no kind "KubeletConfiguration" is registered for version "kubelet.config.k8s.io/v1beta1" in scheme "pkg/runtime/scheme.go:111"',
    );
    expect(error('kubeadm', 'apiVersion: kubeadm.k8s.io/v1beta4\nkind: ClusterConfiguration\nnetworking: []\n')).toBe(
      'json: cannot unmarshal array into Go struct field ClusterConfiguration.networking of type v1beta4.Networking',
    );
  });

  it('have types for each kind', () => {
    for (const scheme of Object.keys(CONFIG_SCHEMES) as (keyof typeof CONFIG_SCHEMES)[]) {
      for (const [gv, kind] of [
        ['kubelet.config.k8s.io/v1beta1', 'CredentialProviderConfig'],
        ['apiserver.config.k8s.io/v1beta1', 'EgressSelectorConfiguration'],
        ['kubescheduler.config.k8s.io/v1', 'KubeSchedulerConfiguration'],
        ['audit.k8s.io/v1', 'Policy'],
        ['pod-security.admission.config.k8s.io/v1', 'PodSecurityConfiguration'],
        ['eventratelimit.admission.k8s.io/v1alpha1', 'Configuration'],
        ['resourcequota.admission.k8s.io/v1', 'Configuration'],
      ]) {
        if (CONFIG_SCHEMES[scheme]().hasVersion(gv!)) expect(error(scheme, `apiVersion: ${gv}\nkind: ${kind}\n`)).toBe('');
      }
    }
  });
});
