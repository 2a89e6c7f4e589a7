import { errorText, GoError } from './error.ts';
import { quote } from './quote.ts';
import { parseUint } from './strconv.ts';

/** A version as apimachinery's util/version keeps it. */
export interface Version {
  components: readonly number[];
  preRelease: string;
  buildMetadata: string;
}

const NUMBERS = /^\s*v?([0-9]+(?:\.[0-9]+)*)(.*)$/;
const EXTRA = /^(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\s*$/;

/**
 * A version from text: `semantic` wants three numbers and checks what follows them (ParseSemantic), otherwise two numbers or
 * more do and the rest is ignored (ParseGeneric). Throws util/version's errors.
 */
export function parseVersion(text: string, options: { semantic: boolean }): Version {
  const parts = NUMBERS.exec(text);
  if (!parts) throw new GoError(`could not parse ${quote(text)} as version`);
  const numbers = parts[1]!.split('.');
  if (options.semantic ? numbers.length !== 3 : numbers.length < 2) throw new GoError(`illegal version string ${quote(text)}`);
  const zeroPrefixed = (number: string) => new GoError(`illegal zero-prefixed version component ${quote(number)} in ${quote(text)}`);
  const components = numbers.map((number, i) => {
    if ((i === 0 || options.semantic) && number.startsWith('0') && number !== '0') throw zeroPrefixed(number);
    try {
      return Number(parseUint(number));
    } catch (e) {
      throw new GoError(`illegal non-numeric version component ${quote(number)} in ${quote(text)}: ${errorText(e)}`);
    }
  });
  const version = { components, preRelease: '', buildMetadata: '' };
  if (!options.semantic || parts[2] === '') return version;
  const extra = EXTRA.exec(parts[2]!);
  if (!extra) throw new GoError(`could not parse pre-release/metadata (${parts[2]}) in version ${quote(text)}`);
  const preRelease = extra[1] ?? '';
  const bad = preRelease.split('.').find((number) => /^0[0-9]+$/.test(number));
  if (bad !== undefined) throw zeroPrefixed(bad);
  return { components, preRelease, buildMetadata: extra[2] ?? '' };
}

/** A version, semantic if it can be read so, generic otherwise (util/version.Parse). Throws its errors. */
export function parseAnyVersion(text: string): Version {
  try {
    return parseVersion(text, { semantic: true });
  } catch {
    return parseVersion(text, { semantic: false });
  }
}
