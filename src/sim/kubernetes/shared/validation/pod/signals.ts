import { sortStrings } from '../../go/quote.ts';

const NAMED =
  'ABRT ALRM BUS CHLD CLD CONT FPE HUP ILL INT IO IOT KILL PIPE POLL PROF PWR QUIT SEGV STKFLT STOP SYS TERM TRAP TSTP TTIN TTOU URG USR1 USR2 VTALRM WINCH XCPU XFSZ RTMIN RTMAX';

const offsets = (name: string, sign: string, count: number) => Array.from({ length: count }, (_, i) => `SIG${name}${sign}${i + 1}`);

/** Signals that may be set as a Linux container's stop signal, sorted. */
export const STOP_SIGNALS: readonly string[] = sortStrings([
  ...NAMED.split(' ').map((name) => `SIG${name}`),
  ...offsets('RTMIN', '+', 15),
  ...offsets('RTMAX', '-', 14),
]);
