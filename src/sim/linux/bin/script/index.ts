import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('script', { package: 'bsdutils', sizeBytes: 71_992 });
