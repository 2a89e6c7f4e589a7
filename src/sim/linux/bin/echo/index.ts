import { fromBinary } from '../../../kernel/text.ts';
import { argumentBytes, readEscape } from '../lib/escapes.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'echo',
  family: FAMILIES.coreutils,
  sizeBytes: 43_856,
  usage: ['[SHORT-OPTION]... [STRING]...', 'LONG-OPTION'],
  summary:
    'Print the STRINGs, separated by blanks, and a newline.\n  -n  leave the newline out\n  -e  interpret backslash escapes\n  -E  do not (default)',
  options: {},
  plain: true,
  *main(p, t) {
    const words = [...t.operands];
    let newline = true;
    let escapes = false;
    while (words.length > 0 && /^-[neE]+$/.test(words[0]!)) {
      for (const letter of words.shift()!.slice(1)) {
        if (letter === 'n') newline = false;
        else escapes = letter === 'e';
      }
    }
    const text = argumentBytes(words.join(' '));
    let out = '';
    for (let at = 0; at < text.length;) {
      if (!escapes || text[at] !== '\\') {
        out += text[at++];
        continue;
      }
      const escape = readEscape(text, at, true);
      if (escape.stop) {
        yield* p.stdout.write(fromBinary(out));
        return;
      }
      out += escape.text;
      at += escape.length;
    }
    yield* p.stdout.write(fromBinary(out + (newline ? '\n' : '')));
  },
});
