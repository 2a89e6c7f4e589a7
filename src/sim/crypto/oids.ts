/** Object identifiers that the code names. */
export const OID = {
  rsaEncryption: '1.2.840.113549.1.1.1',
  md5WithRSA: '1.2.840.113549.1.1.4',
  sha1WithRSA: '1.2.840.113549.1.1.5',
  rsaPss: '1.2.840.113549.1.1.10',
  sha256WithRSA: '1.2.840.113549.1.1.11',
  sha384WithRSA: '1.2.840.113549.1.1.12',
  sha512WithRSA: '1.2.840.113549.1.1.13',
  sha224WithRSA: '1.2.840.113549.1.1.14',
  ecPublicKey: '1.2.840.10045.2.1',
  p256: '1.2.840.10045.3.1.7',
  p384: '1.3.132.0.34',
  p521: '1.3.132.0.35',
  ecdsaWithSha1: '1.2.840.10045.4.1',
  ecdsaWithSha224: '1.2.840.10045.4.3.1',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  ecdsaWithSha384: '1.2.840.10045.4.3.3',
  ecdsaWithSha512: '1.2.840.10045.4.3.4',
  ed25519: '1.3.101.112',
  md5: '1.2.840.113549.2.5',
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
  sha224: '2.16.840.1.101.3.4.2.4',
  hmacWithSha1: '1.2.840.113549.2.7',
  hmacWithSha256: '1.2.840.113549.2.9',
  pbes2: '1.2.840.113549.1.5.13',
  pbkdf2: '1.2.840.113549.1.5.12',
  aes128Cbc: '2.16.840.1.101.3.4.1.2',
  aes192Cbc: '2.16.840.1.101.3.4.1.22',
  aes256Cbc: '2.16.840.1.101.3.4.1.42',
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  encryptedData: '1.2.840.113549.1.7.6',
  extensionRequest: '1.2.840.113549.1.9.14',
  challengePassword: '1.2.840.113549.1.9.7',
  emailAddress: '1.2.840.113549.1.9.1',
  commonName: '2.5.4.3',
  serialNumber: '2.5.4.5',
  country: '2.5.4.6',
  locality: '2.5.4.7',
  province: '2.5.4.8',
  street: '2.5.4.9',
  organization: '2.5.4.10',
  organizationalUnit: '2.5.4.11',
  postalCode: '2.5.4.17',
  domainComponent: '0.9.2342.19200300.100.1.25',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  crlNumber: '2.5.29.20',
  crlReason: '2.5.29.21',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  anyPolicy: '2.5.29.32.0',
  policyMappings: '2.5.29.33',
  authorityKeyIdentifier: '2.5.29.35',
  policyConstraints: '2.5.29.36',
  extKeyUsage: '2.5.29.37',
  anyExtKeyUsage: '2.5.29.37.0',
  inhibitAnyPolicy: '2.5.29.54',
  tlsFeature: '1.3.6.1.5.5.7.1.24',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
  ocsp: '1.3.6.1.5.5.7.48.1',
  caIssuers: '1.3.6.1.5.5.7.48.2',
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  ocspSigning: '1.3.6.1.5.5.7.3.9',
  netscapeCertType: '2.16.840.1.113730.1.1',
  netscapeComment: '2.16.840.1.113730.1.13',
} as const;

/**
 * OpenSSL's short and long names (crypto/objects/objects.txt) of the identifiers that appear in certificates, keys and
 * requests: `oid short name=long name`; without a long name both are the same.
 */
