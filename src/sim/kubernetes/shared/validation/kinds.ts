import { APPS_KINDS } from './apps.ts';
import type { KindValidation } from './kind.ts';
import { SERVICE_KINDS } from './service.ts';

const KINDS: Record<string, KindValidation> = { ...APPS_KINDS, ...SERVICE_KINDS };

/** How objects of a kind are checked, by its API group and kind; nothing for kinds that have no checks here. */
export function kindValidation(group: string, kind: string): KindValidation | undefined {
  const key = `${group}/${kind}`;
  return Object.hasOwn(KINDS, key) ? KINDS[key] : undefined;
}
