import { FatalSetting, SkippedCommand, type Applying } from './setting-kinds.ts';
import type { ExecKind } from './settings.ts';
import { nextWord, QuoteError, type Word } from './words.ts';

interface Prefixes {
  ignoreFailure: boolean;
  privileged: boolean;
  literal: boolean;
  /** `@`: the second word is what the program sees as its name. */
  named: boolean;
  path: string;
}

function prefixes(word: string): Prefixes {
  const found = { ignoreFailure: false, privileged: false, literal: false, named: false };
  let i = 0;
  for (; i < word.length; i++) {
    const c = word[i]!;
    if (c === '-' && !found.ignoreFailure) found.ignoreFailure = true;
    else if (c === '@' && !found.named) found.named = true;
    else if (c === ':' && !found.literal) found.literal = true;
    else if (c === '+' || c === '!') found.privileged = true;
    else break;
  }
  return { ...found, path: word.slice(i) };
}

/**
 * Exec…= settings (systemd.service(5), "Command lines"): prefixes, quoting, several commands with ` ; ` between them; an empty
 * assignment forgets the ones before. Throws FatalSetting.
 */
export function applyCommand(at: Applying): void {
  const commands = at.settings.commands[at.key as ExecKind];
  if (!commands) return;
  if (at.value === '') {
    commands.length = 0;
    return;
  }
  const unknown = (): void => at.warn(`Ignoring unknown escape sequences: "${at.value.slice(from).trimStart()}"`);
  let from = 0;
  try {
    for (;;) {
      const first = nextWord(at.value, from, unknown);
      if (!first) return;
      from = first.end;
      const { path: raw, named, ...how } = prefixes(first.text);
      const path = executable(at, raw, how.ignoreFailure);
      const argv: string[] = named ? [] : [path];
      const end = argumentsOf(at, from, argv);
      if (argv.length === 0) refuse(at, how.ignoreFailure, 'Empty executable name or zeroeth argument', first.text);
      from = end;
      commands.push({ path, argv, ...how });
    }
  } catch (e) {
    if (!(e instanceof QuoteError)) throw e;
    at.warn(`Unbalanced quoting, ignoring: "${at.value}`);
  }

  function argumentsOf(_at: Applying, start: number, argv: string[]): number {
    let position = start;
    for (;;) {
      const before = position;
      const word: Word | undefined = nextWord(at.value, position, () =>
        at.warn(`Ignoring unknown escape sequences: "${at.value.slice(before).trimStart()}"`),
      );
      if (!word) return at.value.length;
      position = word.end;
      if (!word.quoted && word.text === ';') return position;
      const written = at.value.slice(before, word.end).trim();
      argv.push(written === '\\;' ? ';' : at.expand(word.text));
    }
  }
}

function executable(at: Applying, raw: string, optional: boolean): string {
  const path = at.expand(raw);
  if (path === '') refuse(at, optional, 'Empty executable name or zeroeth argument', at.value);
  if (path.endsWith('/')) refuse(at, optional, 'Executable path specifies a directory', path);
  if (path.includes('/') && !path.startsWith('/')) refuse(at, optional, 'Neither a valid executable name nor an absolute path', path);
  return path.startsWith('/') ? path.replace(/\/+/g, '/') : path;
}

function refuse(at: Applying, optional: boolean, text: string, what: string): never {
  at.warn(`${text}${optional ? ', ignoring' : ''}: ${what}`);
  throw optional ? new SkippedCommand() : new FatalSetting();
}
