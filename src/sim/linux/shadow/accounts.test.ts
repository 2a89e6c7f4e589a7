import { describe, expect, test } from 'vitest';
import { installBaseFiles } from '../base/index.ts';
import adduser from '../bin/adduser/index.ts';
import chage from '../bin/chage/index.ts';
import chpasswd from '../bin/chpasswd/index.ts';
import chsh from '../bin/chsh/index.ts';
import gpasswd from '../bin/gpasswd/index.ts';
import groupadd from '../bin/groupadd/index.ts';
import groupdel from '../bin/groupdel/index.ts';
import groupmod from '../bin/groupmod/index.ts';
import groups from '../bin/groups/index.ts';
import id from '../bin/id/index.ts';
import nologin from '../bin/nologin/index.ts';
import passwd from '../bin/passwd/index.ts';
import runuser from '../bin/runuser/index.ts';
import su from '../bin/su/index.ts';
import sudo from '../bin/sudo/index.ts';
import useradd from '../bin/useradd/index.ts';
import userdel from '../bin/userdel/index.ts';
import usermod from '../bin/usermod/index.ts';
import visudo from '../bin/visudo/index.ts';
import { program } from '../../kernel/program.ts';
import { TestMachine } from '../testing.ts';

/** A shell that runs the words of its command. */
const bash = program({
  id: 'bash',
  paths: ['/usr/bin/bash'],
  *main(p) {
    const at = p.argv.indexOf('-c');
    const words = (p.argv[at + 1] ?? '').split(' ');
    if (words[0] === 'env') {
      yield* p.stdout.line(
        `${p.argv[0]} ${p.sys.cwd()} ${Object.entries(p.env)
          .map(([k, v]) => `${k}=${v}`)
          .join(' ')}`,
      );
      return 0;
    }
    return yield* p.exec(words);
  },
});
const cat = program({
  id: 'cat',
  paths: ['/usr/bin/cat'],
  *main(p) {
    yield* p.stdout.line(`${p.cred.uid} read ${p.argv.slice(1).join(' ')}`);
  },
});

function machine(): TestMachine {
  const m = new TestMachine([
    useradd,
    usermod,
    userdel,
    groupadd,
    groupdel,
    groupmod,
    gpasswd,
    passwd,
    chpasswd,
    chage,
    chsh,
    adduser,
    id,
    groups,
    su,
    runuser,
    sudo,
    visudo,
    nologin,
    bash,
    cat,
  ]);
  installBaseFiles(m.machine);
  return m;
}
const run = (m: TestMachine, line: string, stdin = ''): string => {
  const { out, err, code } = m.run(line.split(' '), { stdin });
  return `${out}${err}${code}`;
};
const file = (m: TestMachine, path: string, name: string): string =>
  m.machine.calls
    .readText(path)
    .split('\n')
    .find((l) => l.startsWith(`${name}:`)) ?? '';

