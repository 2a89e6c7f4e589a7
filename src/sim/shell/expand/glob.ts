import { isErrno } from '../../kernel/errno.ts';
import type { FileType } from '../../kernel/file.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Step } from '../../kernel/step.ts';
import { Discard } from '../exec/control.ts';
import type { Shell } from '../exec/shell.ts';
import { hasPattern, patternOf, unquotePattern } from '../patterns/pattern.ts';
import { compareText, imported } from '../text.ts';
import type { Field } from './fields.ts';

/** Replaces the fields that are patterns by the files that match; puts all into `out`. */
export function* globFields(shell: Shell, fields: readonly Field[], out: string[]): Step {
  const { options } = shell;
  for (const { text, pattern } of fields) {
    if (pattern === undefined || options.noglob || !hasPattern(pattern, options.extglob)) {
      out.push(text);
      continue;
    }
    const found = glob(shell, pattern);
    yield* shell.burn(20 + found.length);
    if (found.length > 0) out.push(...found);
    else if (options.shopt('failglob')) {
      yield* shell.complain(`no match: ${text}`);
      throw new Discard(1);
    } else if (!options.shopt('nullglob')) out.push(text);
  }
}

/** The paths that match a pattern, in order; none without a match. */
export function glob(shell: Shell, pattern: string): string[] {
  const slashes = /^\/+/.exec(pattern)?.[0] ?? '';
  const components = pattern.slice(slashes.length).split(/\/+/);
  const found = new Walker(shell).walk(slashes ? '/' : '', components);
  const ignored = shell.variables.get('GLOBIGNORE');
  const kept = ignored ? found.filter((path) => !isIgnored(shell, path, ignored)) : found;
  return kept.sort(compareText);
}

function isIgnored(shell: Shell, path: string, patterns: string): boolean {
  if (/(?:^|\/)\.\.?$/.test(path)) return true;
  return patterns.split(':').some((p) => patternOf(p, { extglob: shell.options.extglob, ignoreCase: false }).matches(path));
}

class Walker {
  readonly #extglob: boolean;
  readonly #ignoreCase: boolean;
  readonly #dots: boolean;
  readonly #globstar: boolean;
  #left = LIMITS.inodes;

  constructor(readonly shell: Shell) {
    const { options } = shell;
    this.#extglob = options.extglob;
    this.#ignoreCase = options.shopt('nocaseglob');
    this.#dots = options.shopt('dotglob') || Boolean(shell.variables.get('GLOBIGNORE'));
    this.#globstar = options.shopt('globstar');
  }

  /** Paths below `prefix` (which ends in a slash, or is empty) that match the components. */
  walk(prefix: string, components: readonly string[]): string[] {
    const [component, ...rest] = components;
    if (component === undefined) return [prefix];
    if (component === '') return rest.length === 0 ? (this.#isDirectory(prefix || '.') ? [prefix] : []) : this.walk(prefix, rest);
    if (this.#globstar && component === '**') return this.#everywhere(prefix, rest);
    if (!hasPattern(component, this.#extglob)) {
      const path = prefix + unquotePattern(component);
      if (rest.length === 0) return this.#exists(path) ? [path] : [];
      return this.#isDirectory(path) ? this.walk(`${path}/`, rest) : [];
    }
    return this.#matching(prefix, component).flatMap(({ name, type }) => {
      const path = prefix + name;
      if (rest.length === 0) return [path];
      return type === 'directory' || (type === 'symlink' && this.#isDirectory(path)) ? this.walk(`${path}/`, rest) : [];
    });
  }

  #entries(prefix: string): { name: string; type: FileType }[] {
    try {
      const entries = this.shell.p.sys.readdir(this.shell.path(prefix || '.'));
      this.#left -= entries.length;
      if (this.#left < 0) return [];
      return entries.map(({ name, type }) => ({ name: imported(name, this.shell.locale), type }));
    } catch (e) {
      if (isErrno(e)) return [];
      throw e;
    }
  }

  #matching(prefix: string, component: string): { name: string; type: FileType }[] {
    const pattern = patternOf(component, { extglob: this.#extglob, ignoreCase: this.#ignoreCase });
    const dots = this.#dots || /^\\?\./.test(component) || (this.#extglob && /^[?*+@]\((?:[^)]*\|)?\\?\./.test(component));
    return this.#entries(prefix).filter(({ name }) => (dots || !name.startsWith('.')) && pattern.matches(name));
  }

  /** `**`: this directory and all below it, links to directories not followed. */
  #everywhere(prefix: string, rest: readonly string[]): string[] {
    const directories = [prefix];
    const files: string[] = [];
    for (let i = 0; i < directories.length && this.#left > 0; i++) {
      const at = directories[i]!;
      for (const { name, type } of this.#entries(at)) {
        if (name.startsWith('.') && !this.#dots) continue;
        if (type === 'directory') directories.push(`${at}${name}/`);
        files.push(at + name);
      }
    }
    if (rest.length === 0) return prefix === '' ? files : [prefix, ...files];
    if (rest.length === 1 && rest[0] === '') return directories.filter((d) => d !== '');
    return [...new Set(directories.flatMap((d) => this.walk(d, rest)))];
  }

  #exists(path: string): boolean {
    try {
      this.shell.p.sys.lstat(this.shell.path(path));
      return true;
    } catch (e) {
      if (isErrno(e)) return false;
      throw e;
    }
  }

  #isDirectory(path: string): boolean {
    return this.shell.statOrNone(path)?.type === 'directory';
  }
}
