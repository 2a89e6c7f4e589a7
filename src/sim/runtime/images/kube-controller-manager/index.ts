import { image, ROOT_ONLY, STANDARD_PATH } from '../image.ts';

export default image({
  names: ['registry.k8s.io/kube-controller-manager:v1.35.4'],
  id: '3d60b2d0daff7778167f8721aa13990fc1f8a64f9b523e8cb6d8f58a186b7236',
  digest: '9f564b38861d69dadcdd91dfde22cd087cdef837557263a617d7c786bb99e2a2',
  sizeBytes: 93_799_817,
  layer: 'de77220b4d97e68f0c26afd4ed4fdc151aa146434fe153f4ca5f0723cac35e51',
  created: '2026-11-22T03:53:03.704482915Z',
  config: { entrypoint: ['/usr/local/bin/kube-controller-manager'], env: [STANDARD_PATH] },
  files: {
    ...ROOT_ONLY,
    '/usr/local/bin/kube-controller-manager': { program: 'kube-controller-manager', sizeBytes: 91_998_400 },
    '/tmp': { directory: true, mode: 0o1777 },
  },
  preloaded: true,
});
