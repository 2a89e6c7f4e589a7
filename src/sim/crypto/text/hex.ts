/** Octets in hexadecimal with colons: `39:90:27`. */
export function colonHex(data: Uint8Array, upper = true): string {
  const text = [...data].map((octet) => octet.toString(16).padStart(2, '0')).join(':');
  return upper ? text.toUpperCase() : text;
}

/** Lower-case octets in lines of `width`, each but the last ending in a colon, as keys and signatures are shown. */
export function hexLines(data: Uint8Array, indent: number, width: number): string {
  const out: string[] = [];
  for (let i = 0; i < data.length; i += width) {
    const last = i + width >= data.length;
    out.push(`${' '.repeat(indent)}${colonHex(data.subarray(i, i + width), false)}${last ? '' : ':'}\n`);
  }
  return out.join('');
}

/** A number as ASN1 programs show large ones: with a leading zero octet where its highest bit is set. */
export function numberLines(octets: Uint8Array, indent: number): string {
  const signed = octets[0]! & 0x80 ? Uint8Array.of(0, ...octets) : octets;
  return hexLines(signed, indent, 15);
}
