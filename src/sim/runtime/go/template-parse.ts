import { jsonString, type Json } from './json.ts';

interface Located {
  /** `line:column` as messages have it. */
  position: string;
  source: string;
}

export type Operand = Located &
  (
    | { kind: 'literal'; value: Json }
    | { kind: 'field'; names: string[] }
    | { kind: 'variable'; name: string; names: string[] }
    | { kind: 'function'; name: string }
    | { kind: 'pipeline'; pipeline: Pipeline; names: string[] }
  );

export interface Command {
  operands: Operand[];
}

export interface Pipeline {
  declares: string[];
  commands: Command[];
}

export type Node =
  | { kind: 'text'; text: string }
  | { kind: 'action'; pipeline: Pipeline }
  | { kind: 'if' | 'with'; pipeline: Pipeline; body: Node[]; otherwise: Node[] }
  | { kind: 'range'; pipeline: Pipeline; body: Node[]; otherwise: Node[] };

interface Piece {
  action: boolean;
  text: string;
  at: number;
}

/** Cuts a template into texts and actions, taking away white space where `{{-` and `-}}` say so. */
function split(template: string, name: string): Piece[] {
  const pieces: Piece[] = [];
  let rest = 0;
  let trimNext = false;
  const push = (text: string): void => {
    const own = trimNext ? text.replace(/^[ \t\r\n]+/, '') : text;
    if (own) pieces.push({ action: false, text: own, at: 0 });
  };
  for (;;) {
    const open = template.indexOf('{{', rest);
    if (open < 0) {
      push(template.slice(rest));
      return pieces;
    }
    const close = closing(template, open + 2);
    if (close < 0) throw new Error(`template: ${name}:${line(template, open)}: unclosed action`);
    let inner = template.slice(open + 2, close);
    let before = template.slice(rest, open);
    if (/^-[ \t\r\n]/.test(inner)) {
      inner = inner.slice(1);
      before = before.replace(/[ \t\r\n]+$/, '');
    }
    push(before);
    trimNext = /[ \t\r\n]-$/.test(inner);
    if (trimNext) inner = inner.slice(0, -1);
    if (!/^\s*\/\*/.test(inner)) pieces.push({ action: true, text: inner, at: open + 2 });
    rest = close + 2;
  }
}

function closing(template: string, from: number): number {
  let quote = '';
  for (let i = from; i < template.length; i++) {
    const c = template[i]!;
    if (quote) {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if (c === '"' || c === '`') quote = c;
    else if (c === '}' && template[i + 1] === '}') return i;
  }
  return -1;
}

const line = (text: string, at: number): number => text.slice(0, at).split('\n').length;

const TOKEN = /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)'|\$?\w+|[-+]?\d+(?:\.\d+)?|:=|=|\.(?:\w+)?|[|(),]|./gy;