const NAMES = `
1.2.840.113549.1.1.1 rsaEncryption
1.2.840.113549.1.1.4 RSA-MD5=md5WithRSAEncryption
1.2.840.113549.1.1.5 RSA-SHA1=sha1WithRSAEncryption
1.2.840.113549.1.1.10 RSASSA-PSS=rsassaPss
1.2.840.113549.1.1.11 RSA-SHA256=sha256WithRSAEncryption
1.2.840.113549.1.1.12 RSA-SHA384=sha384WithRSAEncryption
1.2.840.113549.1.1.13 RSA-SHA512=sha512WithRSAEncryption
1.2.840.113549.1.1.14 RSA-SHA224=sha224WithRSAEncryption
1.2.840.10045.2.1 id-ecPublicKey
1.2.840.10045.3.1.7 prime256v1
1.3.132.0.10 secp256k1
1.3.132.0.34 secp384r1
1.3.132.0.35 secp521r1
1.2.840.10045.4.1 ecdsa-with-SHA1
1.2.840.10045.4.3.1 ecdsa-with-SHA224
1.2.840.10045.4.3.2 ecdsa-with-SHA256
1.2.840.10045.4.3.3 ecdsa-with-SHA384
1.2.840.10045.4.3.4 ecdsa-with-SHA512
1.3.101.110 X25519
1.3.101.111 X448
1.3.101.112 ED25519
1.3.101.113 ED448
1.2.840.113549.2.5 MD5=md5
1.3.14.3.2.26 SHA1=sha1
2.16.840.1.101.3.4.2.1 SHA256=sha256
2.16.840.1.101.3.4.2.2 SHA384=sha384
2.16.840.1.101.3.4.2.3 SHA512=sha512
2.16.840.1.101.3.4.2.4 SHA224=sha224
1.2.840.113549.2.7 hmacWithSHA1
1.2.840.113549.2.9 hmacWithSHA256
1.2.840.113549.1.5.12 PBKDF2
1.2.840.113549.1.5.13 PBES2
2.16.840.1.101.3.4.1.2 AES-128-CBC=aes-128-cbc
2.16.840.1.101.3.4.1.22 AES-192-CBC=aes-192-cbc
2.16.840.1.101.3.4.1.42 AES-256-CBC=aes-256-cbc
1.2.840.113549.1.7.1 pkcs7-data
1.2.840.113549.1.7.2 pkcs7-signedData
1.2.840.113549.1.7.6 pkcs7-encryptedData
1.2.840.113549.1.9.1 emailAddress
1.2.840.113549.1.9.2 unstructuredName
1.2.840.113549.1.9.7 challengePassword
1.2.840.113549.1.9.8 unstructuredAddress
1.2.840.113549.1.9.14 extReq=Extension Request
1.2.840.113549.1.9.20 friendlyName
1.2.840.113549.1.9.21 localKeyID
1.2.840.113549.1.12.10.1.2 pkcs8ShroudedKeyBag
1.2.840.113549.1.12.10.1.3 certBag
1.2.840.113549.1.9.22.1 x509Certificate
2.5.4.3 CN=commonName
2.5.4.4 SN=surname
2.5.4.5 serialNumber
2.5.4.6 C=countryName
2.5.4.7 L=localityName
2.5.4.8 ST=stateOrProvinceName
2.5.4.9 street=streetAddress
2.5.4.10 O=organizationName
2.5.4.11 OU=organizationalUnitName
2.5.4.12 title
2.5.4.13 description
2.5.4.15 businessCategory
2.5.4.17 postalCode
2.5.4.20 telephoneNumber
2.5.4.41 name
2.5.4.42 GN=givenName
2.5.4.43 initials
2.5.4.44 generationQualifier
2.5.4.45 x500UniqueIdentifier
2.5.4.46 dnQualifier
2.5.4.65 pseudonym
2.5.4.97 organizationIdentifier
0.9.2342.19200300.100.1.1 UID=userId
0.9.2342.19200300.100.1.3 mail=rfc822Mailbox
0.9.2342.19200300.100.1.25 DC=domainComponent
1.3.6.1.4.1.311.60.2.1.1 jurisdictionL=jurisdictionLocalityName
1.3.6.1.4.1.311.60.2.1.2 jurisdictionST=jurisdictionStateOrProvinceName
1.3.6.1.4.1.311.60.2.1.3 jurisdictionC=jurisdictionCountryName
2.5.29.9 subjectDirectoryAttributes=X509v3 Subject Directory Attributes
2.5.29.14 subjectKeyIdentifier=X509v3 Subject Key Identifier
2.5.29.15 keyUsage=X509v3 Key Usage
2.5.29.16 privateKeyUsagePeriod=X509v3 Private Key Usage Period
2.5.29.17 subjectAltName=X509v3 Subject Alternative Name
2.5.29.18 issuerAltName=X509v3 Issuer Alternative Name
2.5.29.19 basicConstraints=X509v3 Basic Constraints
2.5.29.20 crlNumber=X509v3 CRL Number
2.5.29.21 CRLReason=X509v3 CRL Reason Code
2.5.29.24 invalidityDate=Invalidity Date
2.5.29.27 deltaCRL=X509v3 Delta CRL Indicator
2.5.29.28 issuingDistributionPoint=X509v3 Issuing Distribution Point
2.5.29.29 certificateIssuer=X509v3 Certificate Issuer
2.5.29.30 nameConstraints=X509v3 Name Constraints
2.5.29.31 crlDistributionPoints=X509v3 CRL Distribution Points
2.5.29.32 certificatePolicies=X509v3 Certificate Policies
2.5.29.32.0 anyPolicy=X509v3 Any Policy
2.5.29.33 policyMappings=X509v3 Policy Mappings
2.5.29.35 authorityKeyIdentifier=X509v3 Authority Key Identifier
2.5.29.36 policyConstraints=X509v3 Policy Constraints
2.5.29.37 extendedKeyUsage=X509v3 Extended Key Usage
2.5.29.37.0 anyExtendedKeyUsage=Any Extended Key Usage
2.5.29.46 freshestCRL=X509v3 Freshest CRL
2.5.29.54 inhibitAnyPolicy=X509v3 Inhibit Any Policy
1.3.6.1.5.5.7.1.1 authorityInfoAccess=Authority Information Access
1.3.6.1.5.5.7.1.11 subjectInfoAccess=Subject Information Access
1.3.6.1.5.5.7.1.24 tlsfeature=TLS Feature
1.3.6.1.5.5.7.2.1 id-qt-cps=Policy Qualifier CPS
1.3.6.1.5.5.7.2.2 id-qt-unotice=Policy Qualifier User Notice
1.3.6.1.5.5.7.48.1 OCSP
1.3.6.1.5.5.7.48.2 caIssuers=CA Issuers
1.3.6.1.5.5.7.3.1 serverAuth=TLS Web Server Authentication
1.3.6.1.5.5.7.3.2 clientAuth=TLS Web Client Authentication
1.3.6.1.5.5.7.3.3 codeSigning=Code Signing
1.3.6.1.5.5.7.3.4 emailProtection=E-mail Protection
1.3.6.1.5.5.7.3.5 ipsecEndSystem=IPSec End System
1.3.6.1.5.5.7.3.6 ipsecTunnel=IPSec Tunnel
1.3.6.1.5.5.7.3.7 ipsecUser=IPSec User
1.3.6.1.5.5.7.3.8 timeStamping=Time Stamping
1.3.6.1.5.5.7.3.9 OCSPSigning=OCSP Signing
1.3.6.1.4.1.311.10.3.4 msEFS=Microsoft Encrypted File System
1.3.6.1.4.1.311.2.1.21 msCodeInd=Microsoft Individual Code Signing
1.3.6.1.4.1.311.2.1.22 msCodeCom=Microsoft Commercial Code Signing
1.3.6.1.4.1.11129.2.4.2 ct_precert_scts=CT Precertificate SCTs
2.16.840.1.113730.1.1 nsCertType=Netscape Cert Type
2.16.840.1.113730.1.2 nsBaseUrl=Netscape Base Url
2.16.840.1.113730.1.4 nsCaRevocationUrl=Netscape CA Revocation Url
2.16.840.1.113730.1.12 nsSslServerName=Netscape SSL Server Name
2.16.840.1.113730.1.13 nsComment=Netscape Comment
2.16.840.1.113730.4.1 nsSGC=Netscape Server Gated Crypto
`;

const BY_OID = new Map<string, { short: string; long: string }>();
const BY_NAME = new Map<string, string>();
for (const line of NAMES.trim().split('\n')) {
  const [, dotted = '', short = '', long = short] = /^(\S+) ([^=]+)(?:=(.*))?$/.exec(line) ?? [];
  BY_OID.set(dotted, { short, long });
  BY_NAME.set(short, dotted);
  BY_NAME.set(long, dotted);
}

/** OpenSSL's short name; the dotted form of what it does not know. */
export function shortName(dotted: string): string {
  return BY_OID.get(dotted)?.short ?? dotted;
}

/** OpenSSL's long name; the dotted form of what it does not know. */
export function longName(dotted: string): string {
  return BY_OID.get(dotted)?.long ?? dotted;
}

/** The identifier of a short name, long name or dotted form, as OBJ_txt2obj reads it. */
export function oidOf(name: string): string | undefined {
  return BY_NAME.get(name) ?? (/^[012](\.\d+)+$/.test(name) ? name : undefined);
}
