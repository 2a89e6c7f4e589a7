import { GoError } from '../go/error.ts';
import { quote } from '../go/quote.ts';
import { LEGACY_KINDS } from './kinds.ts';
import { hasType, structOf, type StructType } from './go-types.ts';

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** `apps/v1`, or `v1` for the core group. */
export function groupVersion(gvk: { group: string; version: string }): string {
  return gvk.group ? `${gvk.group}/${gvk.version}` : gvk.version;
}

/** schema.ParseGroupVersion. Throws `unexpected GroupVersion string: a/b/c`. */
export function parseGroupVersion(text: string): { group: string; version: string } {
  if (text === '' || text === '/') return { group: '', version: '' };
  const parts = text.split('/');
  if (parts.length > 2) throw new GoError(`unexpected GroupVersion string: ${text}`);
  return parts.length === 1 ? { group: '', version: text } : { group: parts[0]!, version: parts[1]! };
}

/** Programs are built with trimmed paths, so every scheme finds the same place as its name. */
const SCHEME_NAME = 'pkg/runtime/scheme.go:111';

/** Which kinds a program knows, and their Go types (runtime.Scheme). */
export class Scheme {
  /** Kinds by group and version, each with the package of its type where the schema has it. */
  readonly #kinds = new Map<string, Map<string, string | undefined>>();

  constructor(readonly name: string = SCHEME_NAME) {}

  /** Registers kinds of a group and version; `pkg` is the schema's package of their types. */
  add(gv: string, kinds: readonly string[], pkg?: string): this {
    const known = this.#kinds.get(gv) ?? new Map<string, string | undefined>();
    for (const kind of kinds) known.set(kind, pkg);
    this.#kinds.set(gv, known);
    return this;
  }

  has(gvk: GroupVersionKind): boolean {
    return this.#kinds.get(groupVersion(gvk))?.has(gvk.kind) ?? false;
  }

  /** Whether any kind of the group and version is known. */
  hasVersion(gv: string): boolean {
    return this.#kinds.has(gv);
  }

  /** Versions of a group, in the order in which they were added. */
  versions(group: string): string[] {
    return [...this.#kinds.keys()]
      .map(parseGroupVersion)
      .filter((gv) => gv.group === group)
      .map((gv) => gv.version);
  }

  /** Kinds of a group and version. */
  kinds(gv: string): string[] {
    return [...(this.#kinds.get(gv)?.keys() ?? [])];
  }

  /** The kind's struct; nothing where the schema does not hold it. Throws `no kind "X" is registered for version "v2" in scheme "…"`. */
  type(gvk: GroupVersionKind): StructType | undefined {
    const kinds = this.#kinds.get(groupVersion(gvk));
    if (!kinds?.has(gvk.kind)) throw this.notRegistered(gvk);
    const pkg = kinds.get(gvk.kind);
    if (pkg === undefined) return undefined;
    return hasType(pkg, gvk.kind) ? structOf(pkg, gvk.kind) : structOf('meta/v1', gvk.kind);
  }

  notRegistered(gvk: GroupVersionKind): GoError {
    const place = `in scheme ${quote(this.name)}`;
    if (gvk.kind === '') return new GoError(`no version ${quote(groupVersion(gvk))} has been registered ${place}`);
    if (gvk.version === '__internal') {
      return new GoError(`no kind ${quote(gvk.kind)} is registered for the internal version of group ${quote(gvk.group)} ${place}`);
    }
    return new GoError(`no kind ${quote(gvk.kind)} is registered for version ${quote(groupVersion(gvk))} ${place}`);
  }
}

/** What metav1.AddToGroupVersion gives every group and version. */
const META_KINDS = ['CreateOptions', 'DeleteOptions', 'GetOptions', 'ListOptions', 'PatchOptions', 'UpdateOptions', 'WatchEvent'];
const UNVERSIONED_KINDS = ['APIGroup', 'APIGroupList', 'APIResourceList', 'APIVersions', 'Status'];

function legacy(): Scheme {
  const scheme = new Scheme();
  for (const line of LEGACY_KINDS.trim().split('\n')) {
    const [gv, pkg, ...kinds] = line.split(' ') as [string, string, ...string[]];
    scheme.add(gv, kinds, pkg === '-' ? undefined : pkg);
    scheme.add(gv, META_KINDS, 'meta/v1');
  }
  return scheme.add('v1', UNVERSIONED_KINDS, 'meta/v1');
}

let legacyScheme: Scheme | undefined;

/** The scheme of kube-apiserver, kubelet and client-go: all groups of k8s.io/api. */
export function apiScheme(): Scheme {
  return (legacyScheme ??= legacy());
}

let onlyCore: Scheme | undefined;

/** The scheme with nothing but the core group, which is what the kubelet reads manifests with. */
export function coreScheme(): Scheme {
  const line = LEGACY_KINDS.split('\n').find((l) => l.startsWith('v1 '))!;
  return (onlyCore ??= new Scheme()
    .add('v1', line.split(' ').slice(2), 'core/v1')
    .add('v1', [...META_KINDS, ...UNVERSIONED_KINDS], 'meta/v1'));
}

let extensions: Scheme | undefined;

/** The scheme of the API server's part that serves custom resource definitions. */
export function extensionsScheme(): Scheme {
  return (extensions ??= new Scheme()
    .add('apiextensions.k8s.io/v1', ['CustomResourceDefinition', 'CustomResourceDefinitionList'], 'apiextensions/v1')
    .add('v1', UNVERSIONED_KINDS, 'meta/v1'));
}

let aggregation: Scheme | undefined;

/** The scheme of the API server's part that serves API services. */
export function aggregatorScheme(): Scheme {
  return (aggregation ??= new Scheme()
    .add('apiregistration.k8s.io/v1', ['APIService', 'APIServiceList'], 'apiregistration/v1')
    .add('v1', UNVERSIONED_KINDS, 'meta/v1'));
}

/** A scheme of configuration kinds: each group and version with the schema's package and its kinds. */
export function configScheme(...lists: readonly [gv: string, pkg: string, kinds: string][]): Scheme {
  const scheme = new Scheme();
  for (const [gv, pkg, kinds] of lists) scheme.add(gv, kinds.split(' '), pkg);
  return scheme;
}
