import { image, ROOT_ONLY, STANDARD_PATH } from '../image.ts';

export default image({
  names: ['registry.k8s.io/kube-scheduler:v1.35.4'],
  id: 'a1540ad4f99fb4f22a2abf10c50eeef048f15ea00643284807f86691a0d9d71b',
  digest: '86c00a1e7373a21850ce6a9033647a8279a5b52c6f8fb2b36e6ad59e5f37f585',
  sizeBytes: 71_599_492,
  layer: '1db539a41a9e40fc4e3db6ffed64ec0627dd07f391b53b357b0d000328772db2',
  created: '2026-11-22T03:53:04.961207884Z',
  config: { entrypoint: ['/usr/local/bin/kube-scheduler'], env: [STANDARD_PATH] },
  files: {
    ...ROOT_ONLY,
    '/usr/local/bin/kube-scheduler': { program: 'kube-scheduler', sizeBytes: 69_798_080 },
    '/tmp': { directory: true, mode: 0o1777 },
  },
  preloaded: true,
});
