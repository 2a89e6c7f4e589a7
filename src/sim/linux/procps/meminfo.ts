import type { Process } from '../../kernel/process.ts';

/** Memory and swap as free(1) counts them, in KiB. */
export interface Memory {
  total: number;
  used: number;
  free: number;
  shared: number;
  buffers: number;
  /** Page cache and reclaimable slabs. */
  cache: number;
  available: number;
  active: number;
  inactive: number;
  swapTotal: number;
  swapFree: number;
  swapCached: number;
  commitLimit: number;
  committed: number;
}

/** Reads /proc/meminfo. */
export function readMemory(p: Process): Memory {
  const fields = new Map(
    p.sys
      .readText('/proc/meminfo')
      .split('\n')
      .map((line): [string, number] => {
        const [name = '', value = ''] = line.split(':');
        return [name, Number(/\d+/.exec(value)?.[0] ?? 0)];
      }),
  );
  const get = (name: string): number => fields.get(name) ?? 0;
  const total = get('MemTotal');
  const available = get('MemAvailable');
  return {
    total,
    used: total - available,
    free: get('MemFree'),
    shared: get('Shmem'),
    buffers: get('Buffers'),
    cache: get('Cached') + get('SReclaimable'),
    available,
    active: get('Active'),
    inactive: get('Inactive'),
    swapTotal: get('SwapTotal'),
    swapFree: get('SwapFree'),
    swapCached: get('SwapCached'),
    commitLimit: get('CommitLimit'),
    committed: get('Committed_AS'),
  };
}
