import type { ProcessMain } from './process.ts';

/**
 * A program that a process can run. Each stands in a folder of its own with an `index.ts` that exports one as default, and is
 * found by being there: `npm run generate` writes the literal import maps (`registry.generated.ts`).
 */
export interface Program {
  /** What identifies it in a binary's bytes; unique among all programs (`ls`, `kubelet`, `busybox`). */
  readonly id: string;
  /** Where a Debian node has it; the first is the file, others are links to it. None: it exists only in images. */
  readonly paths: readonly string[];
  /** Debian package that owns it, for dpkg. */
  readonly package?: string;
  /** Size of the binary that `ls -l` shows. */
  readonly sizeBytes?: number;
  /** Permission bits; 0755 unless it is setuid. */
  readonly mode?: number;
  readonly main: ProcessMain;
}

/** Declares a program (gives it back, typed). */
export function program(definition: Program): Program {
  return definition;
}
