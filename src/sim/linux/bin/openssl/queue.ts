import type { Process } from '../../../kernel/process.ts';
import { strerror, type Errno } from '../../../kernel/errno.ts';

/** An entry of OpenSSL's error queue, as ERR_print_errors shows it. */
export interface QueuedError {
  code: string;
  library: string;
  function: string;
  reason: string;
  place: string;
  data?: string;
}

/** Entries the queue keeps (a ring of 16, one of which is always free). */
const RING = 15;

/** The error queue of one run. */
export class ErrorQueue {
  readonly #entries: QueuedError[] = [];
  #thread: string | undefined;

  get empty(): boolean {
    return this.#entries.length === 0;
  }

  push(...errors: QueuedError[]): void {
    this.#entries.push(...errors);
    this.#entries.splice(0, this.#entries.length - RING);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  /** The lines, each with the thread's number in front; the queue is empty afterwards. */
  take(p: Process): string {
    const lines = this.#entries.map((e) => {
      const place = `${e.code}:${e.library}:${e.function}:${e.reason}:${e.place}:${e.data ?? ''}`;
      return `${this.#threadId(p)}:error:${place}\n`;
    });
    this.clear();
    return lines.join('');
  }

  /** A pthread's address, its octets in the order of memory. */
  #threadId(p: Process): string {
    const random = p.kernel.random.stream('openssl threads');
    return (this.#thread ??= `40${random.text(1, '0123456789ABCDEF')}7${random.hex(6).toUpperCase()}7F0000`);
  }
}

/** What an object of another kind, or one that does not parse, leaves. */
export const STORE_UNSUPPORTED: QueuedError = {
  code: '1608010C',
  library: 'STORE routines',
  function: 'ossl_store_handle_load_result',
  reason: 'unsupported',
  place: '../crypto/store/store_result.c:149',
};

/** The errors of a file that the store cannot open. */
export function storeOpenErrors(path: string, e: Errno): QueuedError[] {
  return [
    {
      code: '16000069',
      library: 'STORE routines',
      function: 'ossl_store_get0_loader_int',
      reason: 'unregistered scheme',
      place: '../crypto/store/store_register.c:237',
      data: 'scheme=file',
    },
    systemError(e, 'file_open', '../providers/implementations/storemgmt/file_store.c:268', `calling stat(${path})`),
  ];
}

/** A failed system call. */
export function systemError(e: Errno, func: string, place: string, data: string): QueuedError {
  const number =
    { ENOENT: 2, EACCES: 13, EISDIR: 21, ENOTDIR: 20, ECONNREFUSED: 111, ETIMEDOUT: 110, EHOSTUNREACH: 113, ENETUNREACH: 101 }[
      e.code as 'ENOENT'
    ] ?? 5;
  const code = (0x80000000 + number).toString(16).toUpperCase();
  return { code, library: 'system library', function: func, reason: strerror(e.code), place, data };
}

/** The errors of a file that BIO_new_file cannot open. */
export function fileOpenErrors(path: string, e: Errno, mode = 'r'): QueuedError[] {
  const missing = e.code === 'ENOENT';
  return [
    systemError(e, 'BIO_new_file', '../crypto/bio/bss_file.c:67', `calling fopen(${path}, ${mode})`),
    {
      code: missing ? '10000080' : '10080002',
      library: 'BIO routines',
      function: 'BIO_new_file',
      reason: missing ? 'no such file' : 'system lib',
      place: missing ? '../crypto/bio/bss_file.c:75' : '../crypto/bio/bss_file.c:77',
    },
  ];
}

/** What X509_check_private_key leaves where a key is not the certificate's. */
export function keyMismatch(sameType: boolean): QueuedError[] {
  const library = 'x509 certificate routines';
  const at = { library, function: 'X509_check_private_key' };
  if (sameType) return [{ ...at, code: '05800074', reason: 'key values mismatch', place: '../crypto/x509/x509_cmp.c:403' }];
  return [
    {
      code: '03000065',
      library: 'digital envelope routines',
      function: 'evp_keymgmt_util_match',
      reason: 'different key types',
      place: '../crypto/evp/keymgmt_lib.c:388',
    },
    { ...at, code: '05800073', reason: 'key type mismatch', place: '../crypto/x509/x509_cmp.c:406' },
  ];
}
