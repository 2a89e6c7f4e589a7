import { partsOf, unescapeName, unescapePath } from './unit-name.ts';

/** What specifiers stand for that does not follow from a unit's name. */
export interface Surroundings {
  hostname: string;
  machineId: string;
  bootId: string;
  kernelRelease: string;
  /** Path of the unit's file. */
  fragment: string;
}

const FIXED: Readonly<Record<string, string>> = {
  C: '/var/cache',
  E: '/etc',
  G: '0',
  L: '/var/log',
  S: '/var/lib',
  T: '/tmp',
  U: '0',
  V: '/var/tmp',
  a: 'x86-64',
  g: 'root',
  h: '/root',
  o: 'debian',
  s: '/bin/sh',
  t: '/run',
  u: 'root',
  w: '12',
  '%': '%',
};

const lastPart = (prefix: string): string => prefix.slice(prefix.lastIndexOf('-') + 1);

/** Replaces the specifiers of a unit's setting (`%i`, `%n`, systemd.unit(5)). An unknown one stays as it is. */
export function expandSpecifiers(text: string, name: string, around: Surroundings): string {
  if (!text.includes('%')) return text;
  const { prefix, instance = '', suffix } = partsOf(name);
  return text.replace(/%(.)/g, (all, letter: string) => {
    switch (letter) {
      case 'n':
        return name;
      case 'N':
        return name.slice(0, name.lastIndexOf('.'));
      case 'p':
        return prefix;
      case 'P':
        return unescapeName(prefix) ?? prefix;
      case 'i':
        return instance;
      case 'I':
        return unescapeName(instance) ?? instance;
      case 'j':
        return lastPart(prefix);
      case 'J':
        return unescapeName(lastPart(prefix)) ?? lastPart(prefix);
      case 'f':
        return unescapePath(instance || prefix) ?? '/';
      case 'H':
        return around.hostname;
      case 'l':
      case 'q':
        return around.hostname.split('.')[0]!;
      case 'm':
        return around.machineId;
      case 'b':
        return around.bootId;
      case 'v':
        return around.kernelRelease;
      case 'y':
        return around.fragment;
      case 'Y':
        return around.fragment.slice(0, around.fragment.lastIndexOf('/'));
      case 'd':
        return `/run/credentials/${prefix}${instance ? `@${instance}` : ''}${suffix}`;
      default:
        return FIXED[letter] ?? all;
    }
  });
}
