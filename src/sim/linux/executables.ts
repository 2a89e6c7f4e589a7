import { Errno } from '../kernel/errno.ts';
import type { ProcessMain } from '../kernel/process.ts';
import { bytes, text } from '../kernel/text.ts';

/** The programs that binaries stand for, by id (`coreutils/ls`, `kubelet`). */
export type ProgramTable = ReadonlyMap<string, ProcessMain>;

/** ELF64, little endian, System V, position independent, x86-64: what file(1) and a hex dump show of a binary. */
const HEADER = Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0x3e, 0, 1, 0, 0, 0);
const MARK = '\u0000mirrorpod-program\u0000';

/**
 * The content of a binary. Which program it is stands in the bytes, so a copy under another name is the same program and a
 * damaged binary is none.
 */
export function binaryContent(program: string): Uint8Array {
  const mark = bytes(`${MARK}${program}\u0000`);
  const out = new Uint8Array(HEADER.length + mark.length);
  out.set(HEADER);
  out.set(mark, HEADER.length);
  return out;
}

/** What the first bytes of a file make of it for exec(2): a program's id, a script's interpreter, or nothing (ENOEXEC). */
export function recognise(head: Uint8Array): { program: string } | { interpreter: string; argument?: string } | undefined {
  if (head[0] === 0x23 && head[1] === 0x21) {
    const line = text(head.subarray(2, 258)).split('\n')[0]!.trim();
    const [interpreter, ...rest] = line.split(/[ \t]+/);
    if (!interpreter) return undefined;
    const argument = rest.join(' ');
    return argument ? { interpreter, argument } : { interpreter };
  }
  if (head.length < HEADER.length || HEADER.some((byte, i) => head[i] !== byte)) return undefined;
  const rest = text(head.subarray(HEADER.length, HEADER.length + 200));
  if (!rest.startsWith(MARK)) return undefined;
  const end = rest.indexOf('\u0000', MARK.length);
  return end < 0 ? undefined : { program: rest.slice(MARK.length, end) };
}

/** The program with an id. Throws ENOEXEC where this build has none of that name. */
export function programOf(table: ProgramTable, id: string): ProcessMain {
  const main = table.get(id);
  if (!main) throw new Errno('ENOEXEC', 'exec', id);
  return main;
}
