// Written by `npm run generate`; do not edit.
import type { ImageDefinition } from './image.ts';

/** Everything of its kind that has a folder, in the order of the folders’ names. */
export const IMAGES: readonly ImageDefinition[] = [];
