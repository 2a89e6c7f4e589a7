import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'printenv',
  family: FAMILIES.coreutils,
  sizeBytes: 35_664,
  usage: ['[OPTION]... [VARIABLE]...'],
  summary: 'Print the values of the VARIABLEs, or of the whole environment.',
  options: { zero: { flags: '-0, --null', help: 'end each line with NUL, not newline' } },
  inOrder: true,
  failure: 2,
  *main(p, t) {
    const end = t.has('zero') ? '\0' : '\n';
    if (t.operands.length === 0) {
      for (const [name, value] of Object.entries(p.env)) yield* p.stdout.write(`${name}=${value}${end}`);
      return 0;
    }
    let missing = 0;
    for (const name of t.operands) {
      const value = p.env[name];
      if (value === undefined) missing = 1;
      else yield* p.stdout.write(value + end);
    }
    return missing;
  },
});
