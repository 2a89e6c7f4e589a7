import { notSimulated } from '../lib/not-simulated.ts';

export default notSimulated('wall', { package: 'bsdutils', sizeBytes: 39_224, mode: 0o2755 });
