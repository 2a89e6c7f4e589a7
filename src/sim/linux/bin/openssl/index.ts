import type { Step } from '../../../kernel/step.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Command } from './command.ts';
import { asn1parse } from './commands/asn1parse.ts';
import { ciphers } from './commands/ciphers.ts';
import { dgst } from './commands/dgst.ts';
import { enc } from './commands/enc.ts';
import { GENERATE_COMMANDS } from './commands/generate.ts';
import { KEY_COMMANDS } from './commands/keys.ts';
import { list } from './commands/list.ts';
import { PKCS7_COMMANDS } from './commands/pkcs7.ts';
import { req } from './commands/req.ts';
import { sClient } from './commands/s-client.ts';
import { SMALL_COMMANDS } from './commands/small.ts';
import { verify } from './commands/verify.ts';
import { x509 } from './commands/x509.ts';
import { CIPHER_COMMANDS, commandList, DIGEST_COMMANDS, STANDARD_COMMANDS } from './help.ts';
import { HelpRequest, helpText, Options, parseOptions, UsageError } from './options.ts';
import { Exit, Tool } from './tool.ts';

/** What can be run, by all its names. */
const COMMANDS: readonly Command[] = [
  asn1parse,
  ciphers,
  dgst,
  enc,
  list,
  req,
  sClient,
  verify,
  x509,
  ...GENERATE_COMMANDS,
  ...KEY_COMMANDS,
  ...PKCS7_COMMANDS,
  ...SMALL_COMMANDS,
];

const REAL = new Set([...STANDARD_COMMANDS, ...DIGEST_COMMANDS, ...CIPHER_COMMANDS]);

function* run(p: Process, command: Command, name: string, args: readonly string[]): Step<number> {
  const isDirectory = (path: string): boolean => p.sys.exists(path) && p.sys.stat(path).type === 'directory';
  let tool = new Tool(p, new Options(name));
  try {
    tool = new Tool(p, parseOptions(name, command.spec(), args, isDirectory));
    return yield* command.main(tool);
  } catch (e) {
    if (e instanceof Exit) return e.code;
    if (e instanceof HelpRequest) {
      yield* p.stdout.write(helpText(name, command.spec()) + (command.moreHelp ?? ''));
      return 0;
    }
    if (!(e instanceof UsageError)) throw e;
    yield* tool.say(e.lines.map((line) => `${line}\n`).join(''));
    return e.lines[0]!.startsWith('mirrorpod: ') ? 1 : yield* tool.usageHint();
  } finally {
    tool.close();
  }
}

/** OpenSSL 3.0 of Debian 12 (apps/): keys, certificates, requests, verification, TLS connections. */
export default program({
  id: 'openssl',
  paths: ['/usr/bin/openssl'],
  package: 'openssl',
  sizeBytes: 976_136,
  *main(p) {
    const [name = 'help', ...args] = p.argv.slice(1);
    const command = COMMANDS.find((c) => c.names.includes(name));
    if (command) return yield* run(p, command, name, args);
    const topic = args[0];
    if (name === 'help' && topic !== undefined && !topic.startsWith('-')) {
      const about = COMMANDS.find((c) => c.names.includes(topic));
      if (about) return yield* run(p, about, topic, ['-help']);
      if (!REAL.has(topic)) return yield* unknown(p, topic);
    }
    if (name === 'help') {
      yield* p.write(2, commandList());
      return 0;
    }
    if (!REAL.has(name)) return yield* unknown(p, name);
    yield* p.write(2, `mirrorpod: openssl ${name}: not simulated\n`);
    return 1;
  },
});

function* unknown(p: Process, name: string): Step<number> {
  yield* p.write(2, `Invalid command '${name}'; type "help" for a list.\n`);
  return 1;
}
