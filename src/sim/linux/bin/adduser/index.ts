import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { groupNamed, userNamed } from '../../accounts.ts';
import { exitCodeOf } from '../../shadow/identity.ts';
import { readLine } from '../../shadow/prompt.ts';
import { getopt, GetoptError } from '../lib/getopt.ts';

const FLAGS = [
  'system',
  'group',
  'disabled-password',
  'disabled-login',
  'no-create-home',
  'quiet',
  'debug',
  'force-badname',
  'allow-badname',
  'allow-all-names',
  'remove-home',
  'remove-all-files',
  'only-if-empty',
];
const VALUES = ['home', 'shell', 'uid', 'gid', 'gecos', 'comment', 'ingroup', 'firstuid', 'lastuid', 'conf'];
const FORMS = [
  ...FLAGS.map((name) => ({ id: name, letters: '', names: [name], takes: 'none' as const })),
  ...VALUES.map((name) => ({ id: name, letters: '', names: [name], takes: 'required' as const })),
];

class Script {
  constructor(
    readonly p: Process,
    readonly given: readonly { id: string; value: string | undefined }[],
  ) {}

  has(id: string): boolean {
    return this.given.some((g) => g.id === id);
  }

  value(id: string): string | undefined {
    return this.given.findLast((g) => g.id === id)?.value;
  }

  *say(line: string): Step {
    if (!this.has('quiet')) yield* this.p.stdout.line(line);
    yield* this.p.flush();
  }

  /** Runs one of shadow's programs, as the Perl scripts do. */
  *run(...argv: string[]): Step<number> {
    return yield* exitCodeOf(this.p, this.p.spawn(argv));
  }

  *fail(message: string): Step<number> {
    yield* this.p.error(`${this.p.argv[0]!.split('/').pop()}: ${message}\n`);
    return 1;
  }
}

/** The questions about full name, rooms and telephones. */
function* gecos(s: Script, name: string): Step {
  const { p } = s;
  if (s.has('gecos') || s.has('comment')) {
    yield* s.run('usermod', '-c', s.value('gecos') ?? s.value('comment') ?? '', name);
    return;
  }
  yield* p.stdout.write(`Changing the user information for ${name}\nEnter the new value, or press ENTER for the default\n`);
  const answers: string[] = [];
  for (const question of ['Full Name', 'Room Number', 'Work Phone', 'Home Phone', 'Other']) {
    yield* p.stdout.write(`\t${question} []: `);
    yield* p.flush();
    answers.push((yield* readLine(p, 0)) ?? '');
  }
  yield* p.stdout.write('Is the information correct? [Y/n] ');
  yield* p.flush();
  yield* readLine(p, 0);
  yield* s.run('usermod', '-c', answers.join(',').replace(/,+$/, ''), name);
}

function* addUser(s: Script, name: string): Step<number> {
  if (userNamed(s.p.sys, name)) return yield* s.fail(`The user \`${name}' already exists.`);
  const system = s.has('system');
  const home = s.value('home') ?? (system ? '/nonexistent' : `/home/${name}`);
  yield* s.say(`Adding ${system ? 'system ' : ''}user \`${name}' ...`);
  const group = s.value('ingroup') ?? (system && !s.has('group') ? 'nogroup' : name);
  const make = [
    'useradd',
    '-d',
    home,
    '-s',
    s.value('shell') ?? (system ? '/usr/sbin/nologin' : '/bin/bash'),
    '-M',
    ...(system ? ['-r'] : []),
  ];
  if (s.has('uid')) make.push('-u', s.value('uid')!);
  if (group === name) {
    const code = yield* s.run('groupadd', ...(system ? ['-r'] : []), ...(s.has('uid') ? ['-g', s.value('uid')!] : []), name);
    if (code !== 0) return code;
    yield* s.say(`Adding new group \`${name}' (${groupNamed(s.p.sys, name)?.gid}) ...`);
  }
  const code = yield* s.run(...make, '-g', group, name);
  if (code !== 0) return code;
  const user = userNamed(s.p.sys, name)!;
  yield* s.say(`Adding new user \`${name}' (${user.uid}) with group \`${group}${system ? '' : ` (${user.gid})`}' ...`);
  if (s.has('no-create-home') || (system && !s.has('home'))) {
    yield* s.say(system ? `Not creating \`${home}'.` : `Not creating home directory \`${home}'.`);
  } else {
    yield* s.say(`Creating home directory \`${home}' ...`);
    if (!system) yield* s.say("Copying files from `/etc/skel' ...");
    makeHome(s.p, home, user.uid, user.gid, !system);
  }
  if (system) return 0;
  if (!s.has('disabled-password') && !s.has('disabled-login')) yield* s.run('passwd', name);
  yield* gecos(s, name);
  yield* s.say(`Adding new user \`${name}' to supplemental / extra groups \`users' ...`);
  return yield* join(s, name, 'users');
}

