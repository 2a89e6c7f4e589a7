import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('pr', { package: 'coreutils', sizeBytes: 81_008 });
