// Written by `npm run generate`; do not edit.
import type { Program } from '../kernel/program.ts';
import cniPlugin_ from './cni-plugin/index.ts';
import containerd_ from './containerd/index.ts';
import containerdShimRuncV2_ from './containerd-shim-runc-v2/index.ts';

/** Everything of its kind that has a folder, in the order of the folders’ names. */
export const RUNTIME_PROGRAMS: readonly Program[] = [
  cniPlugin_,
  containerd_,
  containerdShimRuncV2_,
];
