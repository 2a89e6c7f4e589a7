import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { modeString } from '../lib/mode.ts';
import { quoteEscape } from '../lib/quoting.ts';
import { strftime } from '../lib/strftime.ts';
import type { Tool } from '../lib/utility.ts';
import { zoneOf } from '../lib/zone.ts';
import { SECOND } from '../../../kernel/time.ts';
import type { Member } from './format.ts';
import type { TarOptions } from './options.ts';

/** Ends tar at once; the message has its lines already. */
export class TarFatal extends Error {}

/** How tar speaks: errors that it remembers, what it strips from names, and its lists. */
export class Voice {
  #failed = false;
  #columns = 19;
  readonly #stripped = new Set<string>();

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly o: TarOptions,
  ) {}

  /** `tar: NAME: what went wrong`; tar goes on, and fails in the end. */
  *fail(message: string): Step {
    this.#failed = true;
    yield* this.p.error(`${this.t.name}: ${message}\n`);
  }

  *warn(message: string): Step {
    yield* this.p.error(`${this.t.name}: ${message}\n`);
  }

  fatal(message: string): TarFatal {
    return new TarFatal(`${this.t.name}: ${message}\n`);
  }

  /** A name as messages show it. */
  quoted(name: string): string {
    return quoteEscape(name, this.t.utf8).replaceAll('\\ ', ' ');
  }

  /** Takes a leading slash, and everything up to `..`, off a name, and says so once for each prefix. */
  *safeName(name: string, what: 'member names' | 'hard link targets'): Step<string> {
    if (this.o.absolute) return name;
    const prefix = /^(?:.*?(?:^|\/)\.\.(?=\/|$))?\/*/.exec(name)![0];
    if (prefix !== '' && !this.#stripped.has(`${what}${prefix}`)) {
      this.#stripped.add(`${what}${prefix}`);
      yield* this.warn(`Removing leading \`${prefix}' from ${what}`);
    }
    return name.slice(prefix.length) || '.';
  }

  /** A member's name, or its long line; lists go to standard error where the archive goes to standard output. */
  *list(member: Member, long: boolean, name = member.name): Step {
    const shown = this.quoted(name);
    const text = long ? this.#long(member, shown) : shown;
    if (this.o.toStdout || (this.o.operation === 'create' && this.o.file === '-')) yield* this.p.error(`${text}\n`);
    else yield* this.p.stdout.line(text);
  }

  #long(m: Member, name: string): string {
    const owner = this.o.numeric ? `${m.uid}/${m.gid}` : `${m.user || m.uid}/${m.group || m.gid}`;
    const size = m.type === 'char' || m.type === 'block' ? `${m.major},${m.minor}` : String(m.size);
    this.#columns = Math.max(this.#columns, owner.length + 1 + size.length);
    const mode = m.hardLink ? `h${modeString({ type: 'file', mode: m.mode }).slice(1)}` : modeString(m);
    const time = strftime(this.o.fullTime ? '%Y-%m-%d %H:%M:%S' : '%Y-%m-%d %H:%M', m.mtime * SECOND, zoneOf(this.p.env['TZ']));
    const link = m.hardLink ? ` link to ${this.quoted(m.link)}` : m.type === 'symlink' ? ` -> ${this.quoted(m.link)}` : '';
    return `${mode} ${owner} ${size.padStart(this.#columns - owner.length - 1)} ${time} ${name}${link}`;
  }

  *finish(): Step<number> {
    if (!this.#failed) return 0;
    yield* this.p.error(`${this.t.name}: Exiting with failure status due to previous errors\n`);
    return 2;
  }
}
