import { CurlRefused, CurlUsage } from './error.ts';

/** What an option takes: nothing, a text, a number, or a decimal number of seconds. */
type Kind = 'flag' | 'text' | 'number' | 'seconds' | 'refused' | 'refused-text';

/** Options: letter, long name, kind. A flag's `--no-NAME` switches it off. */
const TABLE = `
0 http1.0 flag|- http1.1 flag|- http2 flag|- http2-prior-knowledge flag|- http0.9 flag|1 tlsv1 flag|- tlsv1.0 flag|- tlsv1.1 flag|- tlsv1.2 flag|- tlsv1.3 flag|- tls-max text
2 sslv2 flag|3 sslv3 flag|4 ipv4 flag|6 ipv6 flag|a append refused|A user-agent text|b cookie text|B use-ascii flag|c cookie-jar refused-text|C continue-at refused-text|d data text|- data-ascii text
- data-binary text|- data-raw text|- data-urlencode text|- json text|D dump-header text|e referer text|E cert text|- cert-type text|- key text|- key-type text|- pass text|- cacert text|- capath text
- ciphers text|- tls13-ciphers text|- curves text|f fail flag|- fail-early flag|- fail-with-body flag|F form text|- form-string text|g globoff flag|G get flag|h help flag|H header text|i include flag
I head flag|j junk-session-cookies flag|J remote-header-name refused|k insecure flag|K config text|l list-only refused|L location flag|- location-trusted flag|m max-time seconds|- connect-timeout seconds
M manual refused|n netrc refused|N buffer flag|- no-buffer flag|o output text|O remote-name flag|- remote-name-all flag|- create-dirs flag|- output-dir text|p proxytunnel refused|P ftp-port refused-text
q disable flag|Q quote refused-text|r range text|R remote-time flag|s silent flag|S show-error flag|t telnet-option refused-text|T upload-file text|u user text|U proxy-user refused-text|v verbose flag
V version flag|w write-out text|x proxy text|- noproxy text|X request text|y speed-time number|Y speed-limit number|z time-cond refused-text|Z parallel flag|# progress-bar flag|- progress-meter flag
- compressed flag|- resolve text|- connect-to text|- retry number|- retry-delay number|- retry-max-time number|- retry-connrefused flag|- retry-all-errors flag|- max-redirs number|- max-filesize number
- unix-socket text|- abstract-unix-socket refused-text|- url text|- next refused|- trace refused-text|- trace-ascii refused-text|- trace-time flag|- raw flag|- path-as-is flag|- interface text|- local-port text
- dns-servers refused-text|- doh-url refused-text|- limit-rate text|- keepalive flag|- keepalive-time number|- no-keepalive flag|- sessionid flag|- alpn flag|- tcp-nodelay flag|- tcp-fastopen flag|- haproxy-protocol refused
- basic flag|- digest refused|- ntlm refused|- negotiate refused|- anyauth refused|- oauth2-bearer text|- aws-sigv4 refused-text|- pinnedpubkey refused-text|- cert-status refused|- crlfile refused-text|- proto text
- proto-default text|- proto-redir text|- post301 flag|- post302 flag|- post303 flag|- stderr text|- styled-output flag|- ssl-reqd flag|- ssl flag|- ssl-no-revoke flag|- ca-native refused|- false-start flag
- happy-eyeballs-timeout-ms number|- expect100-timeout seconds|- request-target text|- socks5 refused-text|- socks5-hostname refused-text|- preproxy refused-text|- proxy-insecure flag|- http3 refused
- etag-save refused-text|- etag-compare refused-text|- tr-encoding flag|- suppress-connect-headers flag|- disallow-username-in-url flag|- libcurl refused-text|- rate text|- no-progress-meter flag|- url-query text
`;

interface Form {
  letter: string;
  name: string;
  kind: Kind;
}

