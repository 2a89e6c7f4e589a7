import { digestUtility } from '../lib/checksum.ts';
import { DIGESTS } from '../lib/digest.ts';

export default digestUtility('sha384sum', DIGESTS.sha384, 64_464);
