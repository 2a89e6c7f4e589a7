import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('csplit', { package: 'coreutils', sizeBytes: 122_032 });
