import { Quantity } from '../../go/quantity.ts';
import type * as core from '../../schema/types/core-v1.ts';
import { isConfigMapKey, isDns1123Label, isEnvVarName, isQualifiedName, isRelaxedEnvVarName, nameIsSubdomain } from '../content.ts';
import { invalid, invalids, notFound, notSupported, required, type FieldErrors, type Path } from '../field.ts';
import type { PodValidationOptions } from './options.ts';
import { validateNoBacksteps } from './paths.ts';

const ENV_FIELDS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];
const RESOURCE_FIELDS = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];
const isHugePages = (resource: string) => /^(limits|requests)\.hugepages-/.test(resource);

const envName = (options: PodValidationOptions) => (options.allowRelaxedEnvironmentVariables ? isRelaxedEnvVarName : isEnvVarName);

/** ValidateEnv. */
export function validateEnv(vars: readonly core.EnvVar[] = [], path: Path, options: PodValidationOptions): FieldErrors {
  return vars.flatMap((variable, i) => {
    const at = path.index(i);
    const name = at.child('name');
    return [
      ...(variable.name ? invalids(name, variable.name, envName(options)(variable.name)) : [required(name)]),
      ...validateValueFrom(variable, at.child('valueFrom'), options),
    ];
  });
}

function validateValueFrom({ value, valueFrom }: core.EnvVar, path: Path, options: PodValidationOptions): FieldErrors {
  if (!valueFrom) return [];
  const errors: FieldErrors = [];
  let count = 0;
  const one = <T>(source: T | undefined, name: string, check: (source: T, at: Path) => FieldErrors) => {
    if (source === undefined) return;
    count++;
    errors.push(...check(source, path.child(name)));
  };
  one(valueFrom.fieldRef, 'fieldRef', (source, at) => validateObjectFieldSelector(source, ENV_FIELDS, at));
  one(valueFrom.resourceFieldRef, 'resourceFieldRef', (source, at) => validateResourceFieldSelector(source, at, false));
  one(valueFrom.configMapKeyRef, 'configMapKeyRef', validateKeySelector);
  one(valueFrom.secretKeyRef, 'secretKeyRef', validateKeySelector);
  one(valueFrom.fileKeyRef, 'fileKeyRef', validateFileKeySelector);
  if (count === 0) {
    const kinds = options.allowEnvFiles ? '`configMapKeyRef`, `secretKeyRef` or `fileKeyRef`' : '`configMapKeyRef` or `secretKeyRef`';
    errors.push(invalid(path, '', `must specify one of: \`fieldRef\`, \`resourceFieldRef\`, ${kinds}`));
  } else if (value) errors.push(invalid(path, '', 'may not be specified when `value` is not empty'));
  else if (count > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
  return errors;
}

/** `metadata.labels['x']` taken apart; nothing where no subscript stands. */
export function splitSubscript(fieldPath: string): [path: string, subscript: string] | undefined {
  const m = /^(.+?)\['(.*)'\]$/s.exec(fieldPath);
  return m ? [m[1]!, m[2]!] : undefined;
}

const LABELS = new Set([
  'metadata.annotations',
  'metadata.labels',
  ...ENV_FIELDS,
  'spec.restartPolicy',
  'spec.schedulerName',
  'status.phase',
]);

/** ConvertDownwardAPIFieldLabel: the field's internal path, or what is wrong. */
function convertFieldLabel(version: string, label: string): { path: string; error?: string } {
  if (version !== 'v1') return { path: '', error: `unsupported pod version: ${version}` };
  const parts = splitSubscript(label);
  if (parts) {
    if (parts[0] === 'metadata.annotations' || parts[0] === 'metadata.labels') return { path: label };
    return { path: '', error: `field label does not support subscript: ${label}` };
  }
  if (label === 'spec.host') return { path: 'spec.nodeName' };
  return LABELS.has(label) ? { path: label } : { path: '', error: `field label not supported: ${label}` };
}

export function validateObjectFieldSelector(selector: core.ObjectFieldSelector, fields: readonly string[], path: Path): FieldErrors {
  const errors: FieldErrors = [];
  const { apiVersion = '', fieldPath = '' } = selector;
  if (!apiVersion) errors.push(required(path.child('apiVersion')));
  if (!fieldPath) errors.push(required(path.child('fieldPath')));
  const { path: internal, error } = convertFieldLabel(apiVersion, fieldPath);
  if (error !== undefined) errors.push(invalid(path.child('fieldPath'), fieldPath, `error converting fieldPath: ${error}`));
  const parts = splitSubscript(internal);
  if (parts) {
    const subscript = parts[0] === 'metadata.annotations' ? parts[1].toLowerCase() : parts[1];
    errors.push(...invalids(path, subscript, isQualifiedName(subscript)));
  } else if (!fields.includes(internal)) errors.push(notSupported(path.child('fieldPath'), internal, fields));
  return errors;
}

export function validateResourceFieldSelector(selector: core.ResourceFieldSelector, path: Path, volume: boolean): FieldErrors {
  const errors: FieldErrors = [];
  const resource = selector.resource ?? '';
  if (volume && !selector.containerName) errors.push(required(path.child('containerName')));
  else if (!resource) errors.push(required(path.child('resource')));
  else if (!RESOURCE_FIELDS.includes(resource) && !isHugePages(resource))
    errors.push(notSupported(path.child('resource'), resource, RESOURCE_FIELDS));
  return [...errors, ...validateDivisor(resource, selector.divisor, path)];
}

const SIZES = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function validateDivisor(resource: string, text: string | undefined, path: Path): FieldErrors {
  const divisor = Quantity.parse(text ?? '0');
  if (divisor.isZero) return [];
  const what = /\.cpu$/.test(resource)
    ? 'cpu'
    : /\.memory$/.test(resource)
      ? 'memory'
      : /\.ephemeral-storage$/.test(resource)
        ? 'local ephemeral storage'
        : isHugePages(resource)
          ? 'hugepages'
          : undefined;
  if (what === undefined || (!RESOURCE_FIELDS.includes(resource) && what !== 'hugepages')) return [];
  if ((what === 'cpu' ? ['1m', '1'] : SIZES).includes(divisor.string())) return [];
  const values = what === 'cpu' ? '1m and 1' : SIZES.join(', ');
  return [invalid(path.child('divisor'), resource, `only divisor's values ${values} are supported with the ${what} resource`)];
}

function validateKeySelector(selector: core.ConfigMapKeySelector | core.SecretKeySelector, path: Path): FieldErrors {
  const name = selector.name ?? '';
  return [
    ...invalids(path.child('name'), name, nameIsSubdomain(name)),
    ...(selector.key ? invalids(path.child('key'), selector.key, isConfigMapKey(selector.key)) : [required(path.child('key'))]),
  ];
}

function validateFileKeySelector(selector: core.FileKeySelector, path: Path): FieldErrors {
  const { key, volumeName, path: file } = selector;
  return [
    ...(key ? invalids(path.child('key'), key, isRelaxedEnvVarName(key)) : [required(path.child('key'))]),
    ...(volumeName ? invalids(path.child('volumeName'), volumeName, isDns1123Label(volumeName)) : [required(path.child('volumeName'))]),
    ...(file ? validateNoBacksteps(file, path.child('path')) : [required(path.child('path'))]),
  ];
}

/** ValidateEnvFrom; what is wrong with the choice of source stands at the list. */
export function validateEnvFrom(vars: readonly core.EnvFromSource[] = [], path: Path, options: PodValidationOptions): FieldErrors {
  return vars.flatMap((source, i) => {
    const at = path.index(i);
    const errors = source.prefix ? invalids(at.child('prefix'), source.prefix, envName(options)(source.prefix)) : [];
    const refs = (['configMapRef', 'secretRef'] as const).filter((name) => source[name]);
    for (const name of refs) {
      const ref = source[name]!.name;
      const where = at.child(name).child('name');
      errors.push(...(ref ? invalids(where, ref, nameIsSubdomain(ref, true)) : [required(where)]));
    }
    if (refs.length === 0) errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'));
    else if (refs.length > 1) errors.push(invalid(path, '', 'may not have more than one field specified at a time'));
    return errors;
  });
}

/** Volumes that environment files are read from must be emptyDirs of the pod. */
export function validateFileKeyVolumes(spec: core.PodSpec, container: core.Container, path: Path): FieldErrors {
  return (container.env ?? []).flatMap((variable, i) => {
    const ref = variable.valueFrom?.fileKeyRef;
    if (!ref) return [];
    const at = path.child('env').index(i).child('valueFrom').child('fileKeyRef').child('volumeName');
    const volume = (spec.volumes ?? []).findLast((v) => (v.name ?? '') === (ref.volumeName ?? ''));
    if (!volume) return [notFound(at, ref.volumeName)];
    return volume.emptyDir ? [] : [invalid(at, ref.volumeName, 'referenced volume must be of type emptyDir')];
  });
}
