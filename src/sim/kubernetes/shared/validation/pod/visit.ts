import type { Container, PodSpec } from '../../schema/types/core-v1.ts';
import { Path } from '../field.ts';

/** Every container of a pod with its place: init containers first, ephemeral ones last (VisitContainersWithPath). */
export function* visitContainers(spec: PodSpec, path: Path = Path.of('spec')): Generator<{ container: Container; path: Path }> {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers'] as const) {
    let i = 0;
    for (const container of spec[list] ?? []) yield { container, path: path.child(list).index(i++) };
  }
}
