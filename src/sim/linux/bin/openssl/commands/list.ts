import type { Command } from '../command.ts';
import { CIPHER_COMMANDS, columns, DIGEST_COMMANDS, STANDARD_COMMANDS } from '../help.ts';
import { commandSpec } from '../options.ts';

const spec = () =>
  commandSpec(
    '[options]',
    `
# Output
1 - One a line
verbose - Tell more
select s! One algorithm only
commands - The commands
standard-commands - The same
digest-commands - Commands that are digests (an old way)
digest-algorithms -! Digests
kdf-algorithms -! Key derivations
random-instances -! Random number generators in use
random-generators -! Random number generators
mac-algorithms -! Message authentication codes
cipher-commands - Commands that are ciphers (an old way)
cipher-algorithms -! Ciphers
encoders -! Encoders
decoders -! Decoders
key-managers -! Kinds of keys
key-exchange-algorithms -! Key exchanges
kem-algorithms -! Key encapsulations
signature-algorithms -! Signatures
asymcipher-algorithms -! Asymmetric ciphers
public-key-algorithms -! Public keys
public-key-methods -! Methods of public keys
store-loaders -! Loaders of the store
providers -! Providers
engines -! Engines
disabled -! What was left out
options s! Options of a command
objects -! Object identifiers
@provider`,
  );

export const list: Command = {
  names: ['list'],
  spec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const shown = [
      ...(options.has('commands', 'standard-commands') ? [STANDARD_COMMANDS] : []),
      ...(options.has('digest-commands') ? [DIGEST_COMMANDS] : []),
      ...(options.has('cipher-commands') ? [CIPHER_COMMANDS] : []),
    ];
    if (shown.length === 0) yield* tool.usage();
    for (const names of shown) {
      const text = options.has('1') ? names.map((name) => `${name}\n`).join('') : `${columns(names)}\n`;
      yield* tool.p.stdout.write(text);
    }
    return 0;
  },
};
