import { isErrno } from '../../../kernel/errno.ts';
import type { Step } from '../../../kernel/step.ts';
import { text } from '../../../kernel/text.ts';
import type { Tool } from './tool.ts';

/** A configuration file: sections of names and values, in order. What stands before the first section is `default`. */
export class Config {
  readonly sections = new Map<string, [name: string, value: string][]>([['default', []]]);

  section(name: string): readonly (readonly [string, string])[] | undefined {
    return this.sections.get(name);
  }

  /** A value; names without one in their section are looked for in `default`. */
  value(section: string, name: string): string | undefined {
    const find = (of: string): string | undefined => this.sections.get(of)?.findLast(([n]) => n === name)?.[1];
    return find(section) ?? find('default');
  }
}

/** Where Debian's OpenSSL looks for its configuration. */
export const DEFAULT_CONFIG_PATH = '/usr/lib/ssl/openssl.cnf';

/**
 * What Debian's openssl.cnf says of requests and certificates; it is used where a machine has no such file. Names and
 * settings are those of the real file.
 */
export const DEFAULT_CONFIG = `[req]
default_bits = 2048
default_keyfile = privkey.pem
distinguished_name = req_distinguished_name
attributes = req_attributes
x509_extensions = v3_ca
string_mask = utf8only

[req_distinguished_name]
countryName = Country Name (2 letter code)
countryName_default = AU
countryName_min = 2
countryName_max = 2
stateOrProvinceName = State or Province Name (full name)
stateOrProvinceName_default = Some-State
localityName = Locality Name (eg, city)
0.organizationName = Organization Name (eg, company)
0.organizationName_default = Internet Widgits Pty Ltd
organizationalUnitName = Organizational Unit Name (eg, section)
commonName = Common Name (e.g. server FQDN or YOUR name)
commonName_max = 64
emailAddress = Email Address
emailAddress_max = 64

[req_attributes]
challengePassword = A challenge password
challengePassword_min = 4
challengePassword_max = 20
unstructuredName = An optional company name

[usr_cert]
basicConstraints = CA:FALSE
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid,issuer

[v3_req]
basicConstraints = CA:FALSE
keyUsage = nonRepudiation, digitalSignature, keyEncipherment

[v3_ca]
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always,issuer
basicConstraints = critical,CA:true
`;

/** A line without its comment; quotes and a backslash keep `#`. */
function withoutComment(line: string): string {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (c === '\\') i++;
    else if (quote) {
      if (c === quote) quote = '';
    } else if (c === '"' || c === "'" || c === '`') quote = c;
    else if (c === '#') return line.slice(0, i);
  }
  return line;
}

/** A value with quotes taken off, escapes and variables put in (conf_def.c, str_copy). */
function expand(raw: string, config: Config, section: string, env: Readonly<Record<string, string>>): string {
  let out = '';
  for (let i = 0; i < raw.length; i++) {
    const c = raw[i]!;
    if (c === '\\') {
      const next = raw[++i] ?? '';
      out += { n: '\n', t: '\t', r: '\r', b: '\b' }[next] ?? next;
    } else if (c === '"' || c === "'" || c === '`') {
      const end = raw.indexOf(c, i + 1);
      out += raw.slice(i + 1, end < 0 ? undefined : end);
      i = end < 0 ? raw.length : end;
    } else if (c === '$') {
      const m = /^\$(?:\{(?:(\w+)::)?([\w.]+)\}|\((?:(\w+)::)?([\w.]+)\)|(?:(\w+)::)?([\w.]+))/.exec(raw.slice(i));
      if (!m) out += c;
      else {
        const from = m[1] ?? m[3] ?? m[5];
        const name = (m[2] ?? m[4] ?? m[6])!;
        out += (from === 'ENV' ? env[name] : config.value(from ?? section, name)) ?? '';
        i += m[0].length - 1;
      }
    } else out += c;
  }
  return out.trim();
}

/** What cannot be read: the number of the line. */
export interface ConfigFault {
  line: number;
}

/** Reads a configuration (config(5ssl)). */
export function parseConfig(content: string, env: Readonly<Record<string, string>> = {}): Config | ConfigFault {
  const config = new Config();
  let section = 'default';
  const lines = content.split('\n');
  for (let i = 0; i < lines.length; i++) {
    const number = i + 1;
    let line = withoutComment(lines[i]!.replace(/\r$/, ''));
    while (line.endsWith('\\') && i + 1 < lines.length) line = line.slice(0, -1) + withoutComment(lines[++i]!);
    line = line.trim();
    if (line === '' || line.startsWith('.')) continue;
    const head = /^\[\s*(.*?)\s*\]/.exec(line);
    if (head) {
      section = head[1]!;
      if (!config.sections.has(section)) config.sections.set(section, []);
      continue;
    }
    const equals = line.indexOf('=');
    if (equals < 0) return { line: number };
    const name = line.slice(0, equals).trim();
    const [, other, own] = /^(\w+)::(.*)$/.exec(name) ?? [];
    const into = other ?? section;
    if (!config.sections.has(into)) config.sections.set(into, []);
    config.sections.get(into)!.push([own ?? name, expand(line.slice(equals + 1), config, into, env)]);
  }
  return config;
}

/** app_load_config: a file, or the default one. Complains and ends the command where it cannot be read. */
export function* loadConfig(tool: Tool, path: string | undefined): Step<Config> {
  let content = DEFAULT_CONFIG;
  if (path !== undefined) content = text(yield* tool.readOrFail(path));
  else {
    try {
      content = text(tool.p.sys.readFile(tool.p.env['OPENSSL_CONF'] ?? DEFAULT_CONFIG_PATH));
    } catch (e) {
      if (!isErrno(e)) throw e;
    }
  }
  const config = parseConfig(content, tool.p.env);
  if (config instanceof Config) return config;
  yield* tool.say(`Error on line ${config.line} of config file "${path ?? DEFAULT_CONFIG_PATH}"\n`);
  return yield* tool.fail('', {
    code: '07000065',
    library: 'configuration file routines',
    function: 'def_load_bio',
    reason: 'missing equal sign',
    place: '../crypto/conf/conf_def.c:513',
    data: `HERE-->line ${config.line}`,
  });
}
