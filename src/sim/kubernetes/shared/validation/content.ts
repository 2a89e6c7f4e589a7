import { byteLength, isPrint } from '../go/quote.ts';
import { formatCidr, formatIp, parseCidr, parseIp, type Cidr } from '../go/net.ts';
import { invalid, invalids, required, type FieldErrors, type Path } from './field.ts';

/*
 * What texts may hold: k8s.io/apimachinery/pkg/util/validation and pkg/api/validate/content. Each check gives the list of what
 * is wrong, empty where nothing is.
 */

export const maxLenError = (length: number) => `must be no more than ${length} characters`;
const maxBytesError = (length: number) => `must be no more than ${length} bytes`;
export const EMPTY_ERROR = 'must be non-empty';
export const inclusiveRangeError = (low: number, high: number) => `must be between ${low} and ${high}, inclusive`;
export const MAX_INT32 = 2147483647;

/** The words for a text that does not match, with examples. */
export function regexError(message: string, format: string, ...examples: string[]): string {
  const eg = examples.map((e) => `'${e}', `).join(' or ');
  return `${message} (${examples.length ? `e.g. ${eg}` : ''}regex used for validation is '${format}')`;
}

/** A check of length and form. */
function matcher(format: string, max: number, message: string, ...examples: string[]): (value: string) => string[] {
  const regex = new RegExp(`^(?:${format})$`);
  return (value) => [
    ...(byteLength(value) > max ? [maxLenError(max)] : []),
    ...(regex.test(value) ? [] : [regexError(message, format, ...examples)]),
  ];
}

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN = `${LABEL}(\\.${LABEL})*`;
const LABEL_UNDERSCORE = '_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
export const DNS1123_LABEL_MAX = 63;
export const DNS1123_SUBDOMAIN_MAX = 253;
const subdomainRegex = new RegExp(`^(?:${SUBDOMAIN})$`);

const label = matcher(
  LABEL,
  DNS1123_LABEL_MAX,
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
  'my-name',
  '123-abc',
);

export function isDns1123Label(value: string): string[] {
  const found = label(value);
  return found.map((message) => (message.startsWith('a lowercase') && subdomainRegex.test(value) ? 'must not contain dots' : message));
}

export const isDns1123Subdomain = matcher(
  SUBDOMAIN,
  DNS1123_SUBDOMAIN_MAX,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
);

export const isDns1123SubdomainWithUnderscore = matcher(
  `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`,
  DNS1123_SUBDOMAIN_MAX,
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', and must start and end with an alphanumeric character",
  'example.com',
);

export const isDns1035Label = matcher(
  '[a-z]([-a-z0-9]*[a-z0-9])?',
  63,
  "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
  'my-name',
  'abc-123',
);

export const isWildcardDns1123Subdomain = matcher(
  `\\*\\.${SUBDOMAIN}`,
  DNS1123_SUBDOMAIN_MAX,
  "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
  '*.example.com',
);

const KEY = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const KEY_MESSAGE = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
const keyRegex = new RegExp(`^${KEY}$`);
const keyError = () => regexError(KEY_MESSAGE, KEY, 'MyName', 'my.name', '123-abc');

