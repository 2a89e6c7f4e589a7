/** How words of a command are completed (`complete`). */
export interface CompletionSpec {
  /** Kinds of things by `-A` name, in the order of bash's own list. */
  actions: readonly string[];
  /** `-o` options. */
  options: readonly string[];
  globPattern: string | undefined;
  wordList: string | undefined;
  function: string | undefined;
  command: string | undefined;
  filter: string | undefined;
  prefix: string | undefined;
  suffix: string | undefined;
}

/** All specifications of a shell: by command, and those of `-D`, `-E` and `-I`. */
export interface CompletionSpecs {
  readonly byCommand: Map<string, CompletionSpec>;
  fallback: CompletionSpec | undefined;
  empty: CompletionSpec | undefined;
  initial: CompletionSpec | undefined;
}

export const NO_SPEC: CompletionSpec = {
  actions: [],
  options: [],
  globPattern: undefined,
  wordList: undefined,
  function: undefined,
  command: undefined,
  filter: undefined,
  prefix: undefined,
  suffix: undefined,
};
