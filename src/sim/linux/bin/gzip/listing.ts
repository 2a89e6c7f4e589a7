import { toCivil, MONTHS, SECOND, pad } from '../../../kernel/time.ts';
import { crc32 } from '../lib/crc32.ts';
import { gzipHeader, gzipOverhead } from '../lib/gzip-format.ts';

/** What `gzip -l` prints. */
export class Listing {
  readonly #rows: string[] = [];
  #compressed = 0;
  #plain = 0;
  #overhead = 18;

  constructor(private readonly verbose: boolean) {}

  /** How much smaller, as gzip shows it: ` 27.3%`. Header (with the name) and trailer do not count. */
  ratio(small: number, large: number, overhead: number): string {
    const saved = large === 0 ? 0 : (100 * (large - (small - overhead))) / large;
    return `${saved.toFixed(1).padStart(5)}%`;
  }

  add(path: string, data: Uint8Array, plain: Uint8Array): void {
    this.#compressed += data.length;
    this.#plain += plain.length;
    const name = path.replace(/\.(gz|z|Z)$/, '').replace(/\.(tgz|taz)$/, '.tar');
    const { mtime } = gzipHeader(data);
    const c = toCivil(mtime * SECOND);
    const when = `${MONTHS[c.month - 1]} ${String(c.day).padStart(2)} ${pad(c.hour)}:${pad(c.minute)}`;
    const start = this.verbose ? `defla ${crc32(plain).toString(16).padStart(8, '0')} ${when} ` : '';
    this.#overhead = gzipOverhead(data);
    this.#rows.push(start + this.#line(data.length, plain.length, name));
  }

  #line(small: number, large: number, name: string): string {
    return `${String(small).padStart(19)} ${String(large).padStart(19)} ${this.ratio(small, large, this.#overhead)} ${name}\n`;
  }

  text(): string {
    if (this.#rows.length === 0) return '';
    const head = `${this.verbose ? 'method  crc     date  time  ' : ''}         compressed        uncompressed  ratio uncompressed_name\n`;
    const totals =
      this.#rows.length > 1 ? `${this.verbose ? ' '.repeat(28) : ''}${this.#line(this.#compressed, this.#plain, '(totals)')}` : '';
    return head + this.#rows.join('') + totals;
  }
}