/** A label's key, which is what other code calls a qualified name: `name` or `example.com/name`. */
export function isQualifiedName(value: string): string[] {
  const parts = value.split('/');
  if (parts.length > 2)
    return [`a valid label key ${keyError()} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
  const errors: string[] = [];
  const name = parts.at(-1)!;
  if (parts.length === 2) {
    if (parts[0] === '') errors.push(`prefix part ${EMPTY_ERROR}`);
    // this package's own check of a subdomain counts bytes
    else errors.push(...isDns1123Subdomain(parts[0]!).map((m) => `prefix part ${m.replace(/(\d+) characters$/, '$1 bytes')}`));
  }
  if (name === '') errors.push(`name part ${EMPTY_ERROR}`);
  else if (byteLength(name) > 63) errors.push(`name part ${maxBytesError(63)}`);
  if (!keyRegex.test(name)) errors.push(`name part ${keyError()}`);
  return errors;
}

const VALUE = `(${KEY})?`;
const valueRegex = new RegExp(`^${VALUE}$`);
export function isLabelValue(value: string): string[] {
  return [
    ...(byteLength(value) > 63 ? [maxBytesError(63)] : []),
    ...(valueRegex.test(value)
      ? []
      : [
          regexError(
            `a valid label must be an empty string or consist of ${KEY_MESSAGE.slice('must consist of '.length)}`,
            VALUE,
            'MyValue',
            'my_value',
            '12345',
          ),
        ]),
  ];
}

/** A decimal integer without leading zeros or plus sign. */
export function isDecimalInteger(value: string): string[] {
  if (value === '') return [EMPTY_ERROR];
  return /^(0|-?[1-9][0-9]*)$/.test(value) ? [] : ['must be a valid decimal integer in canonical form'];
}

export const isCIdentifier = (value: string) =>
  /^[A-Za-z_][A-Za-z0-9_]*$/.test(value)
    ? []
    : [
        regexError(
          "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric characters or '_'",
          '[A-Za-z_][A-Za-z0-9_]*',
          'my_name',
          'MY_NAME',
          'MyName',
        ),
      ];

export const isInRange = (value: number, low: number, high: number) =>
  value >= low && value <= high ? [] : [inclusiveRangeError(low, high)];
export const isPortNum = (port: number) => isInRange(port, 1, 65535);
export const isGroupId = (id: number) => isInRange(id, 0, MAX_INT32);
export const isUserId = isGroupId;

export function isPortName(port: string): string[] {
  const errors: string[] = [];
  if (byteLength(port) > 15) errors.push(maxLenError(15));
  if (!/^[-a-z0-9]+$/.test(port)) errors.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  if (!/[a-z]/.test(port)) errors.push('must contain at least one letter (a-z)');
  if (port.includes('--')) errors.push('must not contain consecutive hyphens');
  if (port.startsWith('-') || port.endsWith('-')) errors.push('must not begin or end with a hyphen');
  return errors;
}

export const isPercent = (value: string) =>
  /^[0-9]+%$/.test(value)
    ? []
    : [regexError("a valid percent string must be a numeric string followed by an ending '%'", '[0-9]+%', '1%', '93%')];

export const isHttpHeaderName = (value: string) =>
  /^[-A-Za-z0-9]+$/.test(value)
    ? []
    : [regexError("a valid HTTP header must consist of alphanumeric characters or '-'", '[-A-Za-z0-9]+', 'X-Header-Name')];

function chDirPrefix(value: string): string[] {
  if (value === '.') return ["must not be '.'"];
  if (value === '..') return ["must not be '..'"];
  return value.startsWith('..') ? ["must not start with '..'"] : [];
}

export function isEnvVarName(value: string): string[] {
  const message =
    "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit";
  const ok = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(value);
  return [
    ...(ok ? [] : [regexError(message, '[-._a-zA-Z][-._a-zA-Z0-9]*', 'my.env-name', 'MY_ENV.NAME', 'MyEnvName1')]),
    ...chDirPrefix(value),
  ];
}

export function isRelaxedEnvVarName(value: string): string[] {
  if (value === '') return [`environment variable name ${EMPTY_ERROR}`];
  return [...value].some((c) => c > '\x7f' || !isPrint(c) || c === '=')
    ? ["a valid environment variable name must consist only of printable ASCII characters other than '='"]
    : [];
}

const configMapKey = matcher(
  '[-._a-zA-Z0-9]+',
  DNS1123_SUBDOMAIN_MAX,
  "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
  'key.name',
  'KEY_NAME',
  'key-name',
);
export const isConfigMapKey = (value: string) => [...configMapKey(value), ...chDirPrefix(value)];

/** A name of at least three segments. */
export function isFullyQualifiedName(path: Path, name: string): FieldErrors {
  if (name === '') return [required(path)];
  const errors = isDns1123Subdomain(name);
  if (errors.length) return [invalid(path, name, errors.join(','))];
  return name.split('.').length < 3 ? [invalid(path, name, 'should be a domain with at least three segments separated by dots')] : [];
}

/** A name of at least two segments, each a label; a dot may end it. */
export function isFullyQualifiedDomainName(path: Path, name: string): FieldErrors {
  if (name === '') return [required(path)];
  const bare = name.replace(/\.$/, '');
  const errors = isDns1123Subdomain(bare);
  if (errors.length) return [invalid(path, bare, errors.join(','))];
  const labels = bare.split('.');
  if (labels.length < 2) return [invalid(path, bare, 'should be a domain with at least two segments separated by dots')];
  for (const part of labels) {
    const found = isDns1123Label(part);
    if (found.length) return [invalid(path, part, found.join(','))];
  }
  return [];
}

/** `acme.io/foo`: a subdomain and a path. */
export function isDomainPrefixedPath(path: Path, value: string): FieldErrors {
  if (value === '') return [required(path)];
  const slash = value.indexOf('/');
  const [host, rest] = [value.slice(0, slash), value.slice(slash + 1)];
  if (slash <= 0 || rest === '') return [invalid(path, value, 'must be a domain-prefixed path (such as "acme.io/foo")')];
  const format = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";
  return [
    ...invalids(path, host, isDns1123Subdomain(host)),
    ...(new RegExp(`^${format}$`).test(rest) ? [] : [invalid(path, rest, regexError('Invalid path', format))]),
  ];
}

/** Fields that took addresses from of old: leading zeros and mapped addresses pass unless `strict`. */
export function isIpForLegacyField(path: Path, value: string, options: { strict?: boolean; old?: readonly string[] } = {}): FieldErrors {
  if (options.old?.includes(value)) return [];
  if (!parseIp(value, { sloppy: true })) return [invalid(path, value, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
  if (!options.strict) return [];
  const errors: FieldErrors = [];
  if (!parseIp(value)) errors.push(invalid(path, value, 'must not have leading 0s'));
  if (/^::ffff:/i.test(value) && value.includes('.')) errors.push(invalid(path, value, 'must not be an IPv4-mapped IPv6 address'));
  return errors;
}

/** New fields: the canonical form and no other. */
export function isIp(path: Path, value: string): FieldErrors {
  const errors = isIpForLegacyField(path, value, { strict: true });
  if (errors.length) return errors;
  const canonical = formatIp(parseIp(value)!);
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form ("${canonical}")`)];
}

