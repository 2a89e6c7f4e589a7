import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { statusCode } from '../../../kernel/process.ts';
import { signalNumber } from '../../../kernel/signals.ts';
import { sleeping, type Step } from '../../../kernel/step.ts';
import { openPipe } from '../../../kernel/pipe.ts';
import { concat, text } from '../../../kernel/text.ts';
import { SECOND } from '../../../kernel/time.ts';
import { Curses } from '../lib/curses.ts';
import { Keyboard } from '../lib/keyboard.ts';
import { parseDecimal } from '../lib/numbers.ts';
import { displayWidth } from '../lib/quoting.ts';
import { strftime } from '../lib/strftime.ts';
import { FAMILIES, Failure, UsageError, utility, type Option, type Tool } from '../lib/utility.ts';
import { zoneOf } from '../lib/zone.ts';

const OPTIONS = {
  beep: { flags: '-b, --beep', help: 'beep if command has a non-zero exit' },
  color: { flags: '-c, --color', help: 'interpret ANSI color and style sequences' },
  noColor: { flags: '-C, --no-color', help: 'do not interpret ANSI color and style sequences' },
  differences: { flags: '-d, --differences', arg: '[<permanent>]', help: 'highlight changes between updates' },
  errexit: { flags: '-e, --errexit', help: 'exit if command has a non-zero exit' },
  chgexit: { flags: '-g, --chgexit', help: 'exit when output from command changes' },
  equexit: { flags: '-q, --equexit', arg: '<cycles>', help: 'exit when output from command does not change' },
  interval: { flags: '-n, --interval', arg: '<secs>', help: 'seconds to wait between updates' },
  precise: { flags: '-p, --precise', help: 'attempt run command in precise intervals' },
  noRerun: { flags: '-r, --no-rerun', help: 'do not rerun program on window resize' },
  noTitle: { flags: '-t, --no-title', help: 'turn off header' },
  noWrap: { flags: '-w, --no-wrap', help: 'turn off line wrapping' },
  exec: { flags: '-x, --exec', help: 'pass command to exec instead of "sh -c"' },
} as const satisfies Record<string, Option>;

type T = Tool<keyof typeof OPTIONS>;

export default utility({
  name: 'watch',
  family: FAMILIES.procps,
  sizeBytes: 27_352,
  usage: ['[options] command'],
  summary: 'Run a command again and again, and show its output.',
  options: OPTIONS,
  inOrder: true,
  *main(p, t) {
    const given = t.value('interval') ?? p.env['WATCH_INTERVAL'] ?? '2';
    const seconds = parseDecimal(given.replace(',', '.'));
    if (seconds === undefined) throw new Failure(`failed to parse argument: '${given}': Invalid argument`);
    if (t.operands.length === 0) throw new UsageError('');
    const terminal = p.fds.get(1)?.file.terminal;
    if (!terminal || !p.env['TERM']) {
      yield* p.error('Error opening terminal: unknown.\n');
      return 1;
    }
    const keyboard = new Keyboard(p, terminal, 0);
    const run = new Watch(p, t, new Curses(p, terminal), keyboard, Math.max(0.1, Math.min(seconds, 4_294_967)));
    try {
      return yield* run.loop();
    } finally {
      keyboard.release();
    }
  },
});

const FAILED = 'command exit with a non-zero status, press a key to exit';

class Watch {
  #previous: string[] | undefined;
  #same = 0;

  constructor(
    private readonly p: Process,
    private readonly t: T,
    private readonly screen: Curses,
    private readonly keyboard: Keyboard,
    private readonly seconds: number,
  ) {}

