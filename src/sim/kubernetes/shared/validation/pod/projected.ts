import { sprintf } from '../../go/fmt.ts';
import { byteLength, quote, sortStrings } from '../../go/quote.ts';
import { encodeJson } from '../../json/encode.ts';
import type * as core from '../../schema/types/core-v1.ts';
import {
  DNS1123_LABEL_MAX,
  DNS1123_SUBDOMAIN_MAX,
  isDns1123Label,
  isDns1123Subdomain,
  isQualifiedName,
  nameIsSubdomain,
} from '../content.ts';
import { forbidden, invalid, invalids, notSupported, RawJson, required, tooLong, type FieldErrors, type Path } from '../field.ts';
import { validateLabelSelector } from '../meta.ts';
import type { PodValidationOptions } from './options.ts';
import { validateFileMode, validateLocalNonReservedPath } from './paths.ts';
import { validateDownwardApiFile, validateKeyToPath, validateOne } from './volume-sources.ts';

const CONFLICT = 'conflicting duplicate paths';

/** Paths taken by the sources so far. */
class Taken {
  readonly #paths = new Set<string>();
  /** An error where the path was taken before; `shown` is what the error shows. */
  take(target: string, at: Path, shown = target): FieldErrors {
    if (this.#paths.has(target)) return [invalid(at, shown, CONFLICT)];
    this.#paths.add(target);
    return [];
  }
}

export function validateProjected(source: core.ProjectedVolumeSource, path: Path, options: PodValidationOptions): FieldErrors {
  const errors = validateFileMode(source.defaultMode, path.child('defaultMode'));
  const taken = new Taken();
  (source.sources ?? []).forEach((projection, i) => {
    const at = path.child('sources').index(i);
    let count = 0;
    const one = <T>(value: T | undefined, name: string, check: (value: T, at: Path) => FieldErrors) => {
      if (value === undefined) return;
      count++;
      errors.push(...check(value, at.child(name)));
    };
    one(projection.secret, 'secret', (value, p) => validateKeys(value, p, path, taken));
    one(projection.configMap, 'configMap', (value, p) => validateKeys(value, p, path, taken));
    one(projection.downwardAPI, 'downwardAPI', (value, p) =>
      (value.items ?? []).flatMap((file) => [...validateDownwardApiFile(file, p), ...(file.path ? taken.take(file.path, path) : [])]),
    );
    one(projection.serviceAccountToken, 'serviceAccountToken', (value, p) => validateToken(value, p, path, options));
    one(projection.clusterTrustBundle, 'clusterTrustBundle', (value, p) => validateTrustBundle(value, p, path, taken));
    one(projection.podCertificate, 'podCertificate', (value, p) => validatePodCertificate(value, p, path, taken));
    if (count > 1) errors.push(forbidden(at, 'may not specify more than 1 volume type per source'));
  });
  return errors;
}

function validateKeys(source: core.SecretProjection | core.ConfigMapProjection, path: Path, volume: Path, taken: Taken): FieldErrors {
  const errors = validateOne(source.name, path.child('name'));
  (source.items ?? []).forEach((item, i) => {
    errors.push(...validateKeyToPath(item, path.child('items').index(i)));
    if (item.path) errors.push(...taken.take(item.path, volume, source.name ?? ''));
  });
  return errors;
}

function validateToken(token: core.ServiceAccountTokenProjection, path: Path, volume: Path, options: PodValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  const seconds = token.expirationSeconds ?? 0;
  const at = path.child('expirationSeconds');
  if (seconds < 600) errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'));
  if (seconds > 2 ** 32) errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'));
  if (!token.path) errors.push(required(volume.child('path')));
  else if (!options.allowNonLocalProjectedTokenPath) errors.push(...validateLocalNonReservedPath(token.path, volume.child('path')));
  return errors;
}

function trustBundleName(name: string): string[] {
  const colon = name.lastIndexOf(':');
  if (colon < 0) return nameIsSubdomain(name);
  const signer = name.slice(0, colon).replaceAll(':', '/');
  if (signer === '') return ['ClusterTrustBundle without signer name must not have ":" in its name'];
  return nameIsSubdomain(name.slice(colon + 1));
}

function validateTrustBundle(bundle: core.ClusterTrustBundleProjection, path: Path, volume: Path, taken: Taken): FieldErrors {
  const errors: FieldErrors = [];
  const { name, signerName } = bundle;
  if (name !== undefined && signerName !== undefined) {
    errors.push(invalid(path, internalBundle(bundle), 'only one of name and signerName may be used'));
  } else if (name !== undefined) {
    if (name === '') errors.push(required(path.child('name'), 'must be a valid object name'));
    errors.push(...trustBundleName(name).map((m) => invalid(path.child('name'), name, `not a valid clustertrustbundlename: ${m}`)));
    if (bundle.labelSelector) {
      errors.push(invalid(path.child('labelSelector'), bundle.labelSelector, 'labelSelector must be unset if name is specified'));
    }
  } else if (signerName !== undefined) {
    if (signerName === '') errors.push(required(path.child('signerName'), 'must be a valid signer name'));
    errors.push(...validateSignerName(signerName, path.child('signerName')));
    errors.push(...validateLabelSelector(bundle.labelSelector, path.child('labelSelector')));
  } else errors.push(required(path, 'either name or signerName must be specified'));
  const target = bundle.path ?? '';
  if (target === '') errors.push(required(path.child('path')));
  return [...errors, ...validateLocalNonReservedPath(target, path.child('path')), ...taken.take(target, volume)];
}

/** The internal type as JSON, which has Go's own names and shows what is not set. */
function internalBundle({ name, signerName, labelSelector, optional, path = '' }: core.ClusterTrustBundleProjection): RawJson {
  const shown = {
    Name: name ?? null,
    SignerName: signerName ?? null,
    LabelSelector: labelSelector ?? null,
    Optional: optional ?? null,
    Path: path,
  };
  return new RawJson(encodeJson(shown, { keepOrder: true }));
}

const KEY_TYPES = ['RSA3072', 'RSA4096', 'ECDSAP256', 'ECDSAP384', 'ECDSAP521', 'ED25519'];
const DAY_S = 24 * 60 * 60;

function validatePodCertificate(certificate: core.PodCertificateProjection, path: Path, volume: Path, taken: Taken): FieldErrors {
  const errors = validateSignerName(certificate.signerName ?? '', path.child('signerName'));
  if (certificate.userAnnotations) errors.push(...validateUserAnnotations(certificate.userAnnotations, path.child('userAnnotations')));
  if (!KEY_TYPES.includes(certificate.keyType ?? '')) errors.push(notSupported(path.child('keyType'), certificate.keyType, KEY_TYPES));
  const seconds = certificate.maxExpirationSeconds;
  if (seconds !== undefined) {
    const at = path.child('maxExpirationSeconds');
    const host = (certificate.signerName ?? '').split('/')[0]!;
    const max = host === 'kubernetes.io' || host.endsWith('.kubernetes.io') ? DAY_S : 91 * DAY_S;
    if (seconds < 3600) errors.push(invalid(at, seconds, 'if provided, maxExpirationSeconds must be >= 3600'));
    if (seconds > max) errors.push(invalid(at, seconds, `if provided, maxExpirationSeconds must be <= ${max}`));
  }
  const names = (['credentialBundlePath', 'keyPath', 'certificateChainPath'] as const).filter((name) => certificate[name]);
  for (const name of names) {
    errors.push(...validateLocalNonReservedPath(certificate[name]!, path.child(name)), ...taken.take(certificate[name]!, volume));
  }
  if (!names.length) errors.push(required(path, 'specify at least one of credentialBundlePath, keyPath, and certificateChainPath'));
  return errors;
}

const ANNOTATIONS_LIMIT_BYTES = 256 * 1024;

function validateUserAnnotations(annotations: Readonly<Record<string, string>>, path: Path): FieldErrors {
  const errors: FieldErrors = [];
  let size = 0;
  for (const name of sortStrings(Object.keys(annotations))) {
    size += byteLength(name) + byteLength(annotations[name]!);
    const key = name.toLowerCase();
    const found = isQualifiedName(key);
    if (key === '') errors.push(required(path));
    else errors.push(...invalids(path, key, found));
    if (key !== '' && !found.length && !key.includes('/')) {
      errors.push(invalid(path, key, 'must be a domain-prefixed key (such as "acme.io/foo")'));
    }
  }
  if (size > ANNOTATIONS_LIMIT_BYTES) errors.push(tooLong(path, ANNOTATIONS_LIMIT_BYTES));
  return errors;
}

/** ValidateSignerName: `example.com/signer-name`. */
export function validateSignerName(name: string, path: Path): FieldErrors {
  if (name === '') return [required(path)];
  const segments = name.split('/');
  if (segments.length !== 2)
    return [invalid(path, name, "must be a fully qualified domain and path of the form 'example.com/signer-name'")];
  const [domain, rest] = segments as [string, string];
  const errors: FieldErrors = [];
  if (byteLength(domain) > DNS1123_SUBDOMAIN_MAX) errors.push(tooLong(path, DNS1123_SUBDOMAIN_MAX));
  const parts = (segment: string, check: (part: string) => string[]) => {
    const bad = segment.split('.').find((part) => check(part).length);
    if (bad !== undefined) errors.push(...check(bad).map((m) => invalid(path, segment, sprintf('validating label %s: %s', quote(bad), m))));
  };
  parts(domain, isDns1123Label);
  if (!domain.includes('.')) errors.push(invalid(path, domain, 'should be a domain with at least two segments separated by dots'));
  parts(rest, isDns1123Subdomain);
  const max = DNS1123_SUBDOMAIN_MAX + DNS1123_SUBDOMAIN_MAX + DNS1123_LABEL_MAX + 2;
  if (byteLength(name) > max) errors.push(tooLong(path, max));
  return errors;
}
