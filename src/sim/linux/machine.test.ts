import { describe, expect, test } from 'vitest';
import { program } from '../kernel/program.ts';
import { SECOND } from '../kernel/time.ts';
import { bytes } from '../kernel/text.ts';
import { openPipe } from '../kernel/pipe.ts';
import { TestMachine } from './testing.ts';

const echo = program({
  id: 'echo',
  paths: ['/usr/bin/echo'],
  *main(p) {
    yield* p.stdout.line(p.argv.slice(1).join(' '));
  },
});

const cat = program({
  id: 'cat',
  paths: ['/usr/bin/cat'],
  *main(p) {
    for (;;) {
      const part = yield* p.read(0);
      if (part.length === 0) return 0;
      yield* p.write(1, part);
    }
  },
});

describe('a machine', () => {
  test('runs a program from its disk', () => {
    expect(new TestMachine([echo]).run(['echo', 'a', 'b'])).toEqual({ out: 'a b\n', err: '', code: 0 });
  });

  test('a program that ignores SIGPIPE ends with 1 when nobody reads what it prints', () => {
    const m = new TestMachine([]);
    const ran = m.runMain(function* (p) {
      const [read, write] = openPipe(p);
      p.handle('PIPE', 'ignore');
      read.reference();
      read.release();
      yield* write.file.write(p, bytes('lost'));
      return 0;
    });
    expect(ran).toEqual({ out: '', err: '', code: 1 });
  });

  test('gives standard input', () => {
    expect(new TestMachine([cat]).run(['cat'], { stdin: 'x\ny' })).toEqual({ out: 'x\ny', err: '', code: 0 });
  });

  test('a copy of a binary is the same program, a damaged one is none', () => {
    const m = new TestMachine([echo]);
    m.machine.calls.writeFile('/root/e', m.machine.calls.readFile('/usr/bin/echo'), 0o755);
    expect(m.run(['/root/e', 'hi'])).toEqual({ out: 'hi\n', err: '', code: 0 });
    m.machine.calls.writeFile('/root/e', 'garbage');
    expect(() => m.run(['/root/e'])).toThrow('exec /root/e: Exec format error');
  });

  test('inotify tells a rename into a watched directory, a write in place and a removal', () => {
    const m = new TestMachine([]);
    const seen: string[] = [];
    m.machine.calls.mkdirp('/etc/manifests');
    m.machine.calls.writeFile('/root/a.yaml', 'a');
    m.init.fork(function* (p) {
      const inotify = p.sys.inotify();
      inotify.add('/etc/manifests', ['create', 'modify', 'moved-to', 'moved-from', 'delete']);
      p.thread(
        'change',
        (function* () {
          yield* p.sleep(SECOND);
          p.sys.rename('/root/a.yaml', '/etc/manifests/a.yaml');
          p.sys.writeFile('/etc/manifests/a.yaml', 'b');
          p.sys.unlink('/etc/manifests/a.yaml');
        })(),
      );
      for (;;) {
        const won = yield* p.select({ event: inotify.event });
        seen.push(`${won.value.kind} ${won.value.name}`);
      }
    });
    m.kernel.run(m.kernel.clock.now + 2 * SECOND);
    expect(seen).toEqual(['moved-to a.yaml', 'modify a.yaml', 'modify a.yaml', 'delete a.yaml']);
  });

  test('sockets: refused, connected, ended', () => {
    const m = new TestMachine([]);
    const ran = m.runMain(function* (p) {
      try {
        yield* p.sys.net.connect('127.0.0.1', 6443);
      } catch (e) {
        yield* p.write(1, `${String(e)}\n`);
      }
      const server = p.sys.net.listen('0.0.0.0', 6443);
      p.thread(
        'server',
        (function* () {
          const c = yield* p.select({ c: server.accepted });
          c.value.send('hello');
          c.value.close();
        })(),
      );
      const c = yield* p.sys.net.connect('127.0.0.1', 6443);
      for (;;) {
        const { value } = yield* p.select({ i: c.incoming });
        yield* p.write(1, `${value.kind === 'message' ? String(value.message) : value.kind}\n`);
        if (value.kind !== 'message') return;
      }
    });
    expect(ran).toEqual({ out: 'Errno: connect Connection refused\nhello\nend\n', err: '', code: 0 });
  });

  test('power off ends all processes and keeps the disk; power on boots again', () => {
    const m = new TestMachine([]);
    const { machine } = m;
    machine.calls.writeFile('/root/kept', 'x');
    machine.calls.writeFile('/run/lost', 'x');
    m.init.fork(function* (p) {
      yield* p.sleep(1000 * SECOND);
    });
    m.kernel.run(m.kernel.clock.now + SECOND);
    let boots = 0;
    machine.boot = () => boots++;
    machine.powerOff();
    expect(machine.table.list()).toEqual([]);
    machine.powerOn();
    expect([boots, machine.calls.exists('/root/kept'), machine.calls.exists('/run/lost')]).toEqual([1, true, false]);
  });

  test('a control group tells when its last process has left', () => {
    const m = new TestMachine([]);
    const told: string[] = [];
    const group = m.machine.cgroups.at('/system.slice/x.service');
    group.onEmpty = () => told.push('service');
    group.parent!.onEmpty = () => told.push('slice');
    const child = m.init.fork(
      function* (p) {
        p.charge(1000);
        yield* p.sleep(SECOND);
      },
      { cgroup: group },
    );
    m.kernel.run(m.kernel.clock.now + 1000);
    child.moveTo(m.machine.cgroups.at('/user.slice'));
    expect([group.memoryBytes, m.machine.cgroups.find('/user.slice')!.memoryBytes, told]).toEqual([0, 1000, ['service', 'slice']]);
  });
});

test('a file of objects reads as their bytes, follows their changes, and is bytes once it is written to', () => {
  const m = new TestMachine([]);
  const { calls } = m.machine;
  calls.writeFile('/root/db', '');
  const content = { version: 1, size: 8, encode: () => new TextEncoder().encode(`v${content.version}`) };
  const { inode } = calls.place('/root/db');
  inode.data!.attach(content);
  expect(calls.stat('/root/db').size).toBe(8);
  expect(calls.readText('/root/db')).toBe('v1\0\0\0\0\0\0');
  content.version = 2;
  expect(calls.readText('/root/db')).toBe('v2\0\0\0\0\0\0');
  calls.appendFile('/root/db', '!');
  content.version = 3;
  expect(inode.data!.live).toBeUndefined();
  expect(calls.readText('/root/db')).toBe('v2\0\0\0\0\0\0!');
});
