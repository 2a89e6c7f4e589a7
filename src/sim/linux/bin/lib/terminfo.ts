/** A terminal's abilities, as terminfo(5) has them: texts with parameters, numbers, and flags. */
export type Capabilities = Readonly<Record<string, string | number | boolean>>;

/** What a page's terminal is: xterm.js answers to xterm's database. */
const XTERM_256: Capabilities = {
  am: true,
  bce: true,
  km: true,
  mir: true,
  msgr: true,
  xenl: true,
  colors: 256,
  cols: 80,
  it: 8,
  lines: 24,
  pairs: 65536,
  bel: '\\007',
  blink: '\\E[5m',
  bold: '\\E[1m',
  cbt: '\\E[Z',
  civis: '\\E[?25l',
  clear: '\\E[H\\E[2J',
  cnorm: '\\E[?12l\\E[?25h',
  cr: '\\r',
  csr: '\\E[%i%p1%d;%p2%dr',
  cub: '\\E[%p1%dD',
  cub1: '\\b',
  cud: '\\E[%p1%dB',
  cud1: '\\n',
  cuf: '\\E[%p1%dC',
  cuf1: '\\E[C',
  cup: '\\E[%i%p1%d;%p2%dH',
  cuu: '\\E[%p1%dA',
  cuu1: '\\E[A',
  dch: '\\E[%p1%dP',
  dch1: '\\E[P',
  dim: '\\E[2m',
  dl: '\\E[%p1%dM',
  dl1: '\\E[M',
  ech: '\\E[%p1%dX',
  ed: '\\E[J',
  el: '\\E[K',
  el1: '\\E[1K',
  flash: '\\E[?5h$<100/>\\E[?5l',
  home: '\\E[H',
  hpa: '\\E[%i%p1%dG',
  ht: '\\t',
  ich: '\\E[%p1%d@',
  il: '\\E[%p1%dL',
  il1: '\\E[L',
  ind: '\\n',
  indn: '\\E[%p1%dS',
  invis: '\\E[8m',
  kbs: '\\177',
  kcub1: '\\EOD',
  kcud1: '\\EOB',
  kcuf1: '\\EOC',
  kcuu1: '\\EOA',
  kdch1: '\\E[3~',
  kend: '\\EOF',
  kf1: '\\EOP',
  khome: '\\EOH',
  knp: '\\E[6~',
  kpp: '\\E[5~',
  op: '\\E[39;49m',
  rc: '\\E8',
  rev: '\\E[7m',
  ri: '\\EM',
  rin: '\\E[%p1%dT',
  ritm: '\\E[23m',
  rmam: '\\E[?7l',
  rmcup: '\\E[?1049l\\E[23;0;0t',
  rmir: '\\E[4l',
  rmkx: '\\E[?1l\\E>',
  rmso: '\\E[27m',
  rmul: '\\E[24m',
  rs1: '\\Ec\\E]104\\007',
  rs2: '\\E[!p\\E[?3;4l\\E[4l\\E>',
  sc: '\\E7',
  setab: '\\E[%?%p1%{8}%<%t4%p1%d%e%p1%{16}%<%t10%p1%{8}%-%d%e48;5;%p1%d%;m',
  setaf: '\\E[%?%p1%{8}%<%t3%p1%d%e%p1%{16}%<%t9%p1%{8}%-%d%e38;5;%p1%d%;m',
  sgr0: '\\E(B\\E[m',
  sitm: '\\E[3m',
  smam: '\\E[?7h',
  smcup: '\\E[?1049h\\E[22;0;0t',
  smir: '\\E[4h',
  smkx: '\\E[?1h\\E=',
  smso: '\\E[7m',
  smul: '\\E[4m',
  vpa: '\\E[%i%p1%dd',
  E3: '\\E[3J',
};

