import { isErrno } from '../../../kernel/errno.ts';
import type { Stat } from '../../../kernel/file.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { bytes } from '../../../kernel/text.ts';
import { Colours } from '../ls/colours.ts';
import type { Entry } from '../ls/entry.ts';
import { modeString } from '../lib/mode.ts';
import { joinPath } from '../lib/paths.ts';
import { utf8Locale } from '../lib/quoting.ts';
import { strftime } from '../lib/strftime.ts';
import { Accounts } from '../lib/users.ts';
import { compareFileVersions } from '../lib/version-sort.ts';
import { zoneOf } from '../lib/zone.ts';
import type { TreeOptions } from './options.ts';

const LINES = {
  ascii: { branch: '|-- ', last: '`-- ', bar: '|   ', blank: '    ' },
  utf8: { branch: '├── ', last: '└── ', bar: '│\u00a0\u00a0 ', blank: '    ' },
} as const;
const HALF_YEAR_US = (31_556_952 / 2) * 1e6;

interface Node extends Entry {
  stat: Stat;
  children?: Node[];
  /** Why its children are not shown. */
  note?: string;
}

const isDirectory = (n: Node): boolean => n.type === 'directory' || n.link?.target?.type === 'directory';

/** Lists directories as trees, with tree 2.1's forms. */
export class Tree {
  readonly #colours: Colours | undefined;
  readonly #accounts: Accounts;
  /** Directories that were listed, so that links into them are not followed. */
  readonly #entered = new Set<string>();
  #directories = 0;
  #files = 0;

  constructor(
    private readonly p: Process,
    private readonly o: TreeOptions,
  ) {
    this.#colours = o.colour ? new Colours(p.env['TREE_COLORS'] ?? p.env['LS_COLORS']) : undefined;
    this.#accounts = new Accounts(p);
  }

  *run(): Step<number> {
    const { o, p } = this;
    let failed = false;
    for (const path of o.paths) {
      const root = this.#node(path, path);
      if (!root || root.type !== 'directory') {
        yield* p.stdout.line(`${this.#info(root)}${this.#shown(root, path)}  [error opening dir]`);
        if (root) this.#files++;
        else failed = true;
        continue;
      }
      root.children = this.#read(root, 1, root.stat.dev);
      // an empty one does not count
      if (root.children === undefined || root.children.length > 0) this.#directories++;
      const mark = o.classify && !path.endsWith('/') ? '/' : '';
      yield* p.stdout.line(`${this.#info(root)}${this.#shown(root, path)}${mark}${root.note ? `  [${root.note}]` : ''}`);
      yield* this.#print(root.children ?? [], '');
    }
    if (o.report) {
      const directories = `${this.#directories} director${this.#directories === 1 ? 'y' : 'ies'}`;
      const files = o.directoriesOnly ? '' : `, ${this.#files} file${this.#files === 1 ? '' : 's'}`;
      yield* p.stdout.write(`\n${directories}${files}\n`);
    }
    return failed ? 2 : 0;
  }

