import { byteLength, sortStrings } from '../go/quote.ts';
import { parseJson } from '../json/parse.ts';
import { JsonObject } from '../json/value.ts';
import type * as core from '../schema/types/core-v1.ts';
import { bytes } from '../../../kernel/text.ts';
import { isConfigMapKey, nameIsLabel } from './content.ts';
import { forbidden, invalid, invalids, Path, required, tooLong, type FieldErrors } from './field.ts';
import { immutable, kind, same, type KindValidation } from './kind.ts';
import { validateFinalizers, validateKubeFinalizerName } from './meta.ts';

// Models pkg/apis/core/validation/validation.go @v1.35: config maps, secrets, service accounts, namespaces

const MAX_BYTES = 1024 * 1024;
const DATA = Path.of('data');
const FROZEN = 'field is immutable when `immutable` is set';

const base64Length = (text: string) => Math.floor((text.replace(/=+$/, '').length * 3) / 4);
const entries = (data: Readonly<Record<string, string>> = {}) =>
  sortStrings(Object.keys(data)).map((key): [string, string] => [key, data[key]!]);
const sum = (list: readonly number[]) => list.reduce((a, b) => a + b, 0);

function validateConfigMap(map: core.ConfigMap): FieldErrors {
  const [data, binary] = [entries(map.data), entries(map.binaryData)];
  const at = Path.of('binaryData');
  const size = sum([...data.map(([, value]) => byteLength(value)), ...binary.map(([, value]) => base64Length(value))]);
  return [
    ...data.flatMap(([key]) => [
      ...invalids(DATA.key(key), key, isConfigMapKey(key)),
      ...(Object.hasOwn(map.binaryData ?? {}, key) ? [invalid(DATA.key(key), key, 'duplicate of key present in binaryData')] : []),
    ]),
    ...binary.flatMap(([key]) => invalids(at.key(key), key, isConfigMapKey(key))),
    ...(size > MAX_BYTES ? [tooLong(Path.of(''), MAX_BYTES)] : []),
  ];
}

/** What may not change once an object says that it is immutable. */
function validateFrozen<T extends { immutable?: boolean }>(now: T, old: T, fields: readonly (keyof T & string)[]): FieldErrors {
  if (!old.immutable) return [];
  return [
    ...(now.immutable ? [] : [forbidden(Path.of('immutable'), FROZEN)]),
    ...fields.filter((field) => !same(now[field], old[field])).map((field) => forbidden(Path.of(field), FROZEN)),
  ];
}

/** Whether base64 holds a JSON object; else what is wrong with it. */
function jsonObjectError(base64: string): string | undefined {
  try {
    const value = parseJson(bytes(atobText(base64)));
    return value instanceof JsonObject || value === null
      ? undefined
      : `json: cannot unmarshal ${Array.isArray(value) ? 'array' : typeof value === 'string' ? 'string' : typeof value === 'boolean' ? 'bool' : 'number'} into Go value of type map[string]interface {}`;
  } catch (e) {
    return (e as Error).message;
  }
}

/** The text in base64, one character a byte. */
function atobText(base64: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let bits = 0;
  let count = 0;
  let out = '';
  for (const char of base64.replace(/=+$/, '')) {
    bits = ((bits << 6) | alphabet.indexOf(char)) & 0xffffff;
    count += 6;
    if (count >= 8) {
      count -= 8;
      out += String.fromCharCode((bits >> count) & 0xff);
    }
  }
  return out;
}

function validateSecretType(secret: core.Secret): FieldErrors {
  const data = secret.data ?? {};
  const missing = (key: string) => required(DATA.key(key));
  const has = (key: string) => Object.hasOwn(data, key);
  const docker = (key: string): FieldErrors => {
    if (!has(key)) return [missing(key)];
    const wrong = jsonObjectError(data[key]!);
    return wrong === undefined ? [] : [invalid(DATA.key(key), '<secret contents redacted>', wrong)];
  };
  const owner = 'kubernetes.io/service-account.name';
  switch (secret.type) {
    case 'kubernetes.io/service-account-token':
      return secret.metadata?.annotations?.[owner] ? [] : [required(Path.of('metadata', 'annotations').key(owner))];
    case 'kubernetes.io/dockercfg':
      return docker('.dockercfg');
    case 'kubernetes.io/dockerconfigjson':
      return docker('.dockerconfigjson');
    case 'kubernetes.io/basic-auth':
      return has('username') || has('password') ? [] : [missing('username'), missing('password')];
    case 'kubernetes.io/ssh-auth':
      return data['ssh-privatekey'] ? [] : [missing('ssh-privatekey')];
    case 'kubernetes.io/tls':
      return ['tls.crt', 'tls.key'].filter((key) => !has(key)).map(missing);
    default:
      return [];
  }
}

function validateSecret(secret: core.Secret): FieldErrors {
  const data = entries(secret.data);
  return [
    ...data.flatMap(([key]) => invalids(DATA.key(key), key, isConfigMapKey(key))),
    ...(sum(data.map(([, value]) => base64Length(value))) > MAX_BYTES ? [tooLong(DATA, MAX_BYTES)] : []),
    ...validateSecretType(secret),
  ];
}

function validateNamespace(namespace: core.Namespace): FieldErrors {
  const at = Path.of('spec', 'finalizers');
  return (namespace.spec?.finalizers ?? []).flatMap((name) => [...validateFinalizers([name], at), ...validateKubeFinalizerName(name, at)]);
}

/** Config maps, secrets, service accounts and namespaces. */
export const CONFIG_KINDS: Record<string, KindValidation> = {
  '/ConfigMap': kind<core.ConfigMap>(validateConfigMap, {
    update: (now, old) => [...validateFrozen(now, old, ['data', 'binaryData']), ...validateConfigMap(now)],
  }),
  '/Secret': kind<core.Secret>(validateSecret, {
    update: (now, old) => [
      ...immutable(now.type ?? '', old.type ?? '', Path.of('type')),
      ...validateFrozen(now, old, ['data']),
      ...validateSecret(now),
    ],
  }),
  '/ServiceAccount': kind<core.ServiceAccount>(() => []),
  '/Namespace': kind<core.Namespace>(validateNamespace, { name: nameIsLabel, update: () => [] }),
};
