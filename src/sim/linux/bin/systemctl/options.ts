import type { Step } from '../../../kernel/step.ts';
import { parseSignal, SIGNALS } from '../../../kernel/signals.ts';
import type { OptionTable } from '../../systemd/options.ts';
import { formatStates } from '../../systemd/states.ts';
import { UNIT_TYPES } from '../../systemd/unit-name.ts';
import { parseBoolean } from '../../systemd/values.ts';
import { Quit, type Context } from './context.ts';

/** Options of systemctl. */
export const OPTIONS: OptionTable = {
  'a,all': 'none',
  'f,force': 'none',
  'h,help': 'none',
  i: 'none',
  'l,full': 'none',
  'q,quiet': 'none',
  'r,recursive': 'none',
  'T,show-transaction': 'none',
  P: 'required',
  'p,property': 'required',
  's,signal': 'required',
  't,type': 'required',
  'n,lines': 'required',
  'o,output': 'required',
  'H,host': 'required',
  'M,machine': 'required',
  after: 'none',
  before: 'none',
  reverse: 'none',
  'show-types': 'none',
  failed: 'none',
  value: 'none',
  version: 'none',
  system: 'none',
  user: 'none',
  global: 'none',
  wait: 'none',
  now: 'none',
  plain: 'none',
  runtime: 'none',
  marked: 'none',
  mkdir: 'none',
  'no-block': 'none',
  'no-legend': 'none',
  'no-pager': 'none',
  'no-wall': 'none',
  'no-warn': 'none',
  'no-reload': 'none',
  'no-ask-password': 'none',
  'dry-run': 'none',
  'firmware-setup': 'none',
  'ignore-dependencies': 'none',
  'read-only': 'none',
  'with-dependencies': 'none',
  legend: 'required',
  state: 'required',
  root: 'required',
  image: 'required',
  what: 'required',
  timestamp: 'required',
  'job-mode': 'required',
  'kill-who': 'required',
  'kill-whom': 'required',
  'preset-mode': 'required',
  'check-inhibitors': 'required',
  'boot-loader-menu': 'required',
  'boot-loader-entry': 'required',
  message: 'required',
};

/** Options that are known and do what they say only where more than the node's own service manager is simulated. */
const REFUSED = [
  'host',
  'machine',
  'recursive',
  'root',
  'image',
  'global',
  'marked',
  'mkdir',
  'read-only',
  'firmware-setup',
  'boot-loader-menu',
  'boot-loader-entry',
  'with-dependencies',
  'show-transaction',
  'what',
  'message',
];

const TIMESTAMPS = ['pretty', 'us', 'µs', 'utc', 'us+utc', 'µs+utc', 'unix'];

/** Looks at what the options were given; true where a list of what one may be was asked for and printed. Throws Quit. */
export function* checkValues(c: Context): Step<boolean> {
  const { chosen } = c;
  if (chosen.values('type').includes('help')) return yield* c.listed(`Available unit types:\n${UNIT_TYPES.join('\n')}\n`);
  if (chosen.values('state').includes('help')) return yield* c.listed(formatStates());
  const signal = chosen.value('signal');
  if (signal === 'help') return yield* c.listed(`0\n${signalNames().join('\n')}\n`);
  if (signal === 'list') return yield* c.listed(`SIGNAL NAME\n${signalNames().map(listedSignal).join('')}`);
  if (signal !== undefined && !parseSignal(signal)) throw new Quit(`Failed to parse signal string "${signal}".`);
  const legend = chosen.value('legend');
  if (legend !== undefined && parseBoolean(legend) === undefined)
    throw new Quit(`Failed to parse boolean argument to --legend: ${legend}.`);
  const timestamp = chosen.value('timestamp');
  if (timestamp !== undefined && !TIMESTAMPS.includes(timestamp)) throw new Quit(`Invalid value: ${timestamp}.`);
  const preset = chosen.value('preset-mode');
  if (preset !== undefined && !['full', 'enable-only', 'disable-only'].includes(preset)) {
    throw new Quit(`Failed to parse preset mode: ${preset}.`);
  }
  const inhibitors = chosen.value('check-inhibitors');
  if (inhibitors !== undefined && inhibitors !== 'auto' && parseBoolean(inhibitors) === undefined) {
    throw new Quit(`Failed to parse --check-inhibitors= argument: ${inhibitors}`);
  }
  if (timestamp !== undefined && timestamp !== 'pretty' && timestamp !== 'utc')
    throw new Quit('mirrorpod: systemctl --timestamp: not simulated');
  if (preset !== undefined && preset !== 'full') throw new Quit('mirrorpod: systemctl --preset-mode: not simulated');
  for (const option of REFUSED) if (chosen.has(option)) throw new Quit(`mirrorpod: systemctl --${option}: not simulated`);
  if (chosen.has('user')) throw new Quit('Failed to connect to bus: No medium found');
  return false;
}

const signalNames = (): string[] => Object.keys(SIGNALS);
const listedSignal = (name: string): string => `${String(SIGNALS[name as keyof typeof SIGNALS]).padEnd(6)} SIG${name}\n`;