  #node(path: string, name: string): Node | undefined {
    const { sys } = this.p;
    try {
      let stat = sys.lstat(path);
      const node: Node = { name, path, stat, type: stat.type };
      if (stat.type === 'symlink') {
        let target: Stat | undefined;
        try {
          target = sys.stat(path);
        } catch (e) {
          if (!isErrno(e)) throw e;
        }
        node.link = { text: sys.readlink(path), target };
        // the operand itself is followed
        if ((this.o.follow || name === path) && target?.type === 'directory') {
          stat = target;
          node.stat = stat;
          node.type = 'directory';
        }
      }
      return node;
    } catch (e) {
      if (isErrno(e)) return undefined;
      throw e;
    }
  }

  #read(directory: Node, depth: number, device: number): Node[] | undefined {
    const { o, p } = this;
    this.#entered.add(`${directory.stat.dev}:${directory.stat.ino}`);
    if (depth > o.depth || (o.sameDevice && directory.stat.dev !== device)) return undefined;
    let names: string[];
    try {
      names = p.sys.readdir(directory.path).map((d) => d.name);
    } catch (e) {
      if (!isErrno(e)) throw e;
      directory.note = 'error opening dir';
      return undefined;
    }
    const nodes: Node[] = [];
    for (const name of names) {
      if (!o.all && name.startsWith('.')) continue;
      const node = this.#node(joinPath(directory.path, name), name);
      if (!node) continue;
      if (o.exclude.some((pattern) => pattern.test(name))) continue;
      if (!isDirectory(node) && o.directoriesOnly) continue;
      if (node.type !== 'directory' && o.include.length > 0 && !o.include.some((pattern) => pattern.test(name))) continue;
      nodes.push(node);
    }
    if (nodes.length > o.fileLimit) {
      directory.note = `${nodes.length} entries exceeds filelimit, not opening dir`;
      return undefined;
    }
    for (const node of nodes) {
      if (node.type !== 'directory') continue;
      if (node.link && this.#entered.has(`${node.stat.dev}:${node.stat.ino}`)) node.note = 'recursive, not followed';
      else node.children = this.#read(node, depth + 1, device);
    }
    return this.#sorted(o.prune ? nodes.filter((n) => !isDirectory(n) || (n.children?.length ?? 0) > 0) : nodes);
  }

  #sorted(nodes: Node[]): Node[] {
    const { o } = this;
    const byName = (a: Node, b: Node): number => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
    const compare = {
      name: byName,
      version: (a: Node, b: Node) => compareFileVersions(a.name, b.name),
      time: (a: Node, b: Node) => a.stat.mtime - b.stat.mtime || byName(a, b),
      size: (a: Node, b: Node) => b.stat.size - a.stat.size || byName(a, b),
      none: undefined,
    }[o.sort];
    if (!compare) return nodes;
    return nodes.sort((a, b) => {
      if (o.directoriesFirst && isDirectory(a) !== isDirectory(b)) return isDirectory(a) ? -1 : 1;
      return (o.reverse ? -1 : 1) * compare(a, b);
    });
  }

  *#print(nodes: readonly Node[], indent: string): Step {
    const { o, p } = this;
    const lines = LINES[o.utf8 ? 'utf8' : 'ascii'];
    for (const [i, node] of nodes.entries()) {
      const last = i === nodes.length - 1;
      if (isDirectory(node)) this.#directories++;
      else this.#files++;
      const stem = o.noIndent ? '' : indent + (last ? lines.last : lines.branch);
      const name = this.#shown(node, o.fullPaths ? node.path : node.name);
      const link = node.link ? ` -> ${this.#shown(node, node.link.text, true)}` : '';
      const note = node.note ? `  [${node.note}]` : '';
      yield* p.stdout.line(`${stem}${this.#info(node)}${name}${link}${o.classify ? this.#mark(node) : ''}${note}`);
      if (node.children) yield* this.#print(node.children, indent + (last ? lines.blank : lines.bar));
    }
  }

  #mark(node: Node): string {
    const stat = node.link && node.type === 'symlink' ? node.link.target : node.stat;
    if (!stat) return '';
    if (stat.type === 'file') return stat.mode & 0o111 ? '*' : '';
    return { directory: '/', fifo: '|', socket: '=', symlink: '', char: '', block: '' }[stat.type];
  }

  #shown(node: Node | undefined, text: string, target = false): string {
    const name = this.o.quotes ? `"${this.#escaped(text)}"` : this.#escaped(text);
    const code = node && this.#colours?.code(node, target);
    return code ? `\x1b[${code}m${name}\x1b[0m` : name;
  }

  /** In the C locale blanks and backslashes are escaped, and what is not printable. */
  #escaped(text: string): string {
    const { o } = this;
    if (o.raw) return text;
    if (utf8Locale(this.p))
      return text.replace(/[\x00-\x1f\x7f]/g, (c) => (o.questionMarks ? '?' : `\\${c.charCodeAt(0).toString(8).padStart(3, '0')}`));
    return [...bytes(text)].map((byte) => escapedByte(byte, o)).join('');
  }

  /** `[drwxr-xr-x root     4.0K]  ` and the like before a name. */
  #info(node: Node | undefined): string {
    const { o } = this;
    if (!node) return '';
    const { stat } = node;
    const parts: string[] = [];
    if (o.inodes) parts.push(String(stat.ino).padStart(7));
    if (o.permissions) parts.push(modeString(stat));
    if (o.user) parts.push((this.#accounts.user(stat.uid) ?? String(stat.uid)).padEnd(8));
    if (o.group) parts.push((this.#accounts.group(stat.gid) ?? String(stat.gid)).padEnd(8));
    if (o.size === 'bytes') parts.push(String(stat.size).padStart(11));
    else if (o.size !== 'no') parts.push(human(stat.size, o.size).padStart(4));
    if (o.time) {
      const recent = stat.mtime > this.p.clock.now - HALF_YEAR_US && stat.mtime <= this.p.clock.now;
      parts.push(strftime(recent ? '%b %e %H:%M' : '%b %e  %Y', stat.mtime, zoneOf(this.p.env['TZ'])));
    }
    return parts.length > 0 ? `[${parts.join(' ')}]  ` : '';
  }
}

function escapedByte(byte: number, o: TreeOptions): string {
  const c = String.fromCharCode(byte);
  if (byte >= 7 && byte <= 13) return `\\${'abtnvfr'[byte - 7]}`;
  if (c === '\\' || (c === '"' && o.quotes) || (c === ' ' && !o.quotes)) return `\\${c}`;
  if (byte >= 32 && byte < 127) return c;
  return o.questionMarks ? '?' : `\\${byte.toString(8).padStart(3, '0')}`;
}

/** tree's sizes: one decimal below ten, rounded to the nearest. */
function human(size: number, base: 1024 | 1000): string {
  if (size < base) return String(size);
  const units = base === 1024 ? 'BKMGTPEZY' : 'dkMGTPEZY';
  let unit = 0;
  let value = size;
  while (value >= base && unit < units.length - 1) {
    value /= base;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)}${units[unit]}`;
}
