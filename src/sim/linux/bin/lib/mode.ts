import type { FileType, Stat } from '../../../kernel/file.ts';

const TYPE_LETTERS: Record<FileType, string> = {
  file: '-',
  directory: 'd',
  symlink: 'l',
  fifo: 'p',
  socket: 's',
  char: 'c',
  block: 'b',
};

/** The type bits of st_mode (inode(7)). */
export const TYPE_BITS: Record<FileType, number> = {
  file: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  fifo: 0o010000,
  socket: 0o140000,
  char: 0o020000,
  block: 0o060000,
};

/** The type's letter as `ls -l` shows it. */
export function typeLetter(type: FileType): string {
  return TYPE_LETTERS[type];
}

/** What `ls -l` shows of a mode: `-rwxr-xr-x`, with s, S, t and T. */
export function modeString(stat: Pick<Stat, 'type' | 'mode'>): string {
  const { mode } = stat;
  const triple = (shift: number, special: number, letter: string): string => {
    const bits = (mode >> shift) & 7;
    const x = bits & 1;
    const last = mode & special ? (x ? letter : letter.toUpperCase()) : x ? 'x' : '-';
    return (bits & 4 ? 'r' : '-') + (bits & 2 ? 'w' : '-') + last;
  };
  return TYPE_LETTERS[stat.type] + triple(6, 0o4000, 's') + triple(3, 0o2000, 's') + triple(0, 0o1000, 't');
}

interface ModeChange {
  op: '=' | '+' | '-';
  /** Bits that the change may touch; 0 where no user was named (then the umask counts). */
  affected: number;
  bits: number;
  /** `X`: execute where it is a directory or somebody may execute already. */
  conditional: boolean;
  /** `u`, `g`, `o` on the right: copies that triple. */
  copy?: number;
  /** An octal number of five digits or with an operator says setuid and setgid of directories too. */
  mentioned: number;
}

/** A mode as chmod(1) takes it: octal, or symbolic clauses. */
export class ModeSpec {
  private constructor(private readonly changes: readonly ModeChange[]) {}

  /** Reads a mode; `undefined` where it is none. Follows gnulib's modechange.c. */
  static parse(text: string): ModeSpec | undefined {
    if (/^[0-7]+$/.test(text)) {
      const bits = parseInt(text, 8);
      if (bits > 0o7777) return undefined;
      const mentioned = text.length < 5 ? (bits & 0o6000) | 0o1777 : 0o7777;
      return new ModeSpec([{ op: '=', affected: 0o7777, bits, conditional: false, mentioned }]);
    }
    const changes: ModeChange[] = [];
    for (const clause of text.split(',')) {
      const m = /^([ugoa]*)((?:[-+=](?:[0-7]+|[rwxXst]*|[ugo]))+)$/.exec(clause);
      if (!m) return undefined;
      let affected = 0;
      for (const who of m[1]!) affected |= { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 }[who]!;
      for (const [, op, what] of m[2]!.matchAll(/([-+=])([0-7]+|[ugo]|[rwxXst]*)/g)) {
        const change = symbolic(op as ModeChange['op'], what!, affected);
        if (!change) return undefined;
        changes.push(change);
      }
    }
    return new ModeSpec(changes);
  }

  /** The mode that a file of mode `old` gets. */
  apply(old: number, directory: boolean, umask: number): number {
    let mode = old;
    for (const change of this.changes) {
      let value = change.bits;
      if (change.copy !== undefined) {
        const triple = (mode >> change.copy) & 7;
        value = (triple << 6) | (triple << 3) | triple;
      }
      if (change.conditional && (directory || mode & 0o111)) value |= 0o111;
      // a directory keeps set-id bits that were not named
      const omit = (directory ? 0o6000 : 0) & ~change.mentioned;
      value &= (change.affected || ~umask) & ~omit;
      if (change.op === '=') {
        const preserved = (change.affected ? ~change.affected : 0) | omit;
        mode = (mode & preserved) | value;
      } else if (change.op === '+') mode |= value;
      else mode &= ~value;
    }
    return mode & 0o7777;
  }
}

function symbolic(op: ModeChange['op'], what: string, affected: number): ModeChange | undefined {
  if (/^[0-7]+$/.test(what)) {
    const bits = parseInt(what, 8);
    if (affected !== 0 || bits > 0o7777) return undefined;
    return { op, affected: 0o7777, bits, conditional: false, mentioned: 0o7777 };
  }
  if (/^[ugo]$/.test(what)) {
    return { op, affected, bits: 0, conditional: false, copy: { u: 6, g: 3, o: 0 }[what]!, mentioned: affected & 0o777 };
  }
  let bits = 0;
  for (const letter of what) bits |= { r: 0o444, w: 0o222, x: 0o111, X: 0, s: 0o6000, t: 0o1000 }[letter]!;
  const mentioned = affected ? affected & bits : bits;
  return { op, affected, bits, conditional: what.includes('X'), mentioned: op === '=' ? mentioned | (affected & 0o777) : mentioned };
}
