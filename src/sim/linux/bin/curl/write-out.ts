import { SECOND } from '../../../kernel/time.ts';

/** What `-w` can tell of a transfer; times in microseconds since its start. */
export interface TransferFacts {
  url: string;
  effectiveUrl: string;
  method: string;
  scheme: string;
  status: number;
  version: string;
  contentType: string | undefined;
  headers: [name: string, value: string][];
  redirectUrl: string | undefined;
  exitCode: number;
  error: string | undefined;
  file: string | undefined;
  downloaded: number;
  uploaded: number;
  headerBytes: number;
  requestBytes: number;
  connects: number;
  redirects: number;
  verifyResult: number;
  remote: { ip: string; port: number } | undefined;
  local: { ip: string; port: number } | undefined;
  resolved: number;
  connected: number;
  secured: number;
  sent: number;
  first: number;
  redirected: number;
  total: number;
  number: number;
}

const time = (us: number): string => (us / SECOND).toFixed(6);
const speed = (n: number, us: number): string => String(us > 0 ? Math.floor((n * SECOND) / us) : 0);

/** Variables by name, as texts; the second list gives JSON's nulls and numbers. */
function variables(f: TransferFacts): Record<string, string | number | undefined> {
  return {
    certs: '',
    content_type: f.contentType,
    errormsg: f.error,
    exitcode: f.exitCode,
    filename_effective: f.file,
    ftp_entry_path: undefined,
    http_code: f.status,
    http_connect: 0,
    http_version: f.version,
    local_ip: f.local?.ip ?? '',
    local_port: f.local?.port ?? 0,
    method: f.method,
    num_certs: 0,
    num_connects: f.connects,
    num_headers: f.headers.length,
    num_redirects: f.redirects,
    proxy_ssl_verify_result: 0,
    redirect_url: f.redirectUrl,
    referer: undefined,
    remote_ip: f.remote?.ip ?? '',
    remote_port: f.remote?.port ?? 0,
    response_code: f.status,
    scheme: f.scheme ? f.scheme.toUpperCase() : undefined,
    size_download: f.downloaded,
    size_header: f.headerBytes,
    size_request: f.requestBytes,
    size_upload: f.uploaded,
    speed_download: speed(f.downloaded, f.total),
    speed_upload: speed(f.uploaded, f.total),
    ssl_verify_result: f.verifyResult,
    time_appconnect: time(f.secured),
    time_connect: time(f.connected),
    time_namelookup: time(f.resolved),
    time_pretransfer: time(f.sent),
    time_redirect: time(f.redirected),
    time_starttransfer: time(f.first),
    time_total: time(f.total),
    url: f.url,
    url_effective: f.effectiveUrl,
    urlnum: f.number,
  };
}

function json(f: TransferFacts): string {
  const fields = Object.entries(variables(f)).map(([name, value]) => {
    if (value === undefined) return `"${name}":null`;
    const bare = typeof value === 'number' || /^(time_|speed_)/.test(name);
    return `"${name}":${bare ? value : JSON.stringify(value)}`;
  });
  return `{${fields.join(',')},"curl_version":"libcurl/7.88.1 OpenSSL/3.0.20 zlib/1.2.13"}`;
}

function headerJson(f: TransferFacts): string {
  const grouped = new Map<string, string[]>();
  for (const [name, value] of f.headers) grouped.set(name.toLowerCase(), [...(grouped.get(name.toLowerCase()) ?? []), value]);
  return `{${[...grouped].map(([name, values]) => `${JSON.stringify(name)}:${JSON.stringify(values)}`).join(',\n')}\n}`;
}

/** What a format prints: to standard output, to standard error, and the variables that do not exist. */
export function writeOut(format: string, f: TransferFacts): { out: string; err: string; unknown: string[] } {
  const result = { out: '', err: '', unknown: [] as string[] };
  let to: 'out' | 'err' = 'out';
  const known = variables(f);
  for (let i = 0; i < format.length; i++) {
    const rest = format.slice(i);
    const escape = /^\\([nrt])/.exec(rest);
    const variable = /^%\{([^}]*)\}/.exec(rest);
    const header = /^%header\{([^}]*)\}/.exec(rest);
    if (escape) {
      result[to] += { n: '\n', r: '\r', t: '\t' }[escape[1]!]!;
      i++;
    } else if (rest.startsWith('%%')) {
      result[to] += '%';
      i++;
    } else if (header) {
      result[to] += f.headers.find(([n]) => n.toLowerCase() === header[1]!.toLowerCase())?.[1] ?? '';
      i += header[0].length - 1;
    } else if (variable) {
      const name = variable[1]!;
      i += variable[0].length - 1;
      if (name === 'stderr') to = 'err';
      else if (name === 'stdout') to = 'out';
      else if (name === 'json') result[to] += json(f);
      else if (name === 'header_json') result[to] += headerJson(f);
      else if (name === 'onerror') {
        if (f.exitCode === 0) break;
      } else if (Object.hasOwn(known, name))
        result[to] += name === 'http_code' || name === 'response_code' ? String(f.status).padStart(3, '0') : String(known[name] ?? '');
      else result.unknown.push(name);
    } else result[to] += format[i]!;
  }
  return result;
}
