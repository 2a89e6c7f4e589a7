import { Failure } from '../lib/utility.ts';

const ESCAPES: Record<string, string> = { f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '#': '#', $: '$', '"': '"', "'": "'", '\\': '\\' };

/** Replaces the first `-S STRING` among env's options by the arguments that the string holds (env(1), "-S/--split-string"). */
export function splitString(args: readonly string[]): readonly string[] {
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]!;
    const attached = /^-[i0v]*S(.+)$/s.exec(arg) ?? /^--split-string=(.*)$/s.exec(arg);
    if (attached) return [...args.slice(0, i), ...cluster(arg), ...splitString(split(attached[1]!)), ...args.slice(i + 1)];
    if ((/^-[i0v]*S$/.test(arg) || arg === '--split-string') && i + 1 < args.length)
      return [...args.slice(0, i), ...cluster(arg), ...splitString(split(args[i + 1]!)), ...args.slice(i + 2)];
    if (!arg.startsWith('-') || arg === '-' || arg === '--') return args;
    if (/^-([uC]|-unset|-chdir)$/.test(arg)) i++;
  }
  return args;
}

/** The letters before S in a cluster. */
function cluster(arg: string): string[] {
  const letters = /^-([i0v]+)S/.exec(arg)?.[1];
  return letters ? [`-${letters}`] : [];
}

function split(text: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quote && c === quote) quote = '';
    else if (!quote && (c === '"' || c === "'")) {
      quote = c;
      word ??= '';
    } else if (c === '\\' && quote !== "'") {
      const next = text[++i];
      if (next === undefined) throw new Failure('invalid backslash at end of string in -S');
      if (next === 'c') break;
      if (next === '_') {
        if (quote) word = `${word ?? ''} `;
        else if (word !== undefined) {
          words.push(word);
          word = undefined;
        }
        continue;
      }
      if (!(next in ESCAPES)) throw new Failure(`invalid sequence '\\${next}' in -S`);
      word = (word ?? '') + ESCAPES[next]!;
    } else if (!quote && /\s/.test(c)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (!quote && c === '#' && word === undefined) break;
    else word = (word ?? '') + c;
  }
  if (quote) throw new Failure('no terminating quote in -S string');
  if (word !== undefined) words.push(word);
  return words;
}
