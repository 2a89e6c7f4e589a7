import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { sleeping, type Step } from '../../../kernel/step.ts';
import { Keyboard } from '../lib/keyboard.ts';
import { utf8Locale } from '../lib/quoting.ts';
import { posixRegex, RegexError, type Regex } from '../lib/regex.ts';
import { expandCapability, terminalType } from '../lib/terminfo.ts';
import { Dialog } from './dialog.ts';
import { LESS_HELP } from './help.ts';
import { setOption, type LessOptions } from './options.ts';
import { promptText } from './prompt.ts';
import type { Look } from './rows.ts';
import type { Source } from './source.ts';
import { START, View } from './view.ts';

const BELL = '\x07';
/** Keys that mean the same as others. */
const ALIASES: Record<string, string> = {
  f: ' ',
  '\x06': ' ',
  '\x16': ' ',
  z: ' ',
  e: '\n',
  j: '\n',
  '\x05': '\n',
  '\x0e': '\n',
  '\r': '\n',
  '\x02': 'b',
  '\x19': 'y',
  k: 'y',
  '\x0b': 'y',
  '\x10': 'y',
  '\x04': 'd',
  '\x15': 'u',
  '<': 'home',
  '>': 'G',
  '%': 'p',
  '\x0c': 'r',
  '\x12': 'r',
  R: 'r',
};

/** less at a terminal: commands in, screens out. */
export class Pager {
  readonly #keyboard: Keyboard;
  readonly #view: View;
  readonly #dialog: Dialog;
  readonly #capability: (name: string) => string;
  #index = 0;
  #pattern: Regex | undefined;
  #backwards = false;
  #count = '';
  /** The first prompt tells the file's name. */
  #fresh = true;
  #exit: number | undefined;

  constructor(
    private readonly p: Process,
    private readonly o: LessOptions,
    private readonly sources: readonly Source[],
    fd: number,
    private readonly problems: readonly string[],
  ) {
    const terminal = p.fds.get(1)!.file.terminal!;
    this.#keyboard = new Keyboard(p, p.fds.get(fd)?.file.terminal ?? terminal, fd);
    const { capabilities } = terminalType(p.env['TERM'] ?? 'dumb') ?? terminalType('dumb')!;
    this.#capability = (name) => (typeof capabilities[name] === 'string' ? expandCapability(capabilities[name]) : '');
    const look: Look = {
      columns: terminal.columns,
      chop: o.chop,
      raw: o.raw,
      utf8: /utf-?8/i.test(p.env['LESSCHARSET'] ?? '') || utf8Locale(p),
      numbers: o.numbers,
      shift: 0,
      standout: this.#capability('smso'),
      normal: this.#capability('rmso'),
    };
    const canvas = { terminal, capability: this.#capability, write: (data: string) => this.#write(data) };
    this.#view = new View(canvas, o, look, sources[0]!);
    this.#dialog = new Dialog(this.#keyboard, canvas, look, (signal) => this.#signal(signal));
  }

  get #source(): Source {
    return this.sources[this.#index]!;
  }

  *#write(data: string): Step {
    yield* this.p.write(1, data);
  }

  /** Shows the files until it is left; gives the exit code. */
  *run(): Step<number> {
    const { o } = this;
    const oneFile = this.sources.length === 1 && o.first.every((command) => command === 'G');
    if (o.quitIfOneScreen && oneFile && (yield* this.#view.fits())) {
      this.#keyboard.release();
      yield* this.#write(o.noInit ? `${this.#capability('smkx')}\r` : '\r');
      for (let i = 0, rows = yield* this.#view.rows(0); rows; rows = yield* this.#view.rows(++i)) yield* this.#write(rows.join(''));
      yield* this.#write(`\r${this.#capability('el')}${o.noInit ? this.#capability('rmkx') : ''}`);
      return 0;
    }
    try {
      yield* this.#enter();
      if (this.problems.length > 0) yield* this.#message(this.problems[0]!);
      yield* this.#first();
      while (this.#exit === undefined) {
        yield* this.#prompt();
        const event = yield* this.#keyboard.next();
        if (!event) continue;
        if ('signal' in event) yield* this.#signal(event.signal);
        else yield* this.#key(event.key);
      }
      yield* this.#leave();
      return this.#exit;
    } finally {
      this.#keyboard.release();
    }
  }

  *#enter(): Step {
    const init = this.o.noInit ? '' : this.#capability('smcup');
    yield* this.#write(`${init}${this.#capability('smkx')}\r`);
  }

  *#leave(): Step {
    const end = this.o.noInit ? '' : this.#capability('rmcup');
    yield* this.#write(`\r${this.#capability('el')}${this.#capability('rmkx')}${end}`);
  }

