import { describe, expect, test } from 'vitest';
import { SECOND } from '../../../kernel/time.ts';
import { TestMachine, type Ran } from '../../testing.ts';
import sed from './index.ts';

const POD = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - command:\n    - kube-apiserver\n    - --profiling=true\n';

function machine(files: Record<string, string> = {}): TestMachine {
  const m = new TestMachine([sed]);
  for (const [name, content] of Object.entries(files)) m.machine.calls.writeFile(`/root/${name}`, content);
  return m;
}

const run = (args: string[], stdin = ''): Ran => machine().run(['sed', ...args], { stdin });
const out = (script: string, stdin: string): string => run([script], stdin).out;

describe('sed scripts', () => {
  test('substitute', () => {
    expect(out('s/\\(.*\\)=\\(.*\\)/\\2=\\1/', 'a=b\n')).toBe('b=a\n');
    expect(out('s#/#_#2g', '/a/b/c\n')).toBe('/a_b_c\n');
    expect(out('s/\\w\\+/\\u&/g;s/$/\\n-/', 'foo bar\n')).toBe('Foo Bar\n-\n');
    expect(out('s/a*/x/g', 'baaac\n')).toBe('xbxcx\n');
    expect(run(['-E', 's/^([a-z]+):x:([0-9]+).*/\\2 \\1/'], 'root:x:0:0\n').out).toBe('0 root\n');
  });

  test('print, delete, and addresses', () => {
    const five = '1\n2\n3\n4\n5\n';
    expect(run(['-n', '2,3p;$='], five).out).toBe('2\n3\n5\n');
    expect(out('2,4!d', five)).toBe('2\n3\n4\n');
    expect(out('0~2d', five)).toBe('1\n3\n5\n');
    expect(out('/2/,+1d', five)).toBe('1\n4\n5\n');
    expect(out('0,/[12]/s/./x/', five)).toBe('x\n2\n3\n4\n5\n');
    expect(out('2q', five)).toBe('1\n2\n');
  });

  test('append, insert and change in the forms people use', () => {
    expect(out('/- kube-apiserver$/a\\    - --audit-log-path=/x', POD)).toBe(
      POD.replace('apiserver\n', 'apiserver\n    - --audit-log-path=/x\n'),
    );
    expect(out('1i # head', 'a\n')).toBe('# head\na\n');
    expect(out('$!d;c\\\nnew\\\nlines', 'a\nb\n')).toBe('new\nlines\n');
    expect(run(['-e', 'a\\', '-e', '  x'], 'a\n').out).toBe('a\n  x\n');
  });

  test('hold space, branches and blocks', () => {
    expect(out('1!G;h;$!d', '1\n2\n3\n')).toBe('3\n2\n1\n');
    expect(out(':a;N;$!ba;s/\\n/ /g', '1\n2\n3\n')).toBe('1 2 3\n');
    expect(out('$!N;/^\\(.*\\)\\n\\1$/!P;D', 'a\na\nb\n')).toBe('a\nb\n');
    expect(run(['-n', '/a/,/c/{//!p}'], 'x\na\nb\nc\n').out).toBe('b\n');
  });

  test('a last line without a newline stays one', () => {
    expect(out('p', 'a\nb')).toBe('a\na\nb\nb');
    expect(out('y/ab/AB/;l', 'a\tb')).toBe('A\\tB$\nA\tB');
  });

  test('a loop without end can be interrupted', () => {
    const m = machine({ f: 'x\n' });
    const child = m.init.spawn(['sed', ':a;ba', '/root/f']);
    m.kernel.run(m.kernel.clock.now + SECOND / 10);
    expect(child.alive).toBe(true);
    m.kernel.signal(child, 'INT');
    expect(child.status).toEqual({ signal: 'INT' });
  });
});

describe('sed -i', () => {
  test('writes a new file beside the old one and renames it', () => {
    const m = machine();
    const { calls } = m.machine;
    calls.mkdirp('/etc/m');
    calls.writeFile('/etc/m/pod.yaml', POD, 0o600);
    calls.chown('/etc/m/pod.yaml', 1000, 1000);
    const seen: string[] = [];
    const inotify = calls.inotify();
    inotify.add('/etc/m', ['create', 'modify', 'moved-to', 'moved-from', 'delete', 'close-write']);
    expect(m.run(['sed', '-i', 's/=true/=false/', '/etc/m/pod.yaml'])).toEqual({ out: '', err: '', code: 0 });
    for (let event = inotify.tryRead(); event; event = inotify.tryRead()) seen.push(`${event.kind} ${event.name}`);
    const name = seen[0]!.split(' ')[1]!;
    expect(name).toMatch(/^sed[A-Za-z0-9]{6}$/);
    expect(seen).toEqual([`create ${name}`, `modify ${name}`, `close-write ${name}`, `moved-from ${name}`, 'moved-to pod.yaml']);
    expect(calls.readText('/etc/m/pod.yaml')).toBe(POD.replace('true', 'false'));
    expect(calls.stat('/etc/m/pod.yaml')).toMatchObject({ mode: 0o600, uid: 1000, gid: 1000 });
  });

  test('keeps a copy under the suffix', () => {
    const m = machine({ x: 'a\n' });
    m.run(['sed', '-i.bak', 's/a/b/', 'x']);
    expect([m.machine.calls.readText('/root/x'), m.machine.calls.readText('/root/x.bak')]).toEqual(['b\n', 'a\n']);
  });

  test('w files and standard output', () => {
    const m = machine({ x: 'a\nb\n' });
    expect(m.run(['sed', '-n', '-i', '/a/w out\n/b/w /dev/stdout', 'x'])).toEqual({ out: 'b\n', err: '', code: 0 });
    expect([m.machine.calls.readText('/root/x'), m.machine.calls.readText('/root/out')]).toEqual(['', 'a\n']);
  });
});

describe("sed's errors", () => {
  test.each([
    ['s/a/b', "char 5: unterminated `s' command"],
    ['s/a/b/k', "char 7: unknown option to `s'"],
    ['s/\\(/x/', 'char 7: Unmatched ( or \\('],
    ['s/x/\\1/', "char 7: invalid reference \\1 on `s' command's RHS"],
    ['/x', 'char 2: unterminated address regex'],
    ['k', "char 1: unknown command: `k'"],
    ['p p', 'char 3: extra characters after command'],
    ['{p', "char 0: unmatched `{'"],
    ['p}', "char 2: unexpected `}'"],
    ['1,d', "char 3: unexpected `,'"],
    ['a', "char 1: expected \\ after `a', `c' or `i'"],
    ['y/ab/c/', "char 7: strings for `y' command are different lengths"],
  ])('%s', (script, message) => {
    expect(run([script])).toEqual({ out: '', err: `sed: -e expression #1, ${message}\n`, code: 1 });
  });

  test('files', () => {
    expect(run(['-i', 's/a/b/', '/nosuch'])).toEqual({ out: '', err: "sed: can't read /nosuch: No such file or directory\n", code: 2 });
    expect(run(['p', '/etc'])).toEqual({ out: '', err: 'sed: read error on /etc: Is a directory\n', code: 4 });
    expect(run(['-i', 'p', '/etc'])).toEqual({ out: '', err: "sed: couldn't edit /etc: not a regular file\n", code: 4 });
  });

  test('what is not simulated', () => {
    expect(run(['--debug', 'p'])).toEqual({ out: '', err: 'mirrorpod: sed --debug: not simulated\n', code: 1 });
  });
});
