import type { Source } from './source.ts';

/** What the bottom line is to tell of. Lines count from 0. */
export interface PromptFacts {
  source: Source;
  style: 'short' | 'medium' | 'long' | 'info';
  /** The file has not been named yet. */
  fresh: boolean;
  first: number;
  last: number;
  atEnd: boolean;
  /** Which file of how many. */
  position: readonly [number, number];
  next: string | undefined;
}

/** less's prompts (its -P strings, prompt.c): a colon where there is nothing to say. */
export function promptText(f: PromptFacts): string {
  const { source } = f;
  const count = f.position[1] > 1 ? ` (file ${f.position[0]} of ${f.position[1]})` : '';
  const end = f.atEnd ? ` (END)${f.next === undefined ? '' : ` - Next: ${f.next}`}` : '';
  const name = source.name ?? '';
  if (f.style === 'short') {
    const text = `${f.fresh ? name + count : ''}${f.fresh && name === '' && end !== '' ? end.trimStart() : f.fresh ? end : end.trimStart()}`;
    return text.trim() === '' ? ':' : text.trim();
  }
  const size = source.size ?? (source.complete ? source.bytes : undefined);
  const percent = size === undefined || size === 0 ? '' : `${Math.round((100 * Math.min(size, source.offset(f.last))) / size)}%`;
  if (f.style === 'medium') {
    const text = `${f.fresh ? `${name}${count} ` : ''}${f.atEnd ? end.trimStart() : percent === '' ? `line ${f.last + 1}` : percent}`;
    return text.trim();
  }
  const lines = `lines ${f.first + 1}-${f.last + 1}${source.complete ? `/${source.count}` : ''}`;
  if (f.style === 'info') {
    const bytes = ` byte ${source.offset(f.last)}${size === undefined ? '' : `/${size}`}`;
    return `${name === '' ? 'Standard input' : name}${count} ${lines}${bytes}${f.atEnd ? ' (END)' : percent === '' ? '' : ` ${percent}`}`;
  }
  return `${name === '' ? '' : `${name}${count} `}${lines}${f.atEnd ? end : percent === '' ? '' : ` ${percent}`}`;
}
