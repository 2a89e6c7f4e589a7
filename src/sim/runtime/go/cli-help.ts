import { HELP_FLAG, subcommandsOf, VERSION_FLAG, type App, type CommandDefinition, type Flag } from './cli.ts';
import { defaultText } from './cli-parse.ts';
import { tabulate } from './tabwriter.ts';

const TABLE = { minWidth: 1, tabWidth: 8, padding: 2, padChar: ' ' };

/** Continuation lines of a wrapped text stand under its beginning. */
const wrap = (text: string, offset: number): string => text.split('\n').join(`\n${' '.repeat(offset)}`);

/** A flag as the help lists it: its names with their value, a tab, what it does. */
function flagLine(flag: Flag): string {
  const quoted = /`([^`]*)`/.exec(flag.usage);
  const value = flag.kind === 'bool' ? '' : (quoted?.[1] ?? 'value');
  const usage = flag.usage.replace(/`([^`]*)`/, '$1');
  let names = [flag.name, ...(flag.aliases ?? [])].map((n) => `${n.length === 1 ? '-' : '--'}${n}${value ? ` ${value}` : ''}`).join(', ');
  if (flag.kind === 'strings') names += ` [ ${names} ]`;
  const standard = flag === HELP_FLAG || flag === VERSION_FLAG ? '' : defaultText(flag);
  const text = `${usage}${standard ? ` (default: ${standard})` : ''}`.trim();
  const env = flag.env?.length ? ` [${flag.env.map((name) => `$${name}`).join(', ')}]` : '';
  return `${names}\t${text}${env}`;
}

/** Flags, those that every command has last. */
function flagLines(flags: readonly Flag[], standard: readonly Flag[]): string {
  return [...flags.filter((f) => !f.hidden), ...standard]
    .map(
      (f) => `   ${flagLine(f)}
`,
    )
    .join('');
}

function commandLines(commands: readonly CommandDefinition[]): string {
  const shown = commands.filter((c) => !c.hidden);
  const names = shown.map((c) => [c.name, ...(c.aliases ?? [])].join(', '));
  const offset = Math.max(...names.map((n) => n.length)) + 5;
  return shown.map((c, i) => `\n   ${names[i]!.padEnd(offset - 3)}${wrap(c.usage, offset)}`).join('');
}

function usage(command: CommandDefinition, path: string): string {
  if (command.usageText) return wrap(command.usageText, 3);
  return `${path} [command options]${command.argsUsage ? ` ${command.argsUsage}` : ''}`;
}

function head(command: CommandDefinition, path: string): string {
  const description = command.description ? `\n\nDESCRIPTION:\n   ${wrap(command.description, 3)}` : '';
  return `NAME:\n   ${path}${command.usage ? ` - ${wrap(command.usage, path.length + 6)}` : ''}\n\nUSAGE:\n   ${usage(command, path)}${description}`;
}

const options = (command: CommandDefinition): string => `\n\nOPTIONS:\n${flagLines(command.flags ?? [], [HELP_FLAG])}`;

/** CommandHelpTemplate: what `crictl ps --help` prints. */
export function commandHelp(command: CommandDefinition, path: string): string {
  return tabulate(`${head(command, path)}${options(command)}`, TABLE);
}

/** SubcommandHelpTemplate: the same with the commands below it; what a wrong use shows. */
export function subcommandHelp(command: CommandDefinition, path: string): string {
  return tabulate(`${head(command, path)}\n\nCOMMANDS:${commandLines(subcommandsOf(command))}${options(command)}`, TABLE);
}

/** AppHelpTemplate. */
export function appHelp(app: App): string {
  const description = app.description ? `\n\nDESCRIPTION:\n   ${wrap(app.description, 3)}` : '';
  return tabulate(
    `NAME:\n   ${app.name} - ${wrap(app.usage, app.name.length + 6)}\n\nUSAGE:\n   ${app.name} [global options] command [command options]\n\n` +
      `VERSION:\n   ${app.version}${description}\n\nCOMMANDS:${commandLines(subcommandsOf(app))}\n\nGLOBAL OPTIONS:\n` +
      flagLines(app.flags ?? [], [HELP_FLAG, VERSION_FLAG]),
    TABLE,
  );
}
