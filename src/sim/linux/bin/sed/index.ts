import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import { program } from '../../../kernel/program.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat } from '../../../kernel/text.ts';
import { encodingOf, type Encoding } from '../lib/encoding.ts';
import { getopt, GetoptError, type OptionForm } from '../lib/getopt.ts';
import { RegexError, RegexTooExpensive } from '../lib/regex.ts';
import { Machine } from './execute.ts';
import { HELP, USAGE, VERSION } from './help.ts';
import { Input } from './input.ts';
import { Output } from './output.ts';
import { parseScript } from './parse.ts';
import { ScriptError } from './script.ts';
import type { ScriptPart } from './source.ts';

const BAD_USAGE = 1;
const BAD_INPUT = 2;
const PANIC = 4;

const FORMS: OptionForm[] = [
  { id: 'b', letters: 'b', names: ['binary'], takes: 'none' },
  { id: 'r', letters: 'rE', names: ['regexp-extended'], takes: 'none' },
  { id: 'debug', letters: '', names: ['debug'], takes: 'none' },
  { id: 'i', letters: 'i', names: ['in-place'], takes: 'optional' },
  { id: 'e', letters: 'e', names: ['expression'], takes: 'required' },
  { id: 'f', letters: 'f', names: ['file'], takes: 'required' },
  { id: 'l', letters: 'l', names: ['line-length'], takes: 'required' },
  { id: 'z', letters: 'z', names: ['null-data', 'zero-terminated'], takes: 'none' },
  { id: 'n', letters: 'n', names: ['quiet', 'silent'], takes: 'none' },
  { id: 'posix', letters: '', names: ['posix'], takes: 'none' },
  { id: 's', letters: 's', names: ['separate'], takes: 'none' },
  { id: 'sandbox', letters: '', names: ['sandbox'], takes: 'none' },
  { id: 'u', letters: 'u', names: ['unbuffered'], takes: 'none' },
  { id: 'version', letters: '', names: ['version'], takes: 'none' },
  { id: 'help', letters: 'h', names: ['help'], takes: 'none' },
  { id: 'follow', letters: '', names: ['follow-symlinks'], takes: 'none' },
];

/** GNU sed 4.9 as Debian 12 has it. */
export default program({
  id: 'sed',
  paths: ['/usr/bin/sed'],
  package: 'sed',
  sizeBytes: 126_424,
  *main(p) {
    const name = p.argv[0] ?? 'sed';
    try {
      const code = yield* run(p, name);
      yield* p.flush();
      return code;
    } catch (e) {
      if (e instanceof ScriptError) yield* p.error(`${name}: ${e.message}\n`);
      else if (e instanceof RegexError) yield* p.error(`${name}: ${e.message}\n`);
      else if (e instanceof RegexTooExpensive) yield* p.error(`mirrorpod: sed: ${e.message}\n`);
      else if (e instanceof Errno) yield* p.error(`${name}: couldn't flush stdout: ${e.text}\n`);
      else throw e;
      return e instanceof ScriptError ? e.code : e instanceof Errno ? PANIC : BAD_USAGE;
    }
  },
});

interface Options {
  parts: ScriptPart[];
  files: string[];
  given: Set<string>;
  inPlace: string | undefined;
  lineLength: number;
}

function* run(p: Process, name: string): Step<number> {
  const encoding = encodingOf(p);
  const options = yield* readOptions(p, name, encoding);
  if (typeof options === 'number') return options;
  const { given, files, inPlace } = options;
  const unbuffered = given.has('u');
  const delimiter = given.has('z') ? '\0' : '\n';
  const outputs = new Map<string, Output>();
  const standard = new Output(p, 1, encoding, delimiter, unbuffered);
  const open = (file: string): Output => {
    let output = outputs.get(file);
    if (!output) outputs.set(file, (output = openOutput(p, file, encoding, delimiter)));
    return output;
  };
  const settings = { extended: given.has('r'), utf8: encoding.utf8, posix: given.has('posix'), sandbox: given.has('sandbox') };
  const script = parseScript(options.parts, { ...settings, encoding, open });
  let status = 0;
  const input = new Input(p, files.length > 0 ? files : inPlace === undefined ? ['-'] : [], {
    encoding,
    delimiter: delimiter.charCodeAt(0),
    separate: given.has('s') || inPlace !== undefined,
    inPlace,
    followLinks: given.has('follow'),
    // only a script that stops early can tell how much was read
    unbuffered: unbuffered && script.commands.some((c) => c.name === 'q' || c.name === 'Q'),
    *fail(message) {
      status = message.startsWith("couldn't edit") ? PANIC : BAD_INPUT;
      yield* p.error(`${name}: ${message}\n`);
    },
  });
  if (inPlace !== undefined && files.length === 0) throw new ScriptError('no input files', PANIC);
  const machine = new Machine(p, script.commands, input, standard, {
    encoding,
    delimiter,
    quiet: given.has('n') || script.quiet,
    posix: given.has('posix') || p.env['POSIXLY_CORRECT'] !== undefined,
    lineLength: options.lineLength,
  });
  const code = yield* machine.run();
  for (const output of outputs.values()) yield* output.flush();
  return code || status;
}

function openOutput(p: Process, file: string, encoding: Encoding, delimiter: string): Output {
  if (file === '/dev/stdout') return new Output(p, 1, encoding, delimiter, false);
  if (file === '/dev/stderr') return new Output(p, 2, encoding, delimiter, true);
  try {
    return new Output(p, p.open(file, { write: true, create: true, truncate: true }), encoding, delimiter, true);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new ScriptError(`couldn't open file ${file}: ${e.text}`, PANIC);
  }
}

function* readOptions(p: Process, name: string, encoding: Encoding): Step<Options | number> {
  const options: Options = { parts: [], files: [], given: new Set(), inPlace: undefined, lineLength: 70 };
  let parsed;
  try {
    parsed = getopt(p.argv.slice(1), FORMS, { inOrder: p.env['POSIXLY_CORRECT'] !== undefined });
  } catch (e) {
    if (!(e instanceof GetoptError)) throw e;
    yield* p.error(`${name}: ${e.message}\n${USAGE(name)}`);
    return BAD_USAGE;
  }
  for (const { id, value } of parsed.given) {
    options.given.add(id);
    if (id === 'e') options.parts.push({ text: encoding.fromText(value!), file: undefined });
    else if (id === 'f') options.parts.push({ text: encoding.decode(yield* scriptFile(p, value!)), file: value! });
    else if (id === 'i') options.inPlace = value ?? '';
    else if (id === 'l') options.lineLength = parseInt(value!, 10) || 0;
    else if (id === 'help' || id === 'version') {
      yield* p.stdout.write(id === 'help' ? HELP(name) : VERSION);
      return 0;
    }
  }
  options.files = parsed.operands;
  if (options.parts.length === 0) {
    const script = options.files.shift();
    if (script === undefined) {
      yield* p.error(USAGE(name));
      return BAD_USAGE;
    }
    options.parts.push({ text: encoding.fromText(script), file: undefined });
  }
  if (options.given.has('debug')) {
    yield* p.error('mirrorpod: sed --debug: not simulated\n');
    return 1;
  }
  return options;
}

function* scriptFile(p: Process, file: string): Step<Uint8Array> {
  try {
    const fd = file === '-' ? 0 : p.open(file, { read: true });
    const parts = yield* p.readAll(fd);
    if (fd !== 0) p.fds.close(fd);
    return concat(parts);
  } catch (e) {
    if (!(e instanceof Errno)) throw e;
    throw new ScriptError(`couldn't open file ${file}: ${e.text}`, PANIC);
  }
}
