import { bytesBody, objectBody, type Body, type Headers } from '../../../linux/net/http/messages.ts';
import { encodeJson } from '../../shared/json/encode.ts';
import { emitYaml } from '../../shared/yaml/emit.ts';
import { newNotAcceptable, newUnsupportedMediaType } from '../status.ts';

// Models staging/src/k8s.io/apiserver/pkg/endpoints/handlers/negotiation @v1.35

/** How the client wants an answer. */
export interface Negotiated {
  format: 'json' | 'yaml' | 'protobuf' | 'cbor';
  pretty: boolean;
  /** The object itself, a table of it, or only its metadata. */
  as: 'object' | 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList';
}

const ACCEPTED = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf', 'application/cbor'];
const FORMATS: Record<string, Negotiated['format']> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.kubernetes.protobuf': 'protobuf',
  'application/cbor': 'cbor',
  '*/*': 'json',
  'application/*': 'json',
  '': 'json',
};

/** Reads an Accept header. Throws a Status error where nothing that is wanted can be made. */
export function negotiate(headers: Headers, query: URLSearchParams): Negotiated {
  const accept = headers['accept'] ?? '';
  const agent = headers['user-agent'] ?? '';
  const flag = query.get('pretty');
  const pretty = flag !== null ? !['false', '0'].includes(flag) : /^(?:curl|Wget|Mozilla\/5\.0)/.test(agent);
  const clauses = accept
    .split(',')
    .map((clause) => {
      const [type, ...params] = clause.trim().split(/\s*;\s*/);
      const map = new Map(params.map((p) => p.split('=') as [string, string]));
      return { type: type ?? '', map, q: Number(map.get('q') ?? 1) };
    })
    .sort((a, b) => b.q - a.q);
  for (const { type, map } of clauses) {
    const format = FORMATS[type];
    if (!format) continue;
    const as = map.get('as');
    if (as === undefined) return { format, pretty, as: 'object' };
    const known = as === 'Table' || as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList';
    const version = map.get('v');
    if (known && map.get('g') === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1')) return { format, pretty, as };
  }
  throw newNotAcceptable(ACCEPTED);
}

/** Checks what a body says it is. Throws a Status error for what cannot be read. */
export function checkContentType(headers: Headers): 'json' | 'yaml' | 'protobuf' {
  const type = (headers['content-type'] ?? 'application/json').split(';')[0]!.trim();
  switch (type) {
    case '':
    case 'application/json':
      return 'json';
    case 'application/yaml':
      return 'yaml';
    case 'application/vnd.kubernetes.protobuf':
      return 'protobuf';
    default:
      throw newUnsupportedMediaType(
        `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED.join(', ')}`,
      );
  }
}

/** An object as a body; its bytes are Go's JSON, or YAML, with a newline at the end. */
export function encodeBody(object: unknown, negotiated: Negotiated): { body: Body; contentType: string } {
  if (negotiated.format === 'yaml') return { body: bytesBody(emitYaml(object)), contentType: 'application/yaml' };
  const encode = (value: unknown): string => (negotiated.pretty ? encodeJson(value, { indent: '  ' }) : `${encodeJson(value)}\n`);
  return { body: objectBody(object, encode), contentType: 'application/json' };
}
