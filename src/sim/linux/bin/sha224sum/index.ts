import { digestUtility } from '../lib/checksum.ts';
import { DIGESTS } from '../lib/digest.ts';

export default digestUtility('sha224sum', DIGESTS.sha224, 60_368);
