import { Errno } from '../../kernel/errno.ts';
import type { Process } from '../../kernel/process.ts';
import { program } from '../../kernel/program.ts';
import type { Step } from '../../kernel/step.ts';
import { runApp, type App, type Context } from '../go/cli.ts';
import { errorText } from '../go/text.ts';
import { logLine, type LogLevel } from '../go/logrus.ts';
import { encodeToml } from '../toml/encode.ts';
import type { TomlTable, TomlValue } from '../toml/parse.ts';
import { Config, CONFIG_PATH, defaultConfig, isTable, loadConfig, type LoadedConfig, type Log } from './config.ts';
import { Daemon } from './daemon.ts';
import { DaemonLog } from './log.ts';

const USAGE = `
                    __        _                     __
  _________  ____  / /_____ _(_)___  ___  _________/ /
 / ___/ __ \\/ __ \\/ __/ __ \`/ / __ \\/ _ \\/ ___/ __  /
/ /__/ /_/ / / / / /_/ /_/ / / / / /  __/ /  / /_/ /
\\___/\\____/_/ /_/\\__/\\__,_/_/_/ /_/\\___/_/   \\__,_/

high performance container runtime
`;

const DESCRIPTION = `
containerd is a high performance container runtime whose daemon can be started
by using this command. If none of the *config*, *publish*, *oci-hook*, or *help* commands
are specified, the default action of the **containerd** command is to start the
containerd daemon in the foreground.


A default configuration is used if no TOML configuration is specified or located
at the default file location. The *containerd config* command can be used to
generate the default configuration for containerd. The output of that command
can be used and modified as necessary as a custom configuration.`;

const LEVELS: Readonly<Record<string, LogLevel>> = {
  trace: 'trace',
  debug: 'debug',
  info: 'info',
  warn: 'warning',
  warning: 'warning',
  error: 'error',
  fatal: 'fatal',
  panic: 'panic',
};

const PLAIN: LoadedConfig = { table: {}, given: new Set(), migratedFrom: undefined };

/** The configuration as the command line asks for it. Throws Error with containerd's text. */
function load(context: Context, log: Log, always: boolean): LoadedConfig {
  const { sys } = context.p;
  const path = context.string('config') || CONFIG_PATH;
  if (!always && !context.isSet('config') && !sys.exists(path)) return { ...PLAIN, table: defaultConfig() };
  try {
    return loadConfig(sys, path, log);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    if (always && e.code === 'ENOENT') return { ...PLAIN, table: defaultConfig() };
    throw new Error(e.go);
  }
}

/** Maps have their keys in order; structures keep theirs. */
function ordered(table: TomlTable): TomlTable {
  const sort = (t: TomlTable): TomlTable =>
    Object.fromEntries(
      Object.keys(t)
        .sort()
        .map((key): [string, TomlValue] => [key, t[key]!]),
    );
  const walk = (t: TomlTable, path: string): TomlTable => {
    const out = /(?:^plugins|runtimes|options|pinned_images|^timeouts|^stream_processors|mirrors|configs)$/.test(path) ? sort(t) : { ...t };
    for (const [key, value] of Object.entries(out)) if (isTable(value)) out[key] = walk(value, path ? `${path}.${key}` : key);
    return out;
  };
  return walk(table, '');
}

function* printConfig(context: Context, loaded: LoadedConfig): Step {
  const { table, given } = loaded;
  const plugins = table['plugins'] as TomlTable;
  for (const id of table['disabled_plugins'] as string[]) if (!given.has(id)) delete plugins[id];
  yield* context.print(encodeToml(ordered(table)));
}

/** A log that writes at once, for commands that are no daemon. */
function plainLog(p: Process, lines: string[]): Log {
  return (level, message, fields = {}) => void lines.push(logLine(p.clock.now, level, message, fields, { precision: 'nanoseconds' }));
}

function* dump(context: Context): Step {
  const lines: string[] = [];
  try {
    const loaded = load(context, plainLog(context.p, lines), true);
    yield* context.p.error(lines.join(''));
    yield* printConfig(context, loaded);
  } catch (e) {
    yield* context.p.error(lines.join(''));
    throw e;
  }
}

function* serve(context: Context): Step<number> {
  const { p } = context;
  const logger = new DaemonLog(p);
  try {
    const loaded = load(context, logger.line, false);
    const { table } = loaded;
    for (const name of ['root', 'state'] as const) if (context.string(name)) table[name] = context.string(name);
    if (context.string('address')) (table['grpc'] as TomlTable)['address'] = context.string('address');
    const config = new Config(table);
    const level = context.string('log-level') || config.text('debug', 'level');
    if (level) {
      const known = LEVELS[level];
      if (!known) throw new Error(`not a valid logrus Level: "${level}"`);
      logger.level = known;
    }
    const format = config.text('debug', 'format') || 'text';
    if (format !== 'text' && format !== 'json') throw new Error(`unknown log format: ${format}`);
    logger.format = format;
    if (!config.address) throw new Error('grpc address cannot be empty: invalid argument');
    if (loaded.migratedFrom !== undefined) {
      const words = `Configuration migrated from version ${loaded.migratedFrom}, use \`containerd config migrate\` to avoid migration`;
      logger.line('warning', words, { t: '35.12µs' });
    }
    return yield* new Daemon(p, config, loaded.given, logger).run();
  } catch (e) {
    yield* logger.flush();
    throw e;
  }
}

const notSimulated = (name: string) =>
  function* (): Step<never> {
    throw new Error(`mirrorpod: containerd ${name}: not simulated`);
  };

const app: App = {
  name: 'containerd',
  version: 'v2.2.1',
  versionText: 'containerd github.com/containerd/containerd/v2 v2.2.1 dea7da592f5d1d2b7755e3a161be07f43fad8f75\n',
  usage: USAGE,
  description: DESCRIPTION,
  flags: [
    { name: 'config', aliases: ['c'], kind: 'string', usage: 'Path to the configuration file', value: CONFIG_PATH },
    {
      name: 'log-level',
      aliases: ['l'],
      kind: 'string',
      usage: 'Set the logging level [trace, debug, info, warn, error, fatal, panic]',
    },
    { name: 'address', aliases: ['a'], kind: 'string', usage: "Address for containerd's GRPC server" },
    { name: 'root', kind: 'string', usage: 'containerd root directory' },
    { name: 'state', kind: 'string', usage: 'containerd state directory' },
  ],
  subcommands: [
    {
      name: 'config',
      usage: 'Information on the containerd config',
      subcommands: [
        {
          name: 'default',
          usage: 'See the output of the default config',
          action: (context) => printConfig(context, { ...PLAIN, table: defaultConfig() }),
        },
        { name: 'dump', usage: 'See the output of the final main config with imported in subconfig files', action: dump },
        {
          name: 'migrate',
          usage: 'Migrate the current configuration file to the latest version (does not migrate subconfig files)',
          action: dump,
        },
      ],
    },
    { name: 'publish', usage: 'Binary to publish events to containerd', action: notSimulated('publish') },
    {
      name: 'oci-hook',
      usage: 'Provides a base for OCI runtime hooks to allow arguments to be injected.',
      action: notSimulated('oci-hook'),
    },
  ],
  action: serve,
  *failed(context, error) {
    yield* context.p.error(`containerd: ${errorText(error)}\n`);
    return 1;
  },
};

/** containerd: the daemon that runs pods for the kubelet. Models containerd v2.2.1. */
export default program({
  id: 'containerd',
  paths: ['/usr/bin/containerd'],
  package: 'containerd',
  sizeBytes: 43_120_824,
  main: (p) => runApp(p, app),
});
