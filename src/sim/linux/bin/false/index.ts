import { FAMILIES, utility } from '../lib/utility.ts';

export default utility({
  name: 'false',
  family: FAMILIES.coreutils,
  sizeBytes: 35_664,
  usage: ['[ignored command line arguments]'],
  summary: 'Do nothing, and fail.',
  options: {},
  plain: true,
  *main() {
    return 1;
  },
});
