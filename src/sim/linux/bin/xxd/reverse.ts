import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Input } from '../lib/input.ts';
import type { XxdOptions } from './options.ts';

/** xxd -r: bytes of a dump. Positions that go forward leave zeros; those that go back need an output that can seek. */
export function* reverse(p: Process, input: Input, o: XxdOptions, write: (data: Uint8Array) => Step, name: string): Step<number> {
  if (o.mode === 'plain') {
    let digits = '';
    for (let line = yield* input.line(); line; line = yield* input.line()) {
      digits += line.text.replace(/[^0-9a-fA-F]/g, '');
      const whole = digits.length - (digits.length % 2);
      yield* write(fromHex(digits.slice(0, whole)));
      digits = digits.slice(whole);
    }
    return 0;
  }
  let position = 0;
  for (let line = yield* input.line(); line; line = yield* input.line()) {
    const m = /^([0-9a-fA-F]+):? ?(.*)$/.exec(line.text);
    if (!m) continue;
    const at = parseInt(m[1]!, o.decimal ? 10 : 16) + o.seek;
    if (at < position) {
      yield* p.error(`${name}: sorry, cannot seek backwards.\n`);
      return 5;
    }
    if (at > position) yield* write(new Uint8Array(at - position));
    const data = bytesOf(m[2]!, o);
    yield* write(data);
    position = at + data.length;
  }
  return 0;
}

/** The bytes of a line: pairs of digits up to two blanks, at most as many as a line has. */
function bytesOf(text: string, o: XxdOptions): Uint8Array {
  const body = text.split(/ {2}/)[0]!.replaceAll(' ', '');
  if (o.mode === 'bits') {
    const bits = body.match(/[01]{8}/g) ?? [];
    return Uint8Array.from(bits.slice(0, o.columns), (b) => parseInt(b, 2));
  }
  const hex = /^(?:[0-9a-fA-F]{2})*/.exec(body)![0];
  return fromHex(hex).subarray(0, o.columns);
}

function fromHex(digits: string): Uint8Array {
  const out = new Uint8Array(digits.length / 2);
  for (let i = 0; i < out.length; i++) out[i] = parseInt(digits.slice(2 * i, 2 * i + 2), 16);
  return out;
}
