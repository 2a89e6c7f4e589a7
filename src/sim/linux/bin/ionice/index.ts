import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('ionice', { package: 'util-linux', sizeBytes: 35_136 });
