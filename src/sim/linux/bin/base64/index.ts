import { baseUtility } from '../lib/base-utility.ts';
import { BASE64 } from '../lib/encode.ts';

export default baseUtility('base64', BASE64, 48_016);
