import { strerror, type Errno } from '../../../kernel/errno.ts';
import { binary, fromBinary } from '../../../kernel/text.ts';
import { argumentBytes } from '../lib/escapes.ts';
import { eachInput } from '../lib/input.ts';
import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'tac',
  family: FAMILIES.coreutils,
  sizeBytes: 113_712,
  usage: ['[OPTION]... [FILE]...'],
  summary: 'Write each FILE, last line first.',
  options: {
    before: { flags: '-b, --before', help: 'the separator stands before its record, not after it' },
    regex: { flags: '-r, --regex', help: 'the separator is a regular expression', refused: true },
    separator: { flags: '-s, --separator', arg: 'STRING', help: 'separate at STRING, not at newlines' },
  },
  *main(p, t) {
    const given = t.value('separator');
    const separator = given === '' ? '\0' : argumentBytes(given ?? '\n');
    // it seeks to the end first, which a directory does not allow
    const wording = (path: string, e: Errno): string =>
      e.syscall === 'read'
        ? `${t.quotef(path)}: read error: ${strerror(e.code === 'EISDIR' ? 'EINVAL' : e.code)}`
        : `failed to open ${t.quoteaf(path)} for reading: ${e.text}`;
    yield* eachInput(
      t,
      t.operands,
      function* (input) {
        const text = binary(yield* input.all());
        const parts = text.split(separator);
        const records = t.has('before')
          ? parts.map((part, i) => (i === 0 ? part : separator + part))
          : parts.map((part, i) => (i === parts.length - 1 ? part : part + separator));
        for (const record of records.reverse()) yield* p.stdout.write(fromBinary(record));
      },
      wording,
    );
  },
});
