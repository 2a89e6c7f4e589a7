import { Errno } from '../../../kernel/errno.ts';
import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import { concat, EMPTY } from '../../../kernel/text.ts';
import { SECOND } from '../../../kernel/time.ts';
import { FAMILIES, Failure, utility, type Tool } from '../lib/utility.ts';
import { convert } from './convert.ts';
import { parseOperands, type Plan } from './operands.ts';
import { transferred } from './report.ts';

export default utility({
  name: 'dd',
  family: FAMILIES.coreutils,
  sizeBytes: 89_240,
  usage: ['[OPERAND]...', 'OPTION'],
  summary:
    'Copy blocks and convert them.\n  if=FILE of=FILE  ibs= obs= bs=BYTES  count=N skip=N seek=N\n  conv=  ascii-free list: lcase ucase swab noerror notrunc nocreat excl sync fdatasync fsync\n  iflag= oflag=  append direct fullblock nonblock count_bytes skip_bytes seek_bytes ...\n  status=none|noxfer|progress',
  options: {},
  *main(p, t) {
    const plan = parseOperands(t.operands, (text) => t.quote(text));
    const run = new Transfer(p, t, plan);
    return yield* run.all();
  },
});

/** One run of dd: what was read and written, in whole and in partial blocks. */
class Transfer {
  #started = 0;
  #in = { whole: 0, partial: 0 };
  #out = { whole: 0, partial: 0 };
  #bytes = 0;
  #pending: Uint8Array = EMPTY;
  #interrupted = false;
  #progressAt = 0;
  #progressShown = false;

  constructor(
    private readonly p: Process,
    private readonly t: Tool,
    private readonly plan: Plan,
  ) {}

