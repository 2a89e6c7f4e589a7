import { digestUtility } from '../lib/checksum.ts';
import { DIGESTS } from '../lib/digest.ts';

export default digestUtility('md5sum', DIGESTS.md5, 52_176);
