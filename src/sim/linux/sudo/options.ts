import { getopt, GetoptError, type OptionForm } from '../bin/lib/getopt.ts';

const FORMS: readonly OptionForm[] = (
  [
    ['askpass', 'A', 'askpass', 'none'],
    ['background', 'b', 'background', 'none'],
    ['bell', 'B', 'bell', 'none'],
    ['closeFrom', 'C', 'close-from', 'required'],
    ['chdir', 'D', 'chdir', 'required'],
    ['preserveEnv', 'E', 'preserve-env', 'optional'],
    ['edit', 'e', 'edit', 'none'],
    ['group', 'g', 'group', 'required'],
    ['setHome', 'H', 'set-home', 'none'],
    ['login', 'i', 'login', 'none'],
    ['removeTimestamp', 'K', 'remove-timestamp', 'none'],
    ['resetTimestamp', 'k', 'reset-timestamp', 'none'],
    ['list', 'l', 'list', 'none'],
    ['nonInteractive', 'n', 'non-interactive', 'none'],
    ['preserveGroups', 'P', 'preserve-groups', 'none'],
    ['prompt', 'p', 'prompt', 'required'],
    ['chroot', 'R', 'chroot', 'required'],
    ['role', 'r', 'role', 'required'],
    ['stdin', 'S', 'stdin', 'none'],
    ['shell', 's', 'shell', 'none'],
    ['type', 't', 'type', 'required'],
    ['timeout', 'T', 'command-timeout', 'required'],
    ['otherUser', 'U', 'other-user', 'required'],
    ['user', 'u', 'user', 'required'],
    ['version', 'V', 'version', 'none'],
    ['validate', 'v', 'validate', 'none'],
    ['help', '', 'help', 'none'],
  ] as const
).map(([id, letters, name, takes]) => ({ id, letters, names: [name], takes }));

const REFUSED = ['askpass', 'closeFrom', 'edit', 'chroot', 'role', 'type', 'timeout'];

export const USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T timeout] [-u user] file ...
`;

export class SudoUsage extends Error {}
export class SudoRefused extends Error {}

/** sudo's command line: options up to the command, then `VAR=value`s, then the command. */
export interface SudoArguments {
  has(id: string): boolean;
  count(id: string): number;
  value(id: string): string | undefined;
  variables: Record<string, string>;
  command: string[];
}

/** Throws SudoUsage, SudoRefused. */
export function parseSudo(args: readonly string[]): SudoArguments {
  // -E takes its list only with an equals sign; -h is help unless a host follows
  const given = args.length === 1 && args[0] === '-h' ? ['--help'] : args.map((a) => (a === '-E' ? '--preserve-env' : a));
  let parsed;
  try {
    parsed = getopt(given, FORMS, { inOrder: true });
  } catch (e) {
    if (e instanceof GetoptError) throw new SudoUsage(e.message);
    throw e;
  }
  const refused = parsed.given.find((g) => REFUSED.includes(g.id));
  if (refused) throw new SudoRefused(`sudo ${refused.as}`);
  const command = [...parsed.operands];
  const variables: Record<string, string> = {};
  while (/^[A-Za-z_][A-Za-z0-9_]*=/.test(command[0] ?? '')) {
    const pair = command.shift()!;
    variables[pair.slice(0, pair.indexOf('='))] = pair.slice(pair.indexOf('=') + 1);
  }
  return {
    has: (id) => parsed.given.some((g) => g.id === id),
    count: (id) => parsed.given.filter((g) => g.id === id).length,
    value: (id) => parsed.given.findLast((g) => g.id === id)?.value,
    variables,
    command,
  };
}