  *loop(): Step<number> {
    const { p, t, screen } = this;
    yield* screen.begin();
    for (;;) {
      const { lines, code } = yield* this.#run();
      const fails = code !== 0 && t.has('errexit');
      yield* this.#show(lines, fails ? FAILED : undefined);
      if (code !== 0 && t.has('beep')) yield* p.write(1, '\x07');
      if (fails) {
        yield* this.keyboard.next();
        yield* screen.end();
        return 8;
      }
      const changed = this.#previous !== undefined && this.#previous.join('\n') !== lines.join('\n');
      this.#same = changed ? 0 : this.#same + Number(this.#previous !== undefined);
      this.#previous = lines;
      if ((changed && t.has('chgexit')) || (t.has('equexit') && this.#same >= Number(t.value('equexit')))) {
        yield* screen.end();
        return 0;
      }
      if (yield* this.#pause()) {
        yield* screen.end();
        return 0;
      }
    }
  }

  /** Waits for the next turn; true where it is to end. */
  *#pause(): Step<boolean> {
    const { p } = this;
    const until = p.clock.now + this.seconds * SECOND;
    while (p.clock.now < until) {
      const signalled = yield* this.keyboard.signalled(sleeping(p.clock, until - p.clock.now));
      if (signalled === undefined) return false;
      if (signalled === 'WINCH') {
        if (this.t.has('noRerun') && this.#previous) yield* this.#show(this.#previous);
        else return false;
      } else if (signalled === 'TSTP') yield* this.keyboard.stop();
      else return true;
    }
    return false;
  }

  /** Runs the command once, and takes what it prints on both outputs. */
  *#run(): Step<{ lines: string[]; code: number }> {
    const { p, t, screen } = this;
    const [read, write] = openPipe(p);
    const fds = p.fds.copy(true);
    fds.set(1, write);
    fds.set(2, write);
    const env = { ...p.env, COLUMNS: String(screen.columns), LINES: String(screen.rows) };
    const argv = t.has('exec') ? [...t.operands] : ['sh', '-c', t.operands.join(' ')];
    const fd = p.fds.add(read);
    try {
      const child = p.spawn(argv, { fds, env });
      const parts = yield* p.readAll(fd);
      const status = yield* p.wait(child);
      return { lines: text(concat([new Uint8Array(0), ...parts])).split('\n'), code: statusCode(status, signalNumber) };
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      return { lines: [`unable to execute '${argv[0]}': ${e.text}`], code: 4 };
    } finally {
      p.fds.close(fd);
    }
  }

  *#show(lines: readonly string[], notice?: string): Step {
    const { screen, t } = this;
    const before = Array.from({ length: screen.rows }, (_, row) =>
      Array.from({ length: screen.columns }, (_, column) => screen.shownAt(row, column)),
    );
    screen.erase();
    const top = t.has('noTitle') ? 0 : 2;
    if (top > 0) this.#header();
    this.#body(lines, top);
    if (t.has('differences') && this.#previous) this.#mark(before, top);
    if (notice !== undefined) screen.put(screen.rows - 1, 0, notice);
    yield* notice === undefined ? screen.refresh() : screen.refresh(screen.rows - 1, notice.length);
  }

  /** `Every 2.0s: command          host: Sun Nov 22 04:42:38 2026`. */
  #header(): void {
    const { p, t, screen } = this;
    const left = `Every ${this.seconds.toFixed(1)}s: `;
    const right = `${p.sys.hostname()}: ${strftime('%a %b %e %H:%M:%S %Y', p.clock.now, zoneOf(p.env['TZ']))}`;
    const command = t.operands.join(' ');
    const room = screen.columns - right.length - left.length - 1;
    const shown = command.length <= room ? command : room > 4 ? `${command.slice(0, room - 4)}... ` : '';
    screen.put(0, 0, left + shown);
    screen.put(0, Math.max(0, screen.columns - right.length), right);
  }

  #body(lines: readonly string[], top: number): void {
    const { screen, t } = this;
    let row = top;
    for (const line of lines) {
      let column = 0;
      const plain = line.replace(/\x1b\[[0-9;]*[A-Za-z]/g, '');
      for (const c of plain) {
        const width = c === '\t' ? 8 - (column % 8) : displayWidth(c);
        if (column + width > screen.columns) {
          if (t.has('noWrap')) break;
          row++;
          column = 0;
        }
        if (c !== '\t' && width > 0) screen.put(row, column, c);
        column += width;
      }
      row++;
      if (row >= screen.rows) return;
    }
  }

  /** -d: what has changed since the last time stands in reverse. */
  #mark(before: readonly (readonly string[])[], top: number): void {
    const { screen } = this;
    for (let row = top; row < screen.rows; row++) {
      for (let column = 0; column < screen.columns; column++) {
        const now = screen.at(row, column);
        if (now !== before[row]![column]) screen.put(row, column, now, 'reverse');
      }
    }
  }
}
