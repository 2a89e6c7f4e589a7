import { program, type Program } from '../../../kernel/program.ts';

/** A program that a Debian node has and that is not simulated: it says so, and fails. */
export function notSimulated(
  name: string,
  definition: { package: string; sizeBytes: number; paths?: readonly string[]; mode?: number },
): Program {
  return program({
    id: name,
    paths: definition.paths ?? [`/usr/bin/${name}`],
    package: definition.package,
    sizeBytes: definition.sizeBytes,
    ...(definition.mode === undefined ? {} : { mode: definition.mode }),
    *main(p) {
      yield* p.error(`mirrorpod: ${name}: not simulated\n`);
      return 1;
    },
  });
}
