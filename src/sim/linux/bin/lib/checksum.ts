import { Errno, isErrno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { bytes, fromBinary, text } from '../../../kernel/text.ts';
import { checksumLine, parseChecksumLine, type LineForm } from './checksum-lines.ts';
import { digestOf, type Digest } from './digest.ts';
import { Input } from './input.ts';
import { FAMILIES, UsageError, utility, type Tool, type Option } from './utility.ts';

/** Options of verification, shared by all programs of this kind. */
export const CHECK_OPTIONS = {
  check: { flags: '-c, --check', help: 'read checksums from the FILEs and verify them' },
  zero: { flags: '-z, --zero', help: 'end each line with NUL and do not escape file names' },
  ignoreMissing: { flags: '--ignore-missing', help: 'when verifying: do not complain about missing files' },
  quiet: { flags: '--quiet', help: 'when verifying: no OK for each file that is right' },
  status: { flags: '--status', help: 'when verifying: say nothing, only give an exit status' },
  strict: { flags: '--strict', help: 'when verifying: fail where a line is not well formed' },
  warn: { flags: '-w, --warn', help: 'when verifying: tell of each line that is not well formed' },
} as const satisfies Record<string, Option>;

type CheckOption = keyof typeof CHECK_OPTIONS;

/** Throws UsageError for an option that goes only with --check where that is missing. */
export function requireCheck(t: Tool<CheckOption | 'tag'>): void {
  if (t.has('check')) {
    if (t.has('tag')) throw new UsageError('the --tag option is meaningless when verifying checksums');
    if (t.has('zero')) throw new UsageError('the --zero option is not supported when verifying checksums');
    return;
  }
  for (const id of ['ignoreMissing', 'status', 'warn', 'quiet', 'strict'] as const) {
    const name = CHECK_OPTIONS[id].flags.split(' ').pop()!;
    if (t.has(id)) throw new UsageError(`the ${name} option is meaningful only when verifying checksums`);
  }
}

/** Prints the digests of files (none: standard input). */
export function* printDigests(p: Process, t: Tool<CheckOption | 'tag'>, digest: Digest, form: LineForm): Step {
  for (const path of t.operands.length > 0 ? t.operands : ['-']) {
    const hex = yield* hash(p, t, path, digest);
    if (hex !== undefined) yield* p.stdout.write(checksumLine(hex, path, digest, form));
  }
}

/** The digest of a file; where it cannot be read, that is told. */
function* hash(p: Process, t: Tool<CheckOption>, path: string, digest: Digest, missing?: () => void): Step<string | undefined> {
  let input: Input | undefined;
  try {
    input = Input.open(p, path);
    return yield* digestOf(p, input, digest);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    if (missing && isErrno(e, 'ENOENT')) missing();
    else yield* t.fail(`${t.quotef(path)}: ${e.text}`);
    return undefined;
  } finally {
    input?.close();
  }
}

const counted = (n: number, one: string, many: string): string => `WARNING: ${n} ${n === 1 ? one : many}`;

/** Verifies the files that a checksum file lists. `digestFor` says which digest a line is of; none: the line is not well formed. */
export function* verify(
  p: Process,
  t: Tool<CheckOption>,
  listPath: string,
  digestFor: (tag: string | undefined, hex: string) => Digest | undefined,
  kind: string,
): Step {
  const shownList = listPath === '-' ? t.quote('standard input') : t.quotef(listPath);
  const quiet = t.has('quiet') || t.has('status');
  const counts = { formatted: 0, wrong: 0, unreadable: 0, mismatched: 0, verified: 0 };
  let list: Input;
  try {
    list = Input.open(p, listPath);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    yield* t.fail(`${shownList}: ${e.text}`);
    return;
  }
  for (let line = yield* list.line(), n = 1; line; line = yield* list.line(), n++) {
    if (line.text.startsWith('#') || line.text === '') continue;
    const expected = parseChecksumLine(text(fromBinary(line.text)));
    const digest = expected && digestFor(expected.tag, expected.hex);
    if (!expected || !digest || expected.hex.length !== digest.bits / 4) {
      counts.wrong++;
      if (t.has('warn')) yield* t.warn(`${shownList}: ${n}: improperly formatted ${kind} checksum line`);
      continue;
    }
    counts.formatted++;
    yield* verifyOne(p, t, expected, digest, quiet, counts);
  }
  list.close();
  yield* summarise(t, shownList, counts);
}

type Counts = Record<'formatted' | 'wrong' | 'unreadable' | 'mismatched' | 'verified', number>;

function* verifyOne(
  p: Process,
  t: Tool<CheckOption>,
  expected: { hex: string; name: string },
  digest: Digest,
  quiet: boolean,
  counts: Counts,
): Step {
  const shown = /[\n\\]/.test(expected.name) ? `\\${expected.name.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}` : expected.name;
  let ignored = false;
  const hex = yield* hash(p, t, expected.name, digest, t.has('ignoreMissing') ? () => (ignored = true) : undefined);
  if (ignored) return;
  if (hex === undefined) {
    counts.unreadable++;
    if (!t.has('status')) yield* p.stdout.write(bytes(`${shown}: FAILED open or read\n`));
    return;
  }
  const right = hex === expected.hex;
  if (right) counts.verified++;
  else counts.mismatched++;
  if (t.has('status') || (right && quiet)) return;
  yield* p.stdout.write(`${shown}: ${right ? 'OK' : 'FAILED'}\n`);
}

function* summarise(t: Tool<CheckOption>, list: string, counts: Counts): Step {
  if (counts.formatted === 0) {
    yield* t.fail(`${list}: no properly formatted checksum lines found`);
    return;
  }
  if (!t.has('status')) {
    if (counts.wrong > 0) yield* t.warn(counted(counts.wrong, 'line is improperly formatted', 'lines are improperly formatted'));
    if (counts.unreadable > 0) yield* t.warn(counted(counts.unreadable, 'listed file could not be read', 'listed files could not be read'));
    if (counts.mismatched > 0)
      yield* t.warn(counted(counts.mismatched, 'computed checksum did NOT match', 'computed checksums did NOT match'));
    if (t.has('ignoreMissing') && counts.verified === 0 && counts.mismatched === 0) yield* t.warn(`${list}: no file was verified`);
  }
  const unverified = t.has('ignoreMissing') && counts.verified === 0;
  if (counts.mismatched > 0 || counts.unreadable > 0 || unverified || (t.has('strict') && counts.wrong > 0)) t.status = 1;
}

/** md5sum(1) and its siblings. */
export function digestUtility(name: string, digest: Digest, sizeBytes: number): Program {
  return utility({
    name,
    family: FAMILIES.coreutils,
    sizeBytes,
    usage: ['[OPTION]... [FILE]...'],
    summary: `Print or verify ${digest.tag} (${digest.bits}-bit) checksums.`,
    options: {
      binary: { flags: '-b, --binary', help: 'read in binary mode' },
      tag: { flags: '--tag', help: 'print lines in BSD style' },
      text: { flags: '-t, --text', help: 'read in text mode (default)' },
      ...CHECK_OPTIONS,
    },
    *main(p, t) {
      if (t.has('tag') && t.last('binary', 'text') === 'text') throw new UsageError('--tag does not support --text mode');
      requireCheck(t);
      if (!t.has('check')) {
        const binary = t.last('binary', 'text') === 'binary';
        yield* printDigests(p, t, digest, { binary, tagged: t.has('tag'), zero: t.has('zero') });
        return;
      }
      for (const path of t.operands.length > 0 ? t.operands : ['-']) {
        yield* verify(p, t, path, (tag) => (tag === undefined || tag === digest.tag ? digest : undefined), digest.tag);
      }
    },
  });
}
