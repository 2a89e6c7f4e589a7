import { equalObjects } from '../equal.ts';

// RFC 6902 and RFC 7386, with the error texts of gopkg.in/evanphx/json-patch.v4

export interface JsonPatchOperation {
  op: string;
  path: string;
  from?: string;
  value?: unknown;
}

/** A patch that does not apply; upstream's words. */
export class PatchError extends Error {}

function pointer(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replace(/~1/g, '/').replace(/~0/g, '~'));
}

function container(root: unknown, path: string, op: string): { parent: Record<string, unknown> | unknown[]; key: string } {
  const parts = pointer(path);
  let at: unknown = root;
  for (const part of parts.slice(0, -1)) {
    at = Array.isArray(at) ? at[Number(part)] : typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[part] : undefined;
  }
  if (typeof at !== 'object' || at === null)
    throw new PatchError(`${op} operation does not apply: doc is missing path: ${JSON.stringify(path)}: missing value`);
  return { parent: at as Record<string, unknown>, key: parts.at(-1) ?? '' };
}

function index(list: readonly unknown[], key: string, max: number, op: string, path: string): number {
  const n = Number(key);
  if (!Number.isInteger(n))
    throw new PatchError(
      `${op} operation does not apply: doc is missing path: ${JSON.stringify(path)}: strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`,
    );
  const at = n < 0 ? n + list.length : n;
  if (at < 0 || at > max)
    throw new PatchError(
      `${op} operation does not apply: doc is missing path: ${JSON.stringify(path)}: Unable to access invalid index: ${n}: invalid index referenced`,
    );
  return at;
}

function read(root: unknown, path: string, op: string): unknown {
  if (path === '') return root;
  const { parent, key } = container(root, path, op);
  if (Array.isArray(parent)) return parent[index(parent, key, parent.length - 1, op, path)];
  return parent[key];
}

function add(root: { value: unknown }, path: string, value: unknown): void {
  if (path === '') {
    root.value = value;
    return;
  }
  const { parent, key } = container(root.value, path, 'add');
  if (Array.isArray(parent)) parent.splice(key === '-' ? parent.length : index(parent, key, parent.length, 'add', path), 0, value);
  else parent[key] = value;
}

function remove(root: { value: unknown }, path: string, op: string): unknown {
  const { parent, key } = container(root.value, path, op);
  if (Array.isArray(parent)) return parent.splice(index(parent, key, parent.length - 1, op, path), 1)[0];
  if (!(key in parent)) throw new PatchError(`${op} operation does not apply: doc is missing key: ${path}: missing value`);
  const value = parent[key];
  delete parent[key];
  return value;
}

/** Applies a JSON patch to a document of the caller's own; gives the result. Throws PatchError. */
export function applyJsonPatch(document: unknown, operations: readonly JsonPatchOperation[]): unknown {
  const root = { value: document };
  for (const o of operations) {
    switch (o.op) {
      case 'add':
        add(root, o.path, o.value);
        break;
      case 'remove':
        remove(root, o.path, 'remove');
        break;
      case 'replace': {
        const { parent, key } = container(root.value, o.path, 'replace');
        if (Array.isArray(parent)) parent[index(parent, key, parent.length - 1, 'replace', o.path)] = o.value;
        else if (key in parent) parent[key] = o.value;
        else throw new PatchError(`replace operation does not apply: doc is missing key: ${o.path}: missing value`);
        break;
      }
      case 'move':
        add(root, o.path, remove(root, o.from ?? '', 'move'));
        break;
      case 'copy':
        add(root, o.path, structuredCopy(read(root.value, o.from ?? '', 'copy')));
        break;
      case 'test': {
        const value = read(root.value, o.path, 'test');
        if (!equalObjects(value ?? null, o.value ?? null)) throw new PatchError(`testing value ${o.path} failed: test failed`);
        break;
      }
      default:
        throw new PatchError(`Unexpected kind: ${o.op}`);
    }
  }
  return root.value;
}

/** Applies a JSON merge patch. */
export function applyMergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch;
  const out: Record<string, unknown> = typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = applyMergePatch(out[key], value);
  }
  return out;
}

function structuredCopy<T>(value: T): T {
  return value === undefined ? value : (JSON.parse(JSON.stringify(value)) as T);
}
