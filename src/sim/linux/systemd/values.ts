import { parseSignal, signalNumber, signalName, type SignalName } from '../../kernel/signals.ts';

/** `yes`, `true`, `on`, `1`, `y`, `t` and their opposites; `undefined` for anything else. */
export function parseBoolean(text: string): boolean | undefined {
  if (/^(1|yes|y|true|t|on)$/i.test(text)) return true;
  return /^(0|no|n|false|f|off)$/i.test(text) ? false : undefined;
}

const SIZES: Readonly<Record<string, number>> = { '': 1, B: 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40, P: 2 ** 50, E: 2 ** 60 };

/** A number of bytes with a binary suffix (`8M`, `1.5G`); `undefined` where the text is none. */
export function parseSize(text: string): number | undefined {
  const m = /^\s*(\d+(?:\.\d+)?)\s*([BKMGTPE]?)$/.exec(text);
  return m ? Math.floor(Number(m[1]) * SIZES[m[2]!]!) : undefined;
}

/** An amount of bytes as systemd prints it: `38.5M`, `920.0K`, `512B`. */
export function formatBytes(bytes: number): string {
  for (const [suffix, unit] of Object.entries(SIZES).reverse()) {
    if (suffix === '' || suffix === 'B' || bytes < unit) continue;
    return `${Math.floor(bytes / unit)}.${Math.floor(((bytes % unit) * 10) / unit)}${suffix}`;
  }
  return `${bytes}B`;
}

/** Permission bits in octal. */
export function parseMode(text: string): number | undefined {
  return /^[0-7]+$/.test(text) && parseInt(text, 8) <= 0o7777 ? parseInt(text, 8) : undefined;
}

export function parseUnsigned(text: string): number | undefined {
  const trimmed = text.trim();
  if (/^\d+$/.test(trimmed)) return Number(trimmed);
  return /^0x[0-9a-fA-F]+$/.test(trimmed) ? parseInt(trimmed, 16) : undefined;
}

/** Exit codes that have names: libc's, the LSB's for init scripts, systemd's own, sysexits(3). Class decides where a name is shown. */
const EXIT_STATUSES: Readonly<Record<number, readonly [name: string, kind: 'libc' | 'lsb' | 'systemd' | 'bsd']>> = {
  0: ['SUCCESS', 'libc'],
  1: ['FAILURE', 'libc'],
  2: ['INVALIDARGUMENT', 'lsb'],
  3: ['NOTIMPLEMENTED', 'lsb'],
  4: ['NOPERMISSION', 'lsb'],
  5: ['NOTINSTALLED', 'lsb'],
  6: ['NOTCONFIGURED', 'lsb'],
  7: ['NOTRUNNING', 'lsb'],
  64: ['USAGE', 'bsd'],
  65: ['DATAERR', 'bsd'],
  66: ['NOINPUT', 'bsd'],
  67: ['NOUSER', 'bsd'],
  68: ['NOHOST', 'bsd'],
  69: ['UNAVAILABLE', 'bsd'],
  70: ['SOFTWARE', 'bsd'],
  71: ['OSERR', 'bsd'],
  72: ['OSFILE', 'bsd'],
  73: ['CANTCREAT', 'bsd'],
  74: ['IOERR', 'bsd'],
  75: ['TEMPFAIL', 'bsd'],
  76: ['PROTOCOL', 'bsd'],
  77: ['NOPERM', 'bsd'],
  78: ['CONFIG', 'bsd'],
  200: ['CHDIR', 'systemd'],
  201: ['NICE', 'systemd'],
  202: ['FDS', 'systemd'],
  203: ['EXEC', 'systemd'],
  204: ['MEMORY', 'systemd'],
  205: ['LIMITS', 'systemd'],
  206: ['OOM_ADJUST', 'systemd'],
  207: ['SIGNAL_MASK', 'systemd'],
  208: ['STDIN', 'systemd'],
  209: ['STDOUT', 'systemd'],
  210: ['CHROOT', 'systemd'],
  214: ['SETSCHEDULER', 'systemd'],
  216: ['GROUP', 'systemd'],
  217: ['USER', 'systemd'],
  218: ['CAPABILITIES', 'systemd'],
  219: ['CGROUP', 'systemd'],
  220: ['SETSID', 'systemd'],
  222: ['STDERR', 'systemd'],
  226: ['NAMESPACE', 'systemd'],
  227: ['NO_NEW_PRIVILEGES', 'systemd'],
  228: ['SECCOMP', 'systemd'],
  233: ['RUNTIME_DIRECTORY', 'systemd'],
  238: ['STATE_DIRECTORY', 'systemd'],
  243: ['CREDENTIALS', 'systemd'],
  255: ['EXCEPTION', 'systemd'],
};

