/** Protocol versions as they go over the wire. */
export const TLS10 = 0x0301;
export const TLS11 = 0x0302;
export const TLS12 = 0x0303;
export const TLS13 = 0x0304;

export type TlsVersion = typeof TLS10 | typeof TLS11 | typeof TLS12 | typeof TLS13;

export const ALL_VERSIONS: readonly TlsVersion[] = [TLS13, TLS12, TLS11, TLS10];

/** OpenSSL's and curl's name: `TLSv1.3`. */
export function opensslVersionName(version: TlsVersion): string {
  return { [TLS10]: 'TLSv1', [TLS11]: 'TLSv1.1', [TLS12]: 'TLSv1.2', [TLS13]: 'TLSv1.3' }[version];
}

/** The names that Kubernetes' flags and configuration files use. */
export const KUBERNETES_VERSIONS: Readonly<Record<string, TlsVersion>> = {
  VersionTLS10: TLS10,
  VersionTLS11: TLS11,
  VersionTLS12: TLS12,
  VersionTLS13: TLS13,
};

/** A range of versions, each end included. */
export interface VersionRange {
  min: TlsVersion;
  max: TlsVersion;
}

/** The versions of a range, the newest first. */
export function versionsIn({ min, max }: VersionRange): TlsVersion[] {
  return ALL_VERSIONS.filter((version) => version >= min && version <= max);
}