describe('users and groups', () => {
  test('useradd -m makes user, group, shadow and home', () => {
    const m = machine();
    expect(run(m, 'useradd -m -s /bin/bash jane')).toBe('0');
    expect(file(m, '/etc/passwd', 'jane')).toBe('jane:x:1000:1000::/home/jane:/bin/bash');
    expect(file(m, '/etc/group', 'jane')).toBe('jane:x:1000:');
    expect(file(m, '/etc/shadow', 'jane')).toBe('jane:!:20779:0:99999:7:::');
    expect(file(m, '/etc/gshadow', 'jane')).toBe('jane:!::');
    const home = m.machine.calls.stat('/home/jane');
    expect([home.mode.toString(8), home.uid, home.gid]).toEqual(['755', 1000, 1000]);
    expect(m.machine.calls.readdir('/home/jane').map((e) => e.name)).toEqual(['.bash_logout', '.bashrc', '.profile']);
    expect(m.machine.calls.stat('/etc/shadow').mode.toString(8)).toBe('640');
    expect(run(m, 'useradd jane')).toBe("useradd: user 'jane' already exists\n9");
    expect(run(m, 'useradd -g nosuch x1')).toBe("useradd: group 'nosuch' does not exist\n6");
    expect(run(m, 'useradd Bad')).toBe("useradd: invalid user name 'Bad': use --badname to ignore\n3");
  });

  test('passwd, chpasswd and chage', () => {
    const m = machine();
    run(m, 'useradd -m -s /bin/bash jane');
    expect(run(m, 'passwd -S jane')).toBe('jane L 2026-11-22 0 99999 7 -1\n0');
    expect(run(m, 'passwd -l jane')).toBe('passwd: password changed.\n0');
    expect(run(m, 'chpasswd', 'jane:secret\n')).toBe('0');
    expect(run(m, 'passwd -S jane')).toBe('jane P 2026-11-22 0 99999 7 -1\n0');
    expect(file(m, '/etc/shadow', 'jane').split(':')[1]!.slice(0, 7)).toBe('$y$j9T$');
    expect(run(m, 'passwd jane', 'a\nb\n')).toBe(
      'New password: Retype new password: Sorry, passwords do not match.\npasswd: Authentication token manipulation error\npasswd: password unchanged\n10',
    );
    expect(run(m, 'passwd jane', 'new\nnew\n')).toBe('New password: Retype new password: passwd: password updated successfully\n0');
    expect(run(m, 'chage -l jane').split('\n').slice(0, 2)).toEqual([
      'Last password change\t\t\t\t\t: Nov 22, 2026',
      'Password expires\t\t\t\t\t: never',
    ]);
    expect(run(m, 'passwd -u nosuch')).toBe("passwd: user 'nosuch' does not exist\n1");
    expect(run(m, 'chpasswd', 'nosuch:x\n').split('\n')[0]).toBe('chpasswd: (user nosuch) pam_chauthtok() failed, error:');
  });

  test('groups come and go', () => {
    const m = machine();
    run(m, 'useradd jane');
    expect(run(m, 'groupadd ops')).toBe('0');
    expect(run(m, 'usermod -aG ops,sudo jane')).toBe('0');
    expect(run(m, 'id jane')).toBe('uid=1000(jane) gid=1000(jane) groups=1000(jane),27(sudo),1001(ops)\n0');
    expect(run(m, 'gpasswd -d jane ops')).toBe('Removing user jane from group ops\n0');
    expect(run(m, 'gpasswd -d jane ops')).toBe("Removing user jane from group ops\ngpasswd: user 'jane' is not a member of 'ops'\n3");
    expect(run(m, 'groups jane')).toBe('jane : jane sudo\n0');
    expect(run(m, 'usermod -aG nosuch jane')).toBe("usermod: group 'nosuch' does not exist\n6");
    expect(run(m, 'groupdel root')).toBe("groupdel: cannot remove the primary group of user 'root'\n8");
    expect(run(m, 'groupmod -n dev ops')).toBe('0');
    expect(run(m, 'groupdel dev')).toBe('0');
    expect(run(m, 'userdel -r jane')).toBe(
      'userdel: jane mail spool (/var/mail/jane) not found\nuserdel: jane home directory (/home/jane) not found\n0',
    );
    expect(run(m, 'id jane')).toBe("id: 'jane': no such user\n1");
    expect(run(m, 'userdel nosuch')).toBe("userdel: user 'nosuch' does not exist\n6");
  });

  test('adduser talks about it', () => {
    const m = machine();
    expect(run(m, 'adduser --disabled-password --gecos  bob').split('\n')).toEqual([
      "Adding user `bob' ...",
      "Adding new group `bob' (1000) ...",
      "Adding new user `bob' (1000) with group `bob (1000)' ...",
      "Creating home directory `/home/bob' ...",
      "Copying files from `/etc/skel' ...",
      "Adding new user `bob' to supplemental / extra groups `users' ...",
      "Adding user `bob' to group `users' ...",
      '0',
    ]);
    expect(run(m, 'adduser bob sudo')).toBe("Adding user `bob' to group `sudo' ...\nDone.\n0");
  });
});

