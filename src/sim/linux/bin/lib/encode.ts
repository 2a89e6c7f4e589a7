import { fromBinary } from '../../../kernel/text.ts';

/** A base encoding of RFC 4648: how many bytes make how many letters. */
export interface BaseEncoding {
  alphabet: string;
  bits: number;
  bytesPerGroup: number;
  lettersPerGroup: number;
}

export const BASE64: BaseEncoding = {
  alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
  bits: 6,
  bytesPerGroup: 3,
  lettersPerGroup: 4,
};
export const BASE32: BaseEncoding = { alphabet: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', bits: 5, bytesPerGroup: 5, lettersPerGroup: 8 };

/** Encodes bytes, padded with `=`. */
export function encodeBase(data: Uint8Array, encoding: BaseEncoding): string {
  const { alphabet, bits, lettersPerGroup } = encoding;
  const parts: string[] = [];
  let out = '';
  let value = 0;
  let held = 0;
  for (const byte of data) {
    value = (value << 8) | byte;
    held += 8;
    while (held >= bits) {
      held -= bits;
      out += alphabet[(value >> held) & ((1 << bits) - 1)]!;
    }
    value &= (1 << held) - 1;
    if (out.length > 8192) {
      parts.push(out);
      out = '';
    }
  }
  if (held > 0) out += alphabet[(value << (bits - held)) & ((1 << bits) - 1)]!;
  const all = parts.join('') + out;
  return all + '='.repeat((lettersPerGroup - (all.length % lettersPerGroup)) % lettersPerGroup);
}

/** Decodes letters as they come, group by group; what it gives are bytes as far as the input was valid. */
export class BaseDecoder {
  #held = '';

  constructor(private readonly encoding: BaseEncoding) {}

  /** Takes more letters (no newlines); `valid` is false at the first group that is none. */
  push(letters: string, atEnd: boolean): { data: Uint8Array; valid: boolean } {
    const text = this.#held + letters;
    const { lettersPerGroup } = this.encoding;
    const whole = text.length - (text.length % lettersPerGroup);
    this.#held = atEnd ? '' : text.slice(whole);
    let out = '';
    for (let i = 0; i < whole; i += lettersPerGroup) {
      const group = this.#group(text.slice(i, i + lettersPerGroup));
      out += group.text;
      if (!group.valid) return { data: fromBinary(out), valid: false };
    }
    if (!atEnd || whole === text.length) return { data: fromBinary(out), valid: true };
    return { data: fromBinary(out + this.#group(text.slice(whole)).text), valid: false };
  }

  #group(letters: string): { text: string; valid: boolean } {
    const { alphabet, bits, lettersPerGroup } = this.encoding;
    const body = letters.replace(/=+$/, '');
    let value = 0;
    let held = 0;
    let text = '';
    for (const letter of body) {
      const digit = alphabet.indexOf(letter);
      if (digit < 0) return { text, valid: false };
      value = (value << bits) | digit;
      held += bits;
      if (held >= 8) {
        held -= 8;
        text += String.fromCharCode((value >> held) & 255);
      }
      value &= (1 << held) - 1;
    }
    const wholeGroup = letters.length === lettersPerGroup && (lettersPerGroup === 8 ? [8, 7, 5, 4, 2] : [4, 3, 2]).includes(body.length);
    return { text, valid: wholeGroup };
  }
}
