import { describe, expect, test } from 'vitest';
import type { FdTable, FileDescription } from '../../../kernel/file.ts';
import { openPipe } from '../../../kernel/pipe.ts';
import { program } from '../../../kernel/program.ts';
import { SECOND } from '../../../kernel/time.ts';
import { TestMachine, type Ran } from '../../testing.ts';
import mawk from './index.ts';

const TABLE = 'NAME READY STATUS\netcd 1/1 Running\nweb 0/1 Error\n';

/** A stand-in for the shell: `echo WORDS`, `exit N`, and `cat`. */
const sh = program({
  id: 'sh',
  paths: ['/bin/sh'],
  *main(p) {
    const [word, ...rest] = (p.argv[2] ?? '').split(' ');
    if (word === 'exit') return Number(rest[0]);
    if (word === 'echo') yield* p.stdout.line(rest.join(' '));
    else for (const part of yield* p.readAll(0)) yield* p.write(1, part);
    return 0;
  },
});

function machine(files: Record<string, string> = {}): TestMachine {
  const m = new TestMachine([mawk, sh]);
  for (const [name, content] of Object.entries(files)) m.machine.calls.writeFile(`/root/${name}`, content);
  return m;
}

const run = (args: string[], stdin = ''): Ran => machine().run(['awk', ...args], { stdin });
const out = (text: string, stdin = ''): string => run([text], stdin).out;
const begin = (text: string): string => out(`BEGIN { ${text} }`);

describe('awk programs', () => {
  test('patterns, ranges and fields', () => {
    expect(out('NR>1 && $3!="Running"{print $1 "\\t" $3}', TABLE)).toBe('web\tError\n');
    expect(out('/etcd/,/web/{print NR}', TABLE)).toBe('2\n3\n');
    expect(run(['-F:', '$3>=100{print $1,$NF}'], 'a:x:99:b\nc:x:100:d\n').out).toBe('c d\n');
    expect(out('END{print NR, $0}', TABLE)).toBe('3 web 0/1 Error\n');
  });

  test('assigning fields and NF puts the record together anew', () => {
    expect(begin('OFS="|"; $0="a b c"; $2="X"; print; $5="e"; print NF, $0; NF=2; print')).toBe('a|X|c\n5|a|X|c||e\na|X\n');
    expect(out('{$1=$1}1', ' a  b \n')).toBe('a b\n');
  });

  test('numbers and texts compare as what they look like', () => {
    expect(out('{print ($1<$2), ($1<"9"), ($3==16), x==0, x==""}', '10 9 0x10\n')).toBe('0 1 1 1 1\n');
    expect(begin('print 2^31-1, 2^31, 0.1+0.2, 1e6, 100000*100000, 1/3')).toBe('2147483647 2.14748e+09 0.3 1000000 1e+10 0.333333\n');
  });

  test('arrays are walked in the order that mawk walks them', () => {
    expect(begin('a["z"];a["b"];a[10];a[9];a["A"]; for (k in a) printf "%s ", k')).toBe('10 A b z 9 ');
    expect(begin('n=split("x y z w v u t s r q p", c); for (k in c) printf "%s ", k')).toBe('3 10 8 6 5 2 11 1 4 9 7 ');
    expect(out('{c[$1]++} END{for(k in c) print k, c[k]}', 'a\nc\na\n')).toBe('c 1\na 2\n');
    expect(begin('a[1,2]=3; if ((1,2) in a) print "in"; delete a[1,2]; print length(a)')).toBe('in\n0\n');
  });

  test('functions, with arrays by reference and recursion', () => {
    expect(out('function f(n){return n<2?1:n*f(n-1)} function g(a,k){a[k]=1} BEGIN{g(x,"q"); for(k in x) print k, f(5)}')).toBe('q 120\n');
  });

  test('text functions', () => {
    expect(
      begin('print substr("kubernetes",1,4), index("abc","c"), toupper("x"), length("four"), match("xfoo",/o+/), RSTART, RLENGTH'),
    ).toBe('kube 3 X 4 3 3 2\n');
    expect(begin('s="a1b22"; print gsub(/[0-9]+/,"<&\\\\&>",s), s; t="x"; sub("x","",t); print length(t)')).toBe('2 a<1&>b<22&>\n0\n');
    expect(begin('printf "%-10s|%5d|%05.1f|%c%c|%x|%e|%%\\n","ab",42,3.14159,65,"xyz",255,12345.678')).toBe(
      'ab        |   42|003.1|Ax|ff|1.234568e+04|%\n',
    );
  });

  test('record separators', () => {
    expect(out('BEGIN{RS=""}{print NR": "$1"-"$NF}', '\na b\nc\n\n\nd\n')).toBe('1: a-c\n2: d-d\n');
    expect(out('BEGIN{RS="[,;]+"}{print}', 'a,;b;c')).toBe('a\nb\nc\n');
  });

  test('seeded random numbers are those of the real program', () => {
    expect(begin('srand(42); print rand(), rand(); print srand(5)')).toBe('0.0334699 0.329964\n42\n');
  });
});

