import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('look', { package: 'bsdextrautils', sizeBytes: 18_752 });
