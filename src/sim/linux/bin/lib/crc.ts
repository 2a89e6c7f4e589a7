import type { Process } from '../../../kernel/process.ts';
import type { Step } from '../../../kernel/step.ts';
import type { Input } from './input.ts';

/** A sum over bytes that keeps no more than a number: cksum's and sum's. */
export interface RunningSum {
  update(data: Uint8Array): void;
  /** The sum over all, and how many bytes there were. */
  finish(): { sum: number; bytes: number };
}

const POSIX_TABLE = Uint32Array.from({ length: 256 }, (_, i) => {
  let c = i << 24;
  for (let k = 0; k < 8; k++) c = c & 0x80000000 ? (c << 1) ^ 0x04c11db7 : c << 1;
  return c >>> 0;
});

/** The CRC of POSIX's cksum: the polynomial of Ethernet, the length appended, the complement taken. */
export function posixCrc(): RunningSum {
  let crc = 0;
  let bytes = 0;
  const feed = (byte: number): void => {
    crc = ((crc << 8) ^ POSIX_TABLE[((crc >>> 24) ^ byte) & 255]!) >>> 0;
  };
  return {
    update(data) {
      bytes += data.length;
      for (const byte of data) feed(byte);
    },
    finish() {
      for (let n = bytes; n > 0; n = Math.floor(n / 256)) feed(n & 255);
      return { sum: ~crc >>> 0, bytes };
    },
  };
}

/** BSD's 16-bit rotating sum. */
export function bsdSum(): RunningSum {
  let sum = 0;
  let bytes = 0;
  return {
    update(data) {
      bytes += data.length;
      for (const byte of data) sum = (((sum >> 1) | ((sum & 1) << 15)) + byte) & 0xffff;
    },
    finish: () => ({ sum, bytes }),
  };
}

/** System V's sum. */
export function sysvSum(): RunningSum {
  let s = 0;
  let bytes = 0;
  return {
    update(data) {
      bytes += data.length;
      for (const byte of data) s = (s + byte) >>> 0;
    },
    finish() {
      const r = (s & 0xffff) + (s >>> 16);
      return { sum: (r & 0xffff) + (r >>> 16), bytes };
    },
  };
}

/** Sums all that an input still gives. */
export function* sumOf(p: Process, input: Input, sum: RunningSum): Step<{ sum: number; bytes: number }> {
  for (;;) {
    const part = yield* input.read();
    if (part.length === 0) return sum.finish();
    sum.update(part);
    yield* p.burn(Math.ceil(part.length / 1000));
  }
}