/** What other terminals have differently; null where they have nothing. */
const OTHERS: Record<string, { longname: string; changes: Record<string, string | number | boolean | null> }> = {
  xterm: {
    longname: 'xterm terminal emulator (X Window System)',
    changes: { colors: 8, pairs: 64, rs1: '\\Ec', setab: '\\E[4%p1%dm', setaf: '\\E[3%p1%dm' },
  },
  linux: {
    longname: 'Linux console',
    changes: {
      km: null,
      colors: 8,
      cols: null,
      lines: null,
      pairs: 64,
      cbt: null,
      civis: '\\E[?25l\\E[?1c',
      clear: '\\E[H\\E[J',
      cnorm: '\\E[?25h\\E[?0c',
      flash: '\\E[?5h$<200/>\\E[?5l',
      indn: null,
      invis: null,
      kcub1: '\\E[D',
      kcud1: '\\E[B',
      kcuf1: '\\E[C',
      kcuu1: '\\E[A',
      kend: '\\E[4~',
      kf1: '\\E[[A',
      khome: '\\E[1~',
      rin: null,
      ritm: null,
      rmcup: null,
      rmkx: null,
      rs1: '\\Ec\\E]R',
      rs2: null,
      setab: '\\E[4%p1%dm',
      setaf: '\\E[3%p1%dm',
      sgr0: '\\E[m\\017',
      sitm: null,
      smcup: null,
      smkx: null,
    },
  },
  vt100: {
    longname: 'DEC VT100 (w/advanced video)',
    changes: {
      bce: null,
      km: null,
      mir: null,
      colors: null,
      pairs: null,
      blink: '\\E[5m$<2>',
      bold: '\\E[1m$<2>',
      cbt: null,
      civis: null,
      clear: '\\E[H\\E[J$<50>',
      cnorm: null,
      cuf1: '\\E[C$<2>',
      cup: '\\E[%i%p1%d;%p2%dH$<5>',
      cuu1: '\\E[A$<2>',
      dch: null,
      dch1: null,
      dim: null,
      dl: null,
      dl1: null,
      ech: null,
      ed: '\\E[J$<50>',
      el: '\\E[K$<3>',
      el1: '\\E[1K$<3>',
      flash: null,
      hpa: null,
      ich: null,
      il: null,
      il1: null,
      indn: null,
      invis: null,
      kbs: '\\b',
      kdch1: null,
      kend: null,
      khome: null,
      knp: null,
      kpp: null,
      op: null,
      rev: '\\E[7m$<2>',
      ri: '\\EM$<5>',
      rin: null,
      ritm: null,
      rmcup: null,
      rmir: null,
      rmso: '\\E[m$<2>',
      rmul: '\\E[m$<2>',
      rs1: null,
      rs2: '\\E<\\E>\\E[?3;4;5l\\E[?7;8h\\E[r',
      setab: null,
      setaf: null,
      sgr0: '\\E[m\\017$<2>',
      sitm: null,
      smcup: null,
      smir: null,
      smso: '\\E[7m$<2>',
      smul: '\\E[4m$<2>',
      vpa: null,
      E3: null,
    },
  },
  screen: {
    longname: 'VT 100/ANSI X3.64 virtual terminal',
    changes: {
      bce: null,
      colors: 8,
      pairs: 64,
      clear: '\\E[H\\E[J',
      cnorm: '\\E[34h\\E[?25h',
      cuu1: '\\EM',
      ech: null,
      flash: '\\Eg',
      invis: null,
      kend: '\\E[4~',
      khome: '\\E[1~',
      ritm: null,
      rmam: null,
      rmcup: '\\E[?1049l',
      rmso: '\\E[23m',
      rs1: null,
      rs2: '\\Ec\\E[?1000l\\E[?25h',
      setab: '\\E[4%p1%dm',
      setaf: '\\E[3%p1%dm',
      sgr0: '\\E[m\\017',
      sitm: null,
      smam: null,
      smcup: '\\E[?1049h',
      smso: '\\E[3m',
      E3: null,
    },
  },
  'screen-256color': {
    longname: 'GNU Screen with 256 colors',
    changes: {
      bce: null,
      clear: '\\E[H\\E[J',
      cnorm: '\\E[34h\\E[?25h',
      cuu1: '\\EM',
      ech: null,
      flash: '\\Eg',
      invis: null,
      kend: '\\E[4~',
      khome: '\\E[1~',
      ritm: null,
      rmam: null,
      rmcup: '\\E[?1049l',
      rmso: '\\E[23m',
      rs1: null,
      rs2: '\\Ec\\E[?1000l\\E[?25h',
      sgr0: '\\E[m\\017',
      sitm: null,
      smam: null,
      smcup: '\\E[?1049h',
      smso: '\\E[3m',
      E3: null,
    },
  },
  'tmux-256color': {
    longname: 'tmux with 256 colors',
    changes: {
      bce: null,
      clear: '\\E[H\\E[J',
      cnorm: '\\E[34h\\E[?25h',
      cuu1: '\\EM',
      ech: null,
      flash: '\\Eg',
      kend: '\\E[4~',
      khome: '\\E[1~',
      rmam: null,
      rmcup: '\\E[?1049l',
      rs1: null,
      rs2: '\\Ec\\E[?1000l\\E[?25h',
      sgr0: '\\E[m\\017',
      smam: null,
      smcup: '\\E[?1049h',
    },
  },
};

