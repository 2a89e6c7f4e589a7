import { describe, expect, it } from 'vitest';
import { errorText } from '../go/error.ts';
import { args, Command, type CommandError, invoke, type CommandSpec } from './command.ts';
import { helpText, usageText } from './command-usage.ts';

const SPEC: CommandSpec = {
  use: 'tool',
  short: 'Does things',
  persistentFlags: [{ name: 'v', kind: 'level', shorthand: 'v', usage: 'number for the log level verbosity' }],
  commands: [
    {
      use: 'token',
      short: 'Manage tokens',
      runnable: true,
      commands: [
        {
          use: 'create [token]',
          aliases: ['make'],
          short: 'Create a token',
          runnable: true,
          args: args.atMost(1),
          flags: [
            { name: 'ttl', kind: 'duration', default: '24h0m0s', usage: 'How long it lives' },
            { name: 'a', kind: 'bool' },
            { name: 'b', kind: 'bool' },
          ],
          exclusive: [['a', 'b']],
        },
      ],
    },
    { use: 'reset', runnable: true, args: args.none, flags: [{ name: 'force', kind: 'bool', required: true }] },
  ],
};

const root = new Command(SPEC);

function run(...words: string[]): string {
  try {
    const { command, args: rest, help } = invoke(root, words);
    return `${command.path}${help ? ' help' : ''} ${rest.join(' ')}`.trim();
  } catch (e) {
    return `${(e as CommandError).stage}: ${errorText(e)}`;
  }
}

describe('a command tree', () => {
  it('finds commands past flags, by alias too', () => {
    expect(run('-v', '3', 'token', '--v=2', 'make', 'abc', '--ttl', '1h')).toBe('tool token create abc');
    expect(run()).toBe('tool help');
    expect(run('token', 'nonsense')).toBe('tool token nonsense');
    expect(run('token', 'create', '-h')).toBe('tool token create help');
  });

  it('refuses in the words of cobra', () => {
    expect(run('tokne')).toBe('find: unknown command "tokne" for "tool"\n\nDid you mean this?\n\ttoken\n');
    expect(run('zzzzzz')).toBe('find: unknown command "zzzzzz" for "tool"');
    expect(run('--nope')).toBe('flags: unknown flag: --nope');
    expect(run('token', 'create', 'a', 'b')).toBe('args: accepts at most 1 arg(s), received 2');
    expect(run('reset', 'x')).toBe('args: unknown command "x" for "tool reset"');
    expect(run('reset')).toBe('groups: required flag(s) "force" not set');
    expect(run('token', 'create', '--a', '--b')).toBe(
      'groups: if any flags in the group [a b] are set none of the others can be; [a b] were all set',
    );
  });

  it('prints the usage by cobra’s template', () => {
    expect(usageText(root)).toBe(
      'Usage:\n  tool [command]\n\nAvailable Commands:\n  reset       \n  token       Manage tokens\n\n' +
        'Flags:\n  -h, --help      help for tool\n  -v, --v Level   number for the log level verbosity\n\n' +
        'Use "tool [command] --help" for more information about a command.\n',
    );
    expect(helpText(root.child('token')!.child('create')!)).toBe(
      'Create a token\n\nUsage:\n  tool token create [token] [flags]\n\nAliases:\n  create, make\n\n' +
        'Flags:\n      --a              \n      --b              \n  -h, --help           help for create\n' +
        '      --ttl duration   How long it lives (default 24h0m0s)\n\n' +
        'Global Flags:\n  -v, --v Level   number for the log level verbosity\n',
    );
  });
});
