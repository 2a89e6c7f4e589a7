import { program } from '../../../kernel/program.ts';

/** Logs in on a terminal; the nodes have no terminal of their own, so there is nothing to open. */
export default program({
  id: 'agetty',
  paths: ['/usr/sbin/agetty'],
  package: 'util-linux',
  *main(p) {
    yield* p.error(`mirrorpod: agetty ${p.argv.slice(1).join(' ')}: not simulated\n`);
    return 1;
  },
});
