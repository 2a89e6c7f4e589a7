import type { Digest } from './digest.ts';

/** How a checksum and a name stand in a line of `sha256sum`. */
export interface LineForm {
  binary: boolean;
  tagged: boolean;
  /** End each line with NUL and do not escape names. */
  zero: boolean;
}

/** One line as md5sum and the others print it; a name with a newline or backslash is escaped, and the line begins with one. */
export function checksumLine(hex: string, name: string, digest: Digest, form: LineForm): string {
  const escape = !form.zero && /[\n\r\\]/.test(name);
  const shown = escape ? name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '\\r') : name;
  const start = escape ? '\\' : '';
  const end = form.zero ? '\0' : '\n';
  if (form.tagged) return `${start}${digest.tag} (${shown}) = ${hex}${end}`;
  return `${start}${hex} ${form.binary ? '*' : ' '}${shown}${end}`;
}

/** A line to be verified: the digest that is expected, the file, and the digest's kind where the line names it. */
export interface Expected {
  hex: string;
  name: string;
  tag?: string;
}

function unescapeName(name: string): string | undefined {
  if (/\\(?![nr\\])/.test(name)) return undefined;
  return name.replace(/\\([nr\\])/g, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : '\\'));
}

/** Reads a line of a checksum file in either form; `undefined` where it is none. */
export function parseChecksumLine(line: string): Expected | undefined {
  const escaped = line.startsWith('\\');
  const text = (escaped ? line.slice(1) : line).replace(/^[ \t]*/, '').replace(/\r$/, '');
  const named = (name: string): string | undefined => (escaped ? unescapeName(name) : name);
  const tagged = /^([A-Za-z0-9]+(?:-\d+)?) ?\((.*)\) ?= ?([0-9a-fA-F]+)$/s.exec(text);
  if (tagged) {
    const name = named(tagged[2]!);
    return name === undefined ? undefined : { hex: tagged[3]!.toLowerCase(), name, tag: tagged[1]! };
  }
  const plain = /^([0-9a-fA-F]+)(?: [ *]?|\t)(.+)$/s.exec(text);
  if (!plain) return undefined;
  const name = named(plain[2]!);
  return name === undefined ? undefined : { hex: plain[1]!.toLowerCase(), name };
}