function makeHome(p: Process, home: string, uid: number, gid: number, skel: boolean): void {
  p.sys.mkdirp(home);
  p.sys.chmod(home, skel ? 0o700 : 0o755);
  p.sys.chown(home, uid, gid);
  if (!skel || !p.sys.exists('/etc/skel')) return;
  for (const { name, type } of p.sys.readdir('/etc/skel')) {
    if (type !== 'file' || p.sys.exists(`${home}/${name}`)) continue;
    p.sys.writeFile(`${home}/${name}`, p.sys.readFile(`/etc/skel/${name}`), 0o644);
    p.sys.chown(`${home}/${name}`, uid, gid);
  }
}

function* join(s: Script, name: string, group: string): Step<number> {
  yield* s.say(`Adding user \`${name}' to group \`${group}' ...`);
  return yield* s.run('usermod', '-aG', group, name);
}

function* addGroup(s: Script, name: string): Step<number> {
  if (groupNamed(s.p.sys, name)) return yield* s.fail(`The group \`${name}' already exists.`);
  const code = yield* s.run('groupadd', ...(s.has('system') ? ['-r'] : []), ...(s.has('gid') ? ['-g', s.value('gid')!] : []), name);
  if (code !== 0) return code;
  yield* s.say(`Adding group \`${name}' (GID ${groupNamed(s.p.sys, name)?.gid}) ...`);
  yield* s.say('Done.');
  return 0;
}

function* delUser(s: Script, name: string, group: string | undefined): Step<number> {
  const user = userNamed(s.p.sys, name);
  if (group !== undefined) {
    if (!user) return yield* s.fail(`The user \`${name}' does not exist.`);
    if (!groupNamed(s.p.sys, group)) return yield* s.fail(`The group \`${group}' does not exist.`);
    yield* s.say(`Removing user \`${name}' from group \`${group}' ...`);
    const code = yield* s.run('usermod', '-rG', group, name);
    yield* s.say('Done.');
    return code;
  }
  if (!user) {
    yield* s.fail(`The user \`${name}' does not exist.`);
    return 2;
  }
  if (s.has('remove-home') || s.has('remove-all-files')) {
    yield* s.say('Looking for files to backup/remove ...');
    yield* s.say('Removing files ...');
    s.p.sys.removeTree(user.home);
  }
  yield* s.say('Removing crontab ...');
  yield* s.say(`Removing user \`${name}' ...`);
  const code = yield* s.run('userdel', name);
  yield* s.say('Done.');
  return code;
}

function* delGroup(s: Script, name: string): Step<number> {
  const group = groupNamed(s.p.sys, name);
  if (!group) {
    yield* s.fail(`The group \`${name}' does not exist.`);
    return 3;
  }
  yield* s.say(`Removing group \`${name}' ...`);
  const code = yield* s.run('groupdel', name);
  yield* s.say('Done.');
  return code;
}

/** adduser(8) and its kin of Debian's package adduser: the friendlier front of useradd. */
export default program({
  id: 'adduser',
  paths: ['/usr/sbin/adduser', '/usr/sbin/addgroup', '/usr/sbin/deluser', '/usr/sbin/delgroup'],
  package: 'adduser',
  sizeBytes: 51_862,
  *main(p) {
    const called = p.argv[0]!.split('/').pop()!;
    try {
      const { given, operands } = getopt(p.argv.slice(1), FORMS);
      const s = new Script(p, given);
      if ((p.cred.realUid ?? p.cred.uid) !== 0)
        return yield* s.fail(
          `Only root may ${called.startsWith('add') ? 'add a user or group to' : 'remove a user or group from'} the system.`,
        );
      const [name, second] = operands;
      if (name === undefined || operands.length > 2) return yield* s.fail(`Only one or two names allowed.`);
      switch (called) {
        case 'addgroup':
          return second === undefined ? yield* addGroup(s, name) : yield* join(s, name, second);
        case 'deluser':
          return yield* delUser(s, name, second);
        case 'delgroup':
          return second === undefined ? yield* delGroup(s, name) : yield* delUser(s, name, second);
        default: {
          if (s.has('group') && !s.has('system')) return yield* addGroup(s, name);
          if (second === undefined) return yield* addUser(s, name);
          if (!userNamed(p.sys, name)) return yield* s.fail(`The user \`${name}' does not exist.`);
          if (!groupNamed(p.sys, second)) return yield* s.fail(`The group \`${second}' does not exist.`);
          const code = yield* join(s, name, second);
          yield* s.say('Done.');
          return code;
        }
      }
    } catch (e) {
      if (!(e instanceof GetoptError)) throw e;
      yield* p.error(`Unknown option: ${e.message.replace(/.*'--?(.*)'.*/, '$1')}\n`);
      return 1;
    }
  },
});
