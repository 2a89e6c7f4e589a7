import { image, STANDARD_PATH } from '../image.ts';

export default image({
  names: ['registry.k8s.io/etcd:3.6.6-0'],
  id: '9d27660e3b0b6d914677ca73f7a9f4c92e97322b71490fbf25b24ec78e7c9fda',
  digest: '54d71cd0c6020f44f8bc1db3cd01619466414850fbc101e1f5e8fad424f38e7c',
  sizeBytes: 61_502_823,
  layer: '894c976e38951ace224ac09730c231b29ccf18daed3087dc0e770c48371fd2b8',
  created: '2026-11-22T03:53:07.482911327Z',
  config: { entrypoint: ['/usr/local/bin/etcd'], env: [STANDARD_PATH] },
  files: {
    '/usr/local/bin/etcd': { program: 'etcd', sizeBytes: 25_461_024 },
    '/usr/local/bin/etcdctl': { program: 'etcdctl', sizeBytes: 17_125_560 },
    '/usr/local/bin/etcdutl': { program: 'etcdutl', sizeBytes: 18_899_128 },
    '/tmp': { directory: true },
    '/var/etcd': { directory: true },
    '/var/lib/etcd': { directory: true },
  },
  preloaded: true,
});
