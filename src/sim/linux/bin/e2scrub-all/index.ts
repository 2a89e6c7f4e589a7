import { program } from '../../../kernel/program.ts';

/** Checks file systems on logical volumes while they are in use; the nodes have none, so there is nothing to remove. */
export default program({
  id: 'e2scrub_all',
  paths: ['/usr/sbin/e2scrub_all'],
  package: 'e2fsprogs',
  *main(p) {
    const others = p.argv.slice(1).filter((arg) => arg !== '-A' && arg !== '-r');
    if (others.length === 0 && p.argv.includes('-r')) return 0;
    yield* p.error(`mirrorpod: e2scrub_all ${others.join(' ')}: not simulated\n`);
    return 1;
  },
});