const FORMS: readonly Form[] = TABLE.trim()
  .split(/[|\n]/)
  .map((entry) => {
    const [letter = '', name = '', kind = 'flag'] = entry.trim().split(' ');
    return { letter, name, kind: kind as Kind };
  });

/** One option as it was given, in order: what repeats (-H, -d, -o) is read from the list. */
export interface GivenOption {
  name: string;
  value: string;
  /** `--no-…` */
  off: boolean;
}

export interface CurlArguments {
  given: GivenOption[];
  urls: string[];
}

function longForm(name: string): { form: Form; off: boolean } {
  const exact = FORMS.find((f) => f.name === name);
  if (exact) return { form: exact, off: false };
  const without = name.startsWith('no-') ? FORMS.find((f) => f.name === name.slice(3) && f.kind === 'flag') : undefined;
  if (without) return { form: without, off: true };
  const abbreviated = FORMS.filter((f) => f.name.startsWith(name));
  if (abbreviated.length === 1) return { form: abbreviated[0]!, off: false };
  throw new CurlUsage(`option --${name}: is ${abbreviated.length > 1 ? 'ambiguous' : 'unknown'}`);
}

/** Reads curl's command line. Throws CurlUsage, CurlRefused. */
export function parseArguments(args: readonly string[]): CurlArguments {
  const given: GivenOption[] = [];
  const urls: string[] = [];
  const rest = [...args];
  let onlyUrls = false;
  const take = (form: Form, as: string, own: string | undefined, off: boolean): void => {
    if (form.kind === 'refused' || form.kind === 'refused-text') throw new CurlRefused(`--${form.name}`);
    let value = '';
    if (form.kind !== 'flag') {
      const next = own ?? rest.shift();
      if (next === undefined) throw new CurlUsage(`option ${as}: requires parameter`);
      if (form.kind === 'number' && !/^\d+$/.test(next)) throw new CurlUsage(`option ${as}: expected a proper numerical parameter`);
      if (form.kind === 'seconds' && !/^\d+(\.\d*)?$|^\.\d+$/.test(next))
        throw new CurlUsage(`option ${as}: expected a proper numerical parameter`);
      value = next;
    }
    if (form.name === 'url') urls.push(value);
    given.push({ name: form.name, value, off });
  };
  while (rest.length > 0) {
    const arg = rest.shift()!;
    if (onlyUrls || !arg.startsWith('-') || arg === '-') urls.push(arg);
    else if (arg === '--') onlyUrls = true;
    else if (arg.startsWith('--')) {
      const { form, off } = longForm(arg.slice(2));
      take(form, arg, undefined, off);
    } else {
      for (let i = 1; i < arg.length; i++) {
        const form = FORMS.find((f) => f.letter === arg[i] && f.letter !== '-');
        if (!form) throw new CurlUsage(`option ${arg}: is unknown`);
        const wantsValue = form.kind !== 'flag' && form.kind !== 'refused';
        take(form, `-${arg[i]}`, wantsValue && i + 1 < arg.length ? arg.slice(i + 1) : undefined, false);
        if (wantsValue) break;
      }
    }
  }
  return { given, urls };
}

/** Questions about the options that were given. */
export class Options {
  constructor(readonly given: readonly GivenOption[]) {}

  has(name: string): boolean {
    const last = this.given.findLast((g) => g.name === name);
    return last !== undefined && !last.off;
  }

  value(name: string): string | undefined {
    return this.given.findLast((g) => g.name === name)?.value;
  }

  values(...names: string[]): GivenOption[] {
    return this.given.filter((g) => names.includes(g.name));
  }

  /** The last of some options. */
  last(...names: string[]): string | undefined {
    return this.given.findLast((g) => names.includes(g.name))?.name;
  }

  /** Microseconds of an option in seconds; none where it is not given or zero. */
  seconds(name: string): number | undefined {
    const value = Number(this.value(name) ?? 0);
    return value > 0 ? Math.round(value * 1_000_000) : undefined;
  }
}
