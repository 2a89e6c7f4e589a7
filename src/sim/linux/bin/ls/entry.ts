import type { FileType, Stat } from '../../../kernel/file.ts';

/** One file that is listed. */
export interface Entry {
  name: string;
  /** Where it is found. */
  path: string;
  /** None where stat(2) failed. */
  stat: Stat | undefined;
  type: FileType;
  /** Of a symbolic link: its text, and what it leads to (nothing: a dangling link). */
  link?: { text: string; target: Stat | undefined };
}

/** The character that -F, --file-type and -p put after a name. */
export function indicatorOf(
  stat: { type: FileType; mode: number } | undefined,
  style: 'none' | 'slash' | 'file-type' | 'classify',
): string {
  if (!stat || style === 'none') return '';
  if (stat.type === 'directory') return '/';
  if (style === 'slash') return '';
  switch (stat.type) {
    case 'symlink':
      return '@';
    case 'fifo':
      return '|';
    case 'socket':
      return '=';
    case 'file':
      return style === 'classify' && stat.mode & 0o111 ? '*' : '';
    default:
      return '';
  }
}
