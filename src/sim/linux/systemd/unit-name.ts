/** Kinds of units, in the order in which systemctl sorts them. */
export const UNIT_TYPES = [
  'service',
  'mount',
  'swap',
  'socket',
  'target',
  'device',
  'automount',
  'timer',
  'path',
  'slice',
  'scope',
] as const;
export type UnitType = (typeof UNIT_TYPES)[number];

const LONGEST = 255;
const VALID = /^[A-Za-z0-9:_.\\@-]+$/;

/** The kind that a unit's name says it is. */
export function typeOf(name: string): UnitType | undefined {
  const suffix = name.slice(name.lastIndexOf('.') + 1);
  return (UNIT_TYPES as readonly string[]).includes(suffix) ? (suffix as UnitType) : undefined;
}

/** What a name is taken apart into: `getty@tty1.service` has prefix `getty`, instance `tty1`. */
export interface NameParts {
  prefix: string;
  /** Empty for a template; none for a unit that is neither template nor instance. */
  instance: string | undefined;
  suffix: string;
}

export function partsOf(name: string): NameParts {
  const dot = name.lastIndexOf('.');
  const at = name.indexOf('@');
  if (at < 0 || at > dot) return { prefix: name.slice(0, dot), instance: undefined, suffix: name.slice(dot) };
  return { prefix: name.slice(0, at), instance: name.slice(at + 1, dot), suffix: name.slice(dot) };
}

/** Whether a text can be the name of a unit: plain, a template or an instance. */
export function isUnitName(name: string): boolean {
  return name.length <= LONGEST && typeOf(name) !== undefined && VALID.test(name) && !name.startsWith('@') && !name.startsWith('.');
}

export const isTemplate = (name: string): boolean => partsOf(name).instance === '';
export const isInstance = (name: string): boolean => !!partsOf(name).instance;

/** `getty@.service` of `getty@tty1.service`. */
export function templateOf(name: string): string | undefined {
  const { prefix, instance, suffix } = partsOf(name);
  return instance ? `${prefix}@${suffix}` : undefined;
}

export function withInstance(template: string, instance: string): string {
  const { prefix, suffix } = partsOf(template);
  return `${prefix}@${instance}${suffix}`;
}

/** systemd-escape: a text as part of a unit's name (`a b` is `a\x20b`, `/` is `-`). */
export function escapeName(text: string): string {
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const c = String.fromCharCode(byte);
    if (c === '/') out += '-';
    else if (/[A-Za-z0-9:_.]/.test(c) && !(c === '.' && out === '')) out += c;
    else out += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return out;
}

/** The text that an escaped name stands for; `undefined` where an escape is broken. */
export function unescapeName(name: string): string | undefined {
  const bytes: number[] = [];
  for (let i = 0; i < name.length; i++) {
    const c = name[i]!;
    if (c === '-') bytes.push(47);
    else if (c === '\\') {
      const m = /^x([0-9a-fA-F]{2})/.exec(name.slice(i + 1));
      if (!m) return undefined;
      bytes.push(parseInt(m[1]!, 16));
      i += 3;
    } else bytes.push(c.charCodeAt(0));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
}

/** `/var/lib/x` is `var-lib-x`; the root is `-`. `undefined` where the path is not normalised. */
export function escapePath(path: string): string | undefined {
  const names = path.split('/').filter((n) => n !== '' && n !== '.');
  if (names.includes('..')) return undefined;
  return names.length === 0 ? '-' : escapeName(names.join('/'));
}

export function unescapePath(name: string): string | undefined {
  if (name === '-') return '/';
  const text = unescapeName(name);
  return text === undefined || text.startsWith('/') ? undefined : `/${text}`;
}

/** The mount unit of a mount point. */
export const mountUnit = (path: string): string => `${escapePath(path)}.mount`;

/** What a user typed, as a unit's name; `changed` where characters had to be escaped. */
export function mangle(text: string, options: { suffix?: string; glob?: boolean } = {}): { name: string; changed: boolean } {
  const suffix = options.suffix ?? '.service';
  if (isUnitName(text)) return { name: text, changed: false };
  const pattern = options.glob && /[*?[]/.test(text);
  if (pattern && /^[A-Za-z0-9:_.\\@*?[\]!^,-]+$/.test(text)) return { name: text, changed: false };
  if (text.startsWith('/dev/')) return { name: `${escapePath(text)}.device`, changed: false };
  if (text.startsWith('/')) return { name: mountUnit(text), changed: false };
  let out = '';
  for (const byte of new TextEncoder().encode(text)) {
    const c = String.fromCharCode(byte);
    if (c === '/') out += '-';
    else if (/[A-Za-z0-9:_.\\@-]/.test(c) || (pattern && /[*?[\]!^,]/.test(c))) out += c;
    else out += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  const changed = out !== text;
  if (typeOf(out) === undefined) out += suffix;
  return { name: out, changed };
}

/** The slice that a slice stands in: `a-b.slice` in `a.slice`, that in `-.slice`. */
export function parentSlice(name: string): string | undefined {
  if (name === '-.slice') return undefined;
  const dash = name.lastIndexOf('-');
  return dash <= 0 ? '-.slice' : `${name.slice(0, dash)}.slice`;
}

/** The control group of a slice: `/a.slice/a-b.slice`. */
export function slicePath(name: string): string {
  if (name === '-.slice') return '';
  return `${slicePath(parentSlice(name)!)}/${name}`;
}

/** Matches a name against a shell pattern (fnmatch(3) without flags for paths). */
export function matchesGlob(pattern: string, name: string): boolean {
  return globExpression(pattern).test(name);
}

const expressions = new Map<string, RegExp>();

function globExpression(pattern: string): RegExp {
  let made = expressions.get(pattern);
  if (made) return made;
  let out = '';
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    const end = c === '[' ? pattern.indexOf(']', i + 2) : -1;
    if (c === '*') out += '.*';
    else if (c === '?') out += '.';
    else if (end > 0) {
      out += `[${pattern
        .slice(i + 1, end)
        .replace(/^!/, '^')
        .replace(/\\/g, '\\\\')}]`;
      i = end;
    } else if (c === '\\' && i + 1 < pattern.length) out += pattern[++i]!.replace(/[^A-Za-z0-9]/, '\\$&');
    else out += c.replace(/[^A-Za-z0-9]/, '\\$&');
  }
  made = new RegExp(`^${out}$`, 's');
  if (expressions.size > 500) expressions.clear();
  expressions.set(pattern, made);
  return made;
}

export const isGlob = (text: string): boolean => /[*?[]/.test(text);
