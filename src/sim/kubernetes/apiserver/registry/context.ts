import type { Latch } from '../../../kernel/sync.ts';
import type { Micros } from '../../../kernel/time.ts';

/** Who sends a request, as authentication found out. */
export interface UserInfo {
  name: string;
  uid?: string;
  groups: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** One request, as the registry and admission see it. */
export interface RequestContext {
  user: UserInfo;
  verb: string;
  namespace: string;
  name: string;
  subresource: string;
  /** When the request must be over. */
  deadline: Micros;
  dryRun: boolean;
  /** Who is recorded as the manager of the fields that are set. */
  fieldManager: string;
  /** Says something to the client that is no error: a `Warning` header. */
  warn(text: string): void;
  /** Notes something for the audit event. */
  annotate(key: string, value: string): void;
  cancelled?: Latch;
}
