/**
 * Every limit of the engine and every cost of its time model, in one place. A learner's command, a lab's script and an
 * imported scenario are untrusted input: none of them can hang the tab or fill the host's memory, because each thing that
 * can grow is bounded here. Units stand last in each name.
 */
export const LIMITS = {
  /** Thread resumptions in one call of `Kernel.run` before it hands control back to the host. */
  stepsPerRun: 2_000_000,
  /** Live processes on one machine; fork then fails with EAGAIN, as RLIMIT_NPROC makes it. */
  processesPerMachine: 1024,
  /** Open file descriptors of one process (EMFILE). */
  fdsPerProcess: 1024,
  /** Bytes a pipe holds before a writer waits (Linux: 64 KiB). */
  pipeBytes: 65_536,
  /** Unread input a terminal keeps; the rest of a paste waits in the terminal's own queue. */
  terminalInputBytes: 16 * 1024 * 1024,
  /** Bytes of output that a terminal keeps for a host that has not read them yet. */
  terminalBacklogBytes: 4 * 1024 * 1024,
  /** Disk of one machine, in bytes of real content (what `df` shows is scaled from it). ENOSPC beyond. */
  diskBytes: 192 * 1024 * 1024,
  /** Inodes of one file system. */
  inodes: 200_000,
  /** One file's size (EFBIG). */
  fileBytes: 128 * 1024 * 1024,
  /** Symbolic links followed in one path (Linux: 40). */
  symlinkDepth: 40,
  /** Length of a path (ENAMETOOLONG). */
  pathBytes: 4096,
  /** Length of one name in a path. */
  nameBytes: 255,
  /** Length of one command line's argv and environment together (E2BIG). */
  argvBytes: 2 * 1024 * 1024,
  /** Steps of one search for a regular expression that has to be tried out. */
  regexSteps: 10_000_000,
  /** Bytes of one line that a text tool holds. */
  lineBytes: 64 * 1024 * 1024,
  /** Entries a machine's journal keeps before the oldest go. */
  journalEntries: 50_000,
  /** Nested calls of shell functions and sourced files; beyond it the shell dies of SIGSEGV, about where bash's stack overflows. */
  shellDepth: 8000,
  /** Bytes of a shell word or variable. */
  shellWordBytes: 16 * 1024 * 1024,
  /** Lines of a shell's history. */
  historyEntries: 20_000,
  /** Memory of one machine, in bytes, as its programs account for it (the recorded nodes' own; nothing is really allocated). */
  machineMemoryBytes: 24_684_084 * 1024,
  /** Nested collections of a YAML or JSON text (go-yaml and encoding/json stop at 10,000, the host's stack earlier). */
  yamlDepth: 1_000,
  /** Bytes one HTTP body may have (the API server's own limit is 3 MiB). */
  httpBodyBytes: 64 * 1024 * 1024,
} as const;

/** What work costs in virtual time, in microseconds: a loop burns virtual time, never the tab. */
export const COSTS = {
  builtinUs: 50,
  execUs: 1_000,
  forkUs: 300,
  /** One way between two sockets on the same machine, and between two machines. */
  loopbackUs: 20,
  linkUs: 150,
  /** A TLS handshake's arithmetic, on each side. */
  tlsUs: 900,
  /** Debt of burnt time a thread may gather before it really waits. */
  quantumUs: 2_000,
} as const;