describe('awk and the world', () => {
  test('getline in its forms', () => {
    const m = machine({ f: '1\n2\n' });
    expect(
      m.run(['awk', 'BEGIN{while((getline l < "f")>0) n+=l; print n; "echo a b" | getline; print $2; print (getline x < "no")}']),
    ).toEqual({
      out: '3\nb\n-1\n',
      err: '',
      code: 0,
    });
    expect(out('NR==1{getline; print "second:", $1; getline v; print v}', 'a\nb\nc\n')).toBe('second: b\nc\n');
  });

  test('files and commands for output', () => {
    const m = machine();
    expect(
      m.run(['awk', 'BEGIN{print "x" > "o"; print "y" > "o"; close("o"); print "z" >> "o"; print "p" | "cat"; print close("cat"), "q"}']),
    ).toEqual({
      out: 'p\n0 q\n',
      err: '',
      code: 0,
    });
    expect(m.machine.calls.readText('/root/o')).toBe('x\ny\nz\n');
    expect(begin('print system("exit 3"), close("nothing"); print "e" > "/dev/stderr"')).toBe('3 -1\n');
  });

  test('arguments, assignments and exit codes', () => {
    const m = machine({ f: 'x\n' });
    expect(m.run(['awk', '-v', 'a=1\\t2', '{print FILENAME, v, a}', 'v=7', 'f'])).toEqual({ out: 'f 7 1\t2\n', err: '', code: 0 });
    expect(run(['BEGIN{exit 3} END{print "end"}'])).toEqual({ out: 'end\n', err: '', code: 3 });
  });

  test('input that trickles in is held back until 4 KiB are there, but for -W interactive', () => {
    const slow = program({
      id: 'slow',
      paths: ['/usr/bin/slow'],
      *main(p) {
        for (const line of ['a', 'b']) {
          yield* p.write(1, `${line}\n`);
          yield* p.sleep(SECOND);
        }
      },
    });
    const times = (...options: string[]): number[] => {
      const m = new TestMachine([mawk, slow]);
      const start = Math.floor(m.kernel.clock.now / SECOND);
      const ran = m.runMain(function* (p) {
        const [from, to] = openPipe(p);
        const fds = (fd: number, description: FileDescription): FdTable => {
          const table = p.fds.copy(false);
          table.set(fd, description);
          return table;
        };
        p.spawn(['slow'], { fds: fds(1, to) });
        yield* p.wait(p.spawn(['mawk', ...options, '{print systime()}'], { fds: fds(0, from) }));
      });
      return ran.out
        .trim()
        .split('\n')
        .map((t) => Number(t) - start);
    };
    expect(times()).toEqual([2, 2]);
    expect(times('-W', 'interactive')).toEqual([0, 1]);
  });

  test('a loop without end can be interrupted', () => {
    const m = machine();
    const child = m.init.spawn(['awk', 'BEGIN{while(1) x++}']);
    m.kernel.run(m.kernel.clock.now + SECOND / 10);
    expect(child.alive).toBe(true);
    m.kernel.signal(child, 'INT');
    expect(child.status).toEqual({ signal: 'INT' });
  });
});

describe("awk's errors", () => {
  test.each([
    ['{print $1', 'line 2: missing } near end of file'],
    ['{print (1}', 'line 1: missing ) near }'],
    ['{x = }', 'line 1: syntax error at or near }'],
    ['print $1', 'line 1: syntax error at or near print'],
    ['{print "abc}', 'line 1: runaway string constant "abc} ...'],
    ['{foo(1)}', 'line 2: function foo never defined'],
    ['{a[1]=1; print a}', 'line 1: illegal reference to array a'],
    ['@', "1: unexpected character '@'"],
    ['{print substr("a")}', 'line 1: wrong number of arguments in call to substr'],
    ['/(/', "line 1: regular expression compile failed (missing ')')\n("],
  ])('%s', (text, message) => {
    expect(run([text])).toEqual({ out: '', err: `awk: ${message}\n`, code: 2 });
  });

  test('at run time', () => {
    expect(run(['{$(-1)=2}'], 'x\n')).toEqual({
      out: '',
      err: 'awk: run time error: negative field index $-1\n\tFILENAME="-" FNR=1 NR=1\n',
      code: 2,
    });
    expect(run(['1', '/nosuch'])).toEqual({ out: '', err: 'awk: cannot open /nosuch (No such file or directory)\n', code: 2 });
    expect(run(['BEGIN{f(1)} function f(n){f(n+1)}']).err).toBe('awk: program limit exceeded: eval stack size=1024\n');
  });
});
