import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat, fromBinary } from '../../../kernel/text.ts';
import { eachInput, type Input } from '../lib/input.ts';
import { parseInteger } from '../lib/numbers.ts';
import { FAMILIES, Failure, UsageError, utility } from '../lib/utility.ts';

export default utility({
  name: 'head',
  family: FAMILIES.coreutils,
  sizeBytes: 48_080,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Print the first 10 lines of each FILE; several are headed by their names.',
  options: {
    bytes: { flags: '-c, --bytes', arg: '[-]NUM', help: 'print the first NUM bytes; with -, all but the last NUM' },
    lines: { flags: '-n, --lines', arg: '[-]NUM', help: 'print the first NUM lines; with -, all but the last NUM' },
    quiet: { flags: '-q, --quiet, --silent', help: 'never print headers' },
    verbose: { flags: '-v, --verbose', help: 'always print headers' },
    zero: { flags: '-z, --zero-terminated', help: 'lines end with NUL, not newline' },
  },
  rewrite: obsolete,
  *main(p, t) {
    const unit = t.last('bytes', 'lines') ?? 'lines';
    const given = t.value(unit) ?? '10';
    const fromEnd = given.startsWith('-');
    const count = parseInteger(fromEnd ? given.slice(1) : given, 'bkKmMGTPEZY0');
    if (typeof count !== 'number') {
      const why = count === 'overflow' ? ': Value too large for defined data type' : '';
      throw new Failure(`invalid number of ${unit}: ${t.quote(fromEnd ? given.slice(1) : given)}${why}`);
    }
    const titles = t.last('quiet', 'verbose');
    const headers = titles === 'verbose' || (titles === undefined && t.operands.length > 1);
    const delimiter = t.has('zero') ? '\0' : '\n';
    let first = true;
    yield* eachInput(
      t,
      t.operands,
      function* (input) {
        if (headers) {
          yield* p.stdout.write(`${first ? '' : '\n'}==> ${input.path === '-' ? 'standard input' : input.path} <==\n`);
          first = false;
        }
        if (unit === 'bytes') yield* fromEnd ? allButBytes(p, input, count) : bytes(p, input, count);
        else yield* fromEnd ? allButLines(p, input, count, delimiter) : lines(p, input, count, delimiter);
      },
      (path, e) =>
        e.syscall === 'read' ? `error reading ${t.quoteaf(path)}: ${e.text}` : `cannot open ${t.quoteaf(path)} for reading: ${e.text}`,
    );
  },
});

/** The old form: `head -5`, `head -5c`, `head -20vq`. Throws UsageError. */
function obsolete(args: readonly string[]): readonly string[] {
  const m = /^-(\d+)(.*)$/.exec(args[0] ?? '');
  if (!m) return args;
  const [, digits, letters] = m;
  let unit = '-n';
  let factor = '';
  const rest: string[] = [];
  for (const letter of letters!) {
    if (letter === 'c') unit = '-c';
    else if (letter === 'l') unit = '-n';
    else if ('bkm'.includes(letter)) {
      unit = '-c';
      factor = letter;
    } else if ('qvz'.includes(letter)) rest.push(`-${letter}`);
    else throw new UsageError(`invalid trailing option -- ${letter}`);
  }
  return [unit, digits! + factor, ...rest, ...args.slice(1)];
}

function* bytes(p: Process, input: Input, count: number): Step {
  for (let left = count; left > 0;) {
    const part = yield* input.read(Math.min(left, 65_536));
    if (part.length === 0) return;
    left -= part.length;
    yield* p.stdout.write(part);
  }
}

function* lines(p: Process, input: Input, count: number, delimiter: string): Step {
  const end = delimiter.charCodeAt(0);
  let left = count;
  while (left > 0) {
    const part = yield* input.read(1024);
    if (part.length === 0) return;
    let at = 0;
    while (left > 0 && at < part.length) {
      const found = part.indexOf(end, at);
      if (found < 0) at = part.length;
      else {
        at = found + 1;
        left--;
      }
    }
    yield* p.stdout.write(part.subarray(0, at));
    // what was read too much goes back, where the input can go back: the next reader finds its line
    const file = p.fds.get(input.fd)?.file;
    if (at < part.length && file?.kind === 'file') file.seek?.(at - part.length, 'current');
  }
}

function* allButBytes(p: Process, input: Input, count: number): Step {
  let held: Uint8Array = new Uint8Array(0);
  for (;;) {
    const part = yield* input.read();
    if (part.length === 0) return;
    const all = concat([held, part]);
    const write = Math.max(0, all.length - count);
    yield* p.stdout.write(all.subarray(0, write));
    held = all.slice(write);
  }
}

function* allButLines(p: Process, input: Input, count: number, delimiter: string): Step {
  const held: string[] = [];
  for (let line = yield* input.line(delimiter); line; line = yield* input.line(delimiter)) {
    held.push(line.text + (line.ended ? delimiter : ''));
    if (held.length > count) yield* p.stdout.write(fromBinary(held.shift()!));
  }
}
