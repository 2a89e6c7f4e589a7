import { digestUtility } from '../lib/checksum.ts';
import { DIGESTS } from '../lib/digest.ts';

export default digestUtility('sha512sum', DIGESTS.sha512, 64_464);
