import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { binary, concat, EMPTY } from '../../../kernel/text.ts';
import { BaseDecoder, encodeBase, type BaseEncoding } from './encode.ts';
import { Input } from './input.ts';
import { FAMILIES, Failure, UsageError, utility } from './utility.ts';

/** base64(1) and base32(1): the same program with another alphabet. */
export function baseUtility(name: string, encoding: BaseEncoding, sizeBytes: number): Program {
  return utility({
    name,
    family: FAMILIES.coreutils,
    sizeBytes,
    usage: ['[OPTION]... [FILE]'],
    summary: `Encode FILE, or standard input, as ${name}, or decode it.`,
    options: {
      decode: { flags: '-d, --decode', help: 'decode' },
      ignore: { flags: '-i, --ignore-garbage', help: 'when decoding, skip letters that are not of the alphabet' },
      wrap: { flags: '-w, --wrap', arg: 'COLS', help: 'break lines after COLS letters (default 76); 0 for one line' },
    },
    *main(p, t) {
      if (t.operands.length > 1) throw new UsageError(`extra operand ${t.quote(t.operands[1]!)}`);
      const wrapText = t.value('wrap') ?? '76';
      if (!/^\d+$/.test(wrapText)) throw new Failure(`invalid wrap size: ${t.quote(wrapText)}`);
      const path = t.operands[0] ?? '-';
      let input: Input;
      try {
        input = Input.open(p, path);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        throw new Failure(`${t.quotef(path)}: ${e.text}`);
      }
      try {
        if (t.has('decode')) yield* decode(p, input, encoding, t.has('ignore'));
        else yield* encode(p, input, encoding, Number(wrapText));
      } catch (e) {
        if (!(e instanceof Errno) || e.syscall === 'write') throw e;
        throw new Failure(`read error: ${e.text}`);
      } finally {
        input.close();
      }
    },
  });
}

function* encode(p: Process, input: Input, encoding: BaseEncoding, width: number): Step {
  let column = 0;
  let rest: Uint8Array = EMPTY;
  for (;;) {
    const part = yield* input.read();
    const data = rest.length > 0 ? concat([rest, part]) : part;
    const whole = part.length === 0 ? data.length : data.length - (data.length % encoding.bytesPerGroup);
    rest = data.slice(whole);
    const letters = encodeBase(data.subarray(0, whole), encoding);
    if (width === 0) yield* p.stdout.write(letters);
    for (let at = 0; width > 0 && at < letters.length;) {
      const line = letters.slice(at, at + width - column);
      at += line.length;
      column += line.length;
      yield* p.stdout.write(column === width ? `${line}\n` : line);
      if (column === width) column = 0;
    }
    if (part.length === 0) break;
  }
  if (column > 0) yield* p.stdout.write('\n');
}

function* decode(p: Process, input: Input, encoding: BaseEncoding, ignoreGarbage: boolean): Step {
  const decoder = new BaseDecoder(encoding);
  for (;;) {
    const part = yield* input.read();
    let letters = binary(part).replaceAll('\n', '');
    if (ignoreGarbage) letters = [...letters].filter((c) => c === '=' || encoding.alphabet.includes(c)).join('');
    const { data, valid } = decoder.push(letters, part.length === 0);
    yield* p.stdout.write(data);
    if (!valid) throw new Failure('invalid input');
    if (part.length === 0) return;
  }
}
