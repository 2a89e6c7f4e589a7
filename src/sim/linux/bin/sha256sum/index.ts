import { digestUtility } from '../lib/checksum.ts';
import { DIGESTS } from '../lib/digest.ts';

export default digestUtility('sha256sum', DIGESTS.sha256, 60_368);
