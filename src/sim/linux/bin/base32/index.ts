import { baseUtility } from '../lib/base-utility.ts';
import { BASE32 } from '../lib/encode.ts';

export default baseUtility('base32', BASE32, 48_016);