/** The name of an exit code, as log lines and `systemctl status` show it after the number. */
export function exitStatusName(code: number, kinds: readonly string[] = ['libc', 'lsb', 'systemd']): string | undefined {
  const known = EXIT_STATUSES[code];
  return known && kinds.includes(known[1]) ? known[0] : undefined;
}

/** Exit codes and signals that count as something (SuccessExitStatus=). */
export interface StatusSet {
  codes: Set<number>;
  signals: Set<SignalName>;
}

/** Reads one word of such a list into it: a number, a code's name or a signal's. False where it is neither. */
export function addStatus(set: StatusSet, word: string): boolean {
  if (/^\d+$/.test(word)) {
    if (Number(word) > 255) return false;
    set.codes.add(Number(word));
    return true;
  }
  const named = Object.entries(EXIT_STATUSES).find(([, [name]]) => name === word);
  if (named) {
    set.codes.add(Number(named[0]));
    return true;
  }
  const signal = word.startsWith('SIG') || /^[A-Z]/.test(word) ? parseSignal(word) : undefined;
  if (signal) set.signals.add(signal);
  return signal !== undefined;
}

/** `1 6 SIGKILL`: how such a list is shown. */
export function formatStatusSet(set: StatusSet): string {
  const signals = [...set.signals].map(signalNumber).sort((a, b) => a - b);
  return [...[...set.codes].sort((a, b) => a - b).map(String), ...signals.map((n) => signalName(n)!)].join(' ');
}

/** `1024:524288` or one value for both; `infinity`. Gives `undefined` where the text is no limit. */
export function parseLimit(text: string, unit: 'number' | 'size' | 'span'): { soft: number; hard: number } | undefined {
  const one = (part: string): number | undefined => {
    if (part === 'infinity') return Infinity;
    return unit === 'size' ? parseSize(part) : parseUnsigned(part);
  };
  const [a, b] = text.split(':', 2);
  const soft = one(a ?? '');
  const hard = b === undefined ? soft : one(b);
  return soft === undefined || hard === undefined || soft > hard ? undefined : { soft, hard };
}

const FACILITIES = 'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp'.split(' ');
const LEVELS = ['emerg', 'alert', 'crit', 'err', 'warning', 'notice', 'info', 'debug'];

/** Number of a syslog facility by name or number. */
export function parseFacility(text: string): number | undefined {
  if (/^\d+$/.test(text)) return Number(text) <= 127 ? Number(text) : undefined;
  const local = /^local([0-7])$/.exec(text);
  if (local) return 16 + Number(local[1]);
  const i = FACILITIES.indexOf(text);
  return i < 0 ? undefined : i;
}

export const facilityName = (n: number): string => FACILITIES[n] ?? (n >= 16 && n < 24 ? `local${n - 16}` : String(n));

/** Number of a syslog level by name or number (0 is emerg). */
export function parseLevel(text: string): number | undefined {
  if (/^[0-7]$/.test(text)) return Number(text);
  const i = LEVELS.indexOf(text.replace(/^(panic|error|warn)$/, (w) => ({ panic: 'emerg', error: 'err', warn: 'warning' })[w]!));
  return i < 0 ? undefined : i;
}

export const levelName = (n: number): string => LEVELS[n] ?? String(n);
