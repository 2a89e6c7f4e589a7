import { isErrno } from '../../kernel/errno.ts';
import type { SystemCalls } from '../../kernel/syscalls.ts';

/** /etc/login.defs: settings by name, with shadow's own defaults for the numbers that matter. */
export class LoginDefs {
  readonly #values = new Map<string, string>();

  constructor(sys: SystemCalls) {
    let content = '';
    try {
      content = sys.readText('/etc/login.defs');
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
    for (const line of content.split('\n')) {
      const m = /^\s*([A-Z_]+)\s+(.+?)\s*$/.exec(line);
      if (m) this.#values.set(m[1]!, m[2]!);
    }
  }

  text(name: string): string | undefined {
    return this.#values.get(name);
  }

  number(name: string, fallback: number): number {
    const value = this.#values.get(name);
    if (value === undefined) return fallback;
    return value.startsWith('0') && value.length > 1 ? parseInt(value, 8) : Number(value);
  }

  /** `-K KEY=VALUE`. */
  override(name: string, value: string): void {
    this.#values.set(name, value);
  }

  yes(name: string): boolean {
    return this.#values.get(name)?.toLowerCase() === 'yes';
  }
}
