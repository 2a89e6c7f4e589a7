import { image, ROOT_ONLY, STANDARD_PATH } from '../image.ts';

export default image({
  names: ['registry.k8s.io/kube-apiserver:v1.35.4'],
  id: 'bb54ff1016b7fb2edead078dbf1a5b11a17673067f60ec5c9bcc0a5aacf15d52',
  digest: '36f0cc5102d5f8b2ce5f7ba2f0e89b6bbf4cb66f0a8ee086d9fa787c28733267',
  sizeBytes: 103_589_253,
  layer: 'aade38d8ac7973834c7ebbb324625eaa423f4eedf1090ab9e10f73a342b07560',
  created: '2026-11-22T03:53:02.049183499Z',
  config: { entrypoint: ['/usr/local/bin/kube-apiserver'], env: [STANDARD_PATH] },
  files: {
    ...ROOT_ONLY,
    '/usr/local/bin/kube-apiserver': { program: 'kube-apiserver', sizeBytes: 101_787_840 },
    '/tmp': { directory: true, mode: 0o1777 },
  },
  preloaded: true,
});
