import { GoError } from '../go/error.ts';

/** A place in a YAML text: characters from its start, line and column, all from 0. */
export interface Mark {
  index: number;
  line: number;
  column: number;
}

/** What go-yaml says of a text that is no YAML: `yaml: line 4: did not find expected key`. */
export class YamlError extends GoError {
  constructor(problem: string) {
    super(`yaml: ${problem}`);
  }

  /**
   * An error with a line. go-yaml counts lines from 0 and adds one only where the scanner failed, so the line that a parser's
   * error names stands one before the place; and where the place is in the first line, it names the context's line or none.
   */
  static at(problem: string, place: Mark, context: Mark | undefined, kind: 'scanner' | 'parser'): YamlError {
    const line = place.line !== 0 ? place.line + (kind === 'scanner' ? 1 : 0) : (context?.line ?? 0);
    return new YamlError(line !== 0 ? `line ${line}: ${problem}` : problem);
  }
}
