import { image, STANDARD_PATH } from '../image.ts';

export default image({
  names: ['registry.k8s.io/coredns/coredns:v1.13.1'],
  id: '8a03f568e4ceefb767f05e62ec828015bba4d7a865da737c7709e2615dab71e7',
  digest: '7bfbdbc610ba1679bc5c5e51f27ef89de0d3baae1be7208dfade830cfd5e66aa',
  sizeBytes: 76_842_351,
  layer: 'f975f8c7d21d02268424679d31a55cad77444d0b91e5921abe86bd35f2fe55b0',
  created: '2026-11-22T03:53:08.830071406Z',
  config: { entrypoint: ['/coredns'], env: [STANDARD_PATH] },
  files: {
    '/coredns': { program: 'coredns', sizeBytes: 75_832_472 },
    '/etc/ssl/certs': { directory: true },
    '/tmp': { directory: true, mode: 0o1777 },
  },
  preloaded: true,
});
