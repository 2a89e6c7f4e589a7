import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('unzip', { package: 'unzip', sizeBytes: 179_248 });
