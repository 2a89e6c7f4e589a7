import { COOKED, type Terminal, type TerminalMode } from '../../../kernel/terminal.ts';
import { Errno } from '../../../kernel/errno.ts';
import { FAMILIES, Failure, NotSimulated, UsageError, utility } from '../lib/utility.ts';
import { ALL_SETTINGS, changed, encode, decode, settingLines } from './settings.ts';

export default utility({
  name: 'stty',
  family: FAMILIES.coreutils,
  sizeBytes: 85_008,
  usage: ['[-F DEVICE | --file=DEVICE] [SETTING]...', '[-F DEVICE | --file=DEVICE] [-a|--all]', '[-F DEVICE | --file=DEVICE] [-g|--save]'],
  summary: 'Print or change how the terminal works.',
  options: {
    all: { flags: '-a, --all', help: 'print all settings' },
    save: { flags: '-g, --save', help: 'print them in a form that stty reads' },
    file: { flags: '-F, --file', arg: 'DEVICE', help: 'use DEVICE, not standard input' },
  },
  // a setting that is turned off begins with a dash
  rewrite(args) {
    const at = args.findIndex((a, i) => /^-[a-z]{2,}/.test(a) && !/^-(F.*|ag|ga)$/.test(a) && args[i - 1] !== '-F');
    return at < 0 || args.includes('--')
      ? args
      : [...args.filter((a, i) => i < at && /^-/.test(a)), '--', ...args.filter((a, i) => i >= at || !/^-/.test(a))];
  },
  *main(p, t) {
    const device = t.value('file');
    if (t.has('all') && t.has('save')) throw new Failure('the options for verbose and stty-readable output styles are\nmutually exclusive');
    if (t.has('all', 'save') && t.operands.length > 0) throw new Failure('when specifying an output style, modes may not be set');
    let terminal: Terminal | undefined;
    if (device === undefined) terminal = p.fds.get(0)?.file.terminal;
    else {
      try {
        terminal = p.sys.open(device, { read: true }).terminal;
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`${t.quotef(device)}: ${e.text}`);
      }
    }
    const operands = [...t.operands];
    checkSettings(operands, (text) => t.quote(text));
    if (!terminal)
      throw new Failure(`${device === undefined ? t.quote('standard input') : t.quotef(device)}: Inappropriate ioctl for device`);
    if (t.has('save')) {
      yield* p.stdout.line(encode(terminal.mode));
      return;
    }
    if (operands.length === 0) {
      const width = terminal.columns || 80;
      yield* p.stdout.write(t.has('all') ? settingLines(terminal, width) : changed(terminal.mode, width));
      return;
    }
    for (let i = 0; i < operands.length; i++) {
      const word = operands[i]!;
      if (word === 'size') yield* p.stdout.line(`${terminal.rows} ${terminal.columns}`);
      else if (word === 'speed') yield* p.stdout.line('38400');
      else if (/^(rows|cols|columns)$/.test(word)) {
        const n = Number(operands[++i]);
        terminal.resize(word === 'rows' ? terminal.columns : n, word === 'rows' ? n : terminal.rows);
      } else {
        const mode = apply({ ...terminal.mode }, word);
        if (mode) terminal.mode = mode;
        else if (
          /^(min|time|intr|quit|erase|kill|eof|eol|eol2|swtch|start|stop|susp|rprnt|werase|lnext|discard|ispeed|ospeed|line)$/.test(word)
        )
          i++;
      }
    }
  },
});

/** Throws UsageError for what is no setting, NotSimulated for settings that this terminal does not have. */
function checkSettings(words: readonly string[], quote: (text: string) => string): void {
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const name = word.replace(/^-/, '');
    if (
      /^[0-9a-f]+(:[0-9a-f]+){10,}$/.test(word) ||
      /^(size|speed|sane|raw|cooked|cbreak|ek|crt|dec|evenp|oddp|parity|nl|lcase|LCASE|pass8|litout|decctlq|tabs|drain)$/.test(name)
    )
      continue;
    if (/^(rows|cols|columns)$/.test(name)) {
      const value = words[++i];
      if (value === undefined) throw new UsageError(`missing argument to ${quote(name)}`);
      if (!/^\d+$/.test(value)) throw new Failure(`invalid integer argument: ${quote(value)}`);
      continue;
    }
    if (ALL_SETTINGS.has(name)) continue;
    if (/^(min|time|intr|quit|erase|kill|eof|eol|eol2|swtch|start|stop|susp|rprnt|werase|lnext|discard|ispeed|ospeed|line)$/.test(word)) {
      if (words[i + 1] === undefined) throw new UsageError(`missing argument to ${quote(word)}`);
      // VMIN and VTIME have their usual values here; anything else would be a lie
      if (!(word === 'min' && words[i + 1] === '1') && !(word === 'time' && words[i + 1] === '0')) throw new NotSimulated(`stty ${word}`);
      i++;
      continue;
    }
    throw new UsageError(`invalid argument ${quote(word)}`);
  }
}

/** The mode with one setting changed; `undefined` where the setting is none of those that matter here. */
function apply(mode: TerminalMode, word: string): TerminalMode | undefined {
  const on = !word.startsWith('-');
  const name = word.replace(/^-/, '');
  if (word.includes(':')) return decode(word);
  switch (name) {
    case 'sane':
      return { ...COOKED };
    case 'raw':
    case 'cooked':
      return (name === 'raw') === on
        ? { ...mode, canonical: false, signals: false, newlines: false }
        : { ...mode, canonical: true, signals: true, newlines: true };
    case 'cbreak':
      return { ...mode, canonical: !on };
    case 'icanon':
      return { ...mode, canonical: on };
    case 'echo':
      return { ...mode, echo: on };
    case 'isig':
      return { ...mode, signals: on };
    case 'icrnl':
    case 'onlcr':
    case 'opost':
      return { ...mode, newlines: on };
    case 'nl':
      return { ...mode, newlines: !on };
    default:
      return undefined;
  }
}
