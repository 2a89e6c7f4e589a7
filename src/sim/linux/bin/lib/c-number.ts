const DECIMAL =
  /^[ \t\n\v\f\r]*([+-]?)(?:(0[xX](?:[0-9a-fA-F]+\.?[0-9a-fA-F]*|\.[0-9a-fA-F]+)(?:[pP][+-]?\d+)?)|((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(inf(?:inity)?|nan))/i;

/** strtod(3): the number at the beginning of a text, and where it ends; 0 and 0 where there is none. */
export function strtod(text: string): { value: number; end: number } {
  // most numbers are plain ones
  const found = DECIMAL.exec(text);
  if (!found) return { value: 0, end: 0 };
  const [whole, minus, hexadecimal, decimal, word] = found;
  let size: number;
  if (decimal !== undefined) size = Number(decimal);
  else if (hexadecimal !== undefined) size = hexFloat(hexadecimal.slice(2));
  else size = word!.toLowerCase() === 'nan' ? NaN : Infinity;
  return { value: minus === '-' ? -size : size, end: whole.length };
}

function hexFloat(text: string): number {
  const [, integer = '', fraction = '', power = '0'] = /^([0-9a-f]*)\.?([0-9a-f]*)(?:p([+-]?\d+))?$/i.exec(text) ?? [];
  return parseInt(integer + fraction || '0', 16) * 2 ** (Number(power) - 4 * fraction.length);
}
