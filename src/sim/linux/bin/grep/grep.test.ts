import { describe, expect, test } from 'vitest';
import { TestMachine, type Ran } from '../../testing.ts';
import egrep from '../egrep/index.ts';
import grep from './index.ts';

const LIST = 'apple 1\nbanana 2\ncherry 3\napple 4\ndate 5\n';

function machine(files: Record<string, string | Uint8Array> = {}): TestMachine {
  const m = new TestMachine([grep, egrep]);
  for (const [name, content] of Object.entries(files)) {
    m.machine.calls.mkdirp(`/root/${name}`.replace(/\/[^/]*$/, ''));
    m.machine.calls.writeFile(`/root/${name}`, content);
  }
  return m;
}

const run = (args: string[], stdin = LIST, env: Record<string, string> = {}): Ran => machine().run(['grep', ...args], { stdin, env });
const out = (args: string[], stdin?: string): string => run(args, stdin).out;

describe('what grep matches', () => {
  test('basic, extended and fixed patterns', () => {
    expect(out(['-o', 'an\\{2,\\}\\|a\\(n\\)a\\1*'])).toBe('anan\n');
    expect(out(['-Eo', '(an|ana)+'])).toBe('anana\n');
    expect(out(['-F', '.', '-c'])).toBe('0\n');
    expect(out(['-oE', 'a|ap|app'])).toBe('app\na\na\na\napp\na\n');
  });

  test('words, lines, case and inversion', () => {
    expect(out(['-w', 'a'], 'a b\nab\nb-a\n')).toBe('a b\nb-a\n');
    expect(out(['-x', 'a'], 'a b\na\n')).toBe('a\n');
    expect(out(['-iv', 'A', '-n'], 'a\nb\n')).toBe('2:b\n');
  });

  test('Perl patterns', () => {
    expect(out(['-oP', 'pod="\\K[^"]+'], 'x pod="ns/a" y\n')).toBe('ns/a\n');
    expect(out(['-P', '(?<=e )4'])).toBe('apple 4\n');
    expect(run(['-P', '(']).err).toBe('grep: missing closing parenthesis\n');
    expect(run(['-P', '(?R)'])).toEqual({ out: '', err: 'mirrorpod: grep -P (?R: not simulated\n', code: 2 });
  });

  test('several patterns, and patterns from a file', () => {
    expect(out(['-e', 'date', '-e', 'cherry'])).toBe('cherry 3\ndate 5\n');
    expect(machine({ p: '1\n5\n', list: LIST }).run(['grep', '-f', 'p', 'list']).out).toBe('apple 1\ndate 5\n');
  });

  test('what catastrophic backtracking would make of a line ends at once', () => {
    const line = `${'a'.repeat(5000)}\n`;
    expect(out(['-cE', '(a*)*b'], line)).toBe('0\n');
    expect(out(['-cP', '(a|aa)+$'], `${'a'.repeat(60)}!\n`)).toBe('0\n');
    expect(out(['-cE', '^(.*,){9}x'], `${',1'.repeat(2000)}\n`)).toBe('0\n');
  });
});

describe('what grep prints', () => {
  test('context with separators', () => {
    expect(out(['-n', '-A1', 'apple'])).toBe('1:apple 1\n2-banana 2\n--\n4:apple 4\n5-date 5\n');
    expect(out(['-C1', 'cherry'])).toBe('banana 2\ncherry 3\napple 4\n');
  });

  test('counts, names and positions', () => {
    const m = machine({ a: LIST, b: 'apple\n' });
    expect(m.run(['grep', '-c', 'apple', 'a', 'b']).out).toBe('a:2\nb:1\n');
    expect(m.run(['grep', '-l', 'date', 'a', 'b']).out).toBe('a\n');
    expect(m.run(['grep', '-L', 'date', 'a', 'b']).out).toBe('b\n');
    expect(m.run(['grep', '-nbo', 'an', 'a', 'b']).out).toBe('a:2:9:an\na:2:11:an\n');
    expect(m.run(['grep', '-m1', 'apple', 'a']).out).toBe('apple 1\n');
  });

  test('colours as on a terminal', () => {
    expect(machine({ f: 'an apple\n' }).run(['grep', '--color=always', '-n', 'app', 'f', '-H']).out).toBe(
      '\x1b[35m\x1b[Kf\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[K\x1b[32m\x1b[K1\x1b[m\x1b[K\x1b[36m\x1b[K:\x1b[m\x1b[Kan \x1b[01;31m\x1b[Kapp\x1b[m\x1b[Kle\n',
    );
  });

  test('a binary file only says that it matches', () => {
    expect(machine({ f: 'a\0b\n' }).run(['grep', 'b', 'f'])).toEqual({ out: '', err: 'grep: f: binary file matches\n', code: 0 });
    expect(run(['.'], 'caf\u00e9\n', { LANG: 'C.UTF-8' }).out).toBe('café\n');
  });

  test('directories, recursively and with filters', () => {
    const m = machine({ 'd/a.yaml': 'key: 1\n', 'd/b.txt': 'key: 2\n', 'd/sub/c.yaml': 'key: 3\n' });
    expect(m.run(['grep', '-r', 'key', 'd'])).toEqual({ out: 'd/a.yaml:key: 1\nd/b.txt:key: 2\nd/sub/c.yaml:key: 3\n', err: '', code: 0 });
    expect(m.run(['grep', '-rh', '--include=*.yaml', 'key']).out).toBe('key: 1\nkey: 3\n');
    expect(m.run(['grep', '-rl', '--exclude-dir=sub', '--exclude=*.txt', 'key', '.']).out).toBe('./d/a.yaml\n');
    expect(m.run(['grep', 'key', 'd'])).toEqual({ out: '', err: 'grep: d: Is a directory\n', code: 2 });
  });
});

describe('grep and errors', () => {
  test('files that are not there', () => {
    expect(machine({ a: 'x\n' }).run(['grep', 'x', 'nosuch', 'a'])).toEqual({
      out: 'a:x\n',
      err: 'grep: nosuch: No such file or directory\n',
      code: 2,
    });
    expect(machine({ a: 'x\n' }).run(['grep', '-s', 'y', 'nosuch', 'a'])).toEqual({ out: '', err: '', code: 2 });
    expect(machine({ a: 'x\n' }).run(['grep', '-q', 'x', 'nosuch', 'a']).code).toBe(0);
  });

  test('the command line', () => {
    const hint = "Usage: grep [OPTION]... PATTERNS [FILE]...\nTry 'grep --help' for more information.\n";
    expect(run([])).toEqual({ out: '', err: hint, code: 2 });
    expect(run(['-Q', 'x']).err).toBe(`grep: invalid option -- 'Q'\n${hint}`);
    expect(run(['--enable-admission']).err).toBe(`grep: unrecognized option '--enable-admission'\n${hint}`);
    expect(run(['-A', 'x', 'y']).err).toBe('grep: x: invalid context length argument\n');
  });

  test('patterns that do not parse', () => {
    expect(run(['[']).err).toBe('grep: Invalid regular expression\n');
    expect(run(['[a']).err).toBe('grep: Unmatched [, [^, [:, [., or [=\n');
    expect(run(['-E', '(a']).err).toBe('grep: Unmatched ( or \\(\n');
    expect(run(['-E', '*a']).err).toBe('grep: warning: * at start of expression\n');
  });

  test('egrep is grep -E', () => {
    expect(machine().run(['egrep', 'x|1'], { stdin: LIST })).toEqual({ out: 'apple 1\n', err: '', code: 0 });
  });
});
