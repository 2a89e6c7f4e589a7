import { invalid, type FieldErrors, type Path } from '../field.ts';

const MODE_ERROR = 'must be a number between 0 and 0777 (octal), both inclusive';

/** A file mode, if there is one. */
export function validateFileMode(mode: number | undefined, path: Path): FieldErrors {
  return mode !== undefined && (mode > 0o777 || mode < 0) ? [invalid(path, mode, MODE_ERROR)] : [];
}

/** No element of the path is `..`. */
export function validateNoBacksteps(target: string, path: Path): FieldErrors {
  return target.split('/').includes('..') ? [invalid(path, target, "must not contain '..'")] : [];
}

/** A relative path without `..`. */
export function validateLocalDescendingPath(target: string, path: Path): FieldErrors {
  return [...(target.startsWith('/') ? [invalid(path, target, 'must be a relative path')] : []), ...validateNoBacksteps(target, path)];
}

/** The same, and it does not begin with `..`, which the kubelet keeps for itself. */
export function validateLocalNonReservedPath(target: string, path: Path): FieldErrors {
  const errors = validateLocalDescendingPath(target, path);
  if (target.startsWith('..') && !target.startsWith('../')) errors.push(invalid(path, target, "must not start with '..'"));
  return errors;
}
