import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('zip', { package: 'zip', sizeBytes: 217_360 });
