import { digestUtility } from '../lib/checksum.ts';
import { DIGESTS } from '../lib/digest.ts';

export default digestUtility('sha1sum', DIGESTS.sha1, 56_272);
