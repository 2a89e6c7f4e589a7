import type { Step } from '../../../../kernel/step.ts';
import { encodeBase64 } from '../../../../crypto/base64.ts';
import { hex } from '../../../../crypto/hash.ts';
import { cryptPassword, randomSalt, type CryptMethod } from '../../../../crypto/password.ts';
import { randomStream, type Command } from '../command.ts';
import { commandSpec } from '../options.ts';
import type { Tool } from '../tool.ts';
import { text } from '../../../../kernel/text.ts';

const randSpec = () =>
  commandSpec(
    '[options] num',
    `
engine s! Engine for the operation
# Output
out > Where the octets go (standard output)
base64 - In base64
hex - In hexadecimal
@random
@provider
= num How many octets`,
  );

/** Octets of one call, so that a slip of the finger does not fill the host's memory. */
const MAX_RANDOM = 64 * 1024 * 1024;

const rand: Command = {
  names: ['rand'],
  spec: randSpec,
  *main(tool) {
    const { options } = tool;
    const [count = '0', ...more] = options.rest;
    if (more.length > 0) yield* tool.usage();
    if (!/^\d+$/.test(count)) {
      yield* tool.say(`rand: Can't parse "${count}" as a number\n`);
      yield* tool.usage();
    }
    if (Number(count) > MAX_RANDOM) yield* tool.refuse(`of ${count} octets`);
    const sink = yield* tool.sink(options.value('out'), false, 'wb');
    const octets = randomStream(tool).bytes(Number(count));
    if (options.has('base64')) yield* sink.text((encodeBase64(octets).match(/.{1,64}/g) ?? []).map((line) => `${line}\n`).join(''));
    else if (options.has('hex')) yield* sink.text(`${hex(octets)}\n`);
    else yield* sink.octets(octets);
    return 0;
  },
};

const passwdSpec = () =>
  commandSpec(
    '[options] [password]',
    `
# Input
in < File with passwords, one a line
noverify - Ask only once
stdin - Read passwords from standard input
# Output
quiet - No warnings
table - Passwords and hashes in two columns
reverse - The hash first
# Cryptographic
salt s The salt
6 - SHA-512
5 - SHA-256
apr1 - MD5 in Apache's variant
1 - MD5
aixmd5 -! MD5 in AIX's variant
@random
@provider
= password Password to hash`,
  );

const METHODS: Readonly<Record<string, CryptMethod>> = { '6': 'sha512', '5': 'sha256', apr1: 'apr1', '1': 'md5' };

const passwd: Command = {
  names: ['passwd'],
  spec: passwdSpec,
  *main(tool) {
    const { options } = tool;
    const chosen = Object.keys(METHODS).filter((name) => options.has(name));
    if (chosen.length > 1) yield* tool.usage();
    const method = METHODS[chosen[0] ?? '1']!;
    const sources = [options.has('stdin'), options.has('in'), options.rest.length > 0].filter(Boolean).length;
    if (sources > 1) yield* tool.usage();
    for (const password of yield* passwords(tool)) yield* print(tool, method, password);
    return 0;
  },
};

function* passwords(tool: Tool): Step<string[]> {
  const { options } = tool;
  if (options.rest.length > 0) return options.rest;
  const path = options.value('in');
  if (path !== undefined || options.has('stdin')) {
    const lines = text(yield* tool.readOrFail(path)).split('\n');
    return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
  }
  const typed = options.has('noverify', 'salt') ? yield* tool.askSecret('Password: ') : yield* askTwice(tool);
  return typed === undefined ? yield* tool.fail('') : [typed];
}

function* askTwice(tool: Tool): Step<string | undefined> {
  const first = yield* tool.askSecret('Password: ');
  if (first === undefined) return undefined;
  const second = yield* tool.askSecret('Verifying - Password: ');
  if (second === first) return first;
  yield* tool.say('Verify failure\n');
  return undefined;
}

function* print(tool: Tool, method: CryptMethod, password: string): Step {
  const { options } = tool;
  const length = method === 'sha512' || method === 'sha256' ? 16 : 8;
  const salt = options.value('salt') ?? randomSalt(randomStream(tool), length);
  const hashed = cryptPassword(method, password, salt);
  const line = options.has('table') ? (options.has('reverse') ? `${hashed}\t${password}` : `${password}\t${hashed}`) : hashed;
  yield* tool.p.stdout.write(`${line}\n`);
}

const versionSpec = () =>
  commandSpec(
    '[options]',
    `
# Output
a - Everything
b - When it was built
d - Where its configuration is
e - Where its engines are
m - Where its modules are
f - How it was compiled
o - Choices made inside
p - For which platform
r - Where randomness comes from
v - The version
c - What the processor can do`,
  );

/** What Debian 12's build says of itself. */
const VERSION: Readonly<Record<string, string>> = {
  v: 'OpenSSL 3.0.20 7 Apr 2026 (Library: OpenSSL 3.0.20 7 Apr 2026)',
  b: 'built on: Tue Apr  7 20:11:35 2026 UTC',
  p: 'platform: debian-amd64',
  o: 'options:  bn(64,64)',
  f:
    'compiler: gcc -fPIC -pthread -m64 -Wa,--noexecstack -Wall -fzero-call-used-regs=used-gpr -DOPENSSL_TLS_SECURITY_LEVEL=2 ' +
    '-Wa,--noexecstack -g -O2 -ffile-prefix-map=/build/reproducible-path/openssl-3.0.20=. -fstack-protector-strong -Wformat ' +
    '-Werror=format-security -DOPENSSL_USE_NODELETE -DL_ENDIAN -DOPENSSL_PIC -DOPENSSL_BUILDING_OPENSSL -DNDEBUG -Wdate-time -D_FORTIFY_SOURCE=2',
  d: 'OPENSSLDIR: "/usr/lib/ssl"',
  e: 'ENGINESDIR: "/usr/lib/x86_64-linux-gnu/engines-3"',
  m: 'MODULESDIR: "/usr/lib/x86_64-linux-gnu/ossl-modules"',
  r: 'Seeding source: os-specific',
  c: 'CPUINFO: OPENSSL_ia32cap=0xfffa3203078bffff:0x18405fdef1bf07ab',
};

const version: Command = {
  names: ['version'],
  spec: versionSpec,
  *main(tool) {
    const { options } = tool;
    if (options.rest.length > 0) yield* tool.usage();
    const given = options.names();
    for (const [letter, line] of Object.entries(VERSION)) {
      const wanted = given.length === 0 ? letter === 'v' : options.has('a', letter);
      if (wanted) yield* tool.p.stdout.line(line);
    }
    return 0;
  },
};

export const SMALL_COMMANDS: readonly Command[] = [rand, passwd, version];