const LONG_NAME = 'xterm with 256 colors';
const DUMB: Capabilities = { am: true, cols: 80, bel: '\\007', cr: '\\r', cud1: '\\n', ind: '\\n' };

/** The abilities of a terminal type; `undefined` for one that the database does not have. */
export function terminalType(name: string): { longname: string; capabilities: Capabilities } | undefined {
  if (name === 'xterm-256color') return { longname: LONG_NAME, capabilities: XTERM_256 };
  if (name === 'dumb') return { longname: '80-column dumb tty', capabilities: DUMB };
  const other = OTHERS[name];
  if (!other) return undefined;
  const capabilities: Record<string, string | number | boolean> = { ...XTERM_256 };
  for (const [key, value] of Object.entries(other.changes)) {
    if (value === null) delete capabilities[key];
    else capabilities[key] = value;
  }
  return { longname: other.longname, capabilities };
}

const ESCAPES: Record<string, string> = {
  E: '\x1b',
  e: '\x1b',
  n: '\n',
  r: '\r',
  t: '\t',
  b: '\b',
  s: ' ',
  l: '\n',
  f: '\f',
  '\\': '\\',
  '^': '^',
  ',': ',',
};

/** A capability's text as characters, parameters still in it; delays (`$<100/>`) are left out, as terminals today need none. */
export function rawCapability(text: string): string {
  const raw = text.replace(/\\([0-7]{3}|.)/g, (_, c: string) => (c.length === 3 ? String.fromCharCode(parseInt(c, 8)) : (ESCAPES[c] ?? c)));
  return raw.replace(/\$<\d+[*/]*>/g, '');
}

/** The same with parameters put in (tparm(3)). */
export function expandCapability(text: string, parameters: readonly number[] = []): string {
  return new Expansion(rawCapability(text), parameters).run();
}

/** terminfo's little stack language, as far as these capabilities use it: %p %d %i %{n} arithmetic, comparison and conditions. */
class Expansion {
  readonly #stack: number[] = [];
  readonly #parameters: number[];

  constructor(
    private readonly text: string,
    parameters: readonly number[],
  ) {
    this.#parameters = [...parameters];
  }

  run(): string {
    let out = '';
    let skip: '' | 'then' | 'else' = '';
    let depth = 0;
    for (const m of this.text.matchAll(/%(p\d|\{\d+\}|[0-9]*[dcs]|[%i?te;<>=+*/&|m!~-])|[^]/g)) {
      const token = m[1];
      if (skip) {
        // passes over a branch, with the conditions inside it
        if (token === '?') depth++;
        else if (token === ';' && depth-- === 0) {
          skip = '';
          depth = 0;
        } else if (token === 'e' && depth === 0 && skip === 'then') skip = '';
        continue;
      }
      if (token === undefined) out += m[0];
      else if (token === 't') {
        if (!this.#stack.pop()) skip = 'then';
      } else if (token === 'e') skip = 'else';
      else out += this.#apply(token);
    }
    return out;
  }

  #apply(token: string): string {
    const pop = (): number => this.#stack.pop() ?? 0;
    if (token === '%') return '%';
    if (token === 'i') {
      for (const i of [0, 1]) this.#parameters[i] = (this.#parameters[i] ?? 0) + 1;
      return '';
    }
    if (token[0] === 'p') this.#stack.push(this.#parameters[Number(token[1]) - 1] ?? 0);
    else if (token[0] === '{') this.#stack.push(Number(token.slice(1, -1)));
    else if (/d$/.test(token)) return String(pop()).padStart(Number(token.slice(0, -1) || 0), '0');
    else if (token === 'c') return String.fromCharCode(pop());
    else if ('<>=+-*/m&|'.includes(token)) {
      const b = pop();
      const a = pop();
      const results: Record<string, number> = {
        '<': Number(a < b),
        '>': Number(a > b),
        '=': Number(a === b),
        '+': a + b,
        '-': a - b,
        '*': a * b,
        '/': b === 0 ? 0 : Math.trunc(a / b),
        m: b === 0 ? 0 : a % b,
        '&': a & b,
        '|': a | b,
      };
      this.#stack.push(results[token]!);
    }
    return '';
  }
}
