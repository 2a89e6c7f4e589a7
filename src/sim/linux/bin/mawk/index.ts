import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { BYTES } from '../lib/encoding.ts';
import { RegexTooExpensive } from '../lib/regex.ts';
import { LIMITS_TEXT, USAGE, VERSION } from './help.ts';
import { OptionError, readOptions, type Options } from './options.ts';
import { parseProgram } from './parse.ts';
import { Run } from './run.ts';
import { AwkError } from './streams.ts';
import { AwkSyntaxError } from './tokens.ts';
import { toText } from './values.ts';

/** mawk 1.3.4 (20200120), which Debian 12 runs as `awk`. */
export default program({
  id: 'mawk',
  paths: ['/usr/bin/mawk', '/usr/bin/awk', '/usr/bin/nawk'],
  package: 'mawk',
  sizeBytes: 157_872,
  *main(p) {
    const name = (p.argv[0] ?? 'mawk').split('/').pop()!;
    try {
      return yield* start(p, name);
    } catch (e) {
      if (!(e instanceof OptionError || e instanceof AwkSyntaxError)) throw e;
      yield* p.error(`${name}: ${e.message}\n`);
      if (e instanceof AwkSyntaxError && e.second) yield* p.error(`${name}: ${e.second}\n`);
      return 2;
    }
  },
});

function* start(p: Process, name: string): Step<number> {
  const options = readOptions(p.argv.slice(1));
  switch (options.show) {
    case 'usage':
      yield* p.error(USAGE(name));
      return 0;
    case 'version':
      yield* p.stdout.write(VERSION);
      yield* p.error(LIMITS_TEXT);
      return 0;
    case 'dump':
      yield* p.error('mirrorpod: mawk -W dump: not simulated\n');
      return 1;
  }
  for (const warning of options.warnings) yield* p.error(`${name}: ${warning}\n`);
  const text = options.files.length > 0 ? yield* programText(p, options) : BYTES.fromText(options.program ?? '');
  const { program: parsed, names } = parseProgram(text, options.files[0]);
  const run = new Run(p, parsed, names, {
    args: [name, ...options.operands],
    assignments: options.assignments,
    interactive: options.interactive,
  });
  try {
    return yield* run.run();
  } catch (e) {
    yield* run.rt.streams.flush();
    yield* p.error(`${name}: ${complaint(run, e)}\n`);
    return 2;
  }
}

/** What ended the program early, as mawk says it. Throws what is no such thing. */
function complaint(run: Run, e: unknown): string {
  if (e instanceof RegexTooExpensive) return e.message;
  if (e instanceof Errno) return e.syscall === 'write' ? `write failure (${e.text})` : `read error (${e.text})`;
  if (!(e instanceof AwkError)) throw e;
  if (!e.located) return e.message;
  const { rt } = run;
  const place = (name: 'FILENAME' | 'FNR' | 'NR'): string => toText(rt.special(name), rt.convfmt);
  return `${e.message}\n\tFILENAME="${place('FILENAME')}" FNR=${place('FNR')} NR=${place('NR')}`;
}

/** The program of -f files, one after the other. */
function* programText(p: Process, options: Options): Step<string> {
  let text = '';
  for (const file of options.files) {
    try {
      const fd = file === '-' ? 0 : p.open(file, { read: true });
      for (const part of yield* p.readAll(fd)) text += BYTES.decode(part);
      if (fd !== 0) p.fds.close(fd);
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new OptionError(`cannot open ${file} (${e.text})`);
    }
  }
  return text;
}
