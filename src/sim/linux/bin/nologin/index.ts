import { program } from '../../../kernel/program.ts';

/** nologin(8): politely refuses a login. */
export default program({
  id: 'nologin',
  paths: ['/usr/sbin/nologin'],
  package: 'login',
  sizeBytes: 14_488,
  *main(p) {
    yield* p.stdout.line('This account is currently not available.');
    return 1;
  },
});