describe('being somebody else', () => {
  test('su -, with a fresh environment', () => {
    const m = machine();
    run(m, 'useradd -m -s /bin/bash jane');
    expect(run(m, 'su - jane -c env')).toBe(
      '-bash /home/jane HOME=/home/jane SHELL=/bin/bash USER=jane LOGNAME=jane PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/games:/usr/games\n0',
    );
    expect(run(m, 'su nosuch')).toBe('su: user nosuch does not exist or the user entry does not contain all the required fields\n1');
    run(m, 'usermod -s /usr/sbin/nologin jane');
    expect(run(m, 'su - jane')).toBe('This account is currently not available.\n1');
  });

  test('su asks others for a password', () => {
    const m = machine();
    run(m, 'useradd -m -s /bin/bash jane');
    run(m, 'chpasswd', 'root:toor\n');
    const asJane = (password: string): string => {
      const ran = m.runMain(
        function* (p) {
          p.cred = { uid: 1000, gid: 1000, groups: [1000] };
          const child = p.spawn(['su', 'root', '-c', 'id']);
          return (yield* p.wait(child)).code ?? 1;
        },
        { stdin: `${password}\n` },
      );
      return `${ran.out}${ran.err}${ran.code}`;
    };
    expect(asJane('toor')).toBe('uid=0(root) gid=0(root) groups=0(root)\nPassword: 0');
    expect(asJane('wrong')).toBe('Password: su: Authentication failure\n1');
  });

  test('sudo follows its rules', () => {
    const m = machine();
    run(m, 'useradd -m -s /bin/bash jane');
    m.machine.calls.writeFile('/etc/sudoers.d/jane', 'jane ALL=(ALL) NOPASSWD: /usr/bin/id\n', 0o440);
    m.machine.calls.chmod('/etc/sudoers.d/jane', 0o440);
    expect(run(m, 'visudo -c')).toBe('/etc/sudoers: parsed OK\n/etc/sudoers.d/README: parsed OK\n/etc/sudoers.d/jane: parsed OK\n0');
    expect(run(m, 'sudo -l -U jane')).toBe(
      'Matching Defaults entries for jane on controlplane:\n    env_reset, mail_badpass, secure_path=/usr/local/sbin\\:/usr/local/bin\\:/usr/sbin\\:/usr/bin\\:/sbin\\:/bin, use_pty\n\nUser jane may run the following commands on controlplane:\n    (ALL) NOPASSWD: /usr/bin/id\n0',
    );
    const asJane = (...argv: string[]): string => {
      const ran = m.runMain(function* (p) {
        p.cred = { uid: 1000, gid: 1000, groups: [1000] };
        return (yield* p.wait(p.spawn(argv))).code ?? 1;
      });
      return `${ran.out}${ran.err}${ran.code}`;
    };
    expect(asJane('sudo', '-n', 'id', '-u')).toBe('0\n0');
    expect(asJane('sudo', '-n', 'cat', '/etc/shadow')).toBe('sudo: a password is required\n1');
    expect(asJane('sudo', 'cat', '/x')).toBe(
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required\n1',
    );
    expect(asJane('sudo', 'nosuch')).toBe('sudo: nosuch: command not found\n1');
    expect(run(m, 'sudo -u nobody cat /etc/x')).toBe('65534 read /etc/x\n0');
    expect(run(m, 'sudo -u nosuch id')).toBe('sudo: unknown user nosuch\nsudo: error initializing audit plugin sudoers_audit\n1');
  });

  test('sudo asks for the password and remembers', () => {
    const m = machine();
    run(m, 'useradd -m -s /bin/bash -G sudo jane');
    run(m, 'chpasswd', 'jane:secret\n');
    const asJane = (stdin: string, ...argv: string[]): string => {
      const ran = m.runMain(
        function* (p) {
          p.cred = { uid: 1000, gid: 1000, groups: [1000, 27] };
          return (yield* p.wait(p.spawn(argv))).code ?? 1;
        },
        { stdin },
      );
      return `${ran.out}${ran.err.split('\n\n').at(-1)}${ran.code}`;
    };
    expect(asJane('secret\n', 'sudo', '-S', 'id', '-un')).toBe('root\n[sudo] password for jane: \n0');
    expect(asJane('x\nx\nx\n', 'sudo', '-S', 'id')).toBe(
      '[sudo] password for jane: \nSorry, try again.\n[sudo] password for jane: \nSorry, try again.\n[sudo] password for jane: \nsudo: 3 incorrect password attempts\n1',
    );
    m.machine.calls.writeFile('/etc/sudoers.d/bad', 'jane ALL\n', 0o440);
    expect(run(m, 'visudo -c').split('\n')[0]).toBe('/etc/sudoers.d/bad:1:9: syntax error');
  });
});
