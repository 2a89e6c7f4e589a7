/** dd's conversions of bytes: letters' case, and pairs swapped. */
export function convert(block: Uint8Array, conv: ReadonlySet<string>): Uint8Array {
  if (!conv.has('lcase') && !conv.has('ucase') && !conv.has('swab')) return block;
  const out = block.slice();
  if (conv.has('swab')) {
    for (let i = 0; i + 1 < out.length; i += 2) [out[i], out[i + 1]] = [out[i + 1]!, out[i]!];
  }
  const [from, by] = conv.has('ucase') ? [97, -32] : [65, 32];
  if (conv.has('ucase') || conv.has('lcase')) {
    for (let i = 0; i < out.length; i++) if (out[i]! >= from && out[i]! < from + 26) out[i]! += by;
  }
  return out;
}
