import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('ptx', { package: 'coreutils', sizeBytes: 122_032 });
