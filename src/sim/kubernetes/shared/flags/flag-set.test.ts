import { describe, expect, it } from 'vitest';
import { FLAGS as API_SERVER } from '../../apiserver/flags.data.ts';
import { FLAGS as KUBELET } from '../../kubelet/flags.data.ts';
import { errorText } from '../go/error.ts';
import { FlagSet, HelpRequested, type FlagSpec } from './flag-set.ts';
import { GoFlagSet } from './go-flags.ts';
import { flagUsages, sectionUsages } from './usage.ts';

function parse(specs: Iterable<FlagSpec>, ...args: string[]) {
  const notices: string[] = [];
  const set = new FlagSet(specs, { normalize: 'words', notice: (text) => notices.push(text) });
  try {
    set.parse(args);
    return { set, notices, error: '' };
  } catch (e) {
    return { set, notices, error: errorText(e) };
  }
}

describe('a flag set', () => {
  it('says what is wrong with each kind of value', () => {
    const cases: [readonly FlagSpec[], string, string][] = [
      [API_SERVER, '--advertise-address=300.1.2.3', 'failed to parse IP: "300.1.2.3"'],
      [API_SERVER, '--livez-grace-period=5x', 'time: unknown unit "x" in duration "5x"'],
      [API_SERVER, '--goaway-chance=abc', 'strconv.ParseFloat: parsing "abc": invalid syntax'],
      [API_SERVER, '--allow-metric-labels=novalue', 'novalue must be formatted as key=value'],
      [API_SERVER, '--service-node-port-range=30000-20000', 'end port cannot be less than start port: 30000-20000'],
      [API_SERVER, '--vmodule=x=y', 'parsing verbosity in "x=y": strconv.ParseUint: parsing "y": invalid syntax'],
      [API_SERVER, '--tls-sni-cert-key=a,b:', 'empty names list is not allowed'],
      [KUBELET, '--global-housekeeping-interval=10', 'parse error'],
      [KUBELET, '--feature-gates=A', 'malformed pair, expect string=bool'],
      [KUBELET, '--eviction-hard=a=b', 'malformed pair, expect string<string'],
      [KUBELET, '--register-with-taints=a', 'invalid taint spec: a'],
      [KUBELET, '--reserved-memory=x:memory=1Gi', 'failed to convert the NUMA node ID, expected integer, got x'],
      [KUBELET, '--cluster-dns=a,"b', 'parse error on line 1, column 5: extraneous or missing " in quoted-field'],
    ];
    for (const [specs, arg, cause] of cases) {
      const [name, ...value] = arg.split('=');
      expect(parse(specs, arg).error).toBe(`invalid argument ${JSON.stringify(value.join('='))} for "${name}" flag: ${cause}`);
    }
    expect(parse(KUBELET, '-v=x').error).toBe('invalid argument "x" for "-v, --v" flag: strconv.ParseUint: parsing "x": invalid syntax');
  });

  it('says what is wrong with the command line', () => {
    expect(parse(KUBELET, '--nope=1').error).toBe('unknown flag: --nope');
    expect(parse(KUBELET, '-q').error).toBe("unknown shorthand flag: 'q' in -q");
    expect(parse(KUBELET, '---x').error).toBe('bad flag syntax: ---x');
    expect(parse(KUBELET, '--v').error).toBe('flag needs an argument: --v');
    expect(parse(KUBELET, '-v').error).toBe("flag needs an argument: 'v' in -v");
    expect(() => new FlagSet([]).parse(['-h'])).toThrow(HelpRequested);
  });

  it('keeps values as Go would: later lists add, maps replace their default', () => {
    const { set, notices, error } = parse(
      KUBELET,
      '--node_labels=a=b',
      'x',
      '--node-labels',
      'c',
      '--cluster-dns=1,2',
      '--cluster-dns=3',
      '--',
      '-y',
    );
    expect(error).toBe('');
    expect(Object.fromEntries(set.get<Map<string, string>>('node-labels'))).toEqual({ a: 'b', c: '' });
    expect(set.get('cluster-dns')).toEqual(['1', '2', '3']);
    expect(set.lookup('cluster-dns')!.text).toBe('[1,2,3]');
    expect([set.args, set.argsAtDash]).toEqual([['x', '-y'], 1]);
    const notice =
      "has been deprecated, This parameter should be set via the config file specified by the Kubelet's --config flag. See " +
      'https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/ for more information.\n';
    expect(notices).toEqual([`Flag --cluster-dns ${notice}`, `Flag --cluster-dns ${notice}`]);
  });
});

describe('usage lines', () => {
  const specs: FlagSpec[] = [
    { name: 'v', kind: 'level', shorthand: 'v', usage: 'How much is logged', section: 'logs' },
    { name: 'bind', kind: 'ip', default: '0.0.0.0', usage: 'Where to listen for all the requests that come in', section: 'logs' },
    { name: 'seccomp', kind: 'bool', usage: 'Use `Profile` by default', section: 'logs' },
    { name: 'old', kind: 'string', default: 'x', deprecated: 'no more', section: 'logs' },
  ];

  it('are aligned, and wrapped to the width', () => {
    expect(flagUsages(new FlagSet(specs).all())).toBe(
      '      --bind ip           Where to listen for all the requests that come in (default 0.0.0.0)\n' +
        '      --seccomp Profile   Use Profile by default\n' +
        '  -v, --v Level           How much is logged\n',
    );
    expect(sectionUsages(new FlagSet(specs), ['logs'], 60)).toBe(
      `\nLogs flags:\n\n      --bind ip${' '.repeat(36)}\n` +
        `${' '.repeat(16)}Where to listen for all the requests\n${' '.repeat(16)}that come in (default 0.0.0.0)\n` +
        `      --seccomp Profile${' '.repeat(28)}\n${' '.repeat(16)}Use Profile by default\n` +
        `  -v, --v Level${' '.repeat(36)}\n${' '.repeat(16)}How much is logged\n`,
    );
  });
});

describe('flags of the Go flag package', () => {
  const specs: FlagSpec[] = [
    { name: 'n', kind: 'goInt' },
    { name: 'on', kind: 'goBool' },
  ];
  const error = (...args: string[]) => {
    try {
      new GoFlagSet(specs).parse(args);
      return '';
    } catch (e) {
      return errorText(e);
    }
  };

  it('have their own messages', () => {
    expect(error('--x')).toBe('flag provided but not defined: -x');
    expect(error('-n')).toBe('flag needs an argument: -n');
    expect(error('-n=a')).toBe('invalid value "a" for flag -n: parse error');
    expect(error('--on=2')).toBe('invalid boolean value "2" for -on: parse error');
    expect(error('--=x')).toBe('bad flag syntax: --=x');
    expect(error('-n', '1', 'rest', '-x')).toBe('');
  });
});