const tryCidr = (value: string, sloppy: boolean): Cidr | undefined => {
  try {
    return parseCidr(value, { sloppy });
  } catch {
    return undefined;
  }
};

/** Fields that took networks from of old. */
export function isCidrForLegacyField(path: Path, value: string, options: { strict?: boolean; old?: readonly string[] } = {}): FieldErrors {
  if (options.old?.includes(value)) return [];
  if (!tryCidr(value, true)) return [invalid(path, value, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
  if (!options.strict) return [];
  const cidr = tryCidr(value, false);
  if (!cidr) return [invalid(path, value, 'must not have leading 0s in IP or prefix length')];
  if (/^::ffff:/i.test(value)) return [invalid(path, value, 'must not have an IPv4-mapped IPv6 address')];
  const bits = cidr.ip.some((b, i) => b !== cidr.network[i]);
  return bits ? [invalid(path, value, 'must not have bits set beyond the prefix length')] : [];
}

/** New fields: a network in its canonical form. */
export function isCidr(path: Path, value: string): FieldErrors {
  const errors = isCidrForLegacyField(path, value, { strict: true });
  if (errors.length) return errors;
  const canonical = formatCidr(parseCidr(value));
  return value === canonical ? [] : [invalid(path, value, `must be in canonical form ("${canonical}")`)];
}

/** A name check: with `prefix`, a trailing dash may stand, because something will follow it. */
export type NameCheck = (name: string, prefix?: boolean) => string[];

const named =
  (check: (name: string) => string[]): NameCheck =>
  (name, prefix = false) =>
    check(prefix && name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name);

export const nameIsSubdomain = named(isDns1123Subdomain);
export const nameIsLabel = named(isDns1123Label);
export const nameIsDns1035Label = named(isDns1035Label);