/** Parses a template. Throws Error with text/template's message. */
export function parseTemplate(template: string, name: string, known: (name: string) => boolean): Node[] {
  const pieces = split(template, name);
  let next = 0;
  const error = (at: number, why: string): Error => new Error(`template: ${name}:${line(template, at)}: ${why}`);

  const list = (inside: boolean): { nodes: Node[]; ended: string; rest: string; at: number } => {
    const nodes: Node[] = [];
    while (next < pieces.length) {
      const piece = pieces[next++]!;
      if (!piece.action) {
        nodes.push({ kind: 'text', text: piece.text });
        continue;
      }
      const [, keyword = ''] = /^\s*(if|range|with|else|end)\b/.exec(piece.text) ?? [];
      const rest = piece.text.replace(/^\s*(?:if|range|with|else|end)\b/, keyword ? '' : '$&');
      if (keyword === 'else' || keyword === 'end') {
        if (!inside) throw error(piece.at, `unexpected {{${keyword}}}`);
        return { nodes, ended: keyword, rest, at: piece.at };
      }
      if (keyword) nodes.push(control(keyword as 'if' | 'range' | 'with', rest, piece.at));
      else nodes.push({ kind: 'action', pipeline: parsePipeline(rest, piece.at) });
    }
    if (inside) throw error(template.length, 'unexpected EOF');
    return { nodes, ended: '', rest: '', at: 0 };
  };
  const control = (kind: 'if' | 'range' | 'with', text: string, at: number): Node => {
    if (!text.trim()) throw error(at, `missing value for ${kind}`);
    const pipeline = parsePipeline(text, at);
    const body = list(true);
    let otherwise: Node[] = [];
    if (body.ended === 'else') {
      const [, again] = /^\s+(if|with)\b/.exec(body.rest) ?? [];
      if (again) otherwise = [control(again as 'if' | 'with', body.rest.replace(/^\s+\w+/, ''), body.at)];
      else otherwise = list(true).nodes;
    }
    return { kind, pipeline, body: body.nodes, otherwise };
  };

  const parsePipeline = (text: string, at: number): Pipeline => {
    const lineStart = template.lastIndexOf('\n', at - 1) + 1;
    const tokens = [...text.matchAll(TOKEN)].map((m) => ({ text: m[0], at: m.index }));
    let i = 0;
    const skip = (): boolean => {
      const from = i;
      while (tokens[i] && /^\s+$/.test(tokens[i]!.text)) i++;
      return i > from;
    };
    const locate = (start: number, source: string): Located => ({
      position: `${line(template, at)}:${at - lineStart + start}`,
      source,
    });
    const names = (): string[] => {
      const out: string[] = [];
      while (tokens[i] && /^\.\w+$/.test(tokens[i]!.text)) out.push(tokens[i++]!.text.slice(1));
      return out;
    };
    const operand = (): Operand => {
      const token = tokens[i++]!;
      const t = token.text;
      const done = (own: Omit<Operand, keyof Located>): Operand =>
        ({ ...locate(token.at, text.slice(token.at, tokens[i]?.at ?? text.length).trim()), ...own }) as Operand;
      if (t === '(') {
        const pipeline = pipe(true);
        return done({ kind: 'pipeline', pipeline, names: names() } as never);
      }
      if (t === '.') return done({ kind: 'field', names: [] } as never);
      if (t.startsWith('.')) {
        i--;
        return done({ kind: 'field', names: names() } as never);
      }
      if (t.startsWith('$')) return done({ kind: 'variable', name: t, names: names() } as never);
      if (t.startsWith('"')) return done({ kind: 'literal', value: unquote(t) } as never);
      if (t.startsWith('`')) return done({ kind: 'literal', value: t.slice(1, -1) } as never);
      if (/^[-+]?\d/.test(t)) return done({ kind: 'literal', value: Number(t) } as never);
      if (t === 'true' || t === 'false') return done({ kind: 'literal', value: t === 'true' } as never);
      if (t === 'nil') return done({ kind: 'literal', value: null } as never);
      if (/^\w+$/.test(t)) {
        if (!known(t)) throw error(at, `function ${jsonString(t, false)} not defined`);
        return done({ kind: 'function', name: t } as never);
      }
      throw error(at, `unexpected ${jsonString(t, false)} in operand`);
    };
    const pipe = (nested: boolean): Pipeline => {
      const pipeline: Pipeline = { declares: [], commands: [] };
      skip();
      const start = i;
      while (tokens[i]?.text.startsWith('$')) {
        pipeline.declares.push(tokens[i++]!.text);
        skip();
        if (tokens[i]?.text === ',') i++;
        skip();
      }
      if (tokens[i]?.text === ':=' || tokens[i]?.text === '=') i++;
      else {
        pipeline.declares = [];
        i = start;
      }
      let operands: Operand[] = [];
      for (;;) {
        skip();
        const token = tokens[i];
        if (!token || (nested && token.text === ')') || token.text === '|') {
          if (operands.length === 0) throw error(at, 'missing value for command');
          pipeline.commands.push({ operands });
          operands = [];
          if (!token) {
            if (nested) throw error(at, 'unclosed left paren');
            return pipeline;
          }
          i++;
          if (token.text === ')') return pipeline;
        } else if (token.text === ')') throw error(at, 'unexpected right paren');
        else operands.push(operand());
      }
    };
    return pipe(false);
  };
  return list(false).nodes;
}

function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.slice(1, -1);
  }
}

/** fmt.Sprintf for what templates print: %s %v %d %q %t %x %f with widths. */
export function formatVerb(format: string, args: readonly Json[], print: (v: Json | undefined) => string): string {
  let next = 0;
  const text = format.replace(
    /%([-+0 #]*)(\d*)(?:\.(\d+))?([a-zA-Z%])/g,
    (all, flags: string, width: string, precision: string | undefined, verb: string) => {
      if (verb === '%') return '%';
      if (next >= args.length) return `%!${verb}(MISSING)`;
      const arg = args[next++]!;
      let out: string;
      if (verb === 'q') out = jsonString(print(arg), false);
      else if (verb === 'x') out = typeof arg === 'number' ? arg.toString(16) : all;
      else if (verb === 'f') out = Number(arg).toFixed(precision === undefined ? 6 : Number(precision));
      else if (verb === 'd' && typeof arg !== 'number') out = `%!d(${typeof arg}=${print(arg)})`;
      else out = print(arg);
      const pad = flags.includes('0') && verb === 'd' ? '0' : ' ';
      return flags.includes('-') ? out.padEnd(Number(width)) : out.padStart(Number(width), pad);
    },
  );
  return next < args.length
    ? `${text}%!(EXTRA ${args
        .slice(next)
        .map((a) => `${typeof a}=${print(a)}`)
        .join(', ')})`
    : text;
}