  *all(): Step<number> {
    const { p, t, plan } = this;
    const input = this.#open(plan.input, 'input');
    const output = this.#open(plan.output, 'output');
    this.#started = this.#progressAt = p.clock.now;
    p.handle('INT', () => (this.#interrupted = true));
    let asked = false;
    p.handle('USR1', () => (asked = true));
    let code = 0;
    const shownInput = t.quoteaf(plan.input ?? 'standard input');
    try {
      if (!(yield* this.#skip(input))) yield* t.warn(`${t.quotef(plan.input ?? 'standard input')}: cannot skip to specified offset`);
      this.#seek(output);
      code = yield* this.#copy(
        input,
        output,
        shownInput,
        function* (this: Transfer): Step {
          if (asked) yield* this.#report();
          asked = false;
        }.bind(this),
      );
    } catch (e) {
      if (!(e instanceof Errno) || e.syscall !== 'write') throw e;
      yield* t.warn(`error writing ${t.quoteaf(plan.output ?? 'standard output')}: ${e.text}`);
      code = 1;
    }
    if (this.#progressShown) yield* p.error('\n');
    yield* this.#report();
    if (this.#interrupted) {
      p.handle('INT', 'default');
      p.kernel.signal(p, 'INT');
    }
    return code;
  }

  #open(path: string | undefined, side: 'input' | 'output'): number {
    const { p, t, plan } = this;
    if (path === undefined) return side === 'input' ? 0 : 1;
    const { conv, oflag } = plan;
    try {
      if (side === 'input') return p.open(path, { read: true });
      const keep = conv.has('notrunc') || plan.seekBytes > 0;
      const fd = p.open(path, {
        write: true,
        append: oflag.has('append'),
        create: !conv.has('nocreat'),
        exclusive: conv.has('excl'),
        truncate: !keep,
      });
      // with seek= what stands before stays, and the rest goes
      if (!conv.has('notrunc') && plan.seekBytes > 0) p.fds.file(fd).truncate?.(plan.seekBytes);
      return fd;
    } catch (e) {
      if (!(e instanceof Errno)) throw e;
      throw new Failure(`failed to open ${t.quoteaf(path)}: ${e.text}`);
    }
  }

  /** Passes over the input's beginning; false where it is shorter. */
  *#skip(fd: number): Step<boolean> {
    const { p, plan } = this;
    if (plan.skipBytes === 0) return true;
    const file = p.fds.file(fd);
    if (file.kind === 'file' && file.seek) {
      file.seek(plan.skipBytes, 'current');
      return plan.skipBytes <= file.stat().size;
    }
    for (let left = plan.skipBytes; left > 0;) {
      const part = yield* p.read(fd, Math.min(left, 65_536));
      if (part.length === 0) return false;
      left -= part.length;
    }
    return true;
  }

  #seek(fd: number): void {
    const { p, t, plan } = this;
    if (plan.seekBytes === 0) return;
    const file = p.fds.file(fd);
    if (!file.seek) throw new Failure(`${t.quoteaf(plan.output ?? 'standard output')}: cannot seek: Illegal seek`);
    file.seek(plan.seekBytes, 'current');
  }

  *#copy(input: number, output: number, shownInput: string, between: () => Step): Step<number> {
    const { p, t, plan } = this;
    let left = plan.count ?? Infinity;
    let code = 0;
    while (left > 0 && !this.#interrupted) {
      const want = plan.countsBytes ? Math.min(plan.inputBlock, left) : plan.inputBlock;
      let block: Uint8Array;
      try {
        block = yield* this.#block(input, want);
      } catch (e) {
        if (!(e instanceof Errno)) throw e;
        yield* t.warn(`error reading ${shownInput}: ${e.text}`);
        code = 1;
        break;
      }
      if (block.length === 0) break;
      left -= plan.countsBytes ? block.length : 1;
      if (block.length === plan.inputBlock) this.#in.whole++;
      else this.#in.partial++;
      if (plan.conv.has('sync') && block.length < plan.inputBlock) block = concat([block, new Uint8Array(plan.inputBlock - block.length)]);
      yield* this.#write(output, convert(block, plan.conv));
      yield* between();
      yield* this.#progress();
    }
    if (this.#pending.length > 0) yield* this.#put(output, this.#pending);
    if (plan.conv.has('fsync') || plan.conv.has('fdatasync')) yield* p.sleep(2_000);
    return code;
  }

  *#block(fd: number, want: number): Step<Uint8Array> {
    const { p, plan } = this;
    const first = yield* p.read(fd, want);
    if (!plan.iflag.has('fullblock') || first.length === 0) return first;
    const parts = [first];
    for (let have = first.length; have < want;) {
      const part = yield* p.read(fd, want - have);
      if (part.length === 0) break;
      parts.push(part);
      have += part.length;
    }
    return concat(parts);
  }

  /** With bs= each block goes out as it came in; else output blocks are filled. */
  *#write(fd: number, block: Uint8Array): Step {
    const { plan } = this;
    if (plan.sameBlocks) {
      yield* this.#put(fd, block);
      return;
    }
    let data = this.#pending.length > 0 ? concat([this.#pending, block]) : block;
    for (; data.length >= plan.outputBlock; data = data.slice(plan.outputBlock)) yield* this.#put(fd, data.subarray(0, plan.outputBlock));
    this.#pending = data;
  }

  *#put(fd: number, data: Uint8Array): Step {
    yield* this.p.write(fd, data);
    this.#bytes += data.length;
    if (data.length === this.plan.outputBlock) this.#out.whole++;
    else this.#out.partial++;
  }

  *#progress(): Step {
    const { p, plan } = this;
    if (plan.status !== 'progress' || p.clock.now - this.#progressAt < SECOND) return;
    this.#progressAt = p.clock.now;
    this.#progressShown = true;
    yield* p.error(`\r${transferred(this.#bytes, p.clock.now - this.#started, true)}`);
  }

  *#report(): Step {
    const { p, plan } = this;
    if (plan.status === 'none') return;
    const count = ({ whole, partial }: { whole: number; partial: number }, what: string): string => `${whole}+${partial} records ${what}\n`;
    yield* p.error(count(this.#in, 'in') + count(this.#out, 'out'));
    if (plan.status !== 'noxfer') yield* p.error(`${transferred(this.#bytes, p.clock.now - this.#started, false)}\n`);
  }
}
