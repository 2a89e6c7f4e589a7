import { byteLength } from '../../go/quote.ts';
import type * as core from '../../schema/types/core-v1.ts';
import { isDns1123Subdomain } from '../content.ts';
import { forbidden, invalid, invalids, type FieldErrors, type Path } from '../field.ts';
import type { PodValidationOptions } from './options.ts';
import { visitContainers } from './visit.ts';

const SPEC_LIMIT_BYTES = 64 * 1024;
const NETBIOS = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/;
const DNS_LABEL = '[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?';
const DNS_DOMAIN = new RegExp(`^${DNS_LABEL}(?:\\.${DNS_LABEL})*$`);

function validateUserName(name: string, path: Path): FieldErrors {
  const fail = (why: string) => invalid(path, name, why);
  if (name === '') return [fail('runAsUserName cannot be an empty string')];
  if (/\p{Cc}/u.test(name)) return [fail('runAsUserName cannot contain control characters')];
  const parts = name.split('\\');
  if (parts.length > 2) return [fail('runAsUserName cannot contain more than one backslash')];
  const errors: FieldErrors = [];
  const user = parts.at(-1)!;
  const domain = parts.length === 2 ? parts[0]! : undefined;
  if (byteLength(domain ?? '') >= 256) errors.push(fail("runAsUserName's Domain length must be under 256 characters"));
  if (domain !== undefined && !NETBIOS.test(domain) && !DNS_DOMAIN.test(domain)) {
    errors.push(fail("runAsUserName's Domain doesn't match the NetBios nor the DNS format"));
  }
  if (user === '') errors.push(fail("runAsUserName's User cannot be empty"));
  else if (byteLength(user) > 104) errors.push(fail("runAsUserName's User length must not be longer than 104 characters"));
  if (/^[. ]+$/.test(user)) errors.push(fail("runAsUserName's User cannot contain only periods or spaces"));
  if (/["/\\:;|=,+*?<>@[\]]/.test(user))
    errors.push(fail('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]'));
  return errors;
}

/** validateWindowsSecurityContextOptions. */
export function validateWindowsOptions(options: core.WindowsSecurityContextOptions | undefined, path: Path): FieldErrors {
  if (!options) return [];
  const { gmsaCredentialSpecName: name, gmsaCredentialSpec: spec, runAsUserName: user } = options;
  const errors: FieldErrors = [];
  if (name !== undefined) errors.push(...invalids(path.child('gmsaCredentialSpecName'), name, isDns1123Subdomain(name)));
  const at = path.child('gmsaCredentialSpec');
  if (spec === '') errors.push(invalid(at, spec, 'gmsaCredentialSpec cannot be an empty string'));
  else if (spec !== undefined && byteLength(spec) > SPEC_LIMIT_BYTES)
    errors.push(invalid(at, spec, 'gmsaCredentialSpec size must be under 64 KiB'));
  if (user !== undefined) errors.push(...validateUserName(user, path.child('runAsUserName')));
  return errors;
}

/** validateWindowsHostProcessPod: all containers or none, and on the host's network. */
export function validateHostProcess(spec: core.PodSpec, path: Path, options: PodValidationOptions): FieldErrors {
  const errors: FieldErrors = [];
  const pod = spec.securityContext?.windowsOptions?.hostProcess;
  const containers = [...visitContainers(spec, path)];
  let count = 0;
  for (const { container, path: at } of containers) {
    const own = container.securityContext?.windowsOptions?.hostProcess;
    if (pod !== undefined && own !== undefined && pod !== own) {
      const why = `pod hostProcess value must be identical if both are specified, was ${pod}`;
      errors.push(invalid(at.child('securityContext', 'windowsOptions', 'hostProcess'), own, why));
    }
    if (own ?? pod) count++;
  }
  if (count === 0) return errors;
  if (count !== containers.length) {
    errors.push(invalid(path, '', 'If pod contains any hostProcess containers then all containers must be HostProcess containers'));
  }
  if (!spec.hostNetwork) {
    errors.push(invalid(path.child('hostNetwork'), false, 'hostNetwork must be true if pod contains any hostProcess containers'));
  }
  if (!options.allowPrivileged) errors.push(forbidden(path, 'hostProcess containers are disallowed by cluster policy'));
  return errors;
}

/** validateLinux: no Windows options. */
export function validateLinuxPod(spec: core.PodSpec, path: Path): FieldErrors {
  const why = 'windows options cannot be set for a linux pod';
  const errors: FieldErrors = [];
  if (spec.securityContext?.windowsOptions) errors.push(forbidden(path.child('securityContext').child('windowsOptions'), why));
  for (const { container, path: at } of visitContainers(spec, path)) {
    if (container.securityContext?.windowsOptions) errors.push(forbidden(at.child('securityContext').child('windowsOptions'), why));
  }
  return errors;
}

/** Fields of Linux in a pod's security context and spec, in upstream's order; with a dot, those of the spec itself. */
const POD_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  '.hostUsers',
  '.hostPID',
  '.hostIPC',
  'seccompProfile',
  'fsGroup',
  'fsGroupChangePolicy',
  'sysctls',
  '.shareProcessNamespace',
  'runAsUser',
  'runAsGroup',
  'supplementalGroups',
  'supplementalGroupsPolicy',
  'seLinuxChangePolicy',
];
const CONTAINER_FIELDS = [
  'appArmorProfile',
  'seLinuxOptions',
  'seccompProfile',
  'capabilities',
  'readOnlyRootFilesystem',
  'privileged',
  'allowPrivilegeEscalation',
  'procMount',
  'runAsUser',
  'runAsGroup',
];

/** validateWindows: nothing that only Linux has. */
export function validateWindowsPod(spec: core.PodSpec, path: Path): FieldErrors {
  const why = 'cannot be set for a windows pod';
  const errors: FieldErrors = [];
  const isSet = (object: object | undefined, name: string) => (object as Record<string, unknown> | undefined)?.[name] !== undefined;
  for (const name of POD_FIELDS) {
    const own = name.startsWith('.');
    const field = name.replace('.', '');
    if (isSet(own ? spec : spec.securityContext, field))
      errors.push(forbidden((own ? path : path.child('securityContext')).child(field), why));
  }
  for (const { container, path: at } of visitContainers(spec, path)) {
    for (const name of CONTAINER_FIELDS) {
      if (isSet(container.securityContext, name)) errors.push(forbidden(at.child('securityContext').child(name), why));
    }
  }
  return errors;
}
