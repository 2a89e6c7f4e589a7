import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'true',
  family: FAMILIES.coreutils,
  sizeBytes: 35_664,
  usage: ['[ignored command line arguments]'],
  summary: 'Do nothing, and succeed.',
  options: {},
  plain: true,
  *main() {
    return 0;
  },
});
