import { program } from '../../../kernel/program.ts';

/** Lets users log in, or keeps them out, by the file /run/nologin. */
export default program({
  id: 'systemd-user-sessions',
  paths: ['/usr/lib/systemd/systemd-user-sessions'],
  package: 'systemd',
  *main(p) {
    const [, verb] = p.argv;
    if (verb === 'start') {
      p.sys.removeTree('/run/nologin');
      return 0;
    }
    if (verb === 'stop') {
      p.sys.writeFile(
        '/run/nologin',
        'System is going down. Unprivileged users are not permitted to log in anymore. For technical details, see pam_nologin(8).\n',
      );
      return 0;
    }
    yield* p.error(`Unknown verb ${verb ?? ''}.\n`);
    return 1;
  },
});
