import { errorText, GoError } from '../go/error.ts';
import { parseIp, splitHostPort } from '../go/net.ts';
import { Quantity } from '../go/quantity.ts';
import { compareStrings, quote, sortStrings } from '../go/quote.ts';
import { atoi, parseBool, parseUint } from '../go/strconv.ts';
import { isLabelValue, isQualifiedName } from '../validation/content.ts';
import { ZERO_TEXTS, scalar, type FlagType } from './type.ts';

/** A TLS certificate and its key with the names they serve (`--tls-sni-cert-key`). */
export interface NamedCertKey {
  certFile: string;
  keyFile: string;
  names: string[];
}

function namedCertKey(text: string): NamedCertKey {
  const at = text.indexOf(':');
  const names = at < 0 ? undefined : text.slice(at + 1).trim();
  if (names === '') throw new GoError('empty names list is not allowed');
  const files = (at < 0 ? text : text.slice(0, at)).trim().split(',');
  if (files.length !== 2) throw new GoError('expected comma separated certificate and key file paths');
  return { certFile: files[0]!.trim(), keyFile: files[1]!.trim(), names: names ? names.split(',').map((name) => name.trim()) : [] };
}

const namedCertKeys: FlagType<NamedCertKey[]> = {
  name: 'namedCertKey',
  // `[]` is not among what pflag takes for nothing, so usage lines show it.
  zero: ZERO_TEXTS,
  initial: () => [],
  set: (text, old, changed) => [...(changed ? old : []), namedCertKey(text)],
  format: (value) => `[${value.map((v) => `${v.certFile},${v.keyFile}${v.names.length ? `:${v.names.join(',')}` : ''}`).join(';')}]`,
};

/** One setting of `--vmodule`. */
export interface VModule {
  pattern: string;
  level: number;
}

function vmodules(text: string): VModule[] {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [pattern, level, ...more] = part.split('=');
      if (!pattern || !level || more.length) throw new GoError(`${quote(part)} does not have the pattern=N format`);
      try {
        return { pattern, level: Number(parseUint(level, 10, 31)) };
      } catch (e) {
        throw new GoError(`parsing verbosity in ${quote(part)}: ${errorText(e)}`);
      }
    });
}

const vmodule: FlagType<VModule[]> = {
  name: 'pattern=N,...',
  zero: ZERO_TEXTS,
  initial: vmodules,
  set: (text, old) => [...old, ...vmodules(text)],
  format: (value) => value.map((v) => `${v.pattern}=${v.level}`).join(','),
};

/** Ports from `base`, `size` of them; size 0 means none. */
export interface PortRange {
  base: number;
  size: number;
}

/** A port range: `80`, `80-90` or `80+10` (apimachinery's util/net). Throws its errors. */
export function parsePortRange(value: string): PortRange {
  const text = value.trim();
  if (text === '') return { base: 0, size: 0 };
  const hyphen = text.indexOf('-');
  const plus = text.indexOf('+');
  if (hyphen >= 0 && plus >= 0) throw new GoError(`unable to parse port range: ${text}`);
  const at = Math.max(hyphen, plus);
  const low = atoi(at < 0 ? text : text.slice(0, at));
  const second = at < 0 ? low : atoi(text.slice(at + 1));
  const high = plus >= 0 ? low + second : second;
  if (low > 65535 || high > 65535) throw new GoError(`the port range cannot be greater than 65535: ${text}`);
  if (high < low) throw new GoError(`end port cannot be less than start port: ${text}`);
  return { base: low, size: 1 + high - low };
}

function checkIp(text: string): string {
  if (text && !parseIp(text, { sloppy: true })) throw new GoError(`${quote(text)} is not a valid IP address`);
  return text;
}

function checkIpPort(text: string): string {
  if (text === '' || parseIp(text, { sloppy: true })) return text;
  let parts;
  try {
    parts = splitHostPort(text);
  } catch (e) {
    throw new GoError(`${quote(text)} is not in a valid format (ip or ip:port): ${errorText(e)}`);
  }
  if (!parseIp(parts.host, { sloppy: true })) throw new GoError(`${quote(parts.host)} is not a valid IP address`);
  try {
    parseUint(parts.port, 10, 16);
  } catch {
    throw new GoError(`${quote(parts.port)} is not a valid number`);
  }
  return text;
}

export interface FlagTaint {
  key: string;
  value: string;
  effect: string;
}

const invalidTaint = (text: string, reasons: readonly string[] = []) =>
  new GoError(`invalid taint spec: ${text}${reasons.length ? `, ${reasons.join('; ')}` : ''}`);

