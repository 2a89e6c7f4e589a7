import type { Process } from '../../kernel/process.ts';

/** What a process uses, as far as the kernel would count it. */
export interface Usage {
  /** Threads with those of its language's runtime. */
  threads: number;
  virtualKiB: number;
  residentKiB: number;
  sharedKiB: number;
}

/** A number that is the same for a text on every run. */
function spread(text: string, range: number): number {
  let h = 2166136261;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 16777619);
  return (h >>> 0) % range;
}

/**
 * Threads and memory of a process. Memory is what the program accounts for (`Process.charge`) and what loading a program of
 * its kind takes anyway: a C program some megabytes, a Go program its heap's arenas too.
 */
export function usageOf(process: Process): Usage {
  const threads = Math.max(process.threads.size, 1) + process.runtimeThreads;
  if (!process.alive) return { threads: 1, virtualKiB: 0, residentKiB: 0, sharedKiB: 0 };
  const own = Math.ceil(process.memoryBytes / 1024);
  const multithreaded = threads > 4;
  const loaded = multithreaded ? 24_000 + spread(process.comm, 16_000) : 1_600 + spread(process.comm, 2_400);
  const residentKiB = Math.max(own, loaded);
  const virtualKiB = multithreaded
    ? 1_205_000 + (residentKiB >> 1) + spread(process.exe, 64) * 2_048
    : residentKiB + 1_900 + spread(process.exe, 2_000);
  return { threads, virtualKiB, residentKiB, sharedKiB: Math.round(Math.min(residentKiB, loaded) * 0.8) };
}

export type StateLetter = 'R' | 'S' | 'T' | 'Z' | 't';

/** The state that /proc shows: the process that asks is running, and so is one that burns processor time. */
export function stateOf(process: Process, asking: Process | undefined): StateLetter {
  if (process.state === 'zombie') return 'Z';
  if (process.state === 'stopped') return process.tracer ? 't' : 'T';
  return process === asking || process.onCpu ? 'R' : 'S';
}

export const STATE_TEXT: Record<StateLetter, string> = {
  R: 'R (running)',
  S: 'S (sleeping)',
  T: 'T (stopped)',
  t: 't (tracing stop)',
  Z: 'Z (zombie)',
};
