import { program } from '../../../kernel/program.ts';

/** Makes the system users that packages ask for; the nodes have them all already. */
export default program({
  id: 'systemd-sysusers',
  paths: ['/usr/bin/systemd-sysusers'],
  package: 'systemd',
  *main(p) {
    const unknown = p.argv.slice(1).find((arg) => arg.startsWith('-'));
    if (unknown === undefined) return 0;
    yield* p.error(`mirrorpod: systemd-sysusers ${unknown}: not simulated\n`);
    return 1;
  },
});
