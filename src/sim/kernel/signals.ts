/** Linux signal numbers (x86-64), in the order of `kill -l`. */
export const SIGNALS = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  STKFLT: 16,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  URG: 23,
  XCPU: 24,
  XFSZ: 25,
  VTALRM: 26,
  PROF: 27,
  WINCH: 28,
  IO: 29,
  PWR: 30,
  SYS: 31,
} as const;

export type SignalName = keyof typeof SIGNALS;

/** glibc's strsignal(3): what a shell says of a child that a signal ended. */
export const SIGNAL_TEXT: Record<SignalName, string> = {
  HUP: 'Hangup',
  INT: 'Interrupt',
  QUIT: 'Quit',
  ILL: 'Illegal instruction',
  TRAP: 'Trace/breakpoint trap',
  ABRT: 'Aborted',
  BUS: 'Bus error',
  FPE: 'Floating point exception',
  KILL: 'Killed',
  USR1: 'User defined signal 1',
  SEGV: 'Segmentation fault',
  USR2: 'User defined signal 2',
  PIPE: 'Broken pipe',
  ALRM: 'Alarm clock',
  TERM: 'Terminated',
  STKFLT: 'Stack fault',
  CHLD: 'Child exited',
  CONT: 'Continued',
  STOP: 'Stopped (signal)',
  TSTP: 'Stopped',
  TTIN: 'Stopped (tty input)',
  TTOU: 'Stopped (tty output)',
  URG: 'Urgent I/O condition',
  XCPU: 'CPU time limit exceeded',
  XFSZ: 'File size limit exceeded',
  VTALRM: 'Virtual timer expired',
  PROF: 'Profiling timer expired',
  WINCH: 'Window changed',
  IO: 'I/O possible',
  PWR: 'Power failure',
  SYS: 'Bad system call',
};

const NAMES = new Map<number, SignalName>(Object.entries(SIGNALS).map(([name, n]) => [n, name as SignalName]));

export function signalNumber(name: SignalName): number {
  return SIGNALS[name];
}

/** The name of a signal number, without SIG; `undefined` for a number that is none. */
export function signalName(n: number): SignalName | undefined {
  return NAMES.get(n);
}

/** Reads `TERM`, `SIGTERM`, `sigterm` or `15`; `undefined` where it names no signal. */
export function parseSignal(text: string): SignalName | undefined {
  if (/^\d+$/.test(text)) return signalName(Number(text));
  const name = text.toUpperCase().replace(/^SIG/, '');
  return name in SIGNALS ? (name as SignalName) : undefined;
}

/** What a signal does to a process that has said nothing about it. */
export function defaultAction(name: SignalName): 'terminate' | 'stop' | 'continue' | 'ignore' {
  switch (name) {
    case 'CHLD':
    case 'URG':
    case 'WINCH':
      return 'ignore';
    case 'CONT':
      return 'continue';
    case 'STOP':
    case 'TSTP':
    case 'TTIN':
    case 'TTOU':
      return 'stop';
    default:
      return 'terminate';
  }
}
