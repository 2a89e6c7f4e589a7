import { program } from '../../../kernel/program.ts';
import { block, never } from '../../../kernel/step.ts';
import { image, STANDARD_PATH } from '../image.ts';

/** Holds a pod's namespaces: does nothing until it is told to end, and reaps what ends below it. */
const pause = program({
  id: 'pause',
  paths: [],
  *main(p) {
    const end = (): void => p.kernel.terminate(p, { code: 0 });
    p.handle('INT', end);
    p.handle('TERM', end);
    p.handle('CHLD', 'ignore');
    yield* block(never);
  },
});

export default image({
  names: ['registry.k8s.io/pause:3.10.1'],
  id: '1fb22a7eb6e0c3e106e95fc3babaa3c1a145ac57f9054ab253f3d5a83ff5a05f',
  digest: 'f632a3de7dded16e1ada847dd1965a254b818f57edf4beed98e4b7833037898a',
  sizeBytes: 912_747,
  layer: '4db2eec447d4ffe28119240a5bf150b1992948a56b56bf4503134589b546019a',
  created: '2026-11-22T03:53:09.917340228Z',
  config: { entrypoint: ['/pause'], env: [STANDARD_PATH] },
  files: { '/pause': { program: 'pause', sizeBytes: 905_216 } },
  programs: [pause],
  preloaded: true,
});