  *#first(): Step {
    if (this.o.first.length === 0) {
      yield* this.#view.showFrom(START);
      return;
    }
    for (const command of this.o.first) {
      if (/^\d+$/.test(command)) yield* this.#view.showFrom({ line: Number(command) - 1, row: 0 });
      else if (command === 'G') {
        yield* this.#write(`\r${this.#capability('el')}`);
        yield* this.#view.goEnd();
      } else if (command === 'F') {
        yield* this.#view.goEnd();
        yield* this.#follow();
      } else if (/^[/?]/.test(command)) {
        this.#backwards = command[0] === '?';
        this.#compile(command.slice(1));
        yield* this.#search(this.#backwards, true);
      } else yield* this.#view.showFrom(START);
    }
  }

  // ---- prompts and questions ------------------------------------------------------------------

  *#prompt(): Step {
    const view = this.#view;
    const { standout, normal } = view.look;
    const el = this.#capability('el');
    const start = view.atLineStart ? '' : `\r${el}`;
    view.atLineStart = false;
    if (this.#count !== '') {
      yield* this.#write(`${start}:${this.#count}`);
      return;
    }
    const text = yield* this.#facts(this.o.prompt);
    this.#fresh = false;
    yield* this.#write(`${start}${text === ':' ? ':' : `${standout}${text}${normal}`}${el}`);
  }

  *#facts(style: Parameters<typeof promptText>[0]['style']): Step<string> {
    const view = this.#view;
    // a file's lines are counted for the long prompts; what comes through a pipe cannot be
    if (style !== 'short' && this.#source.size !== undefined) yield* this.#source.all();
    const bottom = yield* view.bottom();
    return promptText({
      source: this.#source,
      style,
      fresh: this.#fresh,
      first: view.top.line,
      last: bottom.line,
      atEnd: view.atEnd,
      position: [this.#index + 1, this.sources.length],
      next: this.sources[this.#index + 1]?.name,
    });
  }

  *#message(text: string): Step {
    yield* this.#dialog.message(text);
  }

  *#ask(label: string): Step<string | undefined> {
    return yield* this.#dialog.ask(label);
  }

  *#forward(rows: number): Step {
    const view = this.#view;
    const moved = yield* view.forward(rows);
    if (!moved && this.o.quitAtEnd === 'no') yield* this.#write(BELL);
    else if (!moved || (view.atEnd && this.o.quitAtEnd === 'first')) this.#exit = 0;
  }

  *#backward(rows: number): Step {
    if (!(yield* this.#view.back(rows))) yield* this.#write(BELL);
  }

  // ---- commands -------------------------------------------------------------------------------

  *#signal(signal: string): Step {
    switch (signal) {
      case 'WINCH':
        yield* this.#view.paint();
        return;
      case 'TSTP':
        yield* this.#leave();
        yield* this.#keyboard.stop();
        yield* this.#enter();
        yield* this.#view.paint();
        return;
      case 'INT':
        if (this.o.quitOnInterrupt) this.#exit = 130;
        else yield* this.#write(BELL);
        return;
      default:
        this.#exit = 15;
    }
  }

  *#key(key: string): Step {
    if (/^\d$/.test(key)) {
      this.#count += key;
      return;
    }
    const count = this.#count === '' ? undefined : Number(this.#count);
    this.#count = '';
    const { height } = this.#view;
    const half = Math.ceil(height / 2);
    const moves: Record<string, () => Step> = {
      ' ': () => this.#forward(count ?? height),
      'page-down': () => this.#forward(count ?? height),
      '\n': () => this.#forward(count ?? 1),
      down: () => this.#forward(count ?? 1),
      b: () => this.#backward(count ?? height),
      'page-up': () => this.#backward(count ?? height),
      y: () => this.#backward(count ?? 1),
      up: () => this.#backward(count ?? 1),
      d: () => this.#forward(count ?? half),
      u: () => this.#backward(count ?? half),
      g: () => this.#view.showFrom({ line: (count ?? 1) - 1, row: 0 }),
      home: () => this.#view.showFrom(START),
      G: () => (count === undefined ? this.#view.goEnd() : this.#view.showFrom({ line: count - 1, row: 0 })),
      end: () => this.#view.goEnd(),
      p: () => this.#percent(count ?? 0),
      n: () => this.#search(this.#backwards, false),
      N: () => this.#search(!this.#backwards, false),
      r: () => this.#view.paint(),
      right: () => this.#shift(1),
      left: () => this.#shift(-1),
      F: () => this.#follow(),
    };
    const move = moves[ALIASES[key] ?? key];
    if (move) yield* move();
    else yield* this.#command(key);
  }

  *#command(key: string): Step {
    switch (key) {
      case 'q':
      case 'Q':
        this.#exit = 0;
        return;
      case '/':
      case '?': {
        const pattern = yield* this.#ask(key);
        if (pattern === undefined) return;
        this.#backwards = key === '?';
        if (pattern !== '' && !this.#compile(pattern)) yield* this.#message('Invalid pattern');
        else yield* this.#search(this.#backwards, false);
        return;
      }
      case ':':
      case 'Z':
        yield* this.#colon(key);
        return;
      case '\x1b': {
        const event = yield* this.#keyboard.next();
        if (event && 'key' in event && event.key === 'u') {
          this.#view.pattern = this.#view.pattern ? undefined : this.#pattern;
          yield* this.#view.paint();
        }
        return;
      }
      case '-': {
        yield* this.#write(`\r${this.#capability('el')}-`);
        const event = yield* this.#keyboard.next();
        if (event && 'key' in event && setOption(this.o, event.key, true)) yield* this.#view.paint();
        return;
      }
      case '=':
      case '\x07':
        yield* this.#message(yield* this.#facts('info'));
        return;
      case 'h':
      case 'H':
        yield* this.#write(`${this.#capability('home')}${this.#capability('ed')}${LESS_HELP}`);
        yield* this.#message('HELP -- Press RETURN when done');
        yield* this.#view.paint();
        return;
      case 'v':
      case '!':
        yield* this.#outside(key);
        return;
      default:
        yield* this.#write(BELL);
    }
  }

  *#colon(first: string): Step {
    yield* this.#write(`\r${this.#capability('el')}${first === ':' ? ' :' : ''}`);
    const event = yield* this.#keyboard.next();
    const key = event && 'key' in event ? event.key : '';
    if ((first === 'Z' && key === 'Z') || (first === ':' && /^[qQ]$/.test(key))) this.#exit = 0;
    else if (first === ':' && (key === 'n' || key === 'p')) {
      const index = this.#index + (key === 'n' ? 1 : -1);
      if (!this.sources[index]) {
        yield* this.#message(key === 'n' ? 'No next file' : 'No previous file');
        return;
      }
      this.#index = index;
      this.#view.source = this.#source;
      this.#fresh = true;
      yield* this.#view.showFrom(START);
    } else yield* this.#write(BELL);
  }

  *#percent(percent: number): Step {
    const count = yield* this.#source.all();
    yield* this.#view.showFrom({ line: Math.min(count - 1, Math.floor((count * percent) / 100)), row: 0 });
  }

  *#shift(direction: number): Step {
    const step = Math.floor(this.#view.look.columns / 2);
    this.#view.look.shift = Math.max(0, this.#view.look.shift + direction * step);
    yield* this.#view.paint();
  }

  #compile(pattern: string): boolean {
    const ignoreCase = this.o.ignoreCase === 'always' || (this.o.ignoreCase === 'smart' && pattern === pattern.toLowerCase());
    try {
      this.#pattern = posixRegex(pattern, { extended: true, ignoreCase, utf8: this.#view.look.utf8 });
      this.#view.pattern = this.o.highlight ? this.#pattern : undefined;
      return true;
    } catch (e) {
      if (e instanceof RegexError) return false;
      throw e;
    }
  }

  *#search(backwards: boolean, here: boolean): Step {
    const pattern = this.#pattern;
    if (!pattern) {
      yield* this.#message('No previous search pattern');
      return;
    }
    for (let line = this.#view.top.line + (here ? 0 : backwards ? -1 : 1); line >= 0; line += backwards ? -1 : 1) {
      const text = yield* this.#source.line(line);
      if (text === undefined) break;
      if (!pattern.test(text)) continue;
      yield* this.#view.showFrom({ line, row: 0 });
      return;
    }
    if (here) yield* this.#view.showFrom(START);
    yield* this.#message('Pattern not found');
  }

  /** F: shows what is appended until ^C. */
  *#follow(): Step {
    yield* this.#view.goEnd();
    const watch = this.#source.watch();
    for (;;) {
      yield* this.#write(
        `\r${this.#capability('el')}Waiting for data... ${this.#view.look.standout}(interrupt to abort)${this.#view.look.normal}`,
      );
      const event = yield* this.#keyboard.next(watch.changed);
      if (event && 'signal' in event && event.signal === 'WINCH') yield* this.#view.paint();
      else if (event && 'signal' in event) {
        if (event.signal !== 'INT') yield* this.#signal(event.signal);
        break;
      } else if (!event && (yield* this.#source.grown())) {
        this.#view.atEnd = false;
        yield* this.#view.forward(Number.MAX_SAFE_INTEGER);
      } else if (!event) yield* this.#keyboard.next(sleeping(this.p.clock, 1));
    }
    watch.close();
  }

  /** v and !: leaves the screen to another program. */
  *#outside(key: string): Step {
    const { p } = this;
    const words =
      key === 'v' ? [p.env['VISUAL'] ?? p.env['EDITOR'] ?? 'vi', `+${this.#view.top.line + 1}`, this.#source.name ?? ''] : undefined;
    const command = words ? undefined : yield* this.#ask('!');
    if (!words && command === undefined) return;
    if (words && this.#source.name === undefined) {
      yield* this.#message('Cannot edit standard input');
      return;
    }
    yield* this.#leave();
    this.#keyboard.restore();
    try {
      yield* p.wait(p.spawn(words ?? [p.env['SHELL'] ?? '/bin/sh', '-c', command!]));
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      yield* p.error(`${words?.[0] ?? 'sh'}: ${e.text}\n`);
    }
    this.#keyboard.raw();
    yield* this.#enter();
    if (!words) yield* this.#message('!done');
    yield* this.#view.paint();
  }
}
