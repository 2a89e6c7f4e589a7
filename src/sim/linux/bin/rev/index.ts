import { Errno } from '../../../kernel/errno.ts';
import { fromBinary, text } from '../../../kernel/text.ts';
import { Input } from '../lib/input.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'rev',
  family: FAMILIES.bsdExtra,
  sizeBytes: 14_648,
  usage: ['[options] [<file> ...]'],
  summary: 'Reverse the characters of each line.',
  options: {},
  *main(p, t) {
    const reversed = (line: string): Uint8Array | string =>
      t.utf8 ? [...text(fromBinary(line))].reverse().join('') : [...line].reverse().join('');
    for (const path of t.operands.length > 0 ? t.operands : ['-']) {
      let lines = 0;
      let input: Input | undefined;
      try {
        // a lone dash is a file's name here
        input = t.operands.length > 0 ? new Input(p, p.open(path, { read: true }), path) : Input.open(p, '-');
        for (let line = yield* input.line(); line; line = yield* input.line()) {
          // wide characters of the C locale are ASCII
          if (!t.utf8 && /[^\x00-\x7f]/.test(line.text)) {
            yield* t.fail(`${path}: ${lines}: Invalid or incomplete multibyte or wide character`);
            break;
          }
          lines++;
          yield* p.stdout.write(reversed(line.text));
          if (line.ended) yield* p.stdout.write('\n');
        }
      } catch (e) {
        if (!(e instanceof Errno) || e.syscall === 'write') throw e;
        yield* t.fail(e.syscall === 'read' ? `${path}: ${lines}: ${e.text}` : `cannot open ${path}: ${e.text}`);
      } finally {
        input?.close();
      }
    }
  },
});