/** One taint as kubectl and the kubelet take it: `key=value:effect`, `key:effect` or `key` (util/taints). Throws its errors. */
export function parseTaint(text: string): FlagTaint {
  const parts = text.split(':');
  if (parts.length > 2) throw invalidTaint(text);
  const effect = parts[1] ?? '';
  let key = parts[0]!;
  let value = '';
  if (parts.length === 2) {
    if (!['NoSchedule', 'PreferNoSchedule', 'NoExecute'].includes(effect))
      throw new GoError(`invalid taint effect: ${effect}, unsupported taint effect`);
    const pair = key.split('=');
    if (pair.length > 2) throw invalidTaint(text);
    key = pair[0]!;
    if (pair.length === 2) {
      value = pair[1]!;
      const wrong = isLabelValue(value);
      if (wrong.length) throw invalidTaint(text, wrong);
    }
  }
  const wrong = isQualifiedName(key);
  if (wrong.length) throw invalidTaint(text, wrong);
  return { key, value, effect };
}

/** Taints to add and, with `-` at the end, to remove (utiltaints.ParseTaints). Throws its errors. */
export function parseTaints(specs: readonly string[]): { add: FlagTaint[]; remove: FlagTaint[] } {
  const add: FlagTaint[] = [];
  const remove: FlagTaint[] = [];
  for (const spec of specs) {
    if (spec.endsWith('-')) {
      remove.push({ ...parseTaint(spec.slice(0, -1)), value: '' });
      continue;
    }
    const taint = parseTaint(spec);
    if (!taint.effect) throw invalidTaint(spec);
    if (add.some((other) => other.key === taint.key && other.effect === taint.effect))
      throw new GoError(`duplicated taints with the same key and effect: {${taint.key} ${taint.value} ${taint.effect} <nil>}`);
    add.push(taint);
  }
  return { add, remove };
}

/** Memory kept back on one NUMA node (`--reserved-memory`). */
export interface MemoryReservation {
  numaNode: number;
  limits: Record<string, string>;
}

function memoryLimit(text: string): [string, string] {
  const [name, amount, ...more] = text.split('=');
  if (amount === undefined || more.length) throw new GoError(`the reserved limit has incorrect value, expected type=quantity, got ${text}`);
  if (name !== 'memory' && !name!.startsWith('hugepages-'))
    throw new GoError(`memory type conversion error, unknown type: ${quote(name!)}`);
  try {
    return [name!, Quantity.parse(amount).toString()];
  } catch {
    throw new GoError(`failed to parse the quantity: ${amount}`);
  }
}

function memoryReservation(text: string): MemoryReservation {
  const [node, limits, ...more] = text.split(':');
  if (limits === undefined || more.length)
    throw new GoError(`the reserved memory has incorrect format, expected numaNodeID:type=quantity[,type=quantity...], got ${text}`);
  let numaNode: number;
  try {
    numaNode = atoi(node!);
  } catch {
    throw new GoError(`failed to convert the NUMA node ID, expected integer, got ${node}`);
  }
  return { numaNode, limits: Object.fromEntries(limits.split(',').map(memoryLimit)) };
}

const showReservation = ({ numaNode, limits }: MemoryReservation) =>
  `${numaNode}:${sortStrings(Object.entries(limits).map(([name, amount]) => `${name}=${amount}`)).join(',')}`;

function version(text: string): string {
  if (text === 'raw') return text;
  if (text.startsWith('v')) return text;
  return String(parseBool(text));
}

const named = (name: string) => scalar(name, (text) => text, { zeroText: '' });

/** The value types of Kubernetes' own packages: component-base, pkg/util/flag, apimachinery, klog's settings, the proxy's modes. */
export const KUBE_TYPES = {
  namedCertKeys,
  vmodule,
  level: scalar('Level', (text) => Number(parseUint(text, 10, 31)), { zeroText: '0' }),
  quantity: scalar('quantity', (text) => Quantity.parse(text).toString(), { zeroText: '0' }),
  version: scalar('version', version, { zeroText: 'false', bool: true, zero: ['false', ''] }),
  ipVar: { ...scalar('ip', checkIp, { zeroText: '' }), zero: ZERO_TEXTS },
  ipPortVar: { ...scalar('ipport', checkIpPort, { zeroText: '' }), zero: ZERO_TEXTS },
  portRange: scalar('portRange', parsePortRange, {
    zeroText: '',
    zero: ZERO_TEXTS,
    format: ({ base, size }: PortRange) => (size ? `${base}-${base + size - 1}` : ''),
  }),
  taints: scalar('[]v1.Taint', (text) => (text === '' ? [] : parseTaints(text.split(',')).add), {
    zeroText: '',
    zero: ZERO_TEXTS,
    format: (value) => value.map((t) => `${t.key}=${t.value}:${t.effect}`).join(','),
  }),
  reservedMemory: {
    name: 'reserved-memory',
    zero: ZERO_TEXTS,
    initial: () => [],
    set: (text, old, changed) => (text === '' ? [] : [...(changed ? old : []), ...text.split(';').map(memoryReservation)]),
    format: (value) => value.map(showReservation).sort(compareStrings).join(','),
  } satisfies FlagType<MemoryReservation[]> as FlagType<MemoryReservation[]>,
  proxyMode: named('ProxyMode'),
  localMode: named('LocalMode'),
};
