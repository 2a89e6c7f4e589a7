/** Ends the shell (or the subshell) with a status. */
export class ShellExit {
  constructor(readonly status: number) {}
}

/** Gives up the command line that is being run; the next one is read. Subshells end. */
export class Discard {
  constructor(readonly status: number) {}
}

/** The learner pressed ^C: the interactive shell goes back to its prompt. */
export class Interrupted {
  readonly status = 130;
}

/** Leaves loops, a function or a sourced file; looked at after each command. */
export type Unwind = { type: 'break' | 'continue'; levels: number } | { type: 'return'; status: number };
