import type { Mark } from './error.ts';

export type TokenType =
  | 'stream-start'
  | 'stream-end'
  | 'version-directive'
  | 'tag-directive'
  | 'document-start'
  | 'document-end'
  | 'block-sequence-start'
  | 'block-mapping-start'
  | 'block-end'
  | 'flow-sequence-start'
  | 'flow-sequence-end'
  | 'flow-mapping-start'
  | 'flow-mapping-end'
  | 'block-entry'
  | 'flow-entry'
  | 'key'
  | 'value'
  | 'alias'
  | 'anchor'
  | 'tag'
  | 'scalar';

export interface Token {
  type: TokenType;
  start: Mark;
  end: Mark;
  /** A scalar's text, an anchor's or alias's name, a tag's or tag directive's handle. */
  value?: string;
  /** A tag's suffix, a tag directive's prefix. */
  suffix?: string;
  /** Whether a scalar stands without quotes and not as a block. */
  plain?: boolean;
  /** A version directive's two numbers. */
  version?: [major: number, minor: number];
}
